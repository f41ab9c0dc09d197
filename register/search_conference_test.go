package register_test

import (
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/member"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// TestSearchConferences finds conferences by who may read them: a programme is
// the groups' until it is released, a conference of one group stays its own, and
// of words that were erased nothing is shown.
func TestSearchConferences(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		finds := func(who member.ID, word string) (found []register.Found) {
			f.Reads(who, func(q register.Questions) (err error) {
				found, err = q.Search(word, 0, 10)
				return err
			})
			return found
		}
		only := func(word string, may, not []member.ID) {
			t.Helper()
			for _, who := range may {
				if len(finds(who, word)) == 0 {
					t.Errorf("%q does not find %s", who, word)
				}
			}
			for _, who := range not {
				if len(finds(who, word)) > 0 {
					t.Errorf("%q finds %s", who, word)
				}
			}
		}
		f.As("hale")
		open := f.Conference(clerktest.Washington, clerktest.Astana)
		open.Title, open.City = text.Words{"en": "Glaciers", "kk": "Мұздықтар"}, text.Words{"en": "Almaty"}
		session := conference.Session{Day: open.From, Title: text.Words{"en": "Reservoirs"}, Abstract: text.Words{"en": "Silting"},
			Speakers: []conference.Person{{Name: "Zachary Outsider"}}, Papers: []conference.Paper{{Title: "Meltwater"}}}
		public := f.Confers("", open, conference.DraftProgramme{Sessions: conference.Programme{session}})
		own := f.Conference(clerktest.Washington)
		own.Public, own.Title = false, text.Words{"en": "Orchards"}
		session.Title, session.Abstract, session.Papers = text.Words{"en": "Apricots"}, nil, nil
		f.Confers("", own, conference.DraftProgramme{Sessions: conference.Programme{session}}, conference.Release{})
		index(t, db)

		all, groups := []member.ID{"hale", "serik", ""}, []member.ID{"hale", "serik"}
		only("glacier", all, nil)
		only("мұздық", all, nil)
		only("almaty", all, nil)
		for _, word := range []string{"reservoirs", "silting", "meltwater"} {
			only(word, groups, []member.ID{""})
		}
		for _, word := range []string{"orchards", "apricots"} {
			only(word, []member.ID{"hale"}, []member.ID{"serik", ""})
		}
		f.Confers(public, conference.Release{})
		for _, word := range []string{"reservoirs", "silting", "meltwater"} {
			only(word, all, nil)
		}
		only("outsider", nil, all)

		// The words of a programme are erased: none of them is told any more.
		c := f.Congress("hale", public)
		erase(t, f, db, public, c.Draft.Hash)
		for _, one := range finds("hale", "silting") {
			t.Errorf("erased words are found: %v", one.Excerpt)
		}
	})
}

// erase takes the words of an act out of the record, and the index is made anew.
func erase(t *testing.T, f *clerktest.TaskForce, db *database.DB, on act.Ref, hash act.Hash) {
	t.Helper()
	var seq int64
	f.Reads("hale", func(q register.Questions) error {
		l, err := q.Act(on, hash)
		seq = l.Seq
		return err
	})
	if err := db.Write(t.Context(), func(tx *database.Tx) error { return record.Erase(tx, seq) }); err != nil {
		t.Fatal(err)
	}
	index(t, db)
}
