package draft_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/draft"
	"example.org/counterpart/member"
)

var now = time.Date(2009, 3, 2, 14, 0, 0, 0, time.UTC)

func write(t *testing.T, db *database.DB, f func(tx *database.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func of(t *testing.T, db *database.DB, who member.ID) (all []draft.Draft) {
	t.Helper()
	write(t, db, func(tx *database.Tx) (err error) { all, err = draft.Of(tx, who, now.Add(-draft.Kept)); return err })
	return all
}

func TestDrafts(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		write(t, db, draft.Open)
		write(t, db, draft.Open)
		one := draft.Draft{Member: "hale", On: "abcdefgh", Words: "I agree. Келісемін.", Lang: "en", Version: act.Hash{1, 2}, At: now}
		var first draft.Draft
		for n := range 3 {
			write(t, db, func(tx *database.Tx) error {
				d, kept, err := draft.Put(tx, one, "token")
				if kept != (n == 0) {
					t.Errorf("the letter was taken %d times", n+1)
				}
				if kept {
					first = d
				}
				return err
			})
		}
		if all := of(t, db, "hale"); len(all) != 1 || all[0] != first || first.ID == "" {
			t.Fatalf("%+v, want %+v", all, first)
		}
		if all := of(t, db, "okafor"); len(all) > 0 {
			t.Error("somebody else reads it")
		}
		write(t, db, func(tx *database.Tx) error {
			if _, err := draft.Find(tx, "hale", first.ID); err != nil {
				t.Error(err)
			}
			for _, c := range [][2]string{{"okafor", first.ID}, {"hale", "other"}, {"", first.ID}} {
				_, err := draft.Find(tx, member.ID(c[0]), c[1])
				if no, ok := act.Refused(err); !ok || no.Why != act.NotFound {
					t.Errorf("%q: %v", c, err)
				}
			}
			return draft.Drop(tx, "okafor", first.ID)
		})
		if len(of(t, db, "hale")) != 1 {
			t.Error("somebody else dropped it")
		}
		write(t, db, func(tx *database.Tx) error { return draft.Drop(tx, "hale", first.ID) })
		write(t, db, func(tx *database.Tx) error {
			if _, kept, err := draft.Put(tx, one, "token"); kept || err != nil {
				t.Errorf("a letter whose draft is gone is taken again: %v", err)
			}
			return nil
		})
		if len(of(t, db, "hale")) != 0 {
			t.Error("it is still there")
		}
		traces(t, db, "hale", "abcdefgh")
	})
}

// traces fails if a table of drafts leads to a member or a matter.
func traces(t *testing.T, db *database.DB, hidden ...string) {
	t.Helper()
	write(t, db, func(tx *database.Tx) error {
		return errors.Join(
			tx.Each(`select token from draft_taken`, nil, func(scan database.Scan) error {
				var token string
				err := scan(&token)
				for _, h := range hidden {
					if strings.Contains(token, h) {
						t.Errorf("%s leads to %s", token, h)
					}
				}
				return err
			}),
			tx.Each(`select member from draft union all select matter from draft`, nil, func(scan database.Scan) error {
				t.Error("a draft that was dropped left something behind")
				return scan(new(string))
			}))
	})
}

func TestMany(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		write(t, db, draft.Open)
		put := func(n int, at time.Time) error {
			return db.Write(t.Context(), func(tx *database.Tx) error {
				_, _, err := draft.Put(tx, draft.Draft{Member: "hale", On: "abcdefgh", Words: "x", Version: act.Hash{1}, At: at}, fmt.Sprint("token-", n))
				return err
			})
		}
		for n := range draft.Most {
			if err := put(n, now.Add(time.Duration(n)*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if no, ok := act.Refused(put(1000, now)); !ok || no.Why != act.TooMany {
			t.Error("there is no end of drafts")
		}
		write(t, db, func(tx *database.Tx) error { return draft.Sweep(tx, now.Add(draft.Kept+9*time.Hour)) })
		if n := len(of(t, db, "hale")); n != draft.Most-10 {
			t.Errorf("%d are left", n)
		}
		if err := put(0, now.Add(draft.Kept)); err != nil || len(of(t, db, "hale")) != draft.Most-9 {
			t.Errorf("the letter is remembered for ever: %v", err)
		}
		write(t, db, func(tx *database.Tx) error { return draft.SetAtOnce(tx, "hale", true) })
		write(t, db, func(tx *database.Tx) error { return draft.Forget(tx, "hale") })
		if len(of(t, db, "hale")) != 0 {
			t.Error("what is to be erased is still there")
		}
	})
}

func TestChoice(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		write(t, db, draft.Open)
		for _, chosen := range []bool{false, true, true, false, false} {
			write(t, db, func(tx *database.Tx) error {
				if err := draft.SetAtOnce(tx, "hale", chosen); err != nil {
					return err
				}
				got, err := draft.AtOnce(tx, "hale")
				if other, _ := draft.AtOnce(tx, "okafor"); got != chosen || other {
					t.Errorf("chosen %v, others %v", got, other)
				}
				return err
			})
		}
		for _, c := range []struct {
			who   member.ID
			about string
			after time.Duration
			may   bool
		}{{"hale", "a", 0, true}, {"hale", "a", time.Minute, false}, {"hale", "b", time.Minute, true}, {"okafor", "a", time.Minute, true},
			{"hale", "a", 59 * time.Minute, false}, {"hale", "a", time.Hour, true}, {"hale", "a", 90 * time.Minute, false}} {
			write(t, db, func(tx *database.Tx) error {
				may, err := draft.MayTell(tx, c.who, c.about, now.Add(c.after))
				if may != c.may {
					t.Errorf("%+v: %v", c, may)
				}
				return err
			})
		}
	})
}
