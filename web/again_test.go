package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/signin"
)

// TestProveAgain has a rapporteur take longer over a consideration than a
// sign-in is fresh, and come back to the form from beside it.
func TestProveAgain(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.Refers("Slow")
		for _, who := range []member.ID{"nurlan", "aigul"} {
			h.As(who).Does(h.Says("We have read it.", act.Joint, act.Named))
		}
		h.Later(72 * time.Hour)
		en := locale.For(locale.English)
		at := "/matter/" + string(h.On) + "/do/consider"
		b := h.visit(t, "dana").get(at).sees(http.StatusOK)
		if strings.Contains(b.page, en.T("web.again.beside")) {
			t.Error("who has just signed in is asked to prove it again")
		}
		h.Later(signin.Recent)
		typed := map[string]string{"position": "support", "reason": "It took us a while.", "method": "meeting", "tookPart": "4"}
		before := size(h)
		b.send(at, typed).sees(http.StatusForbidden, en.T("web.again.beside"), en.T("signin.session.stale", 30), "It took us a while.")
		if size(h) != before {
			t.Fatal("it was recorded")
		}
		form := b.page

		b.get("/signin/again").sees(http.StatusOK, "dana")
		b.send("/demo/dana", nil).sees(http.StatusOK, en.T("web.again.done"))
		if b.at.Path != "/signin/done" {
			t.Errorf("led to %s", b.at)
		}
		// Beside the form somebody else might have signed in.
		b.post("/demo/serik", nil)
		b.page = form
		b.send(at, nil).sees(http.StatusConflict, en.T("web.again.other", "serik"), typed["reason"])
		b.post("/demo/dana", nil)

		b.page = form // back in the first tab
		f, _ := read(form).form(at)
		if got := f.sent(); got.Get("reason") != typed["reason"] || got.Get("position") != typed["position"] || got.Get("tookPart") != "4" {
			t.Errorf("the form came back with %v", got)
		}
		b.send(at, nil).sees(http.StatusOK, en.T("web.done.title"))
		if h.Matter().Stage != procedure.Considered {
			t.Errorf("the matter stands at %s", h.Matter().Stage)
		}
	})
}

// TestSensitive orders every command with a sign-in that is not fresh: exactly
// those that commit a group are refused for it.
func TestSensitive(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	stale := locale.For(locale.English).T("signin.session.stale", 30)
	matters := stages(h)
	b := h.visit(t, "hale")
	h.site.Clock = func() time.Time { return time.Now().Add(signin.Recent) }
	for _, c := range commands {
		refused := false
		for _, ref := range matters {
			in := procedureForm(b, "/matter/"+string(ref)+"/do/"+c)
			if in == nil {
				continue
			}
			b.post("/matter/"+string(ref)+"/do/"+c, in)
			refused = refused || strings.Contains(read(b.page).words, stale)
		}
		want := map[string]bool{"refer": true, "move": true, "close": true, "consider": true, "second": true, "record-meeting": true}[c]
		if c == "consider" || c == "second" {
			continue // others than hale's; TestProveAgain has one of them
		}
		if refused != want {
			t.Errorf("%s is refused for a sign-in that is not fresh: %v", c, refused)
		}
	}
}

// procedureForm is what a browser sends of a form that is drawn, answered by
// something that can be read.
func procedureForm(b *browser, at string) map[string][]string {
	if b.get(at); b.code != http.StatusOK {
		return nil
	}
	f, ok := read(b.page).form(at)
	if !ok {
		return nil
	}
	in := f.sent()
	for _, c := range f.fields {
		if c.kind == "radio" && !in.Has(c.name) {
			in.Set(c.name, c.value)
		}
	}
	for name, value := range map[string]string{"reason": "So it is.", "words": "So it is.", "tookPart": "3", "day": "2009-12-31"} {
		if _, there := in[name]; there {
			in.Set(name, value)
		}
	}
	return in
}

// TestStaleGivesNoAccess tries to turn a browser that was left open into
// something that lasts: a token that may write, a passkey.
func TestStaleGivesNoAccess(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	en := locale.For(locale.English)
	b := h.visit(t, "")
	b.base = strings.Replace(b.base, "127.0.0.1", "localhost", 1) // where passkeys are
	b.post("/demo/hale", nil).sees(http.StatusOK)
	h.site.Clock = func() time.Time { return time.Now().Add(signin.Recent) }
	b.get("/account").sees(http.StatusOK)
	b.send("/account/token", map[string]string{"name": "mine", "scope": "write"}).sees(http.StatusForbidden, en.T("signin.session.stale", 30), en.T("web.again.beside"))
	if strings.Contains(b.page, "cp_") {
		t.Error("a token was made")
	}
	b.send("/account/token", map[string]string{"scope": "read"}).sees(http.StatusOK, "cp_")
	name := url.Values{"name": {"Mine"}}
	if b.post("/account/passkey/offer", name); b.code != http.StatusForbidden || !strings.Contains(b.page, "30 minutes") {
		t.Errorf("a passkey is offered: %d, %s", b.code, b.page)
	}
	if b.post("/account/passkey", name); b.code != http.StatusForbidden {
		t.Errorf("a passkey is added: %d", b.code)
	}
	h.site.Clock = time.Now
	if b.post("/account/passkey/offer", name); b.code != http.StatusOK || !strings.Contains(b.page, "challenge") {
		t.Errorf("a passkey is not offered: %d, %s", b.code, b.page)
	}
}
