package web_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/holiday"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// TestCallAMeeting calls a meeting by the pages: what waits for it is proposed,
// put on the agenda, ordered, moved; the other city sees its own clock.
func TestCallAMeeting(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.Refers("Pipelines")
	on := h.On
	b := h.visit(t, "dana")
	b.get("/meetings/call").sees(http.StatusOK, "Call a meeting", `<details class="details"><summary>Those invited`)
	typed := map[string]string{"title.en": "Spring meeting", "day": "2009-03-20", "from": "19:00", "to": "01:00",
		"venues.1.room": "Room 5", "venues.2.room": "Blue hall", "venues.2.chair": "serik", "venues.2.link": "http://insecure"}
	b.send("/meetings/call", typed)
	// Refused for the link: it comes back with all that was typed, and tells the
	// other city's time, which is nine hours behind in March.
	b.sees(http.StatusUnprocessableEntity, "Blue hall", "Spring meeting", "http://insecure", "Washington: Friday 20 March 2009, 09:00", "Astana: Friday 20 March 2009, 19:00", "#venues.2.link")
	b.send("/meetings/call", map[string]string{"venues.2.link": "https://video.example/x"})
	b.sees(http.StatusOK, "Spring meeting", "09:00–15:00", "19:00–01:00", "Saturday 21 March 2009", "serik", "https://video.example/x", "Proposed for the agenda", "Pipelines")
	at := b.at.Path
	b.get("/meetings/call").send("/meetings/call", map[string]string{"title.en": "", "restricted": "yes", "invited": "serik"})
	b.sees(http.StatusUnprocessableEntity, `<details class="details" open><summary>Those invited`)
	b.get("/matter/"+string(on)).sees(http.StatusOK, "It is proposed for the next meeting", "Spring meeting")
	b.get(at)
	b.send(at+"/agenda/put-item", nil).sees(http.StatusOK, "For consideration")
	if strings.Contains(b.page, `id="proposed"`) {
		t.Error("what is on the agenda is still proposed for it")
	}
	b.get("/matter/"+string(on)).sees(http.StatusOK, at+"#i1")
	// An item without a title or a matter is refused with what was typed.
	b.get(at+"/agenda/put-item").send(at+"/agenda/put-item", map[string]string{"note": "A few words", "minutes": "many"})
	b.sees(http.StatusUnprocessableEntity, "A few words", "many")
	b.send(at+"/agenda/put-item", map[string]string{"minutes": "30", "title.en": "Opening", "rapporteur": "hale"}).sees(http.StatusOK, "Opening", "30 minutes", "hale")
	b.send(at+"/agenda/earlier", nil).sees(http.StatusOK)
	if page := mainOf(b.page); strings.Index(page, "Opening") > strings.Index(page, "Pipelines") || !strings.Contains(page, "30 minutes") {
		t.Errorf("the opening does not come first, or lost its time: %s", page)
	}
	// Others are told why they may not.
	h.visit(t, "lind").get(at).sees(http.StatusOK, "co-chairs, rapporteurs and secretariats").get(at+"/agenda/put-item").sees(http.StatusOK, "co-chairs, rapporteurs and secretariats")
	b.get(at+"/agenda/move-meeting").send(at+"/agenda/move-meeting", map[string]string{"day": "2009-03-27"}).sees(http.StatusOK, "27 March 2009", "Blue hall", "serik", "https://video.example/x")
	b.get(at+"/agenda/drop-item?item=i1").send(at+"/agenda/drop-item", nil).sees(http.StatusOK, "Proposed for the agenda")
	for _, path := range []string{"/", "/meetings"} {
		h.visit(t, "hale").get(path).sees(http.StatusOK, "Spring meeting")
	}
	b.get(at+"/agenda/call-off").send(at+"/agenda/call-off", map[string]string{"reason": "Snow."}).sees(http.StatusUnprocessableEntity, "Snow.", "Please confirm")
	b.send(at+"/agenda/call-off", map[string]string{"sure": "yes"}).sees(http.StatusOK, "Called off", "Snow.")
	for _, lang := range locale.Langs {
		for _, path := range []string{at, "/meetings", "/meetings/call", at + "/agenda/put-item", at + "/agenda/move-meeting"} {
			b.get(path + "?lang=" + string(lang)).sees(http.StatusOK)
		}
	}
}

// TestLeap refuses an hour that the clock of the city leaps over.
func TestLeap(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	b := h.visit(t, "hale")
	b.get("/meetings/call").send("/meetings/call", map[string]string{"title.en": "Early", "day": "2009-03-08", "from": "02:30", "to": "05:00"})
	b.sees(http.StatusUnprocessableEntity, "leaps over this hour", "02:30")
}

