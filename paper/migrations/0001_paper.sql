-- Files laid before meetings, by the sum of their content. Which meeting a file
-- was laid before, and who may read it, is in the record and the register.
create table paper_file (
	sum   text primary key,
	type  text not null,
	size  bigint not null,
	at    bigint not null,
	data  bytea not null
);
