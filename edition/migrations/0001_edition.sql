create table edition_file (
	ref     text not null,
	edition bigint not null,
	lang    text not null,
	format  text not null,
	state   text not null,
	since   bigint not null,
	tries   bigint not null,
	size    bigint not null,
	sum     text not null,
	block   text not null,
	problem text not null,
	data    bytea,
	primary key (ref, edition, lang, format)
);
create index edition_file_state on edition_file (state, since);
