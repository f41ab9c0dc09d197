create table clerk_receipt (
	token  text primary key,
	at     bigint not null,
	answer bytea not null
);

create index clerk_receipt_at on clerk_receipt (at);
