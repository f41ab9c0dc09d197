package database

import (
	"slices"
	"testing"
)

func TestTranslate(t *testing.T) {
	for _, c := range []struct{ stmt, sqlite, postgres string }{
		{
			`create table x (a bigint primary key, text text not null, "bigint" boolean default true, d bytea)`,
			`create table x (a integer primary key, text text not null, "bigint" integer default true, d blob) strict`,
			`create table x (a bigint primary key, text text collate "C" not null, "bigint" boolean default true, d bytea)`,
		},
		{
			"create table if not exists x (\n\ta Double Precision, -- bigint, text\n\tb TEXT default 'a text, bigint',\n\tprimary key (a, b), check (b <> 'text text'),\n\tconstraint text foreign key (b) references y (text))",
			"create table if not exists x (\n\ta real, -- bigint, text\n\tb TEXT default 'a text, bigint',\n\tprimary key (a, b), check (b <> 'text text'),\n\tconstraint text foreign key (b) references y (text)) strict",
			"create table if not exists x (\n\ta Double Precision, -- bigint, text\n\tb text collate \"C\" default 'a text, bigint',\n\tprimary key (a, b), check (b <> 'text text'),\n\tconstraint text foreign key (b) references y (text))",
		},
		{
			`alter table bigint add column text bytea not null default ''`,
			`alter table bigint add column text blob not null default ''`,
			`alter table bigint add column text bytea not null default ''`,
		},
		{
			`alter table x add column y text`,
			`alter table x add column y text`,
			`alter table x add column y text collate "C"`,
		},
		{
			`create index text on x (text, bigint)`,
			`create index text on x (text, bigint)`,
			`create index text on x (text, bigint)`,
		},
		{
			`insert into x (text) values ('create table x (a bigint)')`,
			`insert into x (text) values ('create table x (a bigint)')`,
			`insert into x (text) values ('create table x (a bigint)')`,
		},
		{
			`create virtual table words using fts5 (text, content = '')`,
			`create virtual table words using fts5 (text, content = '')`,
			`create virtual table words using fts5 (text, content = '')`,
		},
	} {
		if got := translate(SQLite, c.stmt); got != c.sqlite {
			t.Errorf("SQLite:\n got %s\nwant %s", got, c.sqlite)
		}
		if got := translate(Postgres, c.stmt); got != c.postgres {
			t.Errorf("PostgreSQL:\n got %s\nwant %s", got, c.postgres)
		}
	}
}

func TestSplit(t *testing.T) {
	got := split("-- first; not the end\ncreate table x (a text default ';'); \n;;\n/* ; */ drop table x;\n-- nothing more\n")
	want := []string{"-- first; not the end\ncreate table x (a text default ';')", "/* ; */ drop table x"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
