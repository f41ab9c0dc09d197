-- Who would like to be a member, or was nominated. digest is of the token with
-- which the applicant follows it, and made from the form that was sent, so that
-- a form sent twice is one application. member is the identifier under which
-- the person will be on the roll if they are accepted. until is when what is
-- known of them is erased, or, once it is, when the row goes.
create table application (
	id           text primary key,
	digest       bytea not null unique,
	grp          text not null,
	state        text not null,
	made         bigint not null,
	until        bigint not null,
	proved       boolean not null,
	member       text not null,
	nominator    text not null,
	name         text not null,
	email        text not null,
	country      text not null,
	constituency text not null,
	post         text not null,
	motivation   text not null,
	lang         text not null,
	decided      bigint not null,
	decider      text not null,
	reason       text not null
);

create index application_waiting on application (grp, state, proved, made);

create index application_until on application (until);
