package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part/browsertest"
	"github.com/chromedp/chromedp"
)

// A keyholder sits at a browser with a device that keeps passkeys.
type keyholder struct {
	person
	device *browsertest.Device
}

// hold sits somebody down at the site under a name, for no passkey is made for
// the number of a machine.
func hold(t *testing.T, h *house) keyholder {
	p := sit(t, h)
	p.base = strings.Replace(p.base, "127.0.0.1", "localhost", 1)
	t.Cleanup(func() { p.Go("about:blank") })
	return keyholder{p, p.Device()}
}

// adds adds a passkey on the page of one's own access.
func (k keyholder) adds(name string) {
	k.t.Helper()
	k.Go(k.base + "/account")
	k.tabTo(`document.activeElement.id === "passkey-name"`)
	k.Do(typing(name))
	k.tabTo(`document.activeElement.matches("form[data-passkey] button")`)
	k.enter(`document.querySelector("#passkeys").parentElement.innerText.includes("` + name + ` ·")`)
}

// leaves signs out.
func (k keyholder) leaves() {
	k.t.Helper()
	k.tabTo(`document.activeElement.form?.action.endsWith("/signout")`)
	k.enter(`!!document.querySelector('.me a[href="/signin"]')`)
}

// shows presses the button for passkeys on the page of sign-in.
func (k keyholder) shows(then string) {
	k.t.Helper()
	k.Go(k.base + "/signin")
	k.tabTo(`document.activeElement.matches("form[data-passkey] button")`)
	k.enter(then)
}

// typing are the keys of words.
func typing(words string) chromedp.Action[chromedp.Void] { return chromedp.KeyEvent(words) }

func quoted(words string) string {
	b, _ := json.Marshal(words)
	return string(b)
}

// reads waits for a sentence on the page.
func reads(key string) string {
	words := locale.For(locale.English).T(key)
	return `document.querySelector("main").innerText.includes(` + quoted(words) + `)`
}

// TestPasskey adds a passkey and signs in with it, without an address, by the
// keys of the keyboard; then it is lied with, replayed, copied and removed.
func TestPasskey(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	k := hold(t, h)
	k.as("hale")
	k.adds("Telephone")
	first := k.device.Credentials()
	if len(first) != 1 || strings.Contains(string(first[0].UserHandle), "hale") || len(first[0].UserHandle) != 64 {
		t.Fatalf("on the device: %+v", first)
	}
	// The same device again: it says that it has one.
	k.tabTo(`document.activeElement.id === "passkey-name"`)
	k.Do(typing("Again"))
	k.tabTo(`document.activeElement.matches("form[data-passkey] button")`)
	k.enter(reads("signin.passkey.taken"))

	k.leaves()
	// What the page sends is kept, to be sent once more.
	k.Go(k.base + "/signin")
	browsertest.Eval[bool](k.Tab, `(() => { const submit = HTMLFormElement.prototype.submit;
		HTMLFormElement.prototype.submit = function () { sessionStorage.sent = new URLSearchParams(new FormData(this)); submit.call(this) }; return true })()`)
	k.tabTo(`document.activeElement.matches("form[data-passkey] button")`)
	k.enter(`location.pathname === "/" && document.querySelector(".me").innerText.includes("hale")`)
	sent := browsertest.Eval[string](k.Tab, `sessionStorage.sent`)
	if !strings.Contains(sent, "attempt=ca_") {
		t.Fatalf("sent: %s", sent)
	}
	k.Go(k.base + "/account")
	k.until(`!document.querySelector("#passkeys").parentElement.innerText.includes(` + quoted(locale.For(locale.English).T("web.passkey.unused")) + `)`)
	k.leaves()
	replay := `fetch("/signin/passkey", {method: "POST", body: new URLSearchParams(sessionStorage.sent)}).then((r) => r.status)`
	if code := browsertest.Eval[int](k.Tab, replay); code != http.StatusConflict {
		t.Errorf("a replay is answered %d", code)
	}
	in, _ := url.ParseQuery(sent)
	elsewhere := h.visit(t, "")
	elsewhere.base = k.base
	elsewhere.post("/signin/passkey", in).sees(http.StatusConflict)

	k.device.Lies(true, false)
	k.shows(reads("signin.passkey.refused"))
	k.device.Lies(false, true)
	k.shows(reads("signin.passkey.refused"))
	k.device.Lies(false, false)

	held := k.device.Credentials()
	held[0].SignCount = 1
	k.device.Holds(held...)
	k.shows(reads("signin.passkey.copied"))
	held[0].SignCount = 1000
	k.device.Holds(held...)
	k.shows(`document.querySelector(".me").innerText.includes("hale")`)

	// Another's handle in front of the same key.
	k.leaves()
	swapped := *held[0]
	swapped.SignCount, swapped.UserHandle = 2000, []byte("somebody else")
	k.device.Holds(&swapped)
	k.shows(reads("signin.passkey.refused"))
	held[0].SignCount = 3000
	k.device.Holds(held...)
	k.shows(`document.querySelector(".me").innerText.includes("hale")`)

	k.Go(k.base + "/account")
	k.tabTo(`document.activeElement.form?.action.endsWith("/drop-passkey")`)
	k.enter(`!document.querySelector("[action$=drop-passkey]")`)
	k.leaves()
	k.shows(reads("signin.passkey.unknown"))
}

// TestPasskeyOfOneWhoLeft ends a seat, and with it what the passkey is good for.
func TestPasskeyOfOneWhoLeft(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	k := hold(t, h)
	k.as("moss")
	k.adds("Key")
	k.leaves()
	h.Governs("hale", initiative.End{Member: "moss", Group: clerktest.Washington})
	h.Later(time.Minute)
	k.shows(reads("signin.seat.none"))
}

// TestPasskeyBesideForm proves once more who one is in a second tab, by a
// passkey, and sends the form from the first.
func TestPasskeyBesideForm(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.Refers("Slow")
	for _, who := range []member.ID{"nurlan", "aigul"} {
		h.As(who).Does(h.Says("We have read it.", act.Joint, act.Named))
	}
	h.Later(72 * time.Hour)
	k := hold(t, h)
	k.as("dana")
	k.adds("Key")
	k.Go(k.base + "/matter/" + string(h.On) + "/do/consider")
	k.tabTo(`document.activeElement.name === "position"`)
	k.Do(typing(" "))
	k.writes("reason", "It took us a while.")
	k.writes("tookPart", "4")
	h.Later(signin.Recent)
	k.tabTo(`document.activeElement.matches("main form button")`)
	k.enter(`document.querySelector(".errors")`)
	if !browsertest.Eval[bool](k.Tab, `document.querySelector('main a[href="/signin/again"]').target === "_blank" && document.querySelector("#reason").value === "It took us a while."`) {
		t.Error("what was typed did not come back, or no way leads on beside it")
	}
	page := browsertest.Eval[string](k.Tab, `location.href`)
	second := keyholder{person{k.Tab.Beside(), t, k.base}, nil}
	second.device = second.Device()
	second.device.Holds(k.device.Credentials()...)
	second.Go(k.base + "/signin/again")
	second.tabTo(`document.activeElement.matches("form[data-passkey] button")`)
	second.enter(`location.pathname === "/signin/done"`)

	if browsertest.Eval[string](k.Tab, `location.href`) != page {
		t.Fatal("the first tab went elsewhere")
	}
	k.tabTo(`document.activeElement.matches("main form button")`)
	k.enter(`location.search.startsWith("?done=")`)
	if h.Matter().Stage != procedure.Considered {
		t.Errorf("the matter stands at %s", h.Matter().Stage)
	}
}
