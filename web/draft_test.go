package web_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/draft"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/inbox"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/mail/reply"
	"example.org/counterpart/member"
	"github.com/emersion/go-smtp"
)

// A postbox is a house that takes replies by mail.
type postbox struct {
	*house
	relay *mailtest.Relay
	lmtp  net.Addr
	n     int
}

func openPostbox(t *testing.T, db *database.DB) *postbox {
	t.Helper()
	p := &postbox{house: open(t, db), relay: (&mailtest.Relay{NoTLS: true}).Start(t)}
	sender, err := mail.New("smtp://"+p.relay.Addr()+"?tls=none", "noreply@taskforce.example")
	if err != nil {
		t.Fatal(err)
	}
	source, err := inbox.ReadSource("lmtp://127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l, err := inbox.Listen(source, &inbox.Desk{Clerk: p.Clerk, Mail: sender, Box: "reply@taskforce.example", From: "noreply@taskforce.example", Base: p.server.URL, Log: p.site.Log})
	if err != nil {
		t.Fatal(err)
	}
	p.lmtp = l.Addr()
	t.Cleanup(func() { l.Close(); sender.Close(context.Background()) })
	return p
}

// replies has a member answer by mail on the matter.
func (p *postbox) replies(who member.ID, words string) {
	p.T.Helper()
	conn, err := net.Dial("tcp", p.lmtp.String())
	if err != nil {
		p.T.Fatal(err)
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close()
	p.n++
	to, from := reply.Address(p.Secret, "reply@taskforce.example", who, p.On), string(who)+"@example.org"
	raw := fmt.Sprintf("From: %s\r\nTo: %s\r\nMessage-Id: <%d@x>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n\r\nOn Tue, Mar 3, 2009 at 5:00 PM TF <x@y> wrote:\r\n> quoted words\r\n", from, to, p.n, words)
	if err := c.SendMail(from, []string{to}, strings.NewReader(raw)); err != nil {
		p.T.Fatal(err)
	}
}

// TestReplyByMail goes from a letter to a statement, in each language: the
// author is told, finds the draft, and confirms it with one click; edits another;
// and discards a third.
func TestReplyByMail(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := openPostbox(t, db)
		p.Refers("Observe elections")
		at := "/matter/" + string(p.On)
		for n, lang := range locale.Langs {
			say := func(key string, args ...any) string { return locale.For(lang).T(key, args...) }
			first := fmt.Sprintf("Astana sees merit %d.", n)
			p.replies("nurlan", first)
			b := p.visit(t, "nurlan").get("/language/"+string(lang)+"?back=/").sees(http.StatusOK, say("mailin.drafts"), first, "Observe elections")
			if strings.Contains(b.page, "quoted words") {
				t.Error("what was quoted is in the draft")
			}
			l := p.relay.Wait(t, n+1)[n]
			link := l.Text[strings.Index(l.Text, p.server.URL)+len(p.server.URL):]
			b.get(strings.Fields(link)[0]).sees(http.StatusOK, first, say("mailin.draft.post"))
			b.send(draftForm(t, b, "as-it-is"), nil).sees(http.StatusOK, "done=", say("web.done.title"), first)
			b.get("/")
			if strings.Contains(b.page, say("mailin.drafts")) {
				t.Error("what was confirmed still waits")
			}

			// Edited, for everybody, without attribution.
			p.replies("nurlan", fmt.Sprintf("Rough %d.", n))
			b.get(at)
			b.get(strings.TrimSuffix(draftForm(t, b, "discard"), "/discard")).sees(http.StatusOK, say("mailin.draft.title"), "Rough")
			form := draftForm(t, b, "post")
			b.send(form, map[string]string{"words": " "}).sees(http.StatusUnprocessableEntity, say("refuse.state.empty"), `class="errors"`)
			b.send(form, map[string]string{"words": fmt.Sprintf("Smooth %d.", n), "audience": "joint", "attribution": "unattributed"}).
				sees(http.StatusOK, "done=said", fmt.Sprintf("Smooth %d.", n))
			if strings.Contains(b.page, "Rough") {
				t.Error("what was rough is still there")
			}

			p.replies("nurlan", "Never mind.")
			b.get(at).send(draftForm(t, b.get(at), "discard"), nil).sees(http.StatusOK)
			if b.get(at); strings.Contains(b.page, "Never mind") {
				t.Error("what was discarded still waits")
			}
			p.Later(61 * time.Minute)
		}
		// The caucus stays one, and nobody else saw a draft.
		hale := p.visit(t, "hale").get(at).sees(http.StatusOK, "Smooth 0.", "Smooth 2.")
		for _, hidden := range []string{"sees merit", "Rough", "Never mind"} {
			if strings.Contains(hale.page, hidden) {
				t.Errorf("Washington reads %q", hidden)
			}
		}
		p.Checks()
	})
}

