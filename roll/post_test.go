package roll_test

import (
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// TestPosts keeps what somebody has been, and shows what they are.
func TestPosts(t *testing.T) {
	envoy, clerk := text.Words{"en": "Envoy"}, text.Words{"en": "Clerk"}
	for _, c := range []struct {
		posts []roll.Post
		key   string // of the refusal
		field string
		is    string // what the person is
	}{
		{posts: nil, is: "Guest"},
		{posts: []roll.Post{{From: "2008-05", Post: envoy}, {From: "1999", To: "2008-05-01", Post: clerk}}, is: "Envoy"},
		{posts: []roll.Post{{From: "2008-05", To: "2009", Post: envoy}}, is: ""},
		{posts: []roll.Post{{Post: clerk}, {From: "2008", Post: envoy}}, is: "Envoy"},
		{posts: []roll.Post{{From: "2008-13", Post: envoy}}, key: roll.PostDate, field: "posts.1.from"},
		{posts: []roll.Post{{From: "2008-02-30", Post: envoy}}, key: roll.PostDate, field: "posts.1.from"},
		{posts: []roll.Post{{Post: envoy}, {To: "08", Post: envoy}}, key: roll.PostDate, field: "posts.2.to"},
		{posts: []roll.Post{{From: "2008-05", To: "2008-04", Post: envoy}}, key: roll.PostOrder, field: "posts.1.to"},
		{posts: []roll.Post{{From: "2008-05", To: "2008", Post: envoy}}, is: ""},
		{posts: []roll.Post{{From: "2008"}}, key: roll.PostEmpty, field: "posts.1.post"},
		{posts: make([]roll.Post, roll.MostPosts+1), key: roll.PostMany, field: "posts"},
	} {
		p, err := roll.Check(roll.Person{Member: "a", Name: text.Words{"en": "Ana"}, Post: text.Words{"en": "Guest"}, Posts: c.posts})
		if c.key != "" {
			refused(t, err, c.key)
			if no, ok := act.Refused(err); ok && no.Field != c.field {
				t.Errorf("%v is refused in %s", c.posts, no.Field)
			}
			continue
		}
		if err != nil || p.Post.In("en") != c.is {
			t.Errorf("%v: they are %v, %v", c.posts, p.Post, err)
		}
	}
}

// TestNames reads only who has changed, and refuses to put back what it read.
func TestNames(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		a, b := aida(), aida()
		b.Slug, b.Email = "b", "b@example.org"
		write(t, db, func(tx *database.Tx) error { return roll.Put(tx, a) })
		var at int64
		read(t, db, func(tx *database.Tx) (err error) { at, err = roll.Changes(tx); return err })
		write(t, db, func(tx *database.Tx) error { return roll.Put(tx, b) })
		var brief roll.Person
		read(t, db, func(tx *database.Tx) error {
			got, err := roll.Names(tx, at)
			brief = got[b.Member]
			if len(got) != 1 || brief.Name.In("en") != b.Name.In("en") {
				t.Errorf("changed since: %v", got)
			}
			if got, _ := roll.Names(tx, -1); len(got) != 2 {
				t.Errorf("all are %v", got)
			}
			return err
		})
		if err := db.Write(t.Context(), func(tx *database.Tx) error { return roll.Put(tx, brief) }); err == nil {
			t.Error("somebody was put back of whom only the name was read")
		}
		write(t, db, func(tx *database.Tx) error { return roll.Erase(tx, a.Member) })
		read(t, db, func(tx *database.Tx) error {
			got, err := roll.Names(tx, at)
			if len(got) != 2 || !got[a.Member].Erased {
				t.Errorf("that one was erased is not told: %v", got)
			}
			return err
		})
	})
}
