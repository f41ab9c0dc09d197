package register_test

import (
	"testing"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// TestSearchMeetings finds words of meetings by who may read them: minutes of a
// public meeting are the groups' until all have approved them, and the public's
// from then on.
func TestSearchMeetings(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		finds := func(who member.ID, word string) int {
			n := 0
			f.Reads(who, func(q register.Questions) error {
				found, err := q.Search(word, 0, 10)
				n = len(found)
				return err
			})
			return n
		}
		f.As("dana")
		call := f.Meeting(clerktest.Astana)
		call.Title, call.Problem = text.Words{"en": "Glaciers"}, "Meltwater"
		f.Meets("", call, meeting.PutItem{Title: text.Words{"en": "Reservoirs"}, Note: "Silting", Asks: meeting.Discussion})
		open := f.Meeting(clerktest.Washington, clerktest.Astana)
		open.Public, open.Title = true, text.Words{"en": "Orchards"}
		public := f.Meets("", open, meeting.Convene{}, meeting.Adjourn{}, meeting.Minute{Parts: []meeting.PartWords{{Words: "Apricots were discussed."}}})
		index(t, db)
		for _, word := range []string{"glaciers", "meltwater", "reservoirs", "silting"} {
			if finds("serik", word) == 0 || finds("hale", word)+finds("", word)+finds("webb", word) > 0 {
				t.Errorf("%s: found by Astana %d times, by Washington %d, by the public %d", word, finds("serik", word), finds("hale", word), finds("", word))
			}
		}
		if finds("", "orchards") == 0 || finds("hale", "apricots") == 0 || finds("", "apricots") > 0 {
			t.Error("a draft of minutes is not found by the groups, or is by the public")
		}
		version := f.Gathering("dana", public).Minutes.Version
		f.Meets(public, meeting.Approve{Version: version})
		f.As("hale").Meets(public, meeting.Approve{Version: version})
		if f.Gathering("", public).Stage != meeting.Minuted {
			t.Fatal("the minutes are not locked")
		}
		if finds("", "apricots") == 0 {
			t.Error("the public does not find locked minutes of a public meeting")
		}
	})
}
