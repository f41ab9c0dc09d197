package dispatch_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/group"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
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

// TestAgendaLetters tells those whom a meeting asks to come what was put on its
// agenda, all in one letter; nobody else, and of a caucus not what it is.
func TestAgendaLetters(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		put := func(on act.Ref, title string) {
			h.Meets(on, meeting.PutItem{Title: text.Words{"en": title}, Asks: meeting.Discussion})
			h.follow()
			h.Later(time.Minute)
		}
		later := func(groups ...group.ID) meeting.Call {
			call := h.Meeting(groups...)
			call.Start, call.End = h.Time().Add(9*24*time.Hour).Truncate(time.Hour), h.Time().Add(9*24*time.Hour).Truncate(time.Hour).Add(time.Hour)
			return call
		}
		h.As("hale")
		restricted := later(clerktest.Washington, clerktest.Astana)
		restricted.Restricted, restricted.Invited = true, []member.ID{"hale", "lind", "dana"}
		for _, c := range []struct {
			by    member.ID
			call  meeting.Call
			want  string
			quiet bool
		}{
			{"hale", later(clerktest.Washington, clerktest.Astana), "aigul dana lind moss nurlan okafor ruiz serik timur webb zhan", false},
			{"hale", restricted, "dana lind", false},
			{"dana", later(clerktest.Astana), "aigul nurlan serik timur zhan", true},
		} {
			h.As(c.by)
			on := h.Meets("", c.call)
			h.mails()
			put(on, "Zq first")
			put(on, "Zq second")
			h.Meets(on, meeting.PutItem{Item: "i2", Title: text.Words{"en": "Zq third"}, Asks: meeting.Discussion})
			if got := told(h.mails()); got != "" {
				t.Errorf("before the agenda has settled there are told: %s", got)
			}
			h.Later(outbox.Settles + time.Minute)
			by := h.mails()
			if got := told(by); got != c.want {
				t.Errorf("of the agenda are told: %s\nand not %s", got, c.want)
			}
			for who, letters := range by {
				said := letters[0].Text
				if all := strings.Contains(said, "Zq first") && strings.Contains(said, "Zq third"); all == c.quiet || strings.Contains(said, "Zq second") || !strings.Contains(said, "/meeting/"+string(on)) {
					t.Errorf("%s reads:\n%s", who, said)
				}
			}
			h.Meets(on, meeting.PutItem{Title: text.Words{"en": "Zq last"}, Asks: meeting.Discussion}, meeting.CallOff{Reason: "Snow."})
			h.follow()
			h.Later(outbox.Settles + time.Minute)
			if got := told(h.mails()); got != "" {
				t.Errorf("of what was on the agenda of a meeting that is called off are told: %s", got)
			}
		}
	})
}

// TestReferredTo names, in the letter about a referral, the counterpart's next
// meeting, in the time of both cities, to who may know of it.
func TestReferredTo(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()), &mailtest.Relay{})
	call := h.Meeting(clerktest.Astana)
	call.Start, call.End = h.Time().Add(30*24*time.Hour).Truncate(time.Hour), h.Time().Add(30*24*time.Hour).Truncate(time.Hour).Add(time.Hour)
	on := h.As("dana").Meets("", call)
	off := h.Meeting(clerktest.Astana)
	off.Start, off.End = call.Start.Add(-24*time.Hour), call.End.Add(-24*time.Hour)
	h.Meets("", off, meeting.CallOff{Reason: "Snow."})
	h.Later(time.Hour)
	h.mails()
	h.Refers("Pipelines")
	by := h.mails()
	if len(by["serik"]) == 0 || len(by["lind"]) == 0 {
		t.Fatalf("of the referral are told: %s", told(by))
	}
	last := func(who string) string { return by[who][len(by[who])-1].Text }
	line := "Next meeting of the group Astana, for which the matter is proposed: "
	_, said, found := strings.Cut(last("serik"), line)
	said, _, _ = strings.Cut(said, "\n\n")
	if !found || !strings.Contains(said, "Astana") || !strings.Contains(said, "Washington") || !strings.Contains(said, "/meeting/"+string(on)) {
		t.Errorf("Astana reads:\n%s", last("serik"))
	}
	if strings.Contains(last("lind"), "/meeting/") {
		t.Errorf("Washington reads of Astana's caucus:\n%s", last("lind"))
	}
}