// draftForm is the address of a form on the page about a draft.
func draftForm(t *testing.T, b *browser, what string) string {
	t.Helper()
	i := strings.Index(b.page, `action="/draft/`)
	if i < 0 {
		t.Fatalf("no draft on %s:\n%s", b.at, mainOf(b.page))
	}
	id, _, _ := strings.Cut(b.page[i+len(`action="/draft/`):], "/")
	return "/draft/" + id + "/" + what
}

// TestDraftIsOnes has others try to read, post and discard somebody's draft.
func TestDraftIsOnes(t *testing.T) {
	p := openPostbox(t, databasetest.Open(t, t.TempDir()))
	p.Refers("Observe elections")
	p.replies("nurlan", "A secret of one.")
	b := p.visit(t, "nurlan").get("/")
	discard := draftForm(t, b, "discard")
	at := strings.TrimSuffix(discard, "/discard")
	for _, who := range []member.ID{"serik", "hale", "webb", "zhan", ""} {
		other := p.visit(t, who)
		for _, page := range []string{at, "/", "/matter/" + string(p.On), "/search?q=secret"} {
			if other.get(page); strings.Contains(other.page, "A secret of one") || page == at && other.code != http.StatusNotFound && other.code != http.StatusForbidden {
				t.Errorf("%q, %s: %d", who, page, other.code)
			}
		}
		for _, what := range []string{"post", "as-it-is", "discard"} {
			other.post(at+"/"+what, url.Values{"words": {"Forged."}, "lang": {"en"}, "audience": {"joint"}, "attribution": {"named"}})
		}
	}
	b.get("/matter/"+string(p.On)).sees(http.StatusOK, "A secret of one")
	if strings.Contains(b.page, "Forged") {
		t.Error("somebody posted it")
	}
	b.get(at + "x").sees(http.StatusNotFound)
	b.post(at+"/publish", nil).sees(http.StatusNotFound)
	b.get("/draft/%00").sees(http.StatusNotFound)
}

