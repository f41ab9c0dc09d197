-- How somebody wants to be told. Who never said has no row.
create table outbox_setting (
	member     text primary key,
	pace       text not null,
	bulletin   boolean not null,
	quiet_from bigint not null,
	quiet_to   bigint not null
);

-- Which matters somebody follows or has muted.
create table outbox_follow (
	member text not null,
	matter text not null,
	how    text not null,
	primary key (member, matter)
);

create index outbox_follow_matter on outbox_follow (matter);

-- Letters to be, and what became of them. There are no words and no addresses
-- here: a letter is written when it is sent. home is the recipient's group; about is the end of a period; grp
-- the group that a letter is about, where it is about one.
create table outbox_letter (
	id       text primary key,
	member   text not null,
	home     text not null,
	sort     text not null,
	matter   text not null,
	grp      text not null,
	about    bigint not null,
	items    bigint not null,
	state    text not null,
	due      bigint not null,
	since    bigint not null,
	attempts bigint not null,
	code     bigint not null,
	ended    bigint not null
);

create index outbox_letter_due on outbox_letter (due) where state in ('queued', 'sending');

create index outbox_letter_open on outbox_letter (member, matter, sort) where state = 'queued';

create index outbox_letter_member on outbox_letter (member, since, id);

create index outbox_letter_home on outbox_letter (home, since, id);

create index outbox_letter_ended on outbox_letter (ended) where ended > 0;

-- What a letter tells of: acts by their place, each with the reason why this
-- person is told of it.
create table outbox_item (
	letter text not null,
	seq    bigint not null,
	why    text not null,
	primary key (letter, seq)
);

-- What was announced, so that it is announced once.
create table outbox_told (
	what   text not null,
	period bigint not null,
	primary key (what, period)
);