// TestMeetingLeaks plants words in meetings, and has everybody look for them on
// every page there is.
func TestMeetingLeaks(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		h.Refers("Pipelines")
		h.As("dana")
		secret := h.Meeting(clerktest.Astana)
		secret.Title, secret.Problem = text.Words{"en": "zqcaucus title"}, "zqcaucus problem"
		secret.Venues[0].Room, secret.Venues[0].Link = "zqcaucus room", "https://zqcaucus.example/"
		hidden := h.Meets("", secret, meeting.PutItem{Title: text.Words{"en": "zqcaucus item"}, Note: "zqcaucus note", Asks: meeting.Discussion},
			meeting.PutItem{Matter: h.On, Asks: meeting.Consideration})
		open := h.Meeting(clerktest.Washington, clerktest.Astana)
		open.Public, open.Title = true, text.Words{"en": "zqpublic title"}
		open.Venues[1].Link = "https://zqjoint-link.example/"
		open.Venues[1].Chair = "serik"
		public := h.Meets("", open, meeting.PutItem{Title: text.Words{"en": "zqpublic item"}, Asks: meeting.Discussion},
			meeting.PutItem{Matter: h.On, Asks: meeting.Discussion})
		h.Later(74 * time.Hour)
		h.Meets(public, meeting.Convene{}, meeting.Attend{Venue: clerktest.Astana, Present: []member.ID{"dana", "nurlan"}}, meeting.TakeUp{Item: "i1"},
			meeting.Conclude{Item: "i1", Note: "zqjoint note", Spoke: []member.ID{"nurlan"}}, meeting.Assign{What: "zqjoint task", Group: clerktest.Astana, Due: "2009-04-01"},
			meeting.Adjourn{}, meeting.Minute{Parts: []meeting.PartWords{{Item: "i1", Words: "zqjoint minutes"}}})
		later := h.Meets("", h.Meeting(clerktest.Washington, clerktest.Astana))
		h.Meets(hidden, meeting.Convene{}, meeting.Assign{What: "zqcaucus task", Group: clerktest.Astana, Due: "2009-04-02"})
		index(t, h)
		words := []string{"zqcaucus", "zqjoint", "zqpublic"}
		for _, c := range []struct {
			who member.ID
			may string
		}{{"", "zqpublic"}, {"hale", "zqpublic zqjoint"}, {"webb", "zqpublic zqjoint"}, {"serik", "zqpublic zqjoint zqcaucus"}} {
			found := map[string]bool{}
			paths := []act.Ref{h.On}
			crawlMeetings(t, h, c.who, paths, []act.Ref{hidden, public, later}, words, func(b *browser) {
				shown := mainOf(b.page)
				if b.at.Path == "/search" && !strings.Contains(b.page, "<mark>") {
					shown = strings.ReplaceAll(shown, b.at.Query().Get("q"), "")
				}
				for _, w := range words {
					if strings.Contains(shown, w) {
						found[w] = true
						if !strings.Contains(c.may, w) {
							t.Errorf("%q reads %s at %s", c.who, w, b.at)
						}
					}
				}
				if c.who == "" && strings.Contains(shown, "Pipelines") {
					t.Errorf("the public reads of a matter that is not public at %s", b.at)
				}
				if c.who == "" && strings.HasPrefix(b.at.Path, "/meeting") && strings.Contains(shown, "nurlan") {
					t.Errorf("the public reads who was there at %s", b.at)
				}
				if !strings.Contains(c.may, "zqcaucus") && strings.Contains(shown, string(hidden)) && !strings.Contains(b.at.Path, string(hidden)) && b.at.Path != "/record" {
					t.Errorf("%q is led to a meeting of another caucus from %s", c.who, b.at)
				}
			})
			for w := range strings.FieldsSeq(c.may) {
				if !found[w] {
					t.Errorf("%q may read %s and finds it nowhere", c.who, w)
				}
			}
			b := h.visit(t, c.who).get("/meeting/" + string(hidden))
			if known := strings.Contains(c.may, "zqcaucus"); known != (b.code == http.StatusOK) {
				t.Errorf("%q opens the meeting of the caucus: %d", c.who, b.code)
			}
			unknown := h.visit(t, c.who).get("/meeting/" + string(act.NewMeeting()))
			if b.code == http.StatusNotFound && unknown.code != b.code {
				t.Errorf("%q can tell a meeting that is hidden from one that is not there", c.who)
			}
		}
		// What the joint meeting carries over is the joint task alone, for whoever reads.
		b := h.visit(t, "serik").get("/meeting/" + string(later))
		if b.sees(http.StatusOK, "zqjoint task"); strings.Contains(b.page, "zqcaucus") {
			t.Error("a caucus's task is carried to a joint meeting")
		}
	})
}

