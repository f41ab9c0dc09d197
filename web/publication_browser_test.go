package web_test

import (
	"testing"
	"time"

	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/publication"
	"example.org/counterpart/web/part/browsertest"
	"github.com/chromedp/chromedp"
)

// TestReleaseByKeyboard releases a brief with the keys of two groups, with the
// keys of the keyboard alone, and follows a footnote there and back.
func TestReleaseByKeyboard(t *testing.T) {
	h, _, on := printing(t, databasetest.Open(t, t.TempDir()))
	p := sit(t, h)
	t.Cleanup(func() { p.Go("about:blank") })
	at := "/publication/" + string(on)
	for _, who := range []string{"hale", "serik"} {
		p.as(who)
		p.Go(p.base + at)
		p.tabTo(`document.activeElement.matches("#workshop .tasks a") && document.activeElement.getAttribute("href").endsWith("/release")`)
		p.enter(`location.pathname.endsWith("/release")`)
		p.tabTo(`document.activeElement.matches("form[action$='/release/turn'] button")`)
		p.enter(`location.pathname.endsWith("/release/turn")`)
		p.tabTo(`document.activeElement.matches("form[action$='/release/turn'] button")`)
		p.enter(`location.search === "?done=yes"`)
	}
	if got := h.Imprint("", on); got.Stage != publication.Released {
		t.Fatalf("the brief is %s", got.Stage)
	}
	p.Go(p.base + at)
	p.tabTo(`document.activeElement.id === "call-1"`)
	p.Do(chromedp.KeyEvent("\r"))
	p.until(`location.hash === "#note-1"`)
	p.tabTo(`document.activeElement.matches("#note-1 .back")`)
	p.Do(chromedp.KeyEvent("\r"))
	p.until(`location.hash === "#call-1"`)
	p.Do(chromedp.EmulateViewport(390, 844))
	p.Go(p.base + at)
	time.Sleep(100 * time.Millisecond)
	if browsertest.Eval[bool](p.Tab, `document.documentElement.scrollWidth > innerWidth`) {
		t.Error("the edition is wider than a narrow window")
	}
}
