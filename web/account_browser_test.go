package web_test

import (
	"strings"
	"testing"

	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/notice"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// space presses the space bar, as one does on a button, and waits for what it
// leads to.
func (p person) space(then string) {
	p.t.Helper()
	p.Do(chromedp.KeyEvent(" "))
	p.settles(then)
}

// down presses the arrow that leads from one answer of a question to the next.
func (p person) down(then string) {
	p.t.Helper()
	p.Do(chromedp.KeyEvent(kb.ArrowDown))
	p.until(then)
}

// TestAccountByKeyboard signs in by a link in a letter, and sets what can be set
// on the pages of the account, with the keys of the keyboard alone, with
// JavaScript and without.
func TestAccountByKeyboard(t *testing.T) {
	h := openMailing(t, databasetest.Open(t, t.TempDir()))
	h.site.Base = h.server.URL
	en := locale.For(locale.English)
	p := sit(t, h.house)
	t.Cleanup(func() { p.Go("about:blank") })
	for n, script := range []bool{true, false} {
		replies := []string{"post", "wait"}[n] // there and back
		pace := []notice.Pace{notice.Daily, notice.Weekly}[n]
		p.Script(script)
		p.Go(p.base + "/")
		p.tabTo(`document.activeElement.matches(".me a[href='/signin']")`)
		p.enter(`location.pathname === "/signin"`)
		p.writes("email", "moss") // no address
		p.enter(`document.querySelector(".errors")`)
		p.tabTo(`document.activeElement.matches(".errors a[href='#email']")`)
		p.writes("email", "moss@example.org") // in place of what is there: who comes by tab has it selected
		p.until(`document.activeElement.value === "moss@example.org"`)
		p.enter(reads("web.signin.sent"))
		_, rest, _ := strings.Cut(h.relay.Wait(t, n+1)[n].Text, p.base+"/signin/")
		p.Go(p.base + "/signin/" + strings.Fields(rest + " ?")[0])
		p.tabTo(`document.activeElement.matches("main form button")`)
		p.space(`location.pathname === "/" && document.querySelector(".me").innerText.includes("moss")`)

		p.tabTo(`document.activeElement.matches(".me a[href='/account']")`)
		p.enter(`location.pathname === "/account"`)
		p.tabTo(`document.activeElement.form?.action.endsWith("/account/replies")`)
		p.down(`document.activeElement.value === "` + replies + `" && document.activeElement.checked`)
		p.tabTo(`document.activeElement.matches("form[action='/account/replies'] button")`)
		p.space(`location.pathname === "/account" && document.querySelector("form[action='/account/replies'] [value=` + replies + `]").checked`)

		p.tabTo(`document.activeElement.matches("form[action='/account/token'] button")`) // sent too early
		p.space(`document.querySelector(".errors")`)
		p.tabTo(`document.activeElement.matches("form[action='/account/token'] [name=name]")`)
		p.Do(typing("Calendar"))
		p.tabTo(`document.activeElement.matches("form[action='/account/token'] button")`)
		p.enter(`document.querySelector("main code")`)
		p.tabTo(`document.activeElement.matches("form[action='/account/revoke'] button")`)
		p.space(`!document.querySelector("form[action='/account/revoke']")`)

		h.visit(t, "moss") // another browser of theirs
		p.Go(p.base + "/account")
		p.tabTo(`document.activeElement.matches("form[action='/account/end'] button")`)
		p.space(`!document.querySelector("form[action='/account/end']")`)

		p.tabTo(`document.activeElement.getAttribute("href") === "/account/mail"`)
		p.enter(`location.pathname === "/account/mail"`)
		p.tabTo(`document.activeElement.name === "pace" && document.activeElement.checked`)
		p.down(`document.activeElement.name === "pace" && document.activeElement.value === "` + string(pace) + `"`)
		p.tabTo(`document.activeElement.name === "bulletin"`)
		p.Do(chromedp.KeyEvent(" "))
		p.tabTo(`document.activeElement.matches("main form[action='/account/mail'] button")`)
		p.enter(`document.querySelector("main").innerText.includes(` + quoted(en.T("outbox.saved")) + `)`)
		set, _, err := h.site.Outbox.Settings(t.Context(), "moss")
		if err != nil || set.Pace != pace || set.Bulletin != (n == 1) {
			t.Errorf("the settings are %+v, %v", set, err)
		}
		p.tabTo(`document.activeElement.form?.action.endsWith("/signout")`)
		p.space(`document.querySelector(".me a[href='/signin']")`)
	}
}
