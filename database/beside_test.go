package database_test

import (
	"errors"
	"io/fs"
	"sync"
	"testing"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
)

// TestOpenBeside has two programs' worth of writers count in one table, while
// only one of them holds the lock, and loses no count.
func TestOpenBeside(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		db := databasetest.Open(t, at)
		define(t, db, `create table counted (one bigint primary key, n bigint not null)`)
		write(t, db, func(tx *database.Tx) error { return tx.Exec(`insert into counted (one, n) values (1, 0)`) })
		beside, err := database.OpenBeside(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		defer beside.Close()
		const each = 50
		var all sync.WaitGroup
		for _, d := range []*database.DB{db, beside} {
			all.Go(func() {
				for range each {
					err := d.Write(t.Context(), func(tx *database.Tx) error { return tx.Exec(`update counted set n = n + 1 where one = 1`) })
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		var n int64
		read(t, db, func(tx *database.Tx) error { return tx.Row(`select n from counted where one = 1`, nil, &n) })
		if n != 2*each {
			t.Errorf("%d of %d were counted", n, 2*each)
		}
		if db.Engine == database.SQLite {
			if _, err := database.Open(t.Context(), at); !errors.Is(err, database.ErrInUse) {
				t.Errorf("a second program of the first kind: %v", err)
			}
		}
	})
	if _, err := database.OpenBeside(t.Context(), t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("beside nothing: %v", err)
	}
}
