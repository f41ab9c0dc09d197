-- Ways to sign in beside the link, and what binds an answer to its question.

-- The digest of the secret that the browser which asked for a link holds in a
-- cookie: the link opens nowhere else. Null for one that was handed over.
alter table signin_link add column browser bytea;

-- When the member last proved who they are. 0 if they never did since this is
-- noted, or if whoever vouched for them did not say when.
alter table signin_session add column proved bigint not null default 0;

-- A question that was put to a browser and waits for its answer: a challenge
-- to a passkey, or the way to another organisation's sign-in and back. Its
-- answer takes the row away, so that none is given twice.
create table signin_attempt (
	digest  bytea primary key,
	purpose text not null,
	browser bytea not null,
	member  text not null,
	until   bigint not null,
	data    bytea not null
);

create index signin_attempt_until on signin_attempt (until);

create index signin_attempt_member on signin_attempt (member);

-- data is the credential as the library for WebAuthn keeps it: a public key
-- and a counter, with which nobody can sign in.
create table signin_passkey (
	credential bytea primary key,
	id         text not null unique,
	member     text not null,
	name       text not null,
	made       bigint not null,
	seen       bigint not null,
	data       bytea not null
);

create index signin_passkey_member on signin_passkey (member);

-- By which number a member's passkeys know them. It is random, since what
-- holds a passkey shows it to whoever holds the device.
create table signin_handle (
	member text primary key,
	handle bytea not null unique
);

-- What two members of the secretariat did to let somebody in again. The words
-- can be taken away; that it was done, by whom and when, stays.
create table signin_recovery (
	id       text primary key,
	member   text not null,
	reason   text not null,
	begun_by text not null,
	begun    bigint not null,
	until    bigint not null,
	state    text not null,
	ended_by text not null,
	ended    bigint not null
);

create index signin_recovery_member on signin_recovery (member, begun);

create index signin_recovery_begun on signin_recovery (begun);

-- One recovery of a member waits at a time.
create unique index signin_recovery_waits on signin_recovery (member) where state = 'begun';
