create table clerk_receipt (
	seq   bigint primary key,
	acts  bigint not null,
	place bigint not null,
	what  bigint not null,
	at    bigint not null
);

create index clerk_receipt_place on clerk_receipt (place);