// TestDraftTwice confirms a draft twice, as after a fault between the act and
// the forgetting, and finds one act.
func TestDraftTwice(t *testing.T) {
	db := databasetest.Open(t, t.TempDir())
	p := openPostbox(t, db)
	p.Refers("Observe elections")
	p.replies("nurlan", "Once only.")
	var kept []draft.Draft
	err := db.Read(t.Context(), func(tx *database.Tx) (err error) { kept, err = draft.Of(tx, "nurlan", time.Time{}); return err })
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	b := p.visit(t, "nurlan")
	for _, answers := range []url.Values{nil, nil, {"words": {"In other words."}, "lang": {"en"}, "audience": {"caucus"}, "attribution": {"named"}}} {
		what := "as-it-is"
		if answers != nil {
			what = "post"
		}
		b.post("/draft/"+kept[0].ID+"/"+what, answers).sees(http.StatusOK, "Once only.")
		if n := strings.Count(read(b.page).main, "Once only."); n != 1 || strings.Contains(b.page, "In other words") {
			t.Fatalf("it is there %d times", n)
		}
		again := kept[0]
		err := db.Write(t.Context(), func(tx *database.Tx) error { // as if it had not been forgotten
			return tx.Exec(`insert into draft (id, member, matter, words, lang, version, at) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
				again.ID, again.Member, again.On, again.Words, again.Lang, again.Version.String(), again.At.UnixMilli())
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestDraftMovedOn confirms drafts when it is too late, or no longer one's own
// to say.
func TestDraftMovedOn(t *testing.T) {
	p := openPostbox(t, databasetest.Open(t, t.TempDir()))
	p.Refers("Observe elections")
	p.replies("nurlan", "Just in time.")
	p.replies("lind", "From Washington.")
	p.Considers().Opens("written").Adopts()
	b := p.visit(t, "nurlan").get("/").sees(http.StatusOK, "Just in time.")
	b.send(draftForm(t, b, "as-it-is"), nil).sees(http.StatusConflict, "The discussion has ended", "Just in time.")
	b.send(draftForm(t, b, "discard"), nil).sees(http.StatusOK)

	// A matter that stays in the caucus of a group that somebody has left.
	p.As("hale").Does(clerktest.Idea("A secret of Washington", "First."))
	p.replies("ruiz", "I leave.")
	p.Governs("hale", initiative.End{Member: "ruiz", Group: clerktest.Washington})
	p.Governs("serik", initiative.Appoint{Member: "ruiz", Group: clerktest.Astana, Capacity: member.Member, Constituency: "specialist"})
	b = p.visit(t, "ruiz").get("/").sees(http.StatusOK, "I leave.", "no longer read")
	if strings.Contains(b.page, "A secret of Washington") || strings.Contains(b.page, "as-it-is") {
		t.Error("it leaks, or is offered")
	}
	id := strings.TrimSuffix(draftForm(t, b, "discard"), "/discard")
	b.get(id).sees(http.StatusNotFound)
	b.post(id+"/as-it-is", nil).sees(http.StatusNotFound)
	b.get("/").send(id+"/discard", nil).sees(http.StatusOK)
	if strings.Contains(b.page, "I leave.") {
		t.Error("it cannot be discarded")
	}

	// Words for others before the referral are refused, and come back.
	p.replies("moss", "For all.")
	b = p.visit(t, "moss").get("/")
	b.get(strings.TrimSuffix(draftForm(t, b, "discard"), "/discard")).sees(http.StatusOK, "For all.")
	if strings.Contains(b.page, `value="joint"`) {
		t.Error("a caucus offers to go beyond it")
	}
	in := url.Values{"words": {"For all."}, "lang": {"en"}, "audience": {"joint"}, "attribution": {"named"}}
	b.post(draftForm(t, b, "post"), in).sees(http.StatusUnprocessableEntity, "stays in your own group", "For all.")
	p.Later(draft.Kept + time.Hour)
	if b.get("/"); strings.Contains(b.page, "For all.") {
		t.Error("it is kept for ever")
	}
}

// TestRepliesChoice chooses what becomes of signed replies.
func TestRepliesChoice(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	b := h.visit(t, "nurlan").get("/account").sees(http.StatusOK, "Replies by mail")
	for _, choice := range []string{"post", "wait", "post"} {
		b.send("/account/replies", map[string]string{"replies": choice}).sees(http.StatusOK)
		var chosen bool
		err := h.DB.Read(t.Context(), func(tx *database.Tx) (err error) { chosen, err = draft.AtOnce(tx, "nurlan"); return err })
		if err != nil || chosen != (choice == "post") {
			t.Errorf("%s: %v, %v", choice, chosen, err)
		}
		f, _ := read(b.page).form("/account/replies")
		if got := f.answered(t, nil).Get("replies"); got != choice {
			t.Errorf("the page shows %q, want %q", got, choice)
		}
	}
	h.visit(t, "").post("/account/replies", url.Values{"replies": {"post"}}).sees(http.StatusForbidden)
}
