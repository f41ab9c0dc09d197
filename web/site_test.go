package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/calendar"
	"example.org/counterpart/clerk"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/dossier"
	"example.org/counterpart/edition"
	"example.org/counterpart/holiday"
	"example.org/counterpart/invitation"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/paper"
	"example.org/counterpart/picture"
	"example.org/counterpart/procedure"
	"example.org/counterpart/signin"
	"example.org/counterpart/web"
	"example.org/counterpart/web/live"
)

// A house is a site over a task force, as people reach it.
type house struct {
	*clerktest.TaskForce
	site    *web.Site
	server  *httptest.Server
	indexed int64 // place up to which the search index goes
}

// TestMain fails if a page of any test asked for a sentence that is in no catalogue.
func TestMain(m *testing.M) {
	code := m.Run()
	for key, times := range locale.Missing() {
		fmt.Printf("FAIL: no catalogue has %s, which was asked for %d times\n", key, times)
		code = 1
	}
	os.Exit(code)
}

// open opens a house in an empty database.
func open(t testing.TB, db *database.DB) *house {
	t.Helper()
	return openOn(t, clerktest.New(t, db))
}

// openOn opens a house over a task force, or over what will become one.
func openOn(t testing.TB, f *clerktest.TaskForce) *house {
	t.Helper()
	db := f.DB
	if err := db.Write(context.Background(), func(tx *database.Tx) error {
		return errors.Join(dossier.Open(tx), paper.Open(tx), picture.Open(tx), edition.Open(tx), holiday.Open(tx))
	}); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	sender, err := mail.New("", "")
	if err != nil {
		t.Fatal(err)
	}
	door := signin.NewDoor(db)
	hub := live.New(f.Register, log)
	f.OnChange(func(int64) { hub.Wake() })
	ctx, stop := context.WithCancel(context.Background())
	go hub.Run(ctx, 0)
	h := &house{TaskForce: f, site: &web.Site{Clerk: f.Clerk, Register: f.Register, Door: door, Mail: sender, Live: hub,
		Outbox: &outbox.Box{DB: db}, Caller: invitation.Caller{Register: f.Register, Now: f.Time}, Place: calendar.Place{Domain: "test.example"},
		Now: f.Time, Clock: f.Time, Demo: true, Log: log}}
	h.server = httptest.NewServer(h.site.Handler())
	t.Cleanup(func() { h.server.Close(); stop(); door.Close() })
	return h
}

// A browser is one person at the site, with JavaScript off.
type browser struct {
	t    testing.TB
	base string
	http *http.Client
	page string // the last page seen
	code int
	at   *url.URL
}

// visit opens a browser as a member, or as nobody.
func (h *house) visit(t testing.TB, who member.ID) *browser {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	b := &browser{t: t, base: h.server.URL, http: &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 4}}}
	if who != "" {
		b.post("/demo/"+string(who), nil)
		if b.code != http.StatusOK {
			t.Fatalf("%s could not sign in: %d", who, b.code)
		}
	}
	return b
}

func (b *browser) get(path string) *browser {
	b.t.Helper()
	r, err := b.http.Get(b.base + path)
	return b.took(r, err)
}

func (b *browser) post(path string, form url.Values) *browser {
	b.t.Helper()
	r, err := b.http.PostForm(b.base+path, form)
	return b.took(r, err)
}

func (b *browser) took(r *http.Response, err error) *browser {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.page, b.code, b.at = string(body), r.StatusCode, r.Request.URL
	if strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		for _, f := range read(b.page).faults {
			b.t.Errorf("%s %s: %s", r.Request.Method, b.at, f)
		}
	}
	return b
}

// send fills in the form on the page that is posted to an address, and sends
// it, as a person would: what is not on the form cannot be answered.
func (b *browser) send(action string, answers map[string]string) *browser {
	b.t.Helper()
	f, ok := read(b.page).form(action)
	if !ok {
		b.t.Fatalf("no form for %s on %s:\n%s", action, b.at, mainOf(b.page))
	}
	return b.post(action, f.answered(b.t, answers))
}

// sees fails the test unless the page was answered with a code and shows all of words.
func (b *browser) sees(code int, words ...string) *browser {
	b.t.Helper()
	if b.code != code {
		b.t.Fatalf("%s: %d, want %d\n%s", b.at, b.code, code, read(b.page).main)
	}
	shown := read(b.page).words
	for _, w := range words {
		if !strings.Contains(shown, w) && !strings.Contains(b.page, w) && !strings.Contains(b.at.String(), w) {
			b.t.Fatalf("%s does not show %q:\n%s", b.at, w, read(b.page).main)
		}
	}
	return b
}

// hidden returns the hidden fields of the form that is posted to an address.
func (b *browser) hidden(action string) url.Values {
	b.t.Helper()
	f, ok := read(b.page).form(action)
	if !ok {
		b.t.Fatalf("no form for %s on %s:\n%s", action, b.at, b.page)
	}
	in := url.Values{}
	for _, c := range f.fields {
		if c.kind == "hidden" {
			in.Add(c.name, c.value)
		}
	}
	return in
}

func orderOf(who member.ID, on act.Ref, cmd procedure.Command) clerk.Order {
	return clerk.Order{By: who, On: on, Turn: -1, Command: cmd}
}
