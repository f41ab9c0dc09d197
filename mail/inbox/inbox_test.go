package inbox_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
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
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
	"github.com/emersion/go-msgauth/dkim"
	"github.com/emersion/go-smtp"
)

// TestMain fails if a letter of any test asked for a sentence that is in no catalogue.
func TestMain(m *testing.M) {
	code := m.Run()
	for key, times := range locale.Missing() {
		fmt.Printf("FAIL: no catalogue has %s, which was asked for %d times\n", key, times)
		code = 1
	}
	os.Exit(code)
}

const (
	box  = "reply@taskforce.example"
	base = "https://taskforce.example"
)

// A post is a task force that takes replies by LMTP, and answers to a real relay.
type post struct {
	*clerktest.TaskForce
	desk  *inbox.Desk
	relay *mailtest.Relay
	addr  string
	n     int

	period int64 // of the last letter that was announced
}

func open(t *testing.T, db *database.DB) *post {
	t.Helper()
	if err := db.Write(t.Context(), draft.Open); err != nil {
		t.Fatal(err)
	}
	p := &post{TaskForce: clerktest.New(t, db), relay: (&mailtest.Relay{NoTLS: true}).Start(t)}
	sender, err := mail.New("smtp://"+p.relay.Addr()+"?tls=none", "noreply@taskforce.example")
	if err != nil {
		t.Fatal(err)
	}
	p.desk = &inbox.Desk{Clerk: p.Clerk, Mail: sender, Box: box, From: "noreply@taskforce.example", Base: base,
		Lookup: func(name string) ([]string, error) { return nil, fmt.Errorf("no such name: %s", name) },
		Log:    slog.New(slog.NewTextHandler(io.Discard, nil))}
	p.addr = listen(t, p.desk, "lmtp://127.0.0.1:0")
	t.Cleanup(func() { sender.Close(context.Background()) })
	return p
}

