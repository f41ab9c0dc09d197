package database_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
)

const entries = `create table entry (seq bigint primary key, topic text not null, data bytea not null); create index entry_topic on entry (topic, seq)`

// BenchmarkCommit measures durable transactions of so many rows of 400 bytes,
// through this package and through the bare driver with a prepared statement.
// The number to read is rows/s.
func BenchmarkCommit(b *testing.B) {
	data := bytes.Repeat([]byte("x"), 400)
	for _, n := range []int{1, 16, 64, 256} {
		rows := make([][]any, n)
		fill := func(i int) {
			for j := range rows {
				rows[j] = []any{int64(i*n + j), fmt.Sprint("topic", j%7), data}
			}
		}
		b.Run(fmt.Sprint("raw/", n), func(b *testing.B) {
			db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "raw.db")+
				"?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_txlock=immediate")
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			db.SetMaxOpenConns(1)
			db.Exec(`create table entry (seq integer primary key, topic text not null, data blob not null) strict`)
			db.Exec(`create index entry_topic on entry (topic, seq)`)
			insert, err := db.Prepare(`insert into entry (seq, topic, data) values (?, ?, ?)`)
			if err != nil {
				b.Fatal(err)
			}
			for i := 0; b.Loop(); i++ {
				fill(i)
				tx, _ := db.Begin()
				for _, row := range rows {
					if _, err := tx.Stmt(insert).Exec(row...); err != nil {
						b.Fatal(err)
					}
				}
				if err := tx.Commit(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "rows/s")
		})
		engines(b, fmt.Sprint("insert/", n), func(b *testing.B, db *database.DB) {
			define(b, db, entries)
			for i := 0; b.Loop(); i++ {
				fill(i)
				write(b, db, func(tx *database.Tx) error {
					return tx.Insert("entry", []string{"seq", "topic", "data"}, rows)
				})
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkRead measures a Read of one row, and of ten questions of 50 rows.
func BenchmarkRead(b *testing.B) {
	fill := func(b *testing.B, db *database.DB) {
		define(b, db, entries)
		rows := make([][]any, 5000)
		for i := range rows {
			rows[i] = []any{i, fmt.Sprint("topic", i%100), []byte("words of a statement")}
		}
		write(b, db, func(tx *database.Tx) error { return tx.Insert("entry", []string{"seq", "topic", "data"}, rows) })
	}
	engines(b, "row", func(b *testing.B, db *database.DB) {
		fill(b, db)
		for b.Loop() {
			read(b, db, func(tx *database.Tx) error {
				var topic string
				return tx.Row(`select topic from entry where seq = $1`, []any{77}, &topic)
			})
		}
	})
	engines(b, "page", func(b *testing.B, db *database.DB) {
		fill(b, db)
		for b.Loop() {
			read(b, db, func(tx *database.Tx) error {
				for i := range 10 {
					_, err := database.All(tx, `select data from entry where topic = $1 order by seq`, []any{fmt.Sprint("topic", i)}, text)
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
	})
}

// engines runs a benchmark on both engines, or says why not.
func engines(b *testing.B, name string, f func(*testing.B, *database.DB)) {
	b.Run("sqlite/"+name, func(b *testing.B) { f(b, databasetest.Open(b, b.TempDir())) })
	b.Run("postgres/"+name, func(b *testing.B) { f(b, databasetest.Open(b, databasetest.Postgres(b))) })
}
