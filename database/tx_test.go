package database_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
)

func TestRow(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, matters)
		read(t, db, func(tx *database.Tx) error {
			var title string
			if err := tx.Row(`select title from matter where ref = $1`, []any{"z"}, &title); !errors.Is(err, sql.ErrNoRows) {
				t.Errorf("no row is %v", err)
			}
			if err := tx.Row(`select title from matter order by seq`, nil, &title); err != nil || title != "Transit" {
				t.Errorf("the first row is %q, %v", title, err)
			}
			var n int
			if err := tx.Row(`select title from matter`, nil, &n); err == nil {
				t.Error("a title was scanned into a number")
			}
			return nil
		})
	})
}

// TestEachStops shows that an error ends the reading, and that the transaction
// may go on.
func TestEachStops(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, matters)
		read(t, db, func(tx *database.Tx) error {
			enough, seen := errors.New("enough"), 0
			err := tx.Each(`select ref from matter`, nil, func(database.Scan) error {
				if seen++; seen == 2 {
					return enough
				}
				return nil
			})
			if err != enough || seen != 2 {
				t.Errorf("got %v after %d rows", err, seen)
			}
			var n int
			return tx.Row(`select count(*) from matter`, nil, &n)
		})
	})
}

func TestReadChangesNothing(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, matters)
		err := db.Read(t.Context(), func(tx *database.Tx) error { return tx.Exec(`update matter set title = 'x'`) })
		if err == nil || !database.Full(err) {
			t.Errorf("a change while reading is %v", err)
		}
	})
}

// TestReadSeesOneMoment writes between two questions of one Read.
func TestReadSeesOneMoment(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, matters)
		count := func(tx *database.Tx) (n int) {
			if err := tx.Row(`select count(*) from matter`, nil, &n); err != nil {
				t.Error(err)
			}
			return n
		}
		read(t, db, func(tx *database.Tx) error {
			before := count(tx)
			write(t, db, func(tx *database.Tx) error { return tx.Exec(`insert into matter (ref, seq) values ('e', 5)`) })
			if after := count(tx); after != before {
				t.Errorf("one Read saw %d matters and then %d", before, after)
			}
			return nil
		})
		read(t, db, func(tx *database.Tx) error {
			if n := count(tx); n != 5 {
				t.Errorf("the next Read sees %d matters", n)
			}
			return nil
		})
	})
}

func TestWriteUndoesAll(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, matters)
		no := errors.New("no")
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			if err := tx.Exec(`insert into matter (ref, seq) values ('e', 5)`); err != nil {
				t.Error(err)
			}
			return no
		})
		if err != no {
			t.Errorf("Write returned %v", err)
		}
		var n int
		read(t, db, func(tx *database.Tx) error { return tx.Row(`select count(*) from matter`, nil, &n) })
		if n != 4 {
			t.Errorf("there are %d matters", n)
		}
	})
}

// TestTrip fails the first statement of a Write, then the second, and so on to
// the commit. Each time all must be undone and the next Write be able to run.
func TestTrip(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, matters)
		fault := errors.New("fault")
		var said []string
		at := 0
		db.Trip = func(query string) error {
			said = append(said, query)
			if len(said) == at {
				return fault
			}
			return nil
		}
		once := func() error {
			said = nil
			return db.Write(t.Context(), func(tx *database.Tx) error {
				if err := tx.Insert("matter", []string{"ref", "seq"}, [][]any{{"e", 5}}); err != nil {
					return err
				}
				var n int
				if err := tx.Row(`select count(*) from matter`, nil, &n); err != nil {
					return err
				}
				return tx.Exec(`update matter set title = 'x'`)
			})
		}
		var err error
		for at = 1; ; at++ {
			if err = once(); err == nil {
				break
			}
			if !errors.Is(err, fault) || len(said) != at {
				t.Fatalf("%v at statement %d of %d", err, at, len(said))
			}
			var n int
			read(t, db, func(tx *database.Tx) error {
				return tx.Row(`select count(*) from matter where title = 'x' or seq > 4`, nil, &n)
			})
			if n != 0 {
				t.Errorf("after a fault at %q something was kept", said[at-1])
			}
		}
		if at != 5 || said[3] != "commit" {
			t.Errorf("it went through %q", said)
		}
	})
}

