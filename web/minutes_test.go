package web_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// adjourned holds a joint meeting with some items, and closes it.
func adjourned(h *house, items int) act.Ref {
	h.As("hale")
	on := h.Meets("", h.Meeting(clerktest.Washington, clerktest.Astana))
	for n := range items {
		h.Meets(on, meeting.PutItem{Title: text.Words{"en": fmt.Sprint("Item ", n+1)}, Asks: meeting.Discussion})
	}
	h.Meets(on, meeting.Convene{})
	for _, it := range h.Gathering("hale", on).Items {
		h.Meets(on, meeting.TakeUp{Item: it.ID}, meeting.Conclude{Item: it.ID, Note: "One two three four five six seven eight nine ten of " + string(it.ID) + "."})
	}
	h.Meets(on, meeting.Adjourn{})
	return on
}

// latest are the parts of the newest minutes.
func latest(t *testing.T, h *house, on act.Ref) (parts []meeting.PartWords, versions int) {
	t.Helper()
	h.Reads("hale", func(q register.Questions) error {
		lines, err := q.Acts(on, -1, 5000)
		for _, l := range lines {
			if w, ok := l.Words.(meeting.MinutesWords); ok {
				parts, versions = w.Parts, versions+1
			}
		}
		return err
	})
	return parts, versions
}

// TestMinutesAtOnce has eight people write the minutes at the same time: four
// each their own part, four the same one, each word of it by somebody else. Every
// one of their words must be there in the end.
func TestMinutesAtOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		on := adjourned(h, 5)
		at := "/meeting/" + string(on) + "/minutes"
		var all sync.WaitGroup
		hale, dana := h.visit(t, "hale").get(at), h.visit(t, "dana").get(at)
		for _, b := range []*browser{hale, dana} { // two draw up the draft at once
			all.Go(func() { b.send(at+"/draw", nil) })
		}
		all.Wait()
		if parts, versions := latest(t, h, on); versions != 1 || len(parts) != 7 {
			t.Fatalf("%d versions, %d parts", versions, len(parts))
		}
		keepers := []member.ID{"hale", "okafor", "serik", "dana", "zhan"}
		same := []string{"two", "four", "six", "nine"}
		var begin sync.WaitGroup
		begin.Add(1)
		for n := range 8 {
			b := h.visit(t, keepers[n%len(keepers)])
			id := fmt.Sprint("m", 3+n) // a part of one's own: m3 to m6
			if n >= 4 {
				id = "m2"
			}
			b.get(at + "?edit=" + id).sees(http.StatusOK)
			words := "Own words of " + id
			if n >= 4 {
				f, _ := read(b.page).form(at + "/part")
				words = strings.Replace(f.sent().Get("words"), same[n-4], strings.ToUpper(same[n-4]), 1)
			}
			all.Go(func() {
				begin.Wait()
				time.Sleep(time.Duration(rand.IntN(3)) * time.Millisecond)
				b.send(at+"/part", map[string]string{"words": words})
				if b.code != http.StatusOK {
					t.Errorf("%s: %d\n%s", id, b.code, read(b.page).main)
				}
			})
		}
		begin.Done()
		all.Wait()
		parts, versions := latest(t, h, on)
		if versions != 9 {
			t.Errorf("%d versions of nine", versions)
		}
		if got := parts[1].Words; !strings.HasPrefix(got, "One TWO three FOUR five SIX seven eight NINE ten") {
			t.Errorf("four at one part make %q", got)
		}
		for n := range 4 {
			if want := fmt.Sprint("Own words of m", 3+n); parts[2+n].Words != want {
				t.Errorf("%q and not %q", parts[2+n].Words, want)
			}
		}
		h.Checks()
	})
}

