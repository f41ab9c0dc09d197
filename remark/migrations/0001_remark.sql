-- What is remarked on drafts of publications. reply names the remark that is
-- answered, first of its row; check, the invitation under which somebody from
-- outside remarked.
create table remark (
	id          text primary key,
	publication text not null,
	lang        text not null,
	version     text not null,
	part        text not null,
	reply       text not null,
	author      text not null,
	fact_check  text not null,
	words       text not null,
	at          bigint not null,
	settled     bigint not null,
	settled_by  text not null
);

create index remark_on on remark (publication, lang, at);

create index remark_author on remark (author);

-- Who from outside was asked to check a draft. digest is of the key in their
-- letter, which is kept nowhere.
create table remark_check (
	id          text primary key,
	publication text not null,
	lang        text not null,
	version     text not null,
	member      text not null,
	inviter     text not null,
	made        bigint not null,
	until       bigint not null,
	revoked     bigint not null,
	digest      bytea not null unique
);

create index remark_check_on on remark_check (publication, made);

create index remark_check_member on remark_check (member);