func listen(t *testing.T, desk *inbox.Desk, at string) string {
	t.Helper()
	s, err := inbox.ReadSource(at)
	if err != nil {
		t.Fatal(err)
	}
	l, err := inbox.Listen(s, desk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// to is the address at which a member replies on the matter.
func (p *post) to(who member.ID) string { return reply.Address(p.Secret, box, who, p.On) }

// letter is a mail from an address with a body, and whatever headers.
func (p *post) letter(from, to, body string, headers ...string) string {
	p.n++
	all := append([]string{"From: " + from, "To: " + to, fmt.Sprintf("Message-Id: <%d@mail.example.org>", p.n),
		"Date: " + p.Time().Format(time.RFC1123Z), "Subject: Re: Observe"}, headers...)
	return strings.Join(all, "\r\n") + "\r\n\r\n" + body
}

// sends speaks LMTP, and returns what the server answers to the letter.
func (p *post) sends(from string, raw string, to ...string) error {
	p.T.Helper()
	conn, err := net.Dial("tcp", p.addr)
	if err != nil {
		p.T.Fatal(err)
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close()
	return c.SendMail(from, to, strings.NewReader(raw))
}

// replies has a member answer, as their mail program does.
func (p *post) replies(who member.ID, body string, headers ...string) *post {
	p.T.Helper()
	from := string(who) + "@example.org"
	if err := p.sends(from, p.letter(from, p.to(who), body, headers...), p.to(who)); err != nil {
		p.T.Fatalf("%s: %v", who, err)
	}
	return p
}

func (p *post) drafts(who member.ID) (all []draft.Draft) {
	p.T.Helper()
	err := p.DB.Read(context.Background(), func(tx *database.Tx) (err error) {
		all, err = draft.Of(tx, who, time.Time{})
		return err
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return all
}

// has fails the test unless a member has so many drafts.
func (p *post) has(who member.ID, n int) *post {
	p.T.Helper()
	if all := p.drafts(who); len(all) != n {
		p.T.Fatalf("%s has %d drafts, want %d: %.300s", who, len(all), n, fmt.Sprint(all))
	}
	return p
}

// told returns the newest letter once n have been sent.
func (p *post) told(n int) mailtest.Letter {
	p.T.Helper()
	return p.relay.Wait(p.T, n)[n-1]
}

func says(t *testing.T, l mailtest.Letter, to string, words ...string) {
	t.Helper()
	if l.To != to {
		t.Errorf("it went to %s, not to %s", l.To, to)
	}
	for _, w := range words {
		if !strings.Contains(l.Subject+l.Text, w) || !strings.Contains(l.Subject+strings.ReplaceAll(l.HTML, "&#39;", "'"), w) {
			t.Errorf("the letter does not say %q:\n%s\n%s", w, l.Subject, l.Text)
		}
	}
}

func TestDraft(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := open(t, db)
		p.Refers("Observe elections")
		size := p.size()
		p.replies("nurlan", "Astana sees merit.\r\n\r\nOn Tue, Mar 3, 2009 at 5:00 PM TF <noreply@taskforce.example> wrote:\r\n> It said.\r\n-- \r\nN.\r\n")
		d := p.has("nurlan", 1).drafts("nurlan")[0]
		if d.Words != "Astana sees merit." || d.Lang != "en" || d.On != p.On || d.Version != p.Matter().Version.Hash || !d.At.Equal(p.Time()) {
			t.Errorf("%+v, at %v of %v", d, p.Time(), p.Matter().Version.Hash)
		}
		says(t, p.told(1), "nurlan@example.org", "Observe elections", "only you can read", base+"/matter/"+string(p.On), "30 days")
		if p.told(1).Header.Get("Auto-Submitted") == "" {
			t.Error("the answer does not say that a machine wrote it")
		}

		// The same letter again, in capitals and by two servers, is one draft.
		raw := p.letter("Nurlan <NURLAN@example.org>", p.to("nurlan"), "Келісемін, бірақ мәтін қысқа болсын.", "Content-Type: text/plain; charset=utf-8")
		for _, to := range []string{p.to("nurlan"), strings.ToUpper(p.to("nurlan"))} {
			if err := p.sends("nurlan@example.org", raw, to, to); err != nil {
				t.Fatal(err)
			}
		}
		if all := p.has("nurlan", 2).drafts("nurlan"); all[0].Lang+all[1].Lang != "enkk" && all[0].Lang+all[1].Lang != "kken" {
			t.Errorf("%+v", all)
		}
		if n := len(p.relay.Letters()); n != 1 {
			t.Errorf("%d letters within the hour", n)
		}
		if p.size() != size {
			t.Error("a letter became an act unasked")
		}
		// A draft that was discarded does not come back by the same letter.
		p.drop("nurlan")
		if err := p.sends("nurlan@example.org", raw, p.to("nurlan")); err != nil {
			t.Fatal(err)
		}
		p.has("nurlan", 0)
		p.Checks()
	})
}

func (p *post) size() (n int64) {
	p.Reads("hale", func(q register.Questions) (err error) { n, err = q.Size(); return err })
	return n
}

func (p *post) drop(who member.ID) {
	err := p.DB.Write(context.Background(), func(tx *database.Tx) error {
		for _, d := range p.drafts(who) {
			if err := draft.Drop(tx, who, d.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		p.T.Fatal(err)
	}
}

// TestRefused has letters that must not become drafts, and what is said of each.
func TestRefused(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := open(t, db)
		p.Refers("Observe elections")
		n, size := 0, p.size()
		hour := func() { p.Later(time.Hour + time.Second) }
		file := "--m\r\n\r\nSee.\r\n--m\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment\r\n\r\nx\r\n--m--\r\n"

		// Words with a file: the words are a draft, the file is not.
		p.replies("nurlan", file, "Content-Type: multipart/mixed; boundary=m").has("nurlan", 1)
		n++
		says(t, p.told(n), "nurlan@example.org", "The file that you attached was not taken")
		p.replies("nurlan", file, "Content-Type: multipart/mixed; boundary=m").has("nurlan", 2)
		hour()

		for _, c := range map[string]struct {
			who     member.ID
			body    string
			headers []string
			says    string
		}{
			"only a file":          {"aigul", "x", []string{"Content-Type: application/pdf"}, "no words"},
			"nothing of their own": {"dana", "> quoted\r\n", nil, "no words of its own"},
			"too long":             {"timur", strings.Repeat("long words\r\n", 3000), nil, "Please shorten it"},
			"broken letters":       {"serik", strings.Repeat("\xff\xfe", 100), []string{"Content-Type: text/plain; charset=utf-8"}, "UTF-8"},
			"an observer":          {"webb", "I would like to say.", nil, "An observer follows the work"},
		} {
			before := len(p.relay.Letters())
			p.replies(c.who, c.body, c.headers...).has(c.who, 0)
			l := p.told(before + 1)
			says(t, l, string(c.who)+"@example.org", "was not taken", c.says)
			p.replies(c.who, c.body, c.headers...) // and is not told twice in an hour
			n++
		}
		deep := p.letter("okafor@example.org", p.to("okafor"), "")
		deep = strings.TrimSuffix(deep, "\r\n\r\n") + "\r\n" + nested(40)
		for range 2 {
			if err := p.sends("okafor@example.org", deep, p.to("okafor")); err != nil {
				t.Fatal(err)
			}
		}
		n++
		says(t, p.told(n), "okafor@example.org", "too many parts")

		// Somebody else writes to an address that is not theirs: its owner is told.
		for _, from := range []string{"mallory@example.org", "serik@example.org", "\"moss@example.org\" <mallory@example.org>"} {
			if err := p.sends("mallory@example.org", p.letter(from, p.to("moss"), "I object to everything."), p.to("moss")); err != nil {
				t.Fatal(err)
			}
		}
		p.has("moss", 0).has("serik", 0)
		n++
		says(t, p.told(n), "moss@example.org", "another mail address than yours")
		if l := p.told(n); strings.Contains(l.Raw, "mallory") || strings.Contains(l.Text, "object") {
			t.Error("the letter repeats what a stranger wrote")
		}
		if got := len(p.relay.Letters()); got != n || p.size() != size {
			t.Errorf("%d letters, want %d; %d acts, were %d", got, n, p.size(), size)
		}
	})
}

func nested(depth int) string {
	var b strings.Builder
	for i := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	return b.String() + "\r\nhello\r\n"
}

// TestSilent has letters that nobody is told of: those of machines, and those
// to nobody.
func TestSilent(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := open(t, db)
		p.Refers("Observe elections")
		for _, header := range []string{"Auto-Submitted: auto-replied", "Precedence: bulk", "X-Auto-Response-Suppress: All", "List-Id: <updates.taskforce.example>",
			"Content-Type: multipart/report; boundary=x", "Return-Path: <>"} {
			p.replies("nurlan", "I am away until Monday.", header)
		}
		from := "nurlan@example.org"
		if err := p.sends("", p.letter(from, p.to("nurlan"), "Bounced."), p.to("nurlan")); err != nil {
			t.Fatal(err)
		}
		own := p.letter("noreply@taskforce.example", p.to("nurlan"), "A notice of ours.")
		if err := p.sends("noreply@taskforce.example", own, p.to("nurlan")); err != nil {
			t.Fatal(err)
		}
		for _, broken := range []string{"", "\x00\x00\x00", "no header at all", "From nurlan\r\n\r\nx"} {
			if err := p.sends(from, broken, p.to("nurlan")); err != nil {
				t.Errorf("%q: %v", broken, err)
			}
		}
		// Without a name a letter is known again by what it says.
		nameless := "From: aigul@example.org\r\nTo: x\r\n\r\nNameless."
		for n := range 2 {
			if err := p.sends("aigul@example.org", fmt.Sprintf("Received: from x%d\r\n%s", n, nameless), p.to("aigul")); err != nil {
				t.Fatal(err)
			}
		}
		p.has("aigul", 1).told(1)
		// Erased from the roll, there is nobody left.
		to := p.to("timur")
		if err := p.Forget(t.Context(), "timur", false, draft.Forget); err != nil {
			t.Fatal(err)
		}
		if err := p.sends("timur@example.org", p.letter("timur@example.org", to, "Me."), to); err != nil {
			t.Fatal(err)
		}
		// What is not one of our addresses is refused before the letter is sent.
		forged := reply.Address([]byte("another secret"), box, "nurlan", p.On)
		for _, to := range []string{"reply@taskforce.example", "nurlan@example.org", forged, "postmaster@taskforce.example"} {
			err := p.sends(from, p.letter(from, to, "x"), to)
			if no, ok := errors.AsType[*smtp.SMTPError](err); !ok || no.Code != 550 {
				t.Errorf("%s: %v", to, err)
			}
		}
		p.has("nurlan", 0).has("timur", 0)
		time.Sleep(50 * time.Millisecond)
		if all := p.relay.Letters(); len(all) > 1 {
			t.Errorf("somebody was told: %s", all[1].Text)
		}
	})
}

// TestErased has a member erased while drafts of theirs wait.
func TestErased(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := open(t, db)
		p.Refers("Observe elections")
		p.replies("timur", "Mine.").has("timur", 1)
		if err := p.Forget(t.Context(), "timur", false, draft.Forget); err != nil {
			t.Fatal(err)
		}
		p.has("timur", 0)
	})
}

