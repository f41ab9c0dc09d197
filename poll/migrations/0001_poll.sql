-- Questions when people can meet. They lie beside the record: what becomes of
-- one is a meeting, which is called by an act.
create table poll (
	id     text primary key,
	title  text not null,
	groups text not null,
	member text not null,
	at     bigint not null,
	ends   bigint not null
);

create index poll_ends on poll (ends);

create table poll_slot (
	poll   text not null,
	starts bigint not null,
	ends   bigint not null,
	primary key (poll, starts)
);

create table poll_mark (
	poll   text not null,
	starts bigint not null,
	member text not null,
	mark   text not null,
	primary key (poll, starts, member)
);

create index poll_mark_member on poll_mark (member);
