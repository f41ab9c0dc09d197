create table errand (
	name   text primary key,
	next   bigint not null,
	holder text not null,
	until  bigint not null
);
