package database

import (
	"context"
	"database/sql/driver"
	"strings"
	"testing"
	"time"
)

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

// TestBrokenConnection breaks the connections of SQLite in the middle of
// transactions. Each must be replaced.
func TestBrokenConnection(t *testing.T) {
	db, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	create := func(tx *Tx) error { return tx.Define(`create table if not exists x (n bigint)`) }
	if err := db.Write(ctx, create); err != nil {
		t.Fatal(err)
	}
	for i := range 2 * readers {
		for _, in := range []func(context.Context, func(*Tx) error) error{db.Write, db.Read} {
			err := in(ctx, func(tx *Tx) error {
				tx.session.(*lite).c.conn.Raw(func(any) error { return driver.ErrBadConn })
				return tx.Exec(`select count(*) from x`)
			})
			if err == nil {
				t.Error("a statement ran on a broken connection")
			}
			if err := in(ctx, func(tx *Tx) error { return tx.Exec(`select count(*) from x`) }); err != nil {
				t.Fatalf("after %d broken connections: %v", i+1, err)
			}
		}
	}
}
