package web_test

import (
	"fmt"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/holiday"
	"example.org/counterpart/initiative"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/poll"
	"example.org/counterpart/register"
)

// TestFindTime proposes times, asks the members, ranks what they answer, and
// leads to the call; the other group's caucus and the public are told nothing.
func TestFindTime(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.holds(3)
		hale := h.visit(t, "hale")
		wish := url.Values{"groups": {"washington", "astana"}, "from": {"2009-12-14"}, "to": {"2009-12-18"}, "length": {"60"}, "day": {"1", "2", "3", "4", "5"}}
		if err := db.Write(t.Context(), func(tx *database.Tx) error {
			all, err := holiday.Read("2009-12-16,Independence Day,День независимости,Тәуелсіздік күні", "2009")
			if err != nil {
				return err
			}
			return holiday.Replace(tx, clerktest.Astana, "2009", all)
		}); err != nil {
			t.Fatal(err)
		}
		hale.get("/meetings/time?"+wish.Encode()).sees(200, "no time at which all are in their offices", "Washington: 08:00–09:00, Monday 14 December 2009",
			"Astana: 19:00–20:00, Monday 14 December 2009", "Nobody sits outside", "/meetings/call?end=2009-12-14T14%3A00%3A00Z&amp;start=2009-12-14T13%3A00%3A00Z")
		bad := url.Values{"groups": {"astana"}, "from": {"2009-12-14"}, "to": {"2010-12-18"}, "length": {"1"}, "day": {"1"}}
		hale.get("/meetings/time?"+bad.Encode()).sees(422, "Error: Please choose which groups meet", "from 15 to 720")
		again := maps.Clone(wish)
		again["slot"], again["title"] = []string{"2009-12-14T13:00:00Z", "2009-12-17T16:00:00Z"}, []string{"Zq kept"}
		again.Set("to", "2009-12-17")
		page := hale.get("/meetings/time?"+again.Encode()).sees(200, `value="Zq kept"`, `value="2009-12-14T13:00:00Z" checked`, `value="2009-12-17T16:00:00Z" checked`).page
		if n := strings.Count(page, `name="slot"`); strings.Count(page, "Z\" checked") != 2 || n < 10 {
			t.Errorf("of %d slots others are ticked than were", n)
		}
		if form := hale.hidden("/meetings/time"); form.Get("shown") == "" {
			t.Error("the form does not say what its slots were shown for")
		} else {
			again.Set("shown", form.Get("shown"))
			again.Set("length", "90")
			hale.post("/meetings/time", again).sees(422, "You have changed what is asked for", "08:00–09:30", `value="2009-12-14T13:00:00Z" checked`)
		}
		again.Set("from", "2009-12-21")
		again.Set("to", "2009-12-22")
		hale.get("/meetings/time?"+again.Encode()).sees(200, `Z" checked`) // nothing that was ticked fits
		wish["slot"] = []string{"2009-12-14T13:00:00Z", "2009-12-16T13:00:00Z", "2009-12-15T14:00:00Z"}
		wish.Set("title", "Zq the pipelines")
		long := maps.Clone(wish)
		long.Set("title", strings.Repeat("Zq long ", 40))
		hale.post("/meetings/time", long).sees(422, "Zq long", "200", `value="2009-12-14T13:00:00Z" checked`)
		hale.post("/meetings/time", wish).sees(200, "Zq the pipelines", "Public holiday in the city of Astana, Wednesday 16 December 2009: Independence Day",
			"Would bear it again, having borne more than the other: Astana", "Astana: 60 min outside 08:00–20:00; so far 3 ×, 180 min")
		at := hale.at.Path
		serik := h.visit(t, "serik").get(at).sees(200, "I cannot")
		mark := func(start string) string {
			when, _ := time.Parse(time.RFC3339, start)
			return fmt.Sprint("mark.", when.Unix())
		}
		first := func(b *browser) string {
			page := b.get(at).sees(200).page
			best, place := "", len(page)
			for _, said := range []string{"Monday 14 December", "Tuesday 15 December", "Wednesday 16 December"} {
				if k := strings.Index(page, said); k >= 0 && k < place {
					best, place = said, k
				}
			}
			return best
		}
		if got := first(hale); got != "Monday 14 December" {
			t.Errorf("unanswered, %s is the best", got)
		}
		serik.post(at, url.Values{mark("2009-12-14T13:00:00Z"): {"cannot"}, mark("2009-12-15T14:00:00Z"): {"if-need"}}).sees(200, "I cannot: serik", "Your answers are kept.")
		if got := first(hale); got != "Tuesday 15 December" {
			t.Errorf("when Monday is ruled out, %s is the best", got)
		}
		serik.post(at, url.Values{mark("2009-12-14T13:00:00Z"): {"perhaps"}}).sees(422, "one of the answers")
		h.visit(t, "").get(at).sees(403)
		h.visit(t, "lind").get("/meetings/time").sees(200, "Zq the pipelines").lacks("Propose times")
		h.visit(t, "lind").post(at, url.Values{"what": {"drop"}}).sees(403)
		held, err := holdsAbout(t, db, "serik")
		if len(held.Answered) != 2 || err != nil {
			t.Errorf("of serik is held %+v, %v", held, err)
		}
		hale.post(at, url.Values{"what": {"drop"}}).sees(200, "Nothing has been changed yet", "The answer of 1 member is erased")
		if err := db.Write(t.Context(), func(tx *database.Tx) error { return poll.Forget(tx, "serik") }); err != nil {
			t.Fatal(err)
		}
		hale.get(at).sees(200).lacks("I cannot: serik")
		alone := url.Values{"groups": {"washington"}, "from": {"2009-12-14"}, "to": {"2009-12-14"}, "length": {"60"}, "day": {"1"}, "slot": {"2009-12-14T15:00:00Z"}, "title": {"Zq alone"}}
		hale.post("/meetings/time", alone).sees(200, "Zq alone")
		secret := hale.at.Path
		h.visit(t, "lind").get(secret).sees(200)
		serik.get(secret).sees(404)
		serik.get("/meetings/time").sees(200).lacks("Zq alone")
		hale.post(at, url.Values{"what": {"drop"}}).sees(200, "Nothing has been changed yet").lacks("The answer")
		hale.get(at).sees(200)
		hale.post(at, url.Values{"what": {"drop"}, "sure": {"yes"}}).sees(200, "The question was taken back")
		hale.get(at).sees(404)
	})
}

