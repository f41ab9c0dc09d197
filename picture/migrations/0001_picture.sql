-- Pictures by the sum of what they are, each kept once.
create table picture_file (
	sum    text primary key,
	type   text not null,
	width  bigint not null,
	height bigint not null,
	data   bytea not null
);

-- For which publications they were uploaded, and under which name writers choose
-- them there. Whoever may read none of these may not read the picture.
create table picture_of (
	publication text not null,
	sum         text not null,
	name        text not null,
	at          bigint not null,
	primary key (publication, sum)
);

create index picture_of_sum on picture_of (sum);