// TestMovedOn replies on a matter that is another group's, is over, or is asked
// about by whoever has left.
func TestMovedOn(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := open(t, db)
		p.As("hale").Does(clerktest.Idea("A secret of Washington", "First."))
		caucus := p.On
		p.replies("serik", "What do they think?").has("serik", 0)
		l := p.told(1)
		says(t, l, "serik@example.org", "There is no such matter")
		if strings.Contains(l.Raw, "secret") || strings.Contains(l.Text, string(caucus)) {
			t.Errorf("it leaks: %s", l.Text)
		}
		p.On = "zzzzzzzz"
		p.replies("dana", "What is this?").has("dana", 0)
		if same := p.told(2); same.Subject != l.Subject || strings.ReplaceAll(same.Text, "dana", "serik") != l.Text {
			t.Errorf("a matter that is not there is answered otherwise:\n%s\n%s", same.Text, l.Text)
		}
		p.Refers("Observe elections").Considers().Opens("written").Adopts()
		p.replies("nurlan", "Too late?").has("nurlan", 0)
		says(t, p.told(3), "nurlan@example.org", "Observe elections", "The discussion has ended")

		p.Refers("Another")
		p.replies("lind", "I agree.").has("lind", 1)
		p.told(4)
		p.ends("lind")
		p.replies("lind", "I still agree.").has("lind", 1)
		says(t, p.told(5), "lind@example.org", "You hold no seat")
		if l := p.told(5); strings.Contains(l.Raw, "Another") {
			t.Errorf("it leaks: %s", l.Text)
		}
	})
}

