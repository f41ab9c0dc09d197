-- An address that a person has asked to be reached at, until whoever reads its
-- mail says so. digest is of the secret in the link that was mailed there.
create table roll_address (
	member text primary key,
	email  text not null,
	digest bytea not null unique,
	until  bigint not null
);
create index roll_address_until on roll_address (until);
