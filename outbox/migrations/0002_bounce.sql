-- What became of letters that came back: the code that their server gave.
alter table outbox_letter add column status text not null default '';

-- Letters that came back, or were refused at once, because of the address. mark
-- tells whether it is still the same address, and is too short to tell which.
create table outbox_bounce (
	letter text primary key,
	member text not null,
	mark   text not null,
	status text not null,
	at     bigint not null
);
create index outbox_bounce_member on outbox_bounce (member, at);
create index outbox_bounce_at on outbox_bounce (at);

-- Who gets no letters because too many came back from the address with that
-- mark.
create table outbox_pause (
	member text primary key,
	mark   text not null,
	since  bigint not null
);
