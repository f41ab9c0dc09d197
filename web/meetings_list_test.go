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
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
)

// TestOverIsPast lists a meeting under past once it is closed or called off, also
// before its time, and under coming while it is to come or sits.
func TestOverIsPast(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.As("hale")
		begun := func() act.Ref {
			return h.Meets("", h.Meeting(clerktest.Washington, clerktest.Astana), meeting.Convene{})
		}
		closed, off := begun(), h.Meets("", h.Meeting(clerktest.Washington, clerktest.Astana), meeting.CallOff{Reason: "Snow."})
		h.Meets(closed, meeting.Adjourn{})
		minuted := begun()
		h.Meets(minuted, meeting.Adjourn{}, meeting.Minute{Parts: []meeting.PartWords{{Words: "Opened and closed."}}})
		version := h.Gathering("hale", minuted).Minutes.Version
		h.Meets(minuted, meeting.Approve{Version: version})
		h.As("serik").Meets(minuted, meeting.Approve{Version: version})
		h.As("hale")
		sitting, planned := begun(), h.Meets("", h.Meeting(clerktest.Washington, clerktest.Astana))
		page := mainOf(h.visit(t, "hale").get("/meetings").sees(http.StatusOK).page)
		cut := strings.Index(page, `id="past"`)
		for ref, past := range map[act.Ref]bool{closed: true, off: true, minuted: true, sitting: false, planned: false} {
			if at := strings.Index(page, string(ref)); at < 0 || cut < 0 || at > cut != past || strings.Count(page, `"/meeting/`+string(ref)+`"`) != 1 {
				t.Errorf("%s, %s: at %d of %d", ref, h.Gathering("hale", ref).Stage, at, cut)
			}
		}
	})
}

// TestLacks warns those who keep the papers of a meeting of what is not given in
// one of its cities, and nobody else.
func TestLacks(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.As("hale")
	call := h.Meeting(clerktest.Washington, clerktest.Astana)
	call.Venues[0].Room, call.Venues[0].Chair = "Room 4", "hale"
	call.Venues[1].Room, call.Venues[1].Address, call.Venues[1].Link = "", "", ""
	on := h.Meets("", call)
	for who, warned := range map[string]bool{"hale": true, "dana": true, "lind": false, "": false} {
		page := read(h.visit(t, member.ID(who)).get("/meeting/" + string(on)).page).main
		for _, want := range []string{"Astana: no room, address or video link", "Astana: nobody is named"} {
			if strings.Contains(page, want) != warned {
				t.Errorf("%q reads %q: %v", who, want, !warned)
			}
		}
		if strings.Contains(page, "Washington: n") {
			t.Errorf("%q is warned of what is given", who)
		}
	}
}

// TestFeedIsMadeByTheClock says of a calendar's address that it was made on a day
// of the program's clock.
func TestFeedIsMadeByTheClock(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	b := h.visit(t, "hale").get("/calendar")
	b.send("/calendar/renew", nil).sees(http.StatusOK, "March 2009")
}
