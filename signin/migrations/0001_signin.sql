-- A digest is the SHA-256 of a secret that only its bearer has.

-- member is empty for the link of an address that nobody has: it was made so
-- that asking for it takes as long, and was given to nobody.
create table signin_link (
	digest bytea primary key,
	member text not null,
	made   bigint not null,
	until  bigint not null,
	used   bigint not null
);

create index signin_link_until on signin_link (until);

create index signin_link_member on signin_link (member);

create table signin_session (
	digest bytea primary key,
	id     text not null unique,
	member text not null,
	began  bigint not null,
	seen   bigint not null,
	agent  text not null
);

create index signin_session_member on signin_session (member);

create index signin_session_seen on signin_session (seen);

create table signin_token (
	digest bytea primary key,
	id     text not null unique,
	member text not null,
	name   text not null,
	scope  text not null,
	made   bigint not null,
	until  bigint not null,
	seen   bigint not null
);

create index signin_token_member on signin_token (member);

create index signin_token_until on signin_token (until);

-- How often something was asked for within a window of time that begins at an
-- instant. what is a digest, so that no address is kept here to read.
create table signin_count (
	what  bytea not null,
	began bigint not null,
	until bigint not null,
	n     bigint not null,
	primary key (what, began)
);

create index signin_count_until on signin_count (until);

-- When what has expired is next to be cleared away. Whoever moves the instant
-- does it, alone.
create table signin_sweep (
	one  bigint primary key check (one = 1),
	next bigint not null
);

insert into signin_sweep (one, next) values (1, 0);
