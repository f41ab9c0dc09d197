package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// TestRoom takes a meeting of Astana from its opening to its journal through the
// pages alone: attendance, quorum, speakers, the consideration as the outcome of
// an item, minutes and action items.
func TestRoom(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		h.Refers("Pipelines")
		h.As("dana")
		on := h.Meets("", h.Meeting(clerktest.Astana), meeting.PutItem{Title: text.Words{"en": "Opening"}, Asks: meeting.Information},
			meeting.PutItem{Matter: h.On, Asks: meeting.Consideration}, meeting.PutItem{Title: text.Words{"en": "Among ourselves"}, Asks: meeting.Discussion, Rule: true})
		h.Later(73 * time.Hour)
		m := h.Gathering("dana", on)
		at, room := "/meeting/"+string(on), "/meeting/"+string(on)+"/room"
		say := locale.For(locale.English).T
		h.visit(t, "hale").get(room).sees(http.StatusNotFound)
		h.visit(t, "").get(room).sees(http.StatusForbidden)
		aigul := h.visit(t, "aigul")
		aigul.get(room).sees(http.StatusOK, say("refuse.meeting.keeper"))
		dana := h.visit(t, "dana")
		dana.get(room).send(room+"/convene", nil).sees(http.StatusOK, say("room.between"), say("room.quorum.no"))
		dana.send(room+"/attend?venue=astana", map[string]string{"present.astana": "dana"}).sees(http.StatusOK, say("web.done.title"), say("room.done"))
		both := dana.hidden(room + "/attend?venue=astana")
		both["present.astana"] = []string{"dana", "aigul", "nurlan", "zhan"}
		other := h.visit(t, "zhan")
		other.get(room)
		stale := other.hidden(room + "/attend?venue=astana")
		dana.post(room+"/attend?venue=astana", both).sees(http.StatusOK, say("room.quorum.yes"))
		stale["present.astana"] = []string{"zhan", "timur"}
		other.post(room+"/attend?venue=astana", stale).sees(http.StatusConflict)
		if f, _ := read(other.page).form(room + "/attend?venue=astana"); strings.Count(fmt.Sprint(ticked(f)), " ") != 1 || !strings.Contains(fmt.Sprint(ticked(f)), "timur") {
			t.Errorf("of what the other ticked there is %v", ticked(f))
		}
		take := func(b *browser, n int) {
			b.get(room)
			in := b.hidden(room + "/take-up")
			in.Set("take", string(m.Items[n].ID))
			b.post(room+"/take-up", in).sees(http.StatusOK)
		}
		take(dana, 1)
		aigul.get(room).sees(http.StatusOK, "First paragraph", say("room.floor.ask"))
		aigul.send(room+"/floor", map[string]string{"do": "ask"}).sees(http.StatusOK)
		dana.get(room)
		dana.send(room+"/floor", map[string]string{"member": "nurlan", "do": "ask"}).sees(http.StatusOK)
		if list := read(dana.page).main; strings.Index(list, "aigul") > strings.Index(list, "nurlan") {
			t.Error("the list is not in the order of asking")
		}
		dana.send(room+"/floor", map[string]string{"do": "spoke aigul"}).sees(http.StatusOK, say("room.floor.had"))
		dana.send(room+"/outcome", map[string]string{"position": "support", "withoutComment": "yes"}).sees(http.StatusUnprocessableEntity)
		dana.send(room+"/outcome", map[string]string{"position": "support", "withoutComment": "yes", "reason": "It is right."}).sees(http.StatusOK)
		if c := h.Matter().Considered[clerktest.Astana]; c.Position != procedure.Support {
			t.Errorf("Astana's answer: %+v", c)
		}
		late := dana.hidden(room + "/conclude")
		late.Set("note", "Words that are late.")
		dana.send(room+"/conclude", map[string]string{"note": "All supported it."}).sees(http.StatusOK)
		take(dana, 0)
		late.Set("key", "another")
		dana.post(room+"/conclude", late).sees(http.StatusUnprocessableEntity, "Words that are late.", say("room.typed"))
		if f, _ := read(dana.page).form(room + "/conclude"); strings.Contains(f.sent().Get("note"), "late") {
			t.Error("words of one item stand in the form of another")
		}
		dana.send(room+"/conclude", map[string]string{"note": "Opened."}).sees(http.StatusOK)
		take(dana, 2)
		dana.sees(http.StatusOK, say("room.rule"))
		if strings.Contains(dana.page, say("room.floor.hint")) {
			t.Error("there is a list of speakers under the Rule")
		}
		dana.send(room+"/conclude", map[string]string{"note": "It is hard, said Aigul."}).sees(http.StatusUnprocessableEntity, "aigul", say("room.named.no"))
		dana.send(room+"/conclude", map[string]string{"note": "It is hard."}).sees(http.StatusOK)
		dana.get(at+"/tasks").send(at+"/tasks/assign", map[string]string{"what": "Write to Washington.", "group": "astana", "due": "2009-03-20"}).sees(http.StatusOK, "Write to Washington.")
		dana.get(room).send(room+"/adjourn", nil).sees(http.StatusOK)
		dana.get(at+"/minutes").send(at+"/minutes/draw", nil).sees(http.StatusOK, "All supported it.", "It is hard.", "Write to Washington.", "Discussion: aigul")
		h.visit(t, "").get(at + "/minutes").sees(http.StatusNotFound)
		dana.get(at+"/minutes?edit=m2").send(at+"/minutes/part", map[string]string{"words": "All of us supported it."}).sees(http.StatusOK, "All of us supported it.")
		dana.get(at+"/minutes?edit=m4").send(at+"/minutes/part", map[string]string{"words": "It is hard, as dana said."}).sees(http.StatusUnprocessableEntity, say("room.named.no"))
		dana.send(at+"/minutes/part", map[string]string{"words": "It is hard, as on the river Dana.", "named": "yes"}).sees(http.StatusOK, "river")
		for _, lang := range locale.Langs {
			for _, page := range []string{"/room", "/minutes", "/minutes?edit=m2", "/tasks"} {
				sep := "?"
				if strings.Contains(page, "?") {
					sep = "&"
				}
				dana.get(at + page + sep + "lang=" + string(lang)).sees(http.StatusOK)
			}
			dana.get("/tasks?lang="+string(lang)).sees(http.StatusOK, "Write to Washington.")
		}
		dana.get(at+"/minutes").send(at+"/minutes/approve", nil).sees(http.StatusOK, "No. 1")
		h.Later(30 * 24 * time.Hour)
		dana.get("/tasks").sees(http.StatusOK, "days overdue")
		dana.get("/").sees(http.StatusOK, say("room.tasks.late", 1))
		dana.get(at+"/tasks").send(at+"/tasks/discharge", map[string]string{"result": ""}).sees(http.StatusUnprocessableEntity)
		dana.send(at+"/tasks/discharge", map[string]string{"result": "Sent."}).sees(http.StatusOK, "Sent.")
		h.Checks()
	})
}

