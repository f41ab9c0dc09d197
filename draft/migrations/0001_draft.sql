-- What members wrote by mail and have not confirmed yet. A draft that was
-- confirmed or discarded leaves nothing behind here.
create table draft (
	id      text primary key,
	member  text not null,
	matter  text not null,
	words   text not null,
	lang    text not null,
	version text not null,
	at      bigint not null
);

create index draft_member on draft (member, at);

create index draft_at on draft (at);

-- Which letters were taken, blindly: a token leads to no member and no matter.
create table draft_taken (
	token text primary key,
	until bigint not null
);

create index draft_taken_until on draft_taken (until);

-- Who wants a signed letter to be posted without being asked.
create table draft_choice (
	member text primary key
);

-- Until when somebody is not written to again about the same.
create table draft_told (
	member text not null,
	about  text not null,
	until  bigint not null,
	primary key (member, about)
);
