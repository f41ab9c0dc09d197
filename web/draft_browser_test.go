package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/web/part/browsertest"
)

// TestDraftInBrowser replies by mail, and confirms, edits and discards what came
// of it in a browser, by the keys of the keyboard and without JavaScript. The
// pages pass axe and stay within the window on the way.
func TestDraftInBrowser(t *testing.T) {
	h := openPostbox(t, databasetest.Open(t, t.TempDir()))
	h.Refers("Observe elections")
	at := "/matter/" + string(h.On)
	for _, words := range []string{"Astana sees merit in five observers, and asks who pays for them.\r\n\r\nWe would begin in May.", "Another thought.", "Never mind."} {
		h.replies("nurlan", words)
	}
	p := sit(t, h.house)
	t.Cleanup(func() { p.Go("about:blank") })
	p.as("nurlan")
	link := browsertest.Eval[string](p.Tab, `document.querySelector(".draft .choices a").getAttribute("href")`)
	for _, page := range []string{"/", at, link, "/account"} {
		h.looks(p, page)
	}
	p.Script(false)
	count := func(n int) string { return fmt.Sprintf(`document.querySelectorAll(".draft").length === %d`, n) }
	p.Go(p.base + at)
	p.until(count(3))
	p.tabTo(`document.activeElement.form?.action.endsWith("/as-it-is") && document.activeElement.closest(".draft").innerText.includes("five observers")`)
	p.enter(`location.search.startsWith("?done=")`)
	p.until(`document.querySelector(".entries, .spread, main").innerText.includes("who pays for them") && ` + count(2))
	p.tabTo(`document.activeElement.closest(".draft")?.innerText.includes("Another") && document.activeElement.matches(".choices a")`)
	p.enter(`location.pathname.startsWith("/draft/")`)
	p.writes("words", " And more.")
	p.tabTo(`document.activeElement.form?.action.endsWith("/post") && document.activeElement.matches("button")`)
	p.enter(`location.search.startsWith("?done=")`)
	p.until(`document.querySelector("main").innerText.includes("And more.") && ` + count(1))
	p.Go(p.base + "/")
	p.tabTo(`document.activeElement.form?.action.endsWith("/discard")`)
	p.enter(count(0))
	h.Checks()
}

// looks judges a page in three ways that can each go wrong.
func (p *postbox) looks(b person, page string) {
	p.T.Helper()
	for _, how := range []struct {
		lang   locale.Lang
		width  int64
		scheme string
	}{{locale.English, 1280, "light"}, {locale.Russian, 390, "dark"}, {locale.Kazakh, 390, "light"}} {
		b.Media("prefers-color-scheme", how.scheme, "prefers-reduced-motion", "reduce")
		b.Size(how.width, 800)
		b.Go(b.base + page + "?lang=" + string(how.lang))
		for _, v := range b.Axe() {
			p.T.Errorf("%s, %v: %s", page, how, v)
		}
		if over := browsertest.Eval[string](b.Tab, sticksOut); over != "" {
			p.T.Errorf("%s, %v sticks out: %s", page, how, over)
		}
		if shots := os.Getenv("COUNTERPART_SHOTS"); shots != "" {
			name := strings.Split(strings.Trim(page, "/")+"/", "/")[0]
			b.Shoot(filepath.Join(shots, fmt.Sprintf("draft-%s.%s.%d.png", name, how.lang, how.width)))
		}
	}
	b.Media()
	b.Size(1280, 800)
}
