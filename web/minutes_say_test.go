package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// draws has the draft of the minutes drawn up, and returns all its words.
func (h *house) draws(t *testing.T, who member.ID, on act.Ref) string {
	t.Helper()
	at := "/meeting/" + string(on) + "/minutes"
	h.visit(t, who).get(at).send(at+"/draw", nil).sees(http.StatusOK)
	parts, _ := latest(t, h, on)
	var all strings.Builder
	for _, p := range parts {
		all.WriteString(p.Words + "\n")
	}
	return all.String()
}

// TestRidersInMinutes has the draft take over what was attached to the decision
// that the meeting took, and nothing of it under the Chatham House Rule.
func TestRidersInMinutes(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.Refers("Observers").Considers()
	h.Opens(procedure.Meeting)
	version := h.Matter().Decision.Version
	h.As("hale").Does(procedure.Reserve{Version: version, Rider: procedure.Reservation, ForGroup: true, Words: "Zq our law.", Lang: "en"})
	h.As("aigul").Does(procedure.Reserve{Version: version, Rider: procedure.Interpretative, Words: "Zq my reading.", Lang: "en"})
	h.As("hale")
	hold := func(items ...meeting.Command) act.Ref {
		on := h.Meets("", append([]meeting.Command{h.Meeting(clerktest.Washington, clerktest.Astana)}, items...)...)
		h.Meets(on, meeting.Convene{}, meeting.Attend{Venue: clerktest.Washington, Present: []member.ID{"hale", "okafor", "lind"}})
		return on
	}
	// Under the Rule, an item about the same matter while it is under decision.
	quiet := hold(meeting.PutItem{Title: text.Words{"en": "First"}, Asks: meeting.Discussion}, meeting.PutItem{Matter: h.On, Asks: meeting.Discussion, Rule: true})
	h.Meets(quiet, meeting.TakeUp{Item: "i1"}, meeting.Conclude{Item: "i1"}, meeting.TakeUp{Item: "i2"}, meeting.Conclude{Item: "i2", Note: "It was discussed."}, meeting.Adjourn{})
	on := hold(meeting.PutItem{Matter: h.On, Asks: meeting.Decision})
	h.Meets(on, meeting.TakeUp{Item: "i1"})
	h.Later(h.Matter().Decision.Closes.Sub(h.Time()) + time.Minute)
	h.Does(procedure.RecordMeeting{Version: version, Present: []member.ID{"hale", "okafor", "lind"}, Meeting: on})
	h.Meets(on, meeting.Conclude{Item: "i1", Note: "It was decided."}, meeting.Adjourn{})
	words := h.draws(t, "hale", on)
	for _, want := range []string{"Formal reservation (for the group: Washington):\nZq our law.", "Interpretative statement (by a member of the group: Astana):\nZq my reading."} {
		if !strings.Contains(words, want) {
			t.Errorf("the draft says:\n%s", words)
		}
	}
	if strings.Contains(words, "aigul") {
		t.Errorf("the draft names who attached it:\n%s", words)
	}
	if words := h.draws(t, "hale", quiet); strings.Contains(words, "Zq") || !strings.Contains(words, "It was discussed.") {
		t.Errorf("under the Rule the draft says:\n%s", words)
	}
}

