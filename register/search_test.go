package register_test

import (
	"strings"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
)

// TestSearch finds inflected words in three languages, alike on both engines,
// and never what the reader may not read.
func TestSearch(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db).Refers("Strengthen ODIHR")
		say := func(who, lang, words string, to act.Audience) {
			s := f.Says(words, to, act.Named)
			s.Lang = lang
			f.As(member.ID(who)).Does(s)
		}
		say("dana", "ru", "Решения Совета принимаются консенсусом, и ни одно решение не навязано.", act.Joint)
		say("nurlan", "kk", "Мемлекеттердің шешімдері бірдей құрметтеледі.", act.Joint)
		say("serik", "en", "Our secret doubt about observers.", act.Caucus)
		say("hale", "en", "The delegations agreed on observation missions.", act.Joint)
		index(t, db)
		for _, c := range []struct {
			who, ask string
			found    int
		}{
			{"hale", "решением", 1}, {"hale", "мемлекет шешімі", 1}, {"hale", "delegation agreement", 0},
			{"hale", "delegation agree", 1}, {"hale", "observer", 1}, {"serik", "observer", 2},
			{"hale", "secret", 0}, {"serik", "SECRET doubts", 1}, {"", "delegation", 0}, {"hale", "strengthen", 1},
			{"hale", `"*) OR secret`, 0}, {"hale", "\x00' ; drop", 0}, {"hale", "", 0},
		} {
			f.Reads(member.ID(c.who), func(q register.Questions) error {
				got, err := q.Search(c.ask, 0, 10)
				if len(got) != c.found {
					t.Errorf("%s asks %q: found %d, want %d", c.who, c.ask, len(got), c.found)
				}
				for _, g := range got {
					var hit bool
					var all strings.Builder
					for _, r := range g.Excerpt {
						hit = hit || r.Hit
						all.WriteString(r.Text)
					}
					if !hit {
						t.Errorf("%q: no hit marked in %q", c.ask, all.String())
					}
				}
				return err
			})
		}
	})
}

func index(t *testing.T, db *database.DB) {
	t.Helper()
	for next, last := int64(0), int64(-1); next != last; {
		err := db.Write(t.Context(), func(tx *database.Tx) (err error) {
			last = next
			next, err = register.Index(tx, next)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
