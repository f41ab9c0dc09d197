package database_test

import (
	"errors"
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

// TestInsertMixed inserts rows whose columns are not all of one type, or lack
// values, in numbers that are written in different ways.
func TestInsertMixed(t *testing.T) {
	type stage string
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, `create table mixed (n bigint primary key, stage text, urgent boolean, weight double precision, data bytea);`)
		columns := []string{"n", "stage", "urgent", "weight", "data"}
		var rows [][]any
		for i := range 100 {
			rows = append(rows, []any{i, stage("raised"), i%2 == 0, float64(i) / 2, []byte{byte(i)}})
		}
		rows[70][1], rows[80][4], rows[90][3], rows[95][0] = nil, []byte(nil), nil, int64(95)
		write(t, db, func(tx *database.Tx) error {
			err := tx.Insert("mixed", columns[:2], [][]any{{1000, stage("x")}, {int32(1001), "y"}}) // no nulls at all
			if err == nil {
				err = tx.Insert("mixed", columns, rows)
			}
			return err
		})
		read(t, db, func(tx *database.Tx) error {
			got, err := database.All(tx, `select count(*) || ' ' || count(stage) || ' ' || count(*) filter (where urgent) || ' ' ||
				count(weight) || ' ' || count(data) from mixed`, nil, text)
			if s := strings.Join(got, ""); s != "102 101 50 99 99" {
				t.Errorf("got %s", s)
			}
			return err
		})
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			return tx.Insert("mixed", columns[:2], [][]any{{2000, "fine"}, {2001, "a\x00b"}})
		})
		if !errors.Is(err, database.ErrText) {
			t.Errorf("a NUL among many is %v", err)
		}
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
