package web_test

import (
	"net/url"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// TestYear draws the calendar for readers of every sort, again and again: each
// sees what changed at once, and nobody what was drawn for others.
func TestYear(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	const page = "/meetings/year?year=2009"
	hale, serik, public := h.visit(t, "hale"), h.visit(t, "serik"), h.visit(t, "")
	called := func(title string, change func(*meeting.Call)) meeting.Call {
		c := h.Meeting(clerktest.Washington, clerktest.Astana)
		c.Title = text.Words{"en": title}
		c.Start = time.Date(2009, 12, 15, 23, 30, 0, 0, time.UTC) // the next day in Astana
		c.End = c.Start.Add(time.Hour)
		change(&c)
		return c
	}
	for range 2 { // drawn, and remembered
		hale.get(page).sees(200, "Times are on the clock of Washington.")
		public.get(page).sees(200, "Washington and Astana").lacks("UTC")
	}
	h.As("hale")
	open := h.Meets("", called("An open meeting", func(c *meeting.Call) { c.Public = true }))
	h.Meets("", called("A joint meeting", func(*meeting.Call) {}))
	h.Meets("", called("A caucus", func(c *meeting.Call) { c.Groups, c.Venues = c.Groups[:1], c.Venues[:1] }))
	for range 2 {
		hale.get(page).sees(200, "18:30 An open meeting", "18:30 A joint meeting", "18:30 A caucus", "Tuesday 15 December 2009")
		serik.get(page).sees(200, "05:30 An open meeting", "05:30 A joint meeting", "Wednesday 16 December 2009").lacks("A caucus")
		public.get(page).sees(200, "18:30 Washington · 05:30 Astana (16 Dec 2009): An open meeting", "Tuesday 15 December 2009").lacks("A joint meeting").lacks("A caucus")
		public.get(page+"&lang=ru").sees(200, "05:30 Astana (16 дек. 2009 г.)").lacks("A caucus")
	}
	h.Meets(open, meeting.CallOff{Reason: "Snow."})
	public.get(page).sees(200, "<s>18:30 Washington")
	serik.get(page).sees(200, "<s>05:30 An open meeting")
	h.visit(t, "dana").post("/meetings/holidays", url.Values{"year": {"2009"}, "list": {"2009-12-16,Independence Day"}}).sees(200)
	for _, who := range []*browser{hale, serik, public} {
		who.get(page).sees(200, "Astana: Independence Day")
	}
}

// TestCircle has a few of both groups meet: the groups have not met for it.
func TestCircle(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.As("hale")
		circle := f.Meeting(clerktest.Washington, clerktest.Astana)
		circle.Restricted, circle.Invited = true, []member.ID{"hale", "serik"}
		few := f.Meets("", circle)
		next := func() (last, next time.Time) {
			f.Reads("hale", func(q register.Questions) (err error) {
				if all, err := q.Gatherings(f.Time().AddDate(0, -1, 0), f.Time().AddDate(0, 1, 0), 10); err != nil || len(all) != 1 || !all[0].Restricted {
					t.Errorf("the register has %v, %v", all, err)
				}
				last, next, err = q.LastJoint([]group.ID{clerktest.Washington, clerktest.Astana}, f.Time())
				return err
			})
			return last, next
		}
		if _, at := next(); !at.IsZero() {
			t.Errorf("what few are called to counts as the next joint meeting, at %v", at)
		}
		f.Later(72 * time.Hour)
		f.Meets(few, meeting.Convene{}, meeting.Adjourn{})
		if last, _ := next(); !last.IsZero() {
			t.Errorf("what few met for counts as a joint meeting, at %v", last)
		}
	})
}