// TestAtOnce posts letters whose signature is good, of those who want it, and
// no others.
func TestAtOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := open(t, db)
		public, key, _ := ed25519.GenerateKey(rand.Reader)
		p.desk.Lookup = func(name string) ([]string, error) { // a zone of one name
			if strings.TrimSuffix(name, ".") == "k._domainkey.example.org" {
				return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}, nil
			}
			return nil, fmt.Errorf("no such name: %s", name)
		}
		p.Refers("Observe elections")
		sends := func(who member.ID, raw string) {
			t.Helper()
			if err := p.sends(string(who)+"@example.org", raw, p.to(who)); err != nil {
				t.Fatal(err)
			}
		}
		write := func(who member.ID, words string) string {
			var b bytes.Buffer
			from := string(who) + "@example.org"
			err := dkim.Sign(&b, strings.NewReader(p.letter(from, p.to(who), words)), &dkim.SignOptions{Domain: "example.org", Selector: "k", Signer: key,
				HeaderKeys: []string{"From", "To", "Date", "Message-Id", "Subject"}})
			if err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		size := p.size()
		sends("nurlan", write("nurlan", "Signed, but not chosen.\r\n"))
		p.has("nurlan", 1)
		for _, who := range []member.ID{"nurlan", "aigul"} {
			if err := db.Write(t.Context(), func(tx *database.Tx) error { return draft.SetAtOnce(tx, who, true) }); err != nil {
				t.Fatal(err)
			}
		}
		sends("nurlan", p.letter("nurlan@example.org", p.to("nurlan"), "Chosen, but not signed.\r\n"))
		sends("nurlan", strings.Replace(write("nurlan", "Signed and changed.\r\n"), "changed", "chanced", 1))
		p.has("nurlan", 3)
		if p.size() != size {
			t.Fatal("an unproved letter was posted")
		}
		good := write("nurlan", "Signed and chosen.\r\n")
		sends("nurlan", good)
		sends("nurlan", good)
		p.has("nurlan", 3)
		if p.size() != size+1 {
			t.Fatalf("%d acts, want 1", p.size()-size)
		}
		said := p.said("nurlan")
		if !strings.Contains(said, "Signed and chosen. caucus nurlan") {
			t.Error(said)
		}
		if strings.Contains(p.said("hale"), "Signed and chosen") {
			t.Error("it is read in Washington")
		}
		// Of somebody else, to their own address, under the same good signature.
		sends("aigul", good)
		p.has("aigul", 0)
		if p.size() != size+1 {
			t.Error("a letter was posted for another")
		}
		p.Checks()
	})
}

