package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part/browsertest"
)

// TestMeetingLooks looks at the pages about meetings as a screen reader and a
// telephone do: in every language, wide and narrow, light and dark.
func TestMeetingLooks(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.Refers("Railways across the border")
	h.As("dana")
	call := h.Meeting(clerktest.Washington, clerktest.Astana)
	call.Title = text.Words{"en": "Spring meeting", "ru": "Весеннее заседание", "kk": "Көктемгі отырыс"}
	call.Problem = "How the crossings are kept open in winter."
	call.Venues[0].Chair, call.Venues[1].Chair, call.Venues[1].Link = "hale", "serik", "https://video.example/a-rather-long-address-of-a-room/1234567890"
	on := h.Meets("", call, meeting.PutItem{Title: text.Words{"en": "Adoption of the agenda"}, Asks: meeting.Information, Minutes: 5},
		meeting.PutItem{Title: text.Words{"en": "Customs in winter"}, Note: "What each side can do by November.", Asks: meeting.Discussion, Minutes: 45, Rapporteur: "nurlan"},
		meeting.PutItem{Title: text.Words{"en": "A word in confidence"}, Asks: meeting.Discussion, Minutes: 30, Rule: true})
	p := sit(t, h)
	t.Cleanup(func() { p.Go("about:blank") })
	p.as("hale")
	shots := os.Getenv("COUNTERPART_SHOTS")
	for _, lang := range locale.Langs {
		for _, c := range []struct {
			name          string
			width, height int64
			scheme        string
		}{{"wide", 1280, 1200, "light"}, {"narrow", 390, 1600, "dark"}} {
			p.Size(c.width, c.height)
			p.Media("prefers-color-scheme", c.scheme)
			for _, path := range []string{"/meetings", "/meetings/call", "/meeting/" + string(on), "/meeting/" + string(on) + "/agenda/put-item"} {
				p.Go(h.server.URL + path + "?lang=" + string(lang))
				if faults := p.Axe(); len(faults) > 0 {
					t.Errorf("%s, %s, %s: %s", path, lang, c.name, strings.Join(faults, "\n"))
				}
				if over := browsertest.Eval[int](p.Tab, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
					t.Errorf("%s, %s: %d pixels stand out to the side at %d", path, lang, over, c.width)
				}
				if shots != "" {
					p.Shoot(filepath.Join(shots, strings.ReplaceAll(strings.Trim(strings.ReplaceAll(path, string(on), "one"), "/"), "/", "-")+"-"+string(lang)+"-"+c.name+".png"))
				}
			}
		}
	}
	// With the keys alone: the proposal is put on the agenda.
	p.Size(1280, 1200)
	p.Go(h.server.URL + "/meeting/" + string(on) + "?lang=en")
	p.tabTo(`document.activeElement.matches("#proposed ~ ul button")`)
	p.enter(`location.search === "?done=put-item"`)
	p.until(`document.querySelector("#i4") && !document.querySelector("#proposed")`)
}