// TestMinutesFrame reads the same journal in three languages: what frames it is
// in its own. It says who opened, and of no one who was not there that they took
// the chair; of that the public reads only the chair's name.
func TestMinutesFrame(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.As("hale")
	call := h.Meeting(clerktest.Washington, clerktest.Astana)
	call.Lang, call.Public = "ru", true
	call.Venues[0].Chair, call.Venues[1].Chair = "okafor", "serik"
	on := h.Meets("", call, meeting.PutItem{Title: text.Words{"en": "Opening", "ru": "Открытие"}, Asks: meeting.Discussion}, meeting.Convene{},
		meeting.Attend{Venue: clerktest.Washington, Present: []member.ID{"hale", "lind"}}, meeting.Attend{Venue: clerktest.Astana, Present: []member.ID{"serik"}},
		meeting.TakeUp{Item: "i1"}, meeting.Conclude{Item: "i1", Spoke: []member.ID{"lind"}}, meeting.Adjourn{})
	words, at := h.draws(t, "hale", on), "/meeting/"+string(on)+"/minutes"
	if !strings.Contains(words, "Следующее заседание пока не созвано.") {
		t.Errorf("the draft says:\n%s", words)
	}
	for _, lang := range locale.Langs {
		main := read(h.visit(t, "hale").get(at + "?lang=" + string(lang)).page).main
		for _, want := range []string{"1. Открытие", "Открыто кем", "Присутствовали", "марта 2009"} {
			if !strings.Contains(main, want) {
				t.Errorf("in %s the minutes do not say %q:\n%s", lang, want, main)
			}
		}
		if strings.Contains(main, "okafor") || !strings.Contains(main, "serik") {
			t.Errorf("in %s, of who took the chair:\n%s", lang, main)
		}
	}
}

// TestPresentInOrder names those who were in a room by their names, behind who
// presides there.
func TestPresentInOrder(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.As("hale")
	call := h.Meeting(clerktest.Washington)
	call.Venues[0].Chair = "okafor"
	on := h.Meets("", call, meeting.PutItem{Title: text.Words{"en": "Opening"}, Asks: meeting.Discussion}, meeting.Convene{},
		meeting.Attend{Venue: clerktest.Washington, Present: []member.ID{"moss", "okafor", "lind", "hale"}}, meeting.TakeUp{Item: "i1"}, meeting.Conclude{Item: "i1"}, meeting.Adjourn{})
	h.draws(t, "hale", on)
	b := h.visit(t, "hale").get("/meeting/"+string(on)+"/minutes").sees(200, "okafor, hale, lind and moss")
	if facts, _, _ := strings.Cut(read(b.page).main, "okafor"); strings.Contains(facts, "Astana") {
		t.Errorf("the minutes of one group tell another's clock:\n%s", facts)
	}
	// Where a group meets alone there is no other clock.
	b.get("/meeting/" + string(on) + "/room").sees(200)
	if facts, _, _ := strings.Cut(read(b.page).main, "Attendance"); strings.Contains(facts, "Astana") {
		t.Errorf("the room of one group tells another's clock:\n%s", facts)
	}
}

// TestNextMeetingLine has the draft name the next meeting of the same circle and
// no other's, and tells those who write it when another is next.
func TestNextMeetingLine(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.As("hale")
	later := func(days int, call meeting.Call) meeting.Call {
		call.Start, call.End = call.Start.Add(time.Duration(days)*24*time.Hour), call.End.Add(time.Duration(days)*24*time.Hour)
		return call
	}
	off := h.Meets("", later(5, h.Meeting(clerktest.Washington, clerktest.Astana)), meeting.CallOff{Reason: "Snow."})
	h.Meets("", later(6, h.Meeting(clerktest.Washington))) // of another circle
	next := later(9, h.Meeting(clerktest.Washington, clerktest.Astana))
	second := h.Meets("", next)
	third := later(20, h.Meeting(clerktest.Washington, clerktest.Astana))
	h.Meets("", third)
	on := adjourned(h, 1)
	line := func(at time.Time) string { return at.Format("2 January 2006") }
	words, at := h.draws(t, "hale", on), "/meeting/"+string(on)+"/minutes"
	if strings.Count(words, "Next meeting: ") != 1 || !strings.Contains(words, line(next.Start.UTC())) || off == second {
		t.Errorf("the draft says:\n%s", words)
	}
	b := h.visit(t, "hale").get(at)
	if strings.Contains(b.page, "The next meeting is another now") {
		t.Error("there is a warning of what is right")
	}
	h.As("hale").Meets(second, meeting.CallOff{Reason: "Ill."})
	b.get(at).sees(http.StatusOK, "The next meeting is another now", line(third.Start.UTC()))
	if strings.Contains(h.visit(t, "lind").get(at).page, "The next meeting is another now") {
		t.Error("who does not write the minutes is warned")
	}
}

