package web_test

import (
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/procedure"
	"example.org/counterpart/web/part/browsertest"
	"github.com/chromedp/chromedp"
)

// TestDeclaresByKeyboard has a member who is asked for their interests declare
// one, and step back from the matter that it is in, with the keyboard alone and
// without JavaScript, in Kazakh.
func TestDeclaresByKeyboard(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.Refers("Pipelines").Considers().Opens(procedure.Written)
	p := sit(t, h)
	t.Cleanup(func() { p.Go("about:blank") })
	p.Script(false)
	p.Go(p.base + "/language/kk?back=/demo")
	p.as("aigul")
	p.tabTo(`document.activeElement.matches(".banner a[href='/interests/declare']")`) // the overview asks for it
	p.enter(`location.pathname === "/interests/declare"`)
	p.tabTo(`document.activeElement.name === "interest"`)
	p.Do(chromedp.KeyEvent(" "))
	p.tabTo(`document.activeElement.matches("main button")`) // sent too early
	p.enter(`document.querySelector(".errors") && document.querySelector("[name=interest]:checked")`)
	p.writes("organisation", "Құбыр зауыты")
	p.writes("from", "2004")
	p.tabTo(`document.activeElement.matches("main button")`)
	p.enter(`location.pathname === "/account" && document.querySelector("#interests ~ ul").innerText.includes("Құбыр зауыты")`)

	at := "/matter/" + string(h.On)
	p.Go(p.base + at)
	p.tabTo(`document.activeElement.getAttribute("href")?.endsWith("/do/recuse")`)
	p.enter(`location.pathname.endsWith("/do/recuse")`)
	p.writes("reason", "Менің зауытым қатысады.")
	p.tabTo(`document.activeElement.matches("main button")`)
	p.enter(`location.search.startsWith("?done=") && document.querySelector("#recused").parentElement.innerText.includes("aigul")`)
	if browsertest.Eval[bool](p.Tab, `!!document.querySelector("a[href$='/do/choose']")`) {
		t.Error("one who is recused is offered to decide")
	}
	if n := len(h.Matter().Decision.Electorate[clerktest.Astana]); n != 4 {
		t.Errorf("%d are left in the electorate", n)
	}
}
