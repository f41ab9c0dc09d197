-- Who is invited to which meeting, or was and is not any more (released), what they were last told, and what they
-- answered. starts and ends are the hours of which they were last told, or, until
-- they were, those of the meeting; letter is the row of the outbox by which they
-- were, and sequence the revision of the meeting (-1: none yet). stamp is when an
-- answer was given, as its sender says, and counts only beside answered_to, the
-- revision that it answers.
create table invitation (
	id          text primary key,
	meeting     text not null,
	member      text not null,
	guest       boolean not null,
	inviter     text not null,
	grp         text not null,
	made        bigint not null,
	released    boolean not null,
	starts      bigint not null,
	ends        bigint not null,
	letter      text not null,
	sequence    bigint not null,
	sent        bigint not null,
	answer      text not null,
	comment     text not null,
	through     text not null,
	answered    bigint not null,
	answered_to bigint not null,
	stamp       bigint not null
);

create unique index invitation_of on invitation (meeting, member);

create index invitation_member on invitation (member);

create index invitation_ends on invitation (ends);

-- Who is on the roll for no other reason than that they were invited.
create table invitation_guest (
	member text primary key
);

-- The address at which a member's own calendar is read. It is made from salt and
-- the secret of the installation, which is not in the database; digest is of it.
create table invitation_feed (
	member text primary key,
	salt   bytea not null,
	digest bytea not null unique,
	made   bigint not null
);