// TestNextMeetingIsTheirs has minutes name no meeting of which not all may know
// who read them, and none to which only some are invited.
func TestNextMeetingIsTheirs(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		both := []group.ID{clerktest.Washington, clerktest.Astana}
		for n, c := range []struct {
			groups                 []group.ID
			public                 bool
			nextPublic, restricted bool
			named                  bool
		}{
			{both[:1], true, false, false, false}, {both[:1], true, true, false, true}, {both[:1], false, true, false, true},
			{both, true, false, false, false}, {both, true, true, true, false}, {both, true, true, false, true}, {both, false, false, false, true}, {both, false, false, true, false},
		} {
			h.As("hale")
			call := h.Meeting(c.groups...)
			call.Public = c.public
			on := h.Meets("", call, meeting.Convene{}, meeting.PutItem{Title: text.Words{"en": "One"}, Asks: meeting.Discussion}, meeting.TakeUp{Item: "i1"}, meeting.Conclude{Item: "i1"}, meeting.Adjourn{})
			call = h.Meeting(c.groups...)
			call.Start, call.End, call.Public = call.Start.Add(5*24*time.Hour), call.End.Add(5*24*time.Hour), c.nextPublic
			if c.restricted {
				call.Restricted, call.Invited = true, []member.ID{"lind"}
			}
			next := h.Meets("", call)
			if words := h.draws(t, "hale", on); strings.Contains(words, "not called yet") == c.named {
				t.Errorf("case %d: the draft says:\n%s", n, words)
			}
			h.As("hale").Meets(next, meeting.CallOff{Reason: "Another case."})
		}
	})
}

// TestTasksBeforeLocking has the public read nothing of action items before the
// minutes are locked, on no page, and afterwards what the minutes say of them.
func TestTasksBeforeLocking(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.As("hale")
	call := h.Meeting(clerktest.Washington, clerktest.Astana)
	call.Public = true
	on := h.Meets("", call, meeting.PutItem{Title: text.Words{"en": "Opening"}, Asks: meeting.Discussion}, meeting.Convene{}, meeting.TakeUp{Item: "i1"}, meeting.Conclude{Item: "i1"},
		meeting.Assign{What: "Zqtask to be done.", Group: clerktest.Washington, Owner: "lind", Due: h.Time().AddDate(0, 1, 0).Format(time.DateOnly)}, meeting.Adjourn{})
	at := "/meeting/" + string(on)
	if words := h.draws(t, "hale", on); !strings.Contains(words, "Zqtask") {
		t.Fatalf("the draft says:\n%s", words)
	}
	reads := func() (where []string) {
		for _, page := range []string{at, at + "/minutes", at + "/tasks", at + "/room", "/tasks", "/meetings", "/record", "/search?q=Zqtask", "/"} {
			if b := h.visit(t, "").get(page); strings.Contains(strings.ReplaceAll(b.page, `value="Zqtask"`, ""), "Zqtask to") {
				where = append(where, page)
			}
		}
		return where
	}
	if where := reads(); len(where) > 0 {
		t.Errorf("before the minutes are locked the public reads of action items on %v", where)
	}
	version := h.Gathering("hale", on).Minutes.Version
	h.As("hale").Meets(on, meeting.Approve{Version: version})
	if where := reads(); len(where) > 0 {
		t.Errorf("when one group has approved the public reads of action items on %v", where)
	}
	h.As("serik").Meets(on, meeting.Approve{Version: version})
	if where := reads(); len(where) == 0 || where[0] != at+"/minutes" {
		t.Errorf("once they are locked the public reads them on %v", where)
	}
}