// said is what a member reads of the statements on the matter.
func (p *post) said(who member.ID) string {
	var b strings.Builder
	p.Reads(who, func(q register.Questions) error {
		lines, err := q.LastActs(p.On, 0, 50)
		for _, l := range lines {
			fmt.Fprintf(&b, "%v %s %s\n", l.Words, l.Audience, l.Author)
		}
		return err
	})
	return strings.NewReplacer("{", "", "}", "").Replace(b.String())
}

// TestLanguages has each refusal told in the member's own language.
func TestLanguages(t *testing.T) {
	p := open(t, databasetest.Open(t, t.TempDir()))
	p.Refers("Observe elections")
	for n, c := range []struct{ lang, says string }{{"en", "Attachments are not taken"}, {"ru", "Вложения не принимаются"}, {"kk", "Тіркелген файлдар қабылданбайды"}} {
		err := p.Enroll(t.Context(), roll.Person{Member: "nurlan", Name: text.Words{"en": "Nurlan"}, Lang: c.lang, Email: "nurlan@example.org"})
		if err != nil {
			t.Fatal(err)
		}
		p.replies("nurlan", "x", "Content-Type: application/pdf")
		says(t, p.told(n+1), "nurlan@example.org", c.says)
		p.Later(61 * time.Minute)
	}
}

func TestSource(t *testing.T) {
	for at, good := range map[string]bool{
		"lmtp://127.0.0.1:2424": true, "smtp://[::1]:2525": true, "lmtp://localhost:24": true, "lmtp:///run/counterpart/lmtp.sock": true,
		"lmtp://0.0.0.0:24": false, "lmtp://192.0.2.1:24": false, "lmtp://mail.example.org:24": false, "lmtp://127.0.0.1": false, "lmtp://127.0.0.1:24/x": false,
		"smtp:///run/x.sock": false, "lmtp://": false, "http://127.0.0.1:80": false, "": false, "::": false, "lmtp://u@127.0.0.1:24": false,
		"imaps://tf@mail.example.org/INBOX": true, "imaps://tf@mail.example.org": true, "imaps://tf%40example.org@mail.example.org:994/Replies?move=Taken": true,
		"imaps://tf:secret@mail.example.org/INBOX": false, "imaps://mail.example.org/INBOX": false, "imaps://tf@/INBOX": false, "imap://tf@127.0.0.1:1143": true,
		"imaps://tf@h/INBOX?delete=yes": false, "imaps://tf@h/INBOX?move=INBOX": false,
	} {
		s, err := inbox.ReadSource(at)
		if (err == nil) != good {
			t.Errorf("%s: %+v, %v", at, s, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error repeats it: %v", at, err)
		}
	}
}

// TestSocket takes a letter by a socket in a folder, and clears one away that a
// program left behind.
func TestSocket(t *testing.T) {
	p := open(t, databasetest.Open(t, t.TempDir()))
	p.Refers("Observe elections")
	folder, err := os.MkdirTemp("", "lmtp") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	at := filepath.Join(folder, "s")
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: at, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	left.Close()
	listen(t, p.desk, "lmtp://"+at)
	conn, err := net.Dial("unix", at)
	if err != nil {
		t.Fatal(err)
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close()
	if err := c.SendMail("nurlan@example.org", []string{p.to("nurlan")}, strings.NewReader(p.letter("nurlan@example.org", p.to("nurlan"), "I agree."))); err != nil {
		t.Fatal(err)
	}
	p.has("nurlan", 1)
}

// ends ends a member's seat in Washington.
func (p *post) ends(who member.ID) {
	p.T.Helper()
	p.Governs("hale", initiative.End{Member: who, Group: clerktest.Washington})
}