func ticked(f drawnForm) (all []string) {
	for _, field := range f.fields {
		if field.on {
			all = append(all, field.value)
		}
	}
	return all
}

// TestDecideInRoom has both groups decide in one joint meeting, each for itself.
func TestDecideInRoom(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.Refers("Observers").Considers()
	h.Opens(procedure.Meeting)
	h.As("hale")
	on := h.Meets("", h.Meeting(clerktest.Washington, clerktest.Astana), meeting.PutItem{Matter: h.On, Asks: meeting.Decision}, meeting.Convene{},
		meeting.Attend{Venue: clerktest.Washington, Present: []member.ID{"hale", "okafor", "lind"}}, meeting.Attend{Venue: clerktest.Astana, Present: []member.ID{"serik", "dana", "aigul"}})
	h.Meets(on, meeting.TakeUp{Item: h.Gathering("hale", on).Items[0].ID})
	if d := h.Matter().Decision; d != nil && h.Time().Before(d.Closes) {
		h.Later(d.Closes.Sub(h.Time()) + time.Minute)
	}
	room := "/meeting/" + string(on) + "/room"
	hale, serik := h.visit(t, "hale"), h.visit(t, "serik")
	hale.get(room).send(room+"/outcome", map[string]string{"choice.lind": "stand-aside", "choice.okafor": "object"}).sees(http.StatusUnprocessableEntity)
	if f, _ := read(hale.page).form(room + "/outcome"); !strings.Contains(fmt.Sprint(ticked(f)), "object") || !strings.Contains(fmt.Sprint(ticked(f)), "stand-aside") {
		t.Errorf("of what was chosen there is %v", ticked(f))
	}
	hale.send(room+"/outcome", map[string]string{"choice.okafor": "consent"}).sees(http.StatusOK)
	serik.get(room).send(room+"/outcome", nil).sees(http.StatusOK)
	d := h.Matter().Decision
	if w, a := d.Tally(clerktest.Washington), d.Tally(clerktest.Astana); w.Consent != 2 || w.Aside != 1 || a.Consent != 3 {
		t.Errorf("the positions are %+v and %+v", w, a)
	}
	outcomes := 0
	for _, l := range moves(t, h, h.On) {
		if b, ok := l.(procedure.MeetingRecorded); ok && b.Meeting == on {
			outcomes++
		}
	}
	if outcomes != 2 {
		t.Errorf("%d acts name the meeting", outcomes)
	}
	// A browser that was left open is not enough.
	h.site.Clock = func() time.Time { return time.Now().Add(time.Hour) }
	serik.get(room).send(room+"/outcome", nil)
	if serik.code == http.StatusOK {
		t.Error("a decision is recorded without a fresh sign-in")
	}
}

func moves(t *testing.T, h *house, ref act.Ref) (all []act.Body) {
	t.Helper()
	h.Reads("hale", func(q register.Questions) error {
		lines, err := q.Moves(ref)
		for _, l := range lines {
			all = append(all, l.Body)
		}
		return err
	})
	return all
}

