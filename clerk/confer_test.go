package clerk_test

import (
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// TestConference announces a conference, drafts and releases its programme, and
// looks at what each may read of it, on both engines.
func TestConference(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db).Refers("Pipelines")
		matter := f.On
		f.As("hale")
		on := f.Confers("", f.Conference(clerktest.Washington, clerktest.Astana))
		day := f.Congress("", on).From
		first := conference.Session{Day: day, Start: "09:00", End: "10:30", Room: "Great hall", Title: text.Words{"en": "Opening"},
			Speakers: []conference.Person{{Name: "Amy Smith", Affiliation: "University of Nowhere"}, {Member: "dana"}}}
		f.Confers(on, conference.DraftProgramme{Sessions: conference.Programme{first}})
		draft := f.Congress("hale", on).Draft.Hash
		f.Reads("", func(q register.Questions) error {
			if _, _, err := q.Programme(on, draft); err == nil {
				t.Error("the public reads a draft")
			}
			c, err := q.Conference(on)
			if c.Draft.Hash != (act.Hash{}) || len(c.Draft.Slots) > 0 {
				t.Error("the public is told of a draft")
			}
			return err
		})
		// The conference is public, and the matter is not.
		named := first
		named.ID, named.Matters = "s1", []act.Ref{matter}
		_, err := f.AskConference(on, conference.DraftProgramme{Base: draft, Sessions: conference.Programme{named}})
		if no, _ := act.Refused(err); no == nil || no.Reason.Key != "refuse.programme.joint" {
			t.Errorf("a matter that the public may not know of: %v", err)
		}
		f.Confers(on, conference.Release{})
		f.Reads("", func(q register.Questions) error {
			p, _, err := q.Programme(on, draft)
			if len(p) != 1 || len(p[0].Speakers) != 2 {
				t.Errorf("the released programme is %v", p)
			}
			return err
		})
		if _, err := f.As("lind").AskConference(on, conference.CloseRegistration{}); err == nil {
			t.Error("a member without an office keeps a conference")
		}

		// A conference of both groups that is not public names what both may know of.
		f.As("hale")
		inner := f.Conference(clerktest.Washington, clerktest.Astana)
		inner.Public = false
		closed := f.Confers("", inner, conference.DraftProgramme{Sessions: conference.Programme{{Day: day, Title: text.Words{"en": "Pipes"}, Matters: []act.Ref{matter}}}})
		informs := func(who string, want int) {
			f.Reads("dana", func(q register.Questions) error {
				all, err := q.Informed(matter)
				if len(all) != want {
					t.Errorf("%s: %d sessions inform the matter, and not %d", who, len(all), want)
				}
				return err
			})
		}
		informs("a draft", 0)
		f.Confers(closed, conference.Release{})
		informs("a release", 1)
		f.Reads("", func(q register.Questions) error {
			if _, err := q.Conference(closed); err == nil {
				t.Error("the public knows of a conference of the groups")
			}
			all, err := q.Conferences(f.Time().AddDate(1, 0, 0), 10)
			if len(all) != 1 {
				t.Errorf("the public is shown %d conferences", len(all))
			}
			return err
		})

		// A caucus matter of one's own group, at one's own group's conference only.
		idea := f.Does(clerktest.Idea("Caucus idea", "Something.")).On
		own := f.Conference(clerktest.Washington)
		own.Public = false
		caucus := f.Confers("", own)
		session := conference.Programme{{Day: day, Title: text.Words{"en": "Idea"}, Matters: []act.Ref{idea}}}
		f.Confers(caucus, conference.DraftProgramme{Sessions: session})
		_, err = f.AskConference(closed, conference.DraftProgramme{Base: f.Congress("hale", closed).Draft.Hash, Sessions: session})
		if no, _ := act.Refused(err); no == nil || no.Reason.Key != "refuse.programme.caucus" {
			t.Errorf("a caucus matter at a conference of both: %v", err)
		}
		_, err = f.As("serik").AskConference(closed, conference.DraftProgramme{Base: f.Congress("serik", closed).Draft.Hash, Sessions: session})
		if no, _ := act.Refused(err); no == nil || no.Reason.Key != "refuse.matter.unknown" {
			t.Errorf("another group's caucus matter: %v", err)
		}
		if _, err := f.AskConference(caucus, conference.Hold{}); err == nil || err.Error() != act.Refuse(act.NotFound, "refuse.conference.unknown").Error() {
			t.Errorf("another group's conference: %v", err)
		}
		live := dump(t, db)
		same(t, "folded afresh", refolded(t, db), live)
		f.Checks()
	})
}
