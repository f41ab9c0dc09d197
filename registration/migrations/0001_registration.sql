-- Who would like to come to a conference. number is the place in the line, from
-- 1, given when the address is confirmed; 0 before. tell is what the person is
-- still to be written. until is when what is known of them is erased, or, once
-- it is, when the row goes.
create table registration (
	id          text primary key,
	conference  text not null,
	number      bigint not null,
	state       text not null,
	made        bigint not null,
	until       bigint not null,
	proved      boolean not null,
	member      text not null,
	name        text not null,
	affiliation text not null,
	country     text not null,
	email       text not null,
	lang        text not null,
	needs       text not null,
	listed      boolean not null,
	news        boolean not null,
	tell        text not null
);

create index registration_order on registration (conference, state, number);

create index registration_email on registration (conference, email);

create index registration_tell on registration (tell, id);

create index registration_until on registration (until);

-- The line of each conference. Whoever changes who has a place changes this
-- row first, so that they do it one after the other.
create table registration_line (
	conference text primary key,
	last       bigint not null,
	placed     bigint not null,
	waiting    bigint not null,
	capacity   bigint not null
);
