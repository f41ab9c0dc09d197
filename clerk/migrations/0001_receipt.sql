create table clerk_receipt (
	place  bigint primary key,
	token  text not null,
	at     bigint not null,
	answer bytea not null
);

create index clerk_receipt_at on clerk_receipt (at);
