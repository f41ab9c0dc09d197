-- Public holidays in the groups' capitals, as their secretariats keep them.
create table holiday (
	grp  text not null,
	day  text not null,
	name text not null,
	primary key (grp, day)
);

create index holiday_day on holiday (day);
