create table register_act (
	seq    bigint primary key,
	matter text not null,
	hash   bytea not null,
	kind   text not null,
	author text not null,
	via    text not null,
	own    bigint not null,
	scope  text not null,
	grp    text not null
);
create index register_act_matter on register_act (matter, seq);
create index register_act_scope on register_act (scope, seq);
create index register_act_author on register_act (author, seq);
create index register_act_via on register_act (via, seq) where via <> '';
create table register_matter (
	ref       text primary key,
	origin    text not null,
	stage     text not null,
	scope     text not null,
	turn      bigint not null,
	dimension text not null,
	lang      text not null,
	title     text not null,
	moved     bigint not null,
	seq       bigint not null,
	state     bytea not null
);
create index register_matter_stage on register_matter (scope, stage, moved, ref);
create index register_matter_scope on register_matter (scope, moved, ref);
create table register_desk (
	matter text not null,
	grp    text not null,
	scope  text not null,
	wants  text not null,
	since  bigint not null,
	until  bigint not null,
	primary key (matter, grp)
);
create index register_desk_grp on register_desk (grp, scope, since, matter);
create table register_stage (
	scope  text not null,
	origin text not null,
	stage  text not null,
	n      bigint not null,
	primary key (scope, origin, stage)
);
create table register_deadline (
	matter text primary key,
	at     bigint not null
);
create index register_deadline_at on register_deadline (at);
create table register_recommendation (
	symbol    text primary key,
	place     bigint not null,
	matter    text not null,
	version   text not null,
	dimension text not null,
	title     text not null,
	adopted   bigint not null
);
create index register_recommendation_place on register_recommendation (place);
create index register_recommendation_dimension on register_recommendation (dimension, place);
create table register_addressee (
	organisation text not null,
	symbol       text not null,
	place        bigint not null,
	primary key (organisation, symbol)
);
create table register_initiative (
	one         bigint primary key,
	turn        bigint not null,
	state       bytea not null,
	description bytea not null
);
create table register_description (
	place bigint primary key,
	at    bigint not null
);
create index register_description_at on register_description (at, place);
create table register_meeting (
	ref    text primary key,
	scope  text not null,
	stage  text not null,
	starts bigint not null,
	ends   bigint not null,
	turn   bigint not null,
	title  text not null,
	state  bytea not null,
	groups text not null,
	venues text not null,
	series text not null,
	restricted bigint not null,
	seq    bigint not null
);
create index register_meeting_starts on register_meeting (scope, starts, ref);
create index register_meeting_seq on register_meeting (seq);
create index register_meeting_series on register_meeting (series, starts);
create table register_meets (
	meeting text not null,
	grp     text not null,
	scope   text not null,
	stage   text not null,
	starts  bigint not null,
	primary key (meeting, grp)
);
create index register_meets_starts on register_meets (grp, stage, starts);
create table register_item (
	meeting text not null,
	item    text not null,
	matter  text not null,
	scope   text not null,
	starts  bigint not null,
	primary key (meeting, item)
);
create index register_item_matter on register_item (matter, starts);
create table register_task (
	meeting text not null,
	task    text not null,
	grp     text not null,
	scope   text not null,
	due     text not null,
	primary key (meeting, task)
);
create index register_task_due on register_task (grp, due);
create table register_outcome (
	meeting text not null,
	seq     bigint not null,
	primary key (meeting, seq)
);
create table register_conference (
	ref    text primary key,
	scope  text not null,
	stage  text not null,
	starts bigint not null,
	ends   bigint not null,
	turn   bigint not null,
	title  text not null,
	state  bytea not null
);
create index register_conference_starts on register_conference (scope, starts, ref);
create table register_informs (
	conference text not null,
	session    text not null,
	matter     text not null,
	scope      text not null,
	starts     bigint not null,
	primary key (conference, session, matter)
);
create index register_informs_matter on register_informs (matter, starts);
create table register_publication (
	ref      text primary key,
	scope    text not null,
	stage    text not null,
	series   text not null,
	released bigint not null,
	turn     bigint not null,
	title    text not null,
	state    bytea not null
);
create index register_publication_released on register_publication (scope, released, ref);
create table register_cites (
	publication text not null,
	matter      text not null,
	scope       text not null,
	released    bigint not null,
	primary key (publication, matter)
);
create index register_cites_matter on register_cites (matter, released);
