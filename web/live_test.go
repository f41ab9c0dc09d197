package web_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
)

// follow opens a page's stream of events. The channel has what comes, and is
// closed when the stream ends.
func (b *browser) follow(path string) <-chan string {
	b.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, _ := http.NewRequestWithContext(ctx, "GET", b.base+path, nil)
	r.Header.Set("Accept", "text/event-stream")
	res, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	if got := res.Header.Get("Content-Type"); got != "text/event-stream" {
		b.t.Fatalf("%s: %s", path, got)
	}
	b.t.Cleanup(stop)
	events := make(chan string, 100)
	go func() {
		defer close(events)
		defer res.Body.Close()
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "data:") {
				events <- lines.Text()
			}
		}
	}()
	return events
}

// hears waits for an event, or for its absence.
func hears(t *testing.T, events <-chan string, want bool, what string) {
	t.Helper()
	wait := 5 * time.Second
	if !want {
		wait = 400 * time.Millisecond
	}
	select {
	case e, open := <-events:
		if !want || !open {
			t.Errorf("%s: got %q (open: %v)", what, e, open)
		}
	case <-time.After(wait):
		if want {
			t.Errorf("%s: heard nothing", what)
		}
	}
}

// ends waits until a stream is closed.
func ends(t *testing.T, events <-chan string, what string) {
	t.Helper()
	for {
		select {
		case e, open := <-events:
			if !open {
				return
			}
			t.Errorf("%s: got %s", what, e)
		case <-time.After(5 * time.Second):
			t.Errorf("%s: still open", what)
			return
		}
	}
}

// TestLive opens streams as both groups and the public, and looks who hears what.
func TestLive(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.Refers("Followed")
	on := "/live?on=" + string(h.On)
	aigul, ruiz, nobody := h.visit(t, "aigul"), h.visit(t, "ruiz"), h.visit(t, "")
	astana, washington, public := aigul.follow(on), ruiz.follow(on), nobody.follow("/live")
	all := h.visit(t, "dana").follow("/live")
	other := h.visit(t, "nurlan").follow("/live?on=zzzzzzzz")
	for h.site.Live.Count() < 5 {
		time.Sleep(time.Millisecond)
	}

	// What was recorded before they came may be told once more.
	time.Sleep(300 * time.Millisecond)
	for _, events := range []<-chan string{astana, washington, public, all, other} {
		for len(events) > 0 {
			<-events
		}
	}

	h.As("hale").Does(h.Says("For all.", act.Joint, act.Named))
	hears(t, astana, true, "a joint act, in Astana")
	hears(t, washington, true, "a joint act, in Washington")
	hears(t, all, true, "a joint act, on the overview")
	h.As("hale").Does(h.Says("Among us.", act.Caucus, act.Named))
	hears(t, washington, true, "an act in the caucus, in Washington")
	hears(t, astana, false, "an act in Washington's caucus, in Astana")
	hears(t, all, false, "an act in Washington's caucus, on Astana's overview")
	ref, drawn := h.On, int64(0)
	h.As("hale").Does(clerktest.Idea("Only for Washington", "One."))
	hears(t, all, false, "an idea in Washington, on Astana's overview")
	h.On = ref
	hears(t, public, false, "anything that is not public, for the public")
	hears(t, other, false, "anything on another matter")
	h.As("hale").Does(h.Says("For everybody.", act.Public, act.Named))
	hears(t, astana, true, "words for the public, in Astana")
	hears(t, washington, true, "words for the public, in Washington")
	hears(t, all, true, "words for the public, on the overview")
	hears(t, public, false, "words for the public on what is not public yet")
	h.Governs(initiative.Operator, initiative.End{Member: "moss", Group: clerktest.Washington})
	hears(t, public, true, "a public act, for the public")
	hears(t, all, true, "a public act, on the overview")

	// Whoever is signed out, or has no seat any more, hears no more.
	aigul.post("/signout", nil).sees(http.StatusOK)
	h.Governs(initiative.Operator, initiative.End{Member: "ruiz", Group: clerktest.Washington})
	h.Later(time.Second)
	h.As("hale").Does(h.Says("Once more.", act.Caucus, act.Named))
	h.As("hale").Does(h.Says("And again.", act.Joint, act.Named))
	ends(t, astana, "a session that ended")
	ends(t, washington, "a seat that ended")
	hears(t, all, true, "another session of the same group")

	// What was recorded between the drawing of a page and its listening.
	late := func() <-chan string {
		return h.visit(t, "dana").follow(fmt.Sprintf("/live?on=%s&since=%d", ref, drawn))
	}
	drawn = size(h)
	h.As("hale").Does(h.Says("Only we.", act.Caucus, act.Named))
	hears(t, late(), false, "what Washington said among itself meanwhile")
	h.As("hale").Does(h.Says("All of us.", act.Joint, act.Named))
	hears(t, late(), true, "what was said to all meanwhile")
}