func holdsAbout(t *testing.T, db *database.DB, who member.ID) (held poll.Held, err error) {
	err = db.Read(t.Context(), func(tx *database.Tx) error {
		about, err := poll.About(tx, who)
		held, _ = about.(poll.Held)
		return err
	})
	return held, err
}

// holds holds joint meetings late in Astana, a week apart, and then one of a few
// of both groups, which counts for nobody; and comes to December.
func (h *house) holds(n int) {
	h.As("hale")
	for k := range n + 1 {
		c := h.Meeting(clerktest.Washington, clerktest.Astana)
		if k == n {
			c.Restricted, c.Invited = true, []member.ID{"hale", "serik"}
		}
		y, m, d := h.Time().AddDate(0, 0, 1).Date()
		c.Start = time.Date(y, m, d, 14, 0, 0, 0, time.UTC) // 10 or 9 in Washington, 20 in Astana
		c.End = c.Start.Add(time.Hour)
		on := h.Meets("", c)
		h.Later(c.Start.Sub(h.Time()))
		h.Meets(on, meeting.Convene{}, meeting.Adjourn{})
		h.Later(7 * 24 * time.Hour)
	}
	h.Later(time.Date(2009, 12, 1, 14, 0, 0, 0, time.UTC).Sub(h.Time()))
}

