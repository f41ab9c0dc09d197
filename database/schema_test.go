package database

import (
	"context"
	"slices"
	"strings"
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

func TestQuestion(t *testing.T) {
	for query, want := range map[string]string{
		`select 1`:                           `select 1`,
		`select $1, $2, $3`:                  `select ?, ?, ?`,
		`select $2, $1`:                      `select ?2, ?1`,
		`select $1, $1`:                      `select ?1, ?1`,
		`select $1, $3`:                      `select ?1, ?3`,
		`select $1 || '$2 ''$3' || $2`:       `select ? || '$2 ''$3' || ?`,
		"select $1 -- it's $2\n, $2":         "select ? -- it's $2\n, ?",
		`select /* $9 " */ "a$1", $10 || $1`: `select /* $9 " */ "a$1", ?10 || ?1`,
		`select '$1`:                         `select '$1`,
		`$`:                                  `$`,
	} {
		if got := question(query); got != want {
			t.Errorf("%s became %s, not %s", query, got, want)
		}
	}
}

// TestStatementsAreBounded runs more different statements than a connection
// remembers, and one of them all the time.
func TestStatementsAreBounded(t *testing.T) {
	db, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(t.Context(), func(tx *Tx) error {
		c := tx.session.(*lite).c
		for i := range 10 * remembered {
			var got int
			query := "select 1" + strings.Repeat(" ", i)
			if err := tx.Row(query, nil, &got); err != nil || got != 1 {
				t.Fatal(got, err)
			}
			if err := tx.Row(`select 2`, nil, &got); err != nil || got != 2 {
				t.Fatal(got, err)
			}
			if n := len(c.young) + len(c.old); n > 2*remembered {
				t.Fatalf("%d statements are prepared", n)
			}
		}
		before, _ := c.prepare(context.Background(), `select 2`)
		for i := range remembered + 10 {
			c.prepare(context.Background(), "select 3"+strings.Repeat(" ", i))
		}
		if after, _ := c.prepare(context.Background(), `select 2`); after != before {
			t.Error("what is used all the time was prepared again")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
