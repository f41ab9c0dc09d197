package main

import (
	"mime"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/demo"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part/browsertest"
	"github.com/emersion/go-smtp"
)

// The lakes are the task force of the example, founded forty days ago, with one
// idea before it. Its program serves with everything that it has for people:
// mail goes out to a relay, and replies come in as from the site's mail server.
type lakes struct {
	t       testing.TB
	where   placed
	base    string          // not the number of a machine: no passkey is made for one
	relay   *mailtest.Relay // takes what the program sends
	lmtp    string          // where it takes replies
	browser *browsertest.Tab
	idea    string // the path of its page
}

// A past is what happened before the program was started: the same office, with
// a clock that is set.
type past struct {
	t     testing.TB
	o     *office
	clock demo.Clock
	known map[string]member.ID
	on    act.Ref
}

func openLakes(t testing.TB, before func(*past)) *lakes {
	t.Helper()
	l := &lakes{t: t, where: placed{t.TempDir(), t.TempDir() + "/keys"}, relay: (&mailtest.Relay{NoTLS: true}).Start(t), lmtp: freeAddr(t), browser: browsertest.Open(t)}
	p := &past{t: t, known: map[string]member.ID{}}
	p.clock.Set(time.Now().AddDate(0, 0, -40))
	p.begin(l.where)
	before(p)
	if err := p.o.Close(); err != nil {
		t.Fatal(err)
	}
	l.idea = "/matter/" + string(p.on)
	addr := freeAddr(t)
	l.base = strings.Replace("http://"+addr, "127.0.0.1", "localhost", 1)
	served := start(t, l.where.flags("serve", "--addr", addr, "--base", l.base,
		"--smtp", "smtp://"+l.relay.Addr()+"?tls=none", "--mail-from", "noreply@lakes.example",
		"--mail-in", "lmtp://"+l.lmtp, "--mail-reply", "reply@lakes.example")...)
	t.Cleanup(func() {
		if served.ends(); t.Failed() {
			t.Logf("the program said\n%s", served.Err)
		}
	})
	return l
}

// sits gives somebody a browser in which the site speaks a language.
func (l *lakes) sits(name, lang string) *person {
	l.t.Helper()
	p := &person{l.browser.Apart(), l.t, name, l.base}
	l.t.Cleanup(func() { p.Go("about:blank") }) // lets go of the stream, or the server waits for it
	p.Size(1100, 900)
	p.visits("/language/" + lang + "?back=/")
	return p
}

// enters lets a member in by a link that the operator prints.
func (l *lakes) enters(slug, lang string) *person {
	l.t.Helper()
	p := l.sits(slug, lang)
	p.visits(strings.TrimSpace(well(l.t, "member", "signin-link", slug, "--data", l.where.data, "--base", l.base)))
	p.presses(map[string]string{"ru": "Войти", "kk": "Кіру"}[lang])
	return p
}

// receives waits for the letter to somebody that says this.
func (l *lakes) receives(to, words string) mailtest.Letter {
	l.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		for _, letter := range l.relay.Letters() {
			if letter.To == to && strings.Contains(letter.Subject+"\n"+letter.Text, words) {
				return letter
			}
		}
	}
	var there []string
	for _, letter := range l.relay.Letters() {
		there = append(there, letter.To+": "+letter.Subject+"\n"+letter.Text)
	}
	l.t.Fatalf("no letter to %s says %q; there are\n%s", to, words, strings.Join(there, "\n"))
	panic("not reached")
}

// linkIn is the first link in a letter that begins so.
func linkIn(t testing.TB, l mailtest.Letter, begin string) string {
	t.Helper()
	_, rest, found := strings.Cut(l.Text, begin)
	if !found {
		t.Fatalf("no link %s… in\n%s", begin, l.Text)
	}
	return begin + strings.Fields(rest + " ")[0]
}

