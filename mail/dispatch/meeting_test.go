package dispatch_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/group"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// TestMeetingLetters tells Washington that Astana considered, and in which
// meeting only where it may know of it; tells who is to approve the minutes that
// they wait, and all who met that they are locked.
func TestMeetingLetters(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		for _, groups := range [][]group.ID{{clerktest.Astana}, {clerktest.Washington, clerktest.Astana}} {
			joint := len(groups) == 2
			h.Refers("Pipelines")
			h.As("dana")
			on := h.Meets("", h.Meeting(groups...), meeting.PutItem{Matter: h.On, Asks: meeting.Consideration})
			h.Later(74 * time.Hour)
			h.Meets(on, meeting.Convene{}, meeting.Attend{Venue: clerktest.Astana, Present: []member.ID{"dana", "aigul", "nurlan"}}, meeting.TakeUp{Item: "i1"})
			h.mails()
			h.Does(procedure.Consider{Version: h.Matter().Version.Hash, Position: procedure.Support, WithoutComment: true, Reason: "It is right.", Meeting: on})
			got := h.mails()
			if len(got["hale"]) != 1 || strings.Contains(got["hale"][0].Text, "Regular meeting") != joint || !strings.Contains(got["hale"][0].Text, "It is right.") {
				t.Errorf("%v: Washington is told %+v", groups, got["hale"])
			}
			if len(got["serik"]) != 1 || !strings.Contains(got["serik"][0].Text, "Regular meeting") {
				t.Errorf("%v: Astana is told %+v", groups, got["serik"])
			}
			h.Meets(on, meeting.Conclude{Item: "i1"}, meeting.Adjourn{}, meeting.Minute{Parts: []meeting.PartWords{{Words: "Opened and closed."}}})
			want, all := "serik", "aigul nurlan serik timur zhan"
			if joint {
				want, all = "hale okafor serik", "aigul dana hale lind moss nurlan okafor ruiz timur webb zhan"
			}
			if got := told(h.mails()); got != want {
				t.Errorf("%v: minutes wait, of which are told: %s", groups, got)
			}
			version := h.Gathering("dana", on).Minutes.Version
			if joint {
				h.As("hale").Meets(on, meeting.Approve{Version: version})
				h.As("serik")
				all = "aigul dana hale lind moss nurlan okafor ruiz timur webb zhan"
			}
			h.Meets(on, meeting.Approve{Version: version})
			if got := told(h.mails()); got != all {
				t.Errorf("%v: locked, of which are told: %s", groups, got)
			}
		}
	})
}

// TestDuties reminds of what is overdue once in a week, and not any more when it
// is done: an owner of their own, co-chairs and secretariat of the group's.
func TestDuties(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		day := func(n int) string { return h.Time().AddDate(0, 0, n).Format(time.DateOnly) }
		h.As("hale")
		on := h.Meets("", h.Meeting(clerktest.Washington, clerktest.Astana), meeting.Convene{},
			meeting.Assign{What: "Write the paper.", Group: clerktest.Washington, Owner: "lind", Due: day(3)},
			meeting.Assign{What: "Send the list.", Group: clerktest.Astana, Due: day(3)},
			meeting.Assign{What: "Not due for long.", Group: clerktest.Astana, Due: day(300)})
		alone := h.Meets("", h.Meeting(clerktest.Washington), meeting.Convene{},
			meeting.Assign{What: "Keep it to ourselves.", Group: clerktest.Washington, Owner: "lind", Due: day(3)})
		h.mails()
		remind := func() map[string][]mailtest.Letter {
			t.Helper()
			if _, err := h.post.Writer.Duties(context.Background()); err != nil {
				t.Fatal(err)
			}
			return h.mails()
		}
		if got := told(remind()); got != "" {
			t.Errorf("before they are due, %s", got)
		}
		h.Later(5 * 24 * time.Hour)
		got := remind()
		if told(got) != "lind lind serik zhan" {
			t.Errorf("reminded are %s", told(got))
		}
		for _, l := range append(got["lind"], got["serik"]...) {
			if strings.Contains(l.Text, "ourselves") || strings.Contains(l.Text, "for long") {
				t.Errorf("the letter says %s", l.Text)
			}
		}
		if l := got["lind"][0].Text + got["lind"][1].Text; !strings.Contains(l, "Write the paper.") || strings.Contains(l, "Send the list.") || !strings.Contains(l, "2 days overdue") {
			t.Errorf("lind reads %s", l)
		}
		for range 3 {
			if got := told(remind()); got != "" {
				t.Errorf("again in the same week: %s", got)
			}
		}
		h.As("lind").Meets(on, meeting.Discharge{Task: "t1", Result: "Written."})
		h.As("lind").Meets(alone, meeting.Discharge{Task: "t1", Result: "Kept."})
		h.Later(7 * 24 * time.Hour)
		if got := told(remind()); got != "serik zhan" {
			t.Errorf("a week later: %s", got)
		}
	})
}