// TestMinutesClash has two change the same words: both are shown to the second,
// and what they make of it stands.
func TestMinutesClash(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	on := adjourned(h, 2)
	at := "/meeting/" + string(on) + "/minutes"
	say := locale.For(locale.English).T
	hale, dana := h.visit(t, "hale"), h.visit(t, "dana")
	hale.get(at).send(at+"/draw", nil)
	hale.get(at + "?edit=m2")
	dana.get(at + "?edit=m2")
	gone := h.visit(t, "okafor")
	gone.get(at + "?edit=m3")
	hale.send(at+"/part", map[string]string{"words": "Washington’s words."}).sees(http.StatusOK)
	dana.send(at+"/part", map[string]string{"words": "Astana’s words."}).sees(http.StatusUnprocessableEntity, "Washington’s words.", "Astana’s words.", say("room.part.clash"))
	dana.send(at+"/part", map[string]string{"words": "The words of both."}).sees(http.StatusOK, "The words of both.")
	// Once more the same order, as by a second press of the button.
	dana.get(at + "?edit=m2")
	page := dana.page
	dana.send(at+"/part", map[string]string{"words": "Twice."}).sees(http.StatusOK)
	dana.page = page
	dana.send(at+"/part", map[string]string{"words": "Twice."}).sees(http.StatusOK)
	if _, versions := latest(t, h, on); versions != 4 {
		t.Errorf("%d versions", versions)
	}
	// A part that one takes out is kept with what another wrote in it.
	hale.get(at + "?edit=m3")
	hale.send(at+"/part", map[string]string{"do": "remove"}).sees(http.StatusOK, say("grave.part"))
	hale.send(at+"/part", nil).sees(http.StatusOK) // once more, on the page that asks
	gone.send(at+"/part", map[string]string{"words": "Kept all the same."}).sees(http.StatusUnprocessableEntity, "Kept all the same.")
	gone.send(at+"/part", map[string]string{"words": "Kept all the same."}).sees(http.StatusOK, "Kept all the same.")
	// Any two versions can be compared.
	dana.get(at)
	f, _ := read(dana.page).form(at)
	var versions []string
	for _, o := range f.fields {
		if o.name == "version" {
			versions = append(versions, o.value)
		}
	}
	dana.get(at+"?version="+versions[1]+"&against="+versions[0]).sees(http.StatusOK, "<ins>", "<del>")
	// A group approves what it read, and nothing newer.
	hale.get(at)
	dana.get(at + "?edit=m1")
	dana.send(at+"/part", map[string]string{"words": "Opened."}).sees(http.StatusOK)
	hale.send(at+"/approve", nil).sees(http.StatusConflict)
	hale.send(at+"/approve", nil).sees(http.StatusOK, say("room.approved"))
	h.site.Clock = func() time.Time { return time.Now().Add(time.Hour) }
	if dana.get(at).send(at+"/approve", nil); dana.code == http.StatusOK {
		t.Error("minutes are approved without a fresh sign-in")
	}
	h.site.Clock = time.Now
	dana.get(at).send(at+"/approve", nil).sees(http.StatusOK, "No. 1")
}

// TestPublicJournal has the public read the journal of a public meeting once it
// is locked, without the names of those who attended and spoke, and no draft.
func TestPublicJournal(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.As("hale")
	call := h.Meeting(clerktest.Washington, clerktest.Astana)
	call.Public = true
	call.Venues[0].Chair = "okafor"
	on := h.Meets("", call, meeting.PutItem{Title: text.Words{"en": "Opening"}, Asks: meeting.Discussion}, meeting.Convene{},
		meeting.Attend{Venue: clerktest.Washington, Present: []member.ID{"hale", "lind", "okafor"}}, meeting.TakeUp{Item: "i1"}, meeting.Conclude{Item: "i1", Spoke: []member.ID{"lind"}}, meeting.Adjourn{},
		meeting.Minute{Parts: []meeting.PartWords{{Item: "i1", Words: "A draft."}}})
	at := "/meeting/" + string(on) + "/minutes"
	draft := h.Gathering("hale", on).Minutes.Version
	h.visit(t, "").get(at).sees(http.StatusForbidden)
	h.visit(t, "webb").get(at).sees(http.StatusOK, "A draft.", "Discussion: lind")
	h.Meets(on, meeting.Minute{Base: draft, Parts: []meeting.PartWords{{ID: "m1", Item: "i1", Words: "The final words."}}})
	version := h.Gathering("hale", on).Minutes.Version
	h.Meets(on, meeting.Approve{Version: version})
	h.As("serik").Meets(on, meeting.Approve{Version: version})
	for _, lang := range locale.Langs {
		b := h.visit(t, "").get(at+"?lang="+string(lang)).sees(http.StatusOK, "The final words.", "okafor", "1. Opening")
		for _, not := range []string{"lind", "hale", "A draft."} {
			if strings.Contains(read(b.page).main, not) {
				t.Errorf("in %s the public reads %q", lang, not)
			}
		}
		b.get(at + "?version=" + draft.String()).sees(http.StatusNotFound)
	}
	h.visit(t, "").get("/meeting/" + string(on) + "/room").sees(http.StatusForbidden)
	h.visit(t, "").get("/meeting/" + string(on) + "/tasks").sees(http.StatusForbidden)
}
