-- changed is the number of the change by which a row came to be as it is, so
-- that whoever keeps names in memory need only read what is newer.
alter table roll_person add column speaks text not null default '';

alter table roll_person add column photo text not null default '';

alter table roll_person add column changed bigint not null default 0;

create index roll_person_changed on roll_person (changed);

create index roll_alias_of on roll_alias (member);

-- How many changes there have been. Whoever changes a person raises it first,
-- which also lets one at a time do so: numbers are given in the order in which
-- changes become visible.
create table roll_change (
	one bigint primary key check (one = 1),
	n   bigint not null
);

insert into roll_change (one, n) values (1, 0);

-- The posts that a person has held. Their words are with the person's others,
-- as post.1 and affiliation.1. Dates are as exact as they are known: 2008,
-- 2008-05 or 2008-05-17.
create table roll_post (
	member text not null,
	n      bigint not null,
	since  text not null,
	until  text not null,
	primary key (member, n)
);

-- A photograph in each of its sizes, as we drew it.
create table roll_photo (
	member text not null,
	width  bigint not null,
	data   bytea not null,
	primary key (member, width)
);

-- Who asked that a person be erased. The row stays after it was done: it names
-- nobody, and tells that it was done, when, and by whose hand.
create table roll_erasure (
	member  text primary key,
	asker   text not null,
	asked   bigint not null,
	words   boolean not null,
	decider text not null,
	done    bigint not null
);
