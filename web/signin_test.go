package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/mailtest"
)

// TestMailedLink asks for a link as a forger would, who hopes that the letter
// leads to a site of theirs, and as one who would like to know who is a member.
func TestMailedLink(t *testing.T) {
	relay := (&mailtest.Relay{NoTLS: true}).Start(t)
	sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "office@taskforce.example")
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock, h.site.Mail = time.Now, sender
	ask := func(email string) string {
		r := httptest.NewRequest("POST", "/signin", strings.NewReader(url.Values{"email": {email}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Host = "evil.example"
		r.Header.Set("X-Forwarded-Host", "evil.example")
		w := httptest.NewRecorder()
		h.site.Handler().ServeHTTP(w, r)
		return strings.ReplaceAll(mainOf(w.Body.String()), email, "")
	}
	no, sent := locale.For(locale.English).T("web.signin.no-mail"), locale.For(locale.English).T("web.signin.sent")
	if page := ask("hale@example.org"); !strings.Contains(page, no) || strings.Contains(page, sent) {
		t.Errorf("without an address of its own, the site says\n%s", page)
	}
	h.site.Base = "https://taskforce.example"
	if a, b := ask("hale@example.org"), ask("nobody@example.org"); a != b || !strings.Contains(a, sent) {
		t.Errorf("a member's address and a stranger's are answered\n%s\n%s", a, b)
	}
	for end := time.Now().Add(10 * time.Second); len(relay.Letters()) == 0 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	letters := relay.Letters()
	if len(letters) != 1 || strings.Contains(letters[0].Raw, "evil") {
		t.Fatalf("letters: %v", letters)
	}
	link := regexp.MustCompile(`https://taskforce\.example(/signin/\S+)`).FindStringSubmatch(letters[0].Text)
	if link == nil {
		t.Fatalf("no link in %s", letters[0].Text)
	}
	b := h.visit(t, "")
	b.get(link[1]).sees(http.StatusOK, "hale") // looking does not use it up
	b.get(link[1]).sees(http.StatusOK, "hale")
	b.send(link[1], nil).sees(http.StatusOK, `href="/account"`)
	if again := h.visit(t, "").get(link[1]); again.code == http.StatusOK {
		t.Error("the link works twice")
	}
}