// crawlMeetings is crawl, with the pages about meetings.
func crawlMeetings(t *testing.T, h *house, who member.ID, refs, meetings []act.Ref, asked []string, f func(b *browser)) {
	t.Helper()
	crawl(t, h, who, refs, asked, f)
	b := h.visit(t, who)
	paths := []string{"/meetings", "/meetings/call"}
	for _, ref := range meetings {
		at := "/meeting/" + string(ref)
		paths = append(paths, at)
		for _, c := range []string{"move-meeting", "call-off", "put-item", "drop-item", "put-item?item=i1", "drop-item?item=i1"} {
			paths = append(paths, at+"/agenda/"+c)
		}
	}
	for _, path := range paths {
		if b.get(path); b.code >= 500 {
			t.Errorf("%s reads %s: %d", who, path, b.code)
		}
		f(b)
	}
}

// TestProposedDecision proposes a decision by the method of a meeting to a
// meeting of each group, and not one in writing.
func TestProposedDecision(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.Refers("In writing").Considers().Opens(procedure.Written)
	h.Refers("By meeting").Considers().Opens(procedure.Meeting)
	h.As("hale")
	on := h.Meets("", h.Meeting(clerktest.Washington))
	b := h.visit(t, "hale").get("/meeting/"+string(on)).sees(http.StatusOK, "By meeting", "For decision")
	if strings.Contains(mainOf(b.page), "In writing") {
		t.Error("a decision in writing is proposed to a meeting")
	}
	b.send("/meeting/"+string(on)+"/agenda/put-item", nil).sees(http.StatusOK, "For decision")
	// That it is on Washington's own agenda takes it off no list of Astana's.
	h.As("dana")
	other := h.Meets("", h.Meeting(clerktest.Astana))
	h.visit(t, "dana").get("/meeting/"+string(other)).sees(http.StatusOK, "Proposed for the agenda", "By meeting")
}

// TestCallTogether refuses all that is wrong with a call at once, each once and
// at its own field, and warns of nights and holidays before anything is called.
func TestCallTogether(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	if err := h.DB.Write(t.Context(), func(tx *database.Tx) error {
		return holiday.Put(tx, clerktest.Washington, holiday.Holiday{Day: "2009-03-20", Name: map[string]string{"en": "A day of rest"}})
	}); err != nil {
		t.Fatal(err)
	}
	dana := h.visit(t, "dana")
	empty := dana.get("/meetings/call").hidden("/meetings/call")
	empty.Del("who")
	dana.post("/meetings/call", empty).sees(http.StatusUnprocessableEntity, `href="#day"`, `href="#from"`, `href="#to"`, `href="#title.en"`, `href="#who"`)
	if n := strings.Count(dana.page, `href="#day"`); n != 1 {
		t.Errorf("the day is named %d times", n)
	}
	typed := map[string]string{"title.en": "Spring meeting", "day": "2009-03-20", "from": "10:00", "to": "11:00", "lang": "en", "what": "check"}
	in := dana.get("/meetings/call").hidden("/meetings/call")
	for name, value := range typed {
		in.Set(name, value)
	}
	both := maps.Clone(in)
	both["who"], both["venues.1.on"], both["venues.2.on"] = []string{"washington", "astana"}, []string{"yes"}, []string{"yes"}
	dana.post("/meetings/call", both).sees(http.StatusOK, "At night, between 00:00 and 06:00, in the city of Washington", "A day of rest", "Washington: Friday 20 March 2009, 00:00")
	// A group alone meets in its own city: the other clock and its night are nothing to it.
	both["who"] = []string{"astana"}
	dana.post("/meetings/call", both).sees(http.StatusOK, "Astana: Friday 20 March 2009, 10:00").lacks("At night").lacks("Washington: Friday")
	both.Del("what")
	dana.post("/meetings/call", both).sees(http.StatusOK, "Spring meeting", "Your group alone").lacks("Take a paper back")
	at := dana.at.Path
	dana.get(at+"/agenda/put-item").send(at+"/agenda/put-item", map[string]string{"title.en": "Long", "minutes": "90"}).
		sees(http.StatusOK, "The items are given 30 minutes more than the meeting lasts.")
	h.visit(t, "timur").get(at).sees(http.StatusOK).lacks("more than the meeting lasts")
}
