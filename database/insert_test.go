package database_test

import (
	"fmt"
	"strings"
	"testing"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
)

func TestInsert(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, `create table entry (seq bigint primary key, topic text not null, data bytea)`)
		columns := []string{"seq", "topic", "data"}
		total := 0
		for _, n := range []int{0, 1, 3, 4, 5, 21, 85, 341, 1000} {
			rows := make([][]any, n)
			for i := range rows {
				rows[i] = []any{total + i, fmt.Sprint("topic ", total+i), []byte{byte(i)}}
			}
			total += n
			write(t, db, func(tx *database.Tx) error { return tx.Insert("entry", columns, rows) })
			var got, last int64
			read(t, db, func(tx *database.Tx) error {
				return tx.Row(`select count(*), coalesce(max(seq), -1) from entry where topic = 'topic ' || seq`, nil, &got, &last)
			})
			if got != int64(total) || last != int64(total-1) {
				t.Fatalf("after %d more there are %d to %d", n, got, last)
			}
		}
		write(t, db, func(tx *database.Tx) error {
			err := tx.Insert("entry", columns, [][]any{{1, "taken", nil}, {total, "free", nil}}, "on conflict (seq) do nothing")
			if err != nil {
				return err
			}
			return tx.Insert("entry", columns, [][]any{{2, "replaced", nil}}, "on conflict (seq)", "do update set topic = excluded.topic")
		})
		read(t, db, func(tx *database.Tx) error {
			got, err := database.All(tx, `select topic from entry where seq in (1, 2, $1) order by seq`, []any{total}, text)
			if s := strings.Join(got, ", "); s != "topic 1, replaced, free" {
				t.Errorf("got %s", s)
			}
			return err
		})
	})
}

// TestInsertWide inserts rows of so many columns that few fit in a statement.
func TestInsertWide(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		const wide, many = 500, 130
		var columns, types []string
		for i := range wide {
			columns = append(columns, fmt.Sprint("c", i))
			types = append(types, fmt.Sprintf("c%d bigint", i))
		}
		define(t, db, "create table wide ("+strings.Join(types, ", ")+");")
		rows := make([][]any, many)
		for i := range rows {
			for range wide {
				rows[i] = append(rows[i], i)
			}
		}
		write(t, db, func(tx *database.Tx) error { return tx.Insert("wide", columns, rows) })
		var n int64
		read(t, db, func(tx *database.Tx) error { return tx.Row(`select count(*) from wide where c0 = c499`, nil, &n) })
		if n != many {
			t.Errorf("%d rows of %d", n, many)
		}
	})
}