// TestAskedOnce asks once more before a meeting is opened days too early, or
// closed with an item left, and does it when that is confirmed.
func TestAskedOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.As("dana")
		on := h.Meets("", h.Meeting(clerktest.Astana), meeting.PutItem{Title: text.Words{"en": "Opening"}, Asks: meeting.Information})
		at := "/meeting/" + string(on) + "/room"
		b := h.visit(t, "dana").get(at)
		b.send(at+"/convene", nil).sees(http.StatusOK, "Nothing has been changed yet")
		if h.Gathering("dana", on).Stage != meeting.Planned {
			t.Error("it was opened without being confirmed")
		}
		b.send(at+"/convene", nil).sees(http.StatusOK)
		b.send(at+"/adjourn", nil).sees(http.StatusOK, "These items were not taken up", "Opening")
		b.send(at+"/adjourn", nil).sees(http.StatusOK)
		if stage := h.Gathering("dana", on).Stage; stage != meeting.Adjourned {
			t.Errorf("after both were confirmed it is %s", stage)
		}
	})
}

// TestRoomKeeps has somebody with half a note before them change everything else
// in the room, without a script: the note comes back each time, and so does what
// was ticked and not sent; and it is recorded once it is sent.
func TestRoomKeeps(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		h.Refers("Pipelines")
		h.As("dana")
		h.Later(74 * time.Hour)
		call := h.Meeting(clerktest.Washington, clerktest.Astana)
		call.Lang = "ru"
		on := h.Meets("", call, meeting.PutItem{Matter: h.On, Asks: meeting.Consideration}, meeting.PutItem{Title: text.Words{"en": "Next"}, Asks: meeting.Discussion}, meeting.Convene{},
			meeting.Attend{Venue: clerktest.Astana, Present: []member.ID{"dana", "aigul", "nurlan", "zhan"}}, meeting.TakeUp{Item: "i1"})
		room := "/meeting/" + string(on) + "/room"
		b := h.visit(t, "dana").get(room).sees(http.StatusOK, "Русский")
		half := func(where string, want url.Values) {
			t.Helper()
			f, ok := read(b.page).form(room + "/conclude")
			if b.code != http.StatusOK || !ok {
				t.Fatalf("%s: %d", where, b.code)
			}
			in := f.sent()
			for name, values := range want {
				if fmt.Sprint(in[name]) != fmt.Sprint(values) {
					t.Errorf("%s: %s is %q and not %q", where, name, in[name], values)
				}
			}
			if in.Get("key") == "" || strings.Count(b.page, `data-portion="typed"`) == 0 {
				t.Errorf("%s: the page does not know that it holds what was typed", where)
			}
		}
		note := url.Values{"note": {"Half a note."}, "position": {"concerns"}, "reason": {"Not yet said."}}
		b.send(room+"/floor", map[string]string{"note": "Half a note.", "position": "concerns", "reason": "Not yet said.", "member": "aigul", "do": "ask"})
		half("the floor is given", note)
		b.send(room+"/floor", map[string]string{"do": "spoke aigul"})
		note.Set("spoke", "aigul")
		half("aigul has spoken", note)
		b.send(room+"/attend?venue=washington", map[string]string{"present.washington": "hale"})
		half("who is in Washington", note)
		if p := h.Gathering("dana", on).Present; len(p) != 5 {
			t.Errorf("%d are noted as present", len(p))
		}
		// Another notes who is in Astana; what is ticked here goes by what was seen.
		h.As("zhan").Meets(on, meeting.Attend{Venue: clerktest.Astana, Present: []member.ID{"dana", "aigul", "nurlan"}})
		b.send(room+"/keep", map[string]string{"present.astana": "serik"})
		half("Enter", note)
		b.send(room+"/attend?venue=astana", nil).sees(http.StatusConflict, "Half a note.", "Not yet said.")
		b.get(b.at.Path).sees(http.StatusOK) // an open page asks for itself again
		// The answer is recorded, and the note is there still; then the note.
		b.send(room+"/outcome", map[string]string{"note": "Half a note.", "position": "concerns", "reason": "Said now.", "withoutComment": "yes"})
		half("considered", url.Values{"note": {"Half a note."}})
		if c := h.Matter().Considered[clerktest.Astana]; c.Position != procedure.Concerns {
			t.Errorf("Astana's answer: %+v", c)
		}
		b.send(room+"/conclude", map[string]string{"note": "A whole note.", "present.washington": "lind"}).sees(http.StatusOK)
		if f, _ := read(b.page).form(room + "/attend?venue=washington"); !strings.Contains(fmt.Sprint(ticked(f)), "lind") || strings.Contains(b.page, "A whole note.") {
			t.Errorf("after the note is sent, %v are ticked", ticked(f))
		}
		// Of an item that is over, the words are shown and not put under another.
		h.Meets(on, meeting.TakeUp{Item: "i2"})
		stale := b.get(room).hidden(room + "/conclude")
		stale.Set("note", "Words of the second.")
		h.Meets(on, meeting.Conclude{Item: "i2"})
		b.post(room+"/attend?venue=washington", stale).sees(http.StatusOK, "Words of the second.", locale.For(locale.English).T("room.typed"))
		b.send(room+"/keep", nil).sees(http.StatusOK, "Words of the second.")
		h.Checks()
	})
}
