create table roll_alias (
	alias  text primary key,
	matter text not null,
	member text not null
);

create unique index roll_alias_member on roll_alias (matter, member);

create table roll_spoke (
	matter text not null,
	token  text not null,
	grp    text not null,
	round  bigint not null,
	primary key (matter, token, grp)
);
