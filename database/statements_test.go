package database

import (
	"context"
	"errors"
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

// TestDropped drops connections in the middle of transactions, as is done with
// one that cannot roll back. Each must be replaced, and its work undone.
func TestDropped(t *testing.T) {
	db, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Write(t.Context(), func(tx *Tx) error { return tx.Define(`create table x (n bigint)`) }); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	dropped := errors.New("dropped")
	drop := func(tx *Tx) error {
		s := tx.session.(*lite)
		s.over = true
		s.from.drop(s.c)
		return dropped
	}
	for i := range 2 * readers {
		if err := db.Write(ctx, func(tx *Tx) error { return errors.Join(tx.Exec(`insert into x (n) values (1)`), drop(tx)) }); !errors.Is(err, dropped) {
			t.Fatal(err)
		}
		if err := db.Read(ctx, drop); !errors.Is(err, dropped) {
			t.Fatal(err)
		}
		var n int
		if err := db.Read(ctx, func(tx *Tx) error { return tx.Row(`select count(*) from x`, nil, &n) }); err != nil || n != i {
			t.Fatalf("after %d: %d rows, %v", i, n, err)
		}
		if err := db.Write(ctx, func(tx *Tx) error { return tx.Exec(`insert into x (n) values (2)`) }); err != nil {
			t.Fatalf("after %d: %v", i, err)
		}
	}
}
