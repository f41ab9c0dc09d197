package web_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
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

// TestYearAgrees moves meetings about at random: what is drawn piece by piece is
// what a site draws that has never drawn anything.
func TestYearAgrees(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	months := func(b *browser) string {
		page := b.get("/meetings/year?year=2009").sees(200).page
		from := strings.Index(page, `<div class="year">`)
		return page[from : from+strings.Index(page[from:], "</div>")]
	}
	readers := []member.ID{"hale", "serik", "webb", ""}
	var old []*browser
	for _, who := range readers {
		old = append(old, h.visit(t, who))
	}
	random := rand.New(rand.NewPCG(1, 2))
	when := func(tm *meeting.Times) {
		tm.Start = clerktest.Start.AddDate(0, 0, 2+random.IntN(400)).Add(time.Duration(random.IntN(48)) * 30 * time.Minute)
		tm.End = tm.Start.Add(time.Hour)
	}
	var planned []act.Ref
	h.As("hale")
	for n := range 40 {
		switch k := random.IntN(4); {
		case k < 2 || len(planned) == 0:
			c := h.Meeting(clerktest.Washington, clerktest.Astana)
			if random.IntN(3) == 0 {
				c = h.Meeting(clerktest.Washington)
			}
			c.Title, c.Public = text.Words{"en": fmt.Sprint("Meeting ", n)}, random.IntN(2) == 0
			when(&c.Times)
			planned = append(planned, h.Meets("", c))
		case k == 2:
			m := meeting.Move{Times: h.Meeting(clerktest.Washington).Times}
			when(&m.Times)
			h.Meets(planned[random.IntN(len(planned))], m)
		default:
			h.Meets(planned[0], meeting.CallOff{Reason: "Snow."})
			planned = planned[1:]
		}
		for r, b := range old {
			if random.IntN(3) > 0 {
				months(b) // not everybody looks after each act
			}
			if n%10 == 9 {
				if got, want := months(b), months(openOn(t, h.TaskForce).visit(t, readers[r])); got != want {
					t.Fatalf("after %d acts %q sees\n%s\nand on a new site\n%s", n+1, readers[r], got, want)
				}
			}
		}
	}
}