// replies answers a letter as a mail program does: the words stand between all
// that was in the letter and the writer's signature. It comes in as from the
// site's mail server.
func (l *lakes) replies(letter mailtest.Letter, words string) {
	l.t.Helper()
	to, err := mail.ParseAddress(letter.Header.Get("Reply-To"))
	if err != nil {
		l.t.Fatalf("nobody can reply: %v in\n%s", err, letter.Raw)
	}
	raw := strings.Join([]string{
		"From: <" + letter.To + ">", "To: <" + to.Address + ">", "Date: " + time.Now().Format(time.RFC1123Z),
		"Subject: " + mime.QEncoding.Encode("utf-8", "Re: "+letter.Subject),
		"Message-ID: <reply@mail.example>", "In-Reply-To: " + letter.Header.Get("Message-Id"),
		"MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "",
		"25.11.2026 12:00, Lakes Task Force <noreply@lakes.example> жазды:",
		"> " + strings.ReplaceAll(strings.TrimSpace(letter.Text), "\n", "\n> "),
		"", words, "", "-- ", signature, ""}, "\n")
	conn, err := net.Dial("tcp", l.lmtp)
	if err != nil {
		l.t.Fatal(err)
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close()
	if err := c.SendMail(letter.To, []string{to.Address}, strings.NewReader(strings.ReplaceAll(raw, "\n", "\r\n"))); err != nil {
		l.t.Fatal(err)
	}
}

// signature stands below replies.
const signature = "Құрметпен, көлдер министрлігі"

// begin founds the task force. Its members are told of each thing at once, at
// whatever hour the test runs.
func (p *past) begin(where placed) {
	p.t.Helper()
	f, problems, err := readFounding(read(p.t, example))
	if err != nil || len(problems) > 0 {
		p.t.Fatal(problems, err)
	}
	if p.o, err = openOffice(p.t.Context(), officeConfig{Data: where.data, Keys: where.keys, Now: p.clock.Now, Log: quiet}); err != nil {
		p.t.Fatal(err)
	}
	if err := f.carryOut(p.t.Context(), p.o, "init/test/"); err != nil {
		p.t.Fatal(err)
	}
	var all []roll.Person
	err = p.o.DB.Read(p.t.Context(), func(tx *database.Tx) (err error) { all, err = roll.People(tx); return err })
	for _, who := range all {
		p.known[who.Slug] = who.Member
		if err == nil {
			err = p.o.Box.Set(p.t.Context(), who.Member, outbox.Settings{Pace: notice.Each})
		}
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// does has a member do something to the idea.
func (p *past) does(slug string, cmd procedure.Command) {
	p.t.Helper()
	r, err := p.o.Clerk.Do(p.t.Context(), clerk.Order{By: p.known[slug], On: p.on, Turn: -1, Command: cmd})
	if err != nil {
		p.t.Fatalf("%s, %T: %v", slug, cmd, inWords(err))
	}
	p.on = r.On
}

// later lets days pass.
func (p *past) later(days int) { p.clock.Set(p.clock.Now().AddDate(0, 0, days)) }

// version is what the idea's newest text is named by.
func (p *past) version() act.Hash {
	p.t.Helper()
	m, err := p.o.Clerk.Matter(p.t.Context(), p.on)
	if err != nil {
		p.t.Fatal(err)
	}
	return m.Version.Hash
}

func (p *past) say(audience act.Audience, slugs ...string) {
	p.t.Helper()
	for _, slug := range slugs {
		p.does(slug, procedure.State{Words: "I have read it.", Lang: "en", Audience: audience, Attribution: act.Named, Version: p.version()})
	}
}

// discussed has the north raise the idea and talk about it for ten days.
func (p *past) discussed() {
	p.t.Helper()
	p.does("virtanen", procedure.Raise{Lang: "en", Title: text.Words{"en": "Limit the catch", "ru": "Ограничить улов", "kk": "Аулауды шектеу"},
		Problem: "There are too few fish.", Dimension: "water", Addressees: []string{"gov-north"}, Paragraphs: text.Text{{Words: "Count them."}}})
	p.say(act.Caucus, "virtanen", "lindholm", "saari")
	p.later(10)
}

// considered has it referred, and the south consider it for fifteen days and
// support it.
func (p *past) considered() {
	p.t.Helper()
	p.does("virtanen", procedure.Refer{})
	p.say(act.Joint, "omarov", "akhmetova", "kim")
	p.later(15)
	p.does("omarov", procedure.Consider{Version: p.version(), Position: procedure.Support, Method: procedure.Meeting, TookPart: 3, Reason: "It is right."})
}