// TestSeriesPages shows all dates before anything is called, calls them, and
// calls off the rest.
func TestSeriesPages(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	hale := h.visit(t, "hale")
	rule := url.Values{"title": {"Regular meeting"}, "groups": {"washington", "astana"}, "lang": {"en"}, "city": {"washington"}, "from": {"2009-10-01"},
		"every": {"1"}, "unit": {"weeks"}, "nth": {"1"}, "weekday": {"4"}, "clock": {"09:00"}, "length": {"60"}, "count": {"6"}, "out": {"2009-10-15"}, "key": {"series"}}
	hale.get("/meetings/series").sees(200, "By whose clock")
	hale.post("/meetings/series", rule).sees(200, "6 dates", "Washington: 09:00–10:00, Thursday 5 November 2009", "Astana: 20:00–21:00, Thursday 5 November 2009",
		"The hour changes in Astana: 20:00 in place of 19:00", "FREQ=WEEKLY")
	count := func() (all []register.Gathering) {
		h.Reads("serik", func(q register.Questions) (err error) {
			all, err = q.Gatherings(clerktest.Start, clerktest.Start.AddDate(3, 0, 0), 100)
			return err
		})
		return all
	}
	if n := len(count()); n != 0 {
		t.Fatalf("before anything was called there are %d meetings", n)
	}
	rule.Set("what", "call")
	rule.Set("clock", "25:00")
	hale.post("/meetings/series", rule).sees(422, "a time such as", "25:00", "Regular meeting")
	rule.Set("clock", "09:00")
	past := maps.Clone(rule)
	past.Set("from", "2008-10-01")
	past.Set("until", "2009-12-01")
	hale.post("/meetings/series", past).sees(422, "The beginning lies in the past", `href="#from"`)
	hale.post("/meetings/series", rule).sees(200, "The meetings are called.", "09:00 Regular meeting", "Thursday 8 October 2009")
	all := count()
	if len(all) != 5 {
		t.Fatalf("%d meetings were called", len(all))
	}
	rest := "/meeting/" + string(all[3].Ref) + "/series"
	for _, g := range []register.Gathering{all[0], all[3]} {
		hale.get("/meeting/"+string(g.Ref)).sees(200, "The series that it is one of")
	}
	hale.get("/meeting/" + string(h.As("hale").Meets("", h.Meeting(clerktest.Washington)))).sees(200).lacks("The series that it is one of")
	hale.get("/meetings/series?from=2009-10-01").sees(200, `value="weeks" selected`, `value="4" selected`)
	h.visit(t, "lind").get(rest).sees(200).lacks("Call off")
	h.visit(t, "lind").post(rest, url.Values{"reason": {"No."}}).sees(403)
	if err := h.DB.Write(t.Context(), func(tx *database.Tx) error {
		return holiday.Put(tx, clerktest.Washington, holiday.Holiday{Day: all[3].Start.Format(time.DateOnly), Name: map[string]string{"en": "A day of rest"}})
	}); err != nil {
		t.Fatal(err)
	}
	hale.get(rest).sees(200, "Call off 2 meetings", "Public holiday in the city of Washington", "A day of rest")
	hale.post(rest, url.Values{"key": {"a"}}).sees(422)
	hale.post(rest, url.Values{"reason": {"The grant has ended."}, "key": {"b"}}).sees(200, "Called off")
	for n, g := range count() {
		if off := g.Stage == meeting.CalledOff; off != (n >= 3) {
			t.Errorf("meeting %d is %s", n+1, g.Stage)
		}
	}
	hale.get("/meetings/year?year=2009").sees(200, "<s>09:00 Regular meeting</s>")
	h.visit(t, "").get("/meetings/year?year=2009").sees(200, "Calendar of 2009").lacks("Regular meeting")
}

// TestHolidays puts in a year's holidays, and says which line is wrong.
func TestHolidays(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	dana := h.visit(t, "dana")
	put := func(list string) *browser {
		return dana.post("/meetings/holidays", url.Values{"year": {"2009"}, "list": {list}})
	}
	put("2009-12-16,Independence Day,День независимости,Тәуелсіздік күні\n2009-08-30,Constitution Day").sees(200, "Wednesday 16 December 2009", "Constitution Day")
	dana.get("/meetings/holidays?year=2009&lang=kk").sees(200, "Тәуелсіздік күні")
	put("2009-12-16,Independence Day\n2010-01-01,New Year").sees(422, "line 2 is not a day of this year", "New Year")
	put("2009-12-16,Independence Day\n2009-12-16,Again").sees(422, "Line 2 cannot be read")
	put("rest").sees(422, "Line 1 cannot be read")
	put("2009-12-16,Independence Day").sees(200).lacks("Constitution Day")
	h.visit(t, "timur").post("/meetings/holidays", url.Values{"year": {"2009"}, "list": {""}}).sees(403)
	h.visit(t, "").get("/meetings/holidays?year=2009").sees(200, "Independence Day").lacks("textarea")
	h.visit(t, "").get("/meetings/year?year=2009").sees(200, "Astana: Independence Day")
	dana.get("/meetings/year?year=1").sees(404)
}

// TestUnmet says that the groups have not met within the cadence, and stops
// saying so when they have.
func TestUnmet(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	rules := clerktest.Rules()
	rules.MeetingDays = 30
	h.Governs("hale", initiative.ProposeRules{Rules: rules})
	h.Governs("serik", initiative.AgreeRules{})
	hale := h.visit(t, "hale")
	h.Later(20 * 24 * time.Hour)
	hale.get("/").sees(200).lacks("have not met")
	h.Later(20 * 24 * time.Hour)
	hale.get("/").sees(200, "have never met jointly since", "every 30 days", "None is called")
	hale.get("/bulletin").sees(200, "have never met jointly since", "None is called")
	h.As("hale")
	on := h.Meets("", h.Meeting(clerktest.Washington, clerktest.Astana))
	hale.get("/").sees(200, "The next is called: ")
	h.Later(72 * time.Hour)
	h.Meets(on, meeting.Convene{}, meeting.Adjourn{})
	hale.get("/").sees(200).lacks("have not met")
	h.Later(31 * 24 * time.Hour)
	hale = h.visit(t, "hale") // the session has ended
	hale.get("/bulletin").sees(200, "have not met jointly since", "None is called")
	hale.get("/initiative").sees(200, "at least every 30 days")
}