// TestCancelled cancels transactions while they wait, while they run a
// statement and between statements, and then uses every connection.
func TestCancelled(t *testing.T) {
	const forever = `with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000000000) select count(*) from n`
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, matters)
		stopped := errors.New("stopped")

		soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		began := time.Now()
		err := db.Read(soon, func(tx *database.Tx) error {
			var n int
			return tx.Row(forever, nil, &n)
		})
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 5*time.Second {
			t.Errorf("an endless question ended with %v after %v", err, time.Since(began))
		}

		for range 20 {
			ctx, cancel := context.WithCancelCause(t.Context())
			err := db.Write(ctx, func(tx *database.Tx) error {
				if err := tx.Exec(`update matter set title = 'cancelled'`); err != nil {
					return err
				}
				cancel(stopped)
				return tx.Exec(`update matter set title = 'cancelled twice'`)
			})
			if !errors.Is(err, stopped) {
				t.Fatalf("between two statements, %v", err)
			}
			ctx, cancel = context.WithCancelCause(t.Context())
			err = db.Write(ctx, func(tx *database.Tx) error {
				defer cancel(stopped)
				return tx.Exec(`update matter set title = 'cancelled'`)
			})
			if !errors.Is(err, stopped) {
				t.Fatalf("before the commit, %v", err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.Write(ctx, func(*database.Tx) error { t.Error("it began"); return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("already cancelled, %v", err)
		}

		// Cancel at any instant, in many transactions at once.
		var all sync.WaitGroup
		for i := range 200 {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%20)*100*time.Microsecond)
				defer cancel()
				work := func(tx *database.Tx) error {
					_, err := database.All(tx, `select title from matter order by seq`, nil, text)
					if err == nil && i%2 == 0 {
						err = errors.Join(tx.Exec(`update matter set title = 'cancelled' where ref = $1`, "a"), stopped)
					}
					return err
				}
				if i%2 == 0 {
					db.Write(ctx, work)
				} else {
					db.Read(ctx, work)
				}
			})
		}
		all.Wait()
		for i := range 40 {
			all.Go(func() {
				if err := db.Read(t.Context(), func(tx *database.Tx) error {
					titles, err := database.All(tx, `select title from matter order by seq`, nil, text)
					if slices.Contains(titles, "cancelled") {
						t.Error("what was cancelled was kept")
					}
					return err
				}); err != nil {
					t.Errorf("reading afterwards: %v", err)
				}
				if err := db.Write(t.Context(), func(tx *database.Tx) error {
					return tx.Exec(`insert into matter (ref, seq) values ($1, $2)`, fmt.Sprint("x", i), 100+i)
				}); err != nil {
					t.Errorf("writing afterwards: %v", err)
				}
			})
		}
		all.Wait()
	})
}

// TestTogether has many write what only one may hold, while others read.
func TestTogether(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, `create table head (next bigint not null); insert into head (next) values (0);
			create table entry (seq bigint primary key, by text not null)`)
		const writers, each = 8, 25
		var all sync.WaitGroup
		for w := range writers {
			all.Go(func() {
				for range each {
					err := db.Write(t.Context(), func(tx *database.Tx) error {
						var next int64
						if err := tx.Row(`update head set next = next + 1 returning next`, nil, &next); err != nil {
							return err
						}
						return tx.Exec(`insert into entry (seq, by) values ($1, $2)`, next, fmt.Sprint(w))
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		for range 4 {
			all.Go(func() {
				for range each {
					err := db.Read(t.Context(), func(tx *database.Tx) error {
						var next, n int64
						return errors.Join(tx.Row(`select next from head`, nil, &next),
							tx.Row(`select count(*) from entry`, nil, &n), differ(next, n))
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		read(t, db, func(tx *database.Tx) error {
			var n, most int64
			err := tx.Row(`select count(*), max(seq) from entry`, nil, &n, &most)
			return errors.Join(err, differ(n, writers*each), differ(most, writers*each))
		})
	})
}

func differ(a, b int64) error {
	if a != b {
		return fmt.Errorf("%d is not %d", a, b)
	}
	return nil
}

func TestIn(t *testing.T) {
	args := []any{"x"}
	if s := database.In(&args, "a", "b", "c"); s != "$2, $3, $4, $5" || fmt.Sprint(args) != "[x a b c c]" {
		t.Errorf("three make %q of %v", s, args)
	}
	args = nil
	if s := database.In[int](&args); s != "null" || args != nil {
		t.Errorf("none make %q of %v", s, args)
	}
	many := make([]int, 2500)
	if s := database.In(&args, many...); !strings.HasSuffix(s, ", $3000") || len(args) != 3000 {
		t.Errorf("2500 make %d", len(args))
	}
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, matters)
		for list, want := range map[string]string{"": "", "a": "a", "a b d": "a b d", "b z z a c": "a b c"} {
			args := []any{0}
			query := `select ref from matter where seq > $1 and ref in (` + database.In(&args, strings.Fields(list)...) + `) order by ref`
			read(t, db, func(tx *database.Tx) error {
				got, err := database.All(tx, query, args, text)
				if s := strings.Join(got, " "); s != want {
					t.Errorf("in %q there is %q", list, s)
				}
				return err
			})
		}
	})
}
