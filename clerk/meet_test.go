package clerk_test

import (
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// TestMeeting holds a meeting of Astana at which it considers what Washington
// referred: the consideration counts who is in the room, and names the meeting.
func TestMeeting(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db).Refers("Pipelines")
		f.As("dana")
		on := f.Meets("", f.Meeting(clerktest.Astana), meeting.PutItem{Title: text.Words{"en": "Opening"}, Asks: meeting.Information})
		f.Meets(on, meeting.PutItem{Matter: f.On, Asks: meeting.Consideration, Minutes: 40, Rapporteur: "nurlan"})
		f.Later(74 * time.Hour)
		consider := procedure.Consider{Version: f.Matter().Version.Hash, Position: procedure.Support, WithoutComment: true, Reason: "It is right.", Meeting: on}
		refuse(t, f, consider, "refuse.meeting.unknown") // nobody has opened it
		f.Meets(on, meeting.Convene{}, meeting.Attend{Venue: clerktest.Astana, Present: []member.ID{"zhan", "dana"}})
		refuse(t, f, consider, "refuse.room.item") // it is at no item
		m := f.Gathering("dana", on)
		f.Meets(on, meeting.TakeUp{Item: m.Items[1].ID})
		refuse(t, f, consider, "refuse.consider.quorum") // one elector is in the room, and two are asked
		f.Meets(on, meeting.Attend{Venue: clerktest.Astana, Present: []member.ID{"zhan", "dana", "nurlan", "aigul"}})
		// Who has stepped back is in the room and does not count.
		f.As("aigul").Does(procedure.Recuse{Reason: "My firm bids."})
		f.As("dana").Does(consider)
		lays := meeting.LayPaper{Item: m.Items[1].ID, PaperWords: meeting.PaperWords{Title: "By its sum", Sum: strings.Repeat("0a", 32), Type: "application/pdf", Size: 1}}
		if _, err := f.AskMeeting(on, lays); err == nil {
			t.Error("a file is laid that nobody brought")
		}
		f.Meets(on, meeting.Conclude{Item: m.Items[1].ID, Note: "All supported it.", Spoke: []member.ID{"nurlan", "aigul"}},
			meeting.Adjourn{}, meeting.Minute{Parts: []meeting.PartWords{{Item: m.Items[1].ID, Words: "The idea was supported."}}})
		m = f.Gathering("dana", on)
		f.Meets(on, meeting.Approve{Version: m.Minutes.Version})
		if m = f.Gathering("serik", on); m.Stage != meeting.Minuted || m.Minutes.Number != 1 {
			t.Errorf("the minutes are %s, number %d", m.Stage, m.Minutes.Number)
		}
		f.Reads("serik", func(q register.Questions) error {
			done, err := q.Outcomes(on)
			if len(done) != 1 || done[0].Body.(procedure.ConsideredAct).TookPart != 2 {
				t.Errorf("what the meeting did: %+v", done)
			}
			return err
		})
		f.Reads("hale", func(q register.Questions) error {
			if _, err := q.Meeting(on); err == nil {
				t.Error("Washington reads of a meeting of Astana alone")
			}
			if all, err := q.Meetings(clerktest.Start, f.Time(), 10); len(all) != 0 || err != nil {
				t.Errorf("Washington is shown %d meetings, %v", len(all), err)
			}
			return nil
		})
		if _, err := f.As("hale").AskMeeting(on, meeting.Adjourn{}); err == nil {
			t.Error("Washington adjourns a meeting of Astana")
		}
		live := dump(t, db)
		same(t, "folded afresh", refolded(t, db), live)
		f.Checks()
	})
}

// refuse asks for a command that must be refused for a reason.
func refuse(t *testing.T, f *clerktest.TaskForce, c procedure.Command, key string) {
	t.Helper()
	_, err := f.Ask(c)
	if no, _ := act.Refused(err); no == nil || no.Reason.Key != key {
		t.Errorf("%s: %v, and not %s", c.Name(), err, key)
	}
}

// TestJournals numbers minutes in a row for each group and one for all, without
// gaps, whatever order they are approved in.
func TestJournals(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		hold := func(by member.ID, groups ...group.ID) act.Ref {
			f.As(by)
			on := f.Meets("", f.Meeting(groups...), meeting.Convene{}, meeting.Adjourn{},
				meeting.Minute{Parts: []meeting.PartWords{{Words: "Opened and closed."}}})
			version := f.Gathering(by, on).Minutes.Version
			f.Meets(on, meeting.Approve{Version: version})
			if len(groups) > 1 {
				if f.Gathering(by, on).Stage != meeting.Adjourned {
					t.Error("one group alone locked the minutes of both")
				}
				f.As("serik").Meets(on, meeting.Approve{Version: version})
			}
			return on
		}
		for n, want := range []struct {
			by     member.ID
			groups []group.ID
			number int
		}{
			{"hale", []group.ID{clerktest.Washington}, 1}, {"dana", []group.ID{clerktest.Astana}, 1},
			{"hale", []group.ID{clerktest.Washington, clerktest.Astana}, 1}, {"hale", []group.ID{clerktest.Washington}, 2},
			{"hale", []group.ID{clerktest.Washington, clerktest.Astana}, 2}, {"dana", []group.ID{clerktest.Astana}, 2},
		} {
			on := hold(want.by, want.groups...)
			if got := f.Gathering(want.by, on).Minutes.Number; got != want.number {
				t.Errorf("meeting %d has journal %d, and not %d", n+1, got, want.number)
			}
		}
		same(t, "folded afresh", refolded(t, db), dump(t, db))
	})
}

// TestJoins lets nobody enter another's series.
func TestJoins(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		joint := f.As("hale").Meets("", f.Meeting(clerktest.Washington, clerktest.Astana))
		caucus := f.Meets("", f.Meeting(clerktest.Washington))
		for _, first := range []act.Ref{joint, caucus, act.NewMeeting()} {
			call := f.Meeting(clerktest.Astana)
			call.Series = first
			if _, err := f.As("serik").AskMeeting("", call); err == nil {
				t.Errorf("Astana alone is in the series of %s", first)
			}
		}
		call := f.Meeting(clerktest.Washington, clerktest.Astana)
		call.Series = joint
		if on := f.As("serik").Meets("", call); f.Gathering("serik", on).Series != joint {
			t.Error("a series is not made longer by whoever keeps it")
		}
	})
}
