package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/signin"
)

// A postOffice is a house that sends mail, and the relay that takes it.
type postOffice struct {
	*house
	relay *mailtest.Relay
}

func openMailing(t *testing.T, db *database.DB) postOffice {
	t.Helper()
	relay := (&mailtest.Relay{NoTLS: true}).Start(t)
	sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "office@taskforce.example")
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, db)
	h.site.Clock, h.site.Mail = time.Now, sender
	return postOffice{h, relay}
}

// asks asks for a link as a forger would, who hopes that the letter leads to a
// site of theirs. It answers the page, without the address.
func (h postOffice) asks(t *testing.T, b *browser, email string) string {
	t.Helper()
	r := httptest.NewRequest("POST", "/signin", strings.NewReader(url.Values{"email": {email}, "back": {"/groups?x=1&y=2"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Host = "evil.example"
	r.Header.Set("X-Forwarded-Host", "evil.example")
	at, _ := url.Parse(h.server.URL)
	for _, c := range b.http.Jar.Cookies(at) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.site.Handler().ServeHTTP(w, r)
	b.http.Jar.SetCookies(at, w.Result().Cookies())
	return strings.ReplaceAll(mainOf(w.Body.String()), email, "")
}

// link is the path of the link in the n-th letter, counted from 1.
func (h postOffice) link(t *testing.T, n int) string {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); len(h.relay.Letters()) < n && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond) // for one too many
	letters := h.relay.Letters()
	if len(letters) != n || strings.Contains(letters[n-1].Raw, "evil") {
		t.Fatalf("letters: %v", letters)
	}
	link := regexp.MustCompile(`https://taskforce\.example(/signin/\S+)`).FindStringSubmatch(letters[n-1].Text)
	if link == nil {
		t.Fatalf("no link in %s", letters[n-1].Text)
	}
	return link[1]
}

// TestMailedLink asks for a link as a forger would, and as one who would like
// to know who is a member; then it lets the link be stolen.
func TestMailedLink(t *testing.T) {
	h := openMailing(t, databasetest.Open(t, t.TempDir()))
	b := h.visit(t, "")
	no, sent := locale.For(locale.English).T("web.signin.no-mail"), locale.For(locale.English).T("web.signin.sent")
	if page := h.asks(t, b, "hale@example.org"); !strings.Contains(page, no) || strings.Contains(page, sent) {
		t.Errorf("without an address of its own, the site says\n%s", page)
	}
	h.site.Base = "https://taskforce.example"
	if a, b := h.asks(t, b, "hale@example.org"), h.asks(t, h.visit(t, ""), "nobody@example.org"); a != b || !strings.Contains(a, sent) {
		t.Errorf("a member's address and a stranger's are answered\n%s\n%s", a, b)
	}
	link := h.link(t, 1)

	// Whoever reads another's mail, or has them click, gets nothing of it.
	thief := h.visit(t, "")
	thief.get(link)
	if thief.code != http.StatusForbidden || strings.Contains(read(thief.page).words, "hale") {
		t.Errorf("another browser: %d\n%s", thief.code, read(thief.page).words)
	}
	if thief.post(link, nil); thief.code != http.StatusForbidden {
		t.Errorf("another browser enters: %d", thief.code)
	}
	h.asks(t, thief, "serik@example.org") // it has a cookie of its own now
	if thief.post(link, nil); thief.code != http.StatusForbidden {
		t.Errorf("another browser that asked for something else enters: %d", thief.code)
	}

	before := b.cookie()
	plain, _, _ := strings.Cut(link, "?")
	b.get(link).sees(http.StatusOK, "hale") // looking does not use it up
	b.get(link).sees(http.StatusOK, "hale")
	page := b.page
	b.send(plain, nil).sees(http.StatusOK, `href="/account"`)
	if b.at.Path != "/groups" || b.at.RawQuery != "x=1&y=2" {
		t.Errorf("led to %s", b.at)
	}
	if b.cookie() == before {
		t.Error("whoever signs in keeps the token that they came with")
	}
	b.page = page
	b.send(plain, nil).sees(http.StatusOK, `href="/account"`) // a second press of the button
	if again := h.visit(t, "").get(link); again.code == http.StatusOK {
		t.Error("the link works twice")
	}
}

// cookie is the session's token that a browser holds.
func (b *browser) cookie() string {
	at, _ := url.Parse(b.base)
	for _, c := range b.http.Jar.Cookies(at) {
		if c.Name == "counterpart" {
			return c.Value
		}
	}
	return ""
}

// TestFixation plants a session in somebody's browser before they sign in: it
// is over then, and was never theirs.
func TestFixation(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	thief := h.visit(t, "webb")
	planted := thief.cookie()
	victim := h.visit(t, "")
	at, _ := url.Parse(h.server.URL)
	victim.http.Jar.SetCookies(at, []*http.Cookie{{Name: "counterpart", Value: planted, Path: "/"}})
	var token string
	err := h.DB.Write(t.Context(), func(tx *database.Tx) (err error) {
		token, err = signin.IssueLink(tx, "hale", time.Now(), signin.PrintedLink)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	victim.get("/signin/"+token).send("/signin/"+token, nil).sees(http.StatusOK, "hale")
	if victim.cookie() == planted {
		t.Error("the planted token is the victim's now")
	}
	thief.get("/account")
	if thief.code != http.StatusForbidden {
		t.Errorf("the planted session is answered %d", thief.code)
	}
}

// TestAskedAlike holds what the site does for a member's address against what
// it does for a stranger's, and for one of somebody who has left: the same
// statements, the same answer.
func TestAskedAlike(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := openMailing(t, db)
		h.site.Base = "https://taskforce.example"
		h.Governs("hale", initiative.End{Member: "moss", Group: clerktest.Washington})
		h.Later(time.Minute)
		did := map[string][]string{}
		emails := []string{"hale@example.org", "nobody@example.org", "moss@example.org"}
		for _, email := range append([]string{"first@example.org"}, emails...) {
			var mu sync.Mutex
			asking := true
			h.DB.Trip = func(query string) error {
				mu.Lock()
				defer mu.Unlock()
				if asking {
					did[email] = append(did[email], query)
				}
				return nil
			}
			page := h.asks(t, h.visit(t, ""), email)
			mu.Lock()
			asking = false
			did[email] = append(did[email], page)
			mu.Unlock()
			// The letter is written afterwards; let it be done with.
			time.Sleep(300 * time.Millisecond)
		}
		h.DB.Trip = nil
		for _, email := range emails[1:] {
			if a, b := signins(did[emails[0]]), signins(did[email]); len(a) < 5 || !slices.Equal(a, b) {
				t.Errorf("for a member's address:\n%q\nfor %s:\n%q", a, email, b)
			}
		}
		if n := len(h.relay.Letters()); n != 1 {
			t.Errorf("%d letters", n)
		}
	})
}

// signins are the statements of sign-in and of the roll's look-up, and the page.
// The letter is written beside the answer, and may read the register meanwhile.
func signins(all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(q string) bool {
		return !strings.Contains(q, "signin_") && !strings.Contains(q, "post_box") && !strings.Contains(q, "<h1")
	})
}

// TestOpenRedirect asks to be led to other sites after signing in.
func TestOpenRedirect(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	for _, back := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", "/\t/evil.example", "http:evil"} {
		b := h.visit(t, "")
		b.get("/signin?back=" + url.QueryEscape(back))
		if strings.Contains(b.page, "evil") && strings.Contains(mainOf(b.page), `value="`+back) {
			t.Errorf("%s is carried on", back)
		}
		b.post("/demo/hale", url.Values{"back": {back}}).sees(http.StatusOK)
		if b.at.Host != strings.TrimPrefix(h.server.URL, "http://") || b.at.Path != "/" {
			t.Errorf("%s leads to %s", back, b.at)
		}
	}
}
