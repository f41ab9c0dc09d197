-- Who asked to speak to the item that a meeting is taking, in their order, and
-- whether they have. The rows of an item go when it is concluded.
create table floor_asked (
	meeting text not null,
	item    text not null,
	member  text not null,
	at      bigint not null,
	spoke   boolean not null,
	primary key (meeting, item, member)
);

create index floor_asked_member on floor_asked (member);

create index floor_asked_at on floor_asked (at);
