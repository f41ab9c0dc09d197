-- Who asked to be written to. state is asked until the address is confirmed;
-- consent is when it was; until is when an address that nobody confirms is
-- erased. wants is what for, divided by spaces.
create table distribution_subscriber (
	id       text primary key,
	email    text not null,
	post_box text not null,
	lang     text not null,
	wants    text not null,
	state    text not null,
	made     bigint not null,
	consent  bigint not null,
	until    bigint not null,
	member   text not null,
	bounces  bigint not null
);

create unique index distribution_subscriber_box on distribution_subscriber (post_box);

create index distribution_subscriber_asked on distribution_subscriber (until) where state = 'asked';

create index distribution_subscriber_member on distribution_subscriber (member);

-- Whom the secretariats know. addressee is the organisation that one is
-- written to at this address, if its recommendations address it; grp is whose
-- secretariat entered it, and writes to them.
create table distribution_contact (
	id           text primary key,
	email        text not null,
	post_box     text not null,
	lang         text not null,
	name         text not null,
	organisation text not null,
	addressee    text not null,
	grp          text not null,
	entered      bigint not null,
	by_member    text not null,
	member       text not null,
	bounces      bigint not null
);

create unique index distribution_contact_box on distribution_contact (post_box);

create index distribution_contact_member on distribution_contact (member);

-- Addresses that are not to be entered again, since whoever has them said so.
-- They are sealed: what they are cannot be read from this.
create table distribution_left (
	seal text primary key,
	at   bigint not null
);

-- Mailings. lists is to whom, divided by spaces; turn counts the changes.
create table distribution_mailing (
	id          text primary key,
	publication text not null,
	edition     bigint not null,
	series      text not null,
	dimension   text not null,
	lists       text not null,
	state       text not null,
	turn        bigint not null,
	grp         text not null,
	made        bigint not null,
	made_by     text not null,
	tested      bigint not null,
	started     bigint not null,
	started_by  text not null,
	total       bigint not null
);

create index distribution_mailing_made on distribution_mailing (made, id);

create table distribution_words (
	mailing text not null,
	lang    text not null,
	subject text not null,
	words   text not null,
	primary key (mailing, lang)
);

-- One letter of a mailing to one address, and what became of it. source is the
-- subscriber or the contact.
create table distribution_letter (
	id        text primary key,
	mailing   text not null,
	email     text not null,
	post_box  text not null,
	name      text not null,
	lang      text not null,
	list      text not null,
	source    text not null,
	addressee text not null,
	member    text not null,
	state     text not null,
	due       bigint not null,
	since     bigint not null,
	attempts  bigint not null,
	code      bigint not null,
	status    text not null,
	ended     bigint not null,
	received  bigint not null
);

create unique index distribution_letter_once on distribution_letter (mailing, post_box);

create index distribution_letter_due on distribution_letter (due) where state in ('queued', 'sending');

create index distribution_letter_state on distribution_letter (mailing, state);

create index distribution_letter_source on distribution_letter (source);

create index distribution_letter_member on distribution_letter (member);

create index distribution_letter_since on distribution_letter (since) where email <> '';
