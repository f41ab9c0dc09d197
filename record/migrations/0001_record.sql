create table record_head (
	one  bigint primary key check (one = 1),
	next bigint not null,
	root text not null
);

insert into record_head (one, next, root) values (1, 0, '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');

create table record_entry (
	seq   bigint primary key,
	topic text not null,
	kind  text not null,
	data  bytea not null
);

create index record_entry_topic on record_entry (topic, seq);

create index record_entry_kind on record_entry (kind, seq);

create table record_hash (
	idx  bigint primary key,
	hash bytea not null
);

create table record_payload (
	seq  bigint primary key,
	salt bytea not null,
	data bytea not null
);

create table record_checkpoint (
	size bigint primary key,
	note text not null,
	at   bigint not null
);
