package database_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
)

// files makes files named for their number, each holding one schema.
func files(schemas ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i, s := range schemas {
		fsys[strings.Replace("migrations/000#_step.sql", "#", string(rune('1'+i)), 1)] = &fstest.MapFile{Data: []byte(s)}
	}
	return fsys
}

const (
	first  = `create table step (n bigint primary key, said text not null); insert into step (n, said) values (1, 'first; step');`
	second = `alter table step add column "by" text; insert into step (n, said, "by") values (2, 'second', 'Ana');`
	broken = `insert into step (n, said) values (3, 'third'); create tabel x (n bigint);`
)

func TestMigrate(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		migrate := func(room string, schemas ...string) error {
			return db.Write(t.Context(), func(tx *database.Tx) error { return tx.Migrate(room, files(schemas...)) })
		}
		says := func(want string) {
			t.Helper()
			read(t, db, func(tx *database.Tx) error {
				got, err := database.All(tx, `select said from step order by n`, nil, text)
				if s := strings.Join(got, ", "); s != want {
					t.Errorf("the steps are %q, not %q", s, want)
				}
				return err
			})
		}
		for range 2 {
			if err := migrate("steps", first); err != nil {
				t.Fatal(err)
			}
			says("first; step")
		}
		if err := migrate("steps", first, second, broken); err == nil || !strings.Contains(err.Error(), "0003_step.sql") {
			t.Errorf("a broken step is %v", err)
		}
		says("first; step")
		if err := migrate("steps", first, second); err != nil {
			t.Fatal(err)
		}
		says("first; step, second")
		if err := migrate("steps", first); !errors.Is(err, database.ErrNewer) {
			t.Errorf("an older program is told %v", err)
		}
		if err := migrate("other", `create table other (n bigint);`); err != nil {
			t.Errorf("another room: %v", err)
		}
		gap := files(first, second)
		delete(gap, "migrations/0001_step.sql")
		err := db.Write(t.Context(), func(tx *database.Tx) error { return tx.Migrate("gap", gap) })
		if err == nil {
			t.Error("a gap in the numbers was accepted")
		}
	})
}

// TestMigrateTogether opens the program many times at once, as after a
// deployment to several machines.
func TestMigrateTogether(t *testing.T) {
	at := databasetest.Postgres(t)
	var all sync.WaitGroup
	for range 6 {
		db := databasetest.Open(t, at)
		all.Go(func() {
			err := db.Write(t.Context(), func(tx *database.Tx) error { return tx.Migrate("steps", files(first, second)) })
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestSchemaChangesUnderUse drops and makes a table while its statements are
// prepared on every connection.
func TestSchemaChangesUnderUse(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		for _, columns := range []string{"a text", "a text, b bigint", "b bigint, a text", "a text"} {
			define(t, db, `drop table if exists folded; create table folded (`+columns+`); insert into folded (a) values ('x');`)
			for range 10 {
				read(t, db, func(tx *database.Tx) error {
					got, err := database.All(tx, `select a from folded where a is not null`, nil, text)
					if len(got) != 1 || got[0] != "x" {
						t.Errorf("with %s: %q", columns, got)
					}
					return err
				})
				write(t, db, func(tx *database.Tx) error { return tx.Exec(`update folded set a = 'x'`) })
			}
		}
	})
}
