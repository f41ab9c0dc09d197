package dispatch_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/distribution"
	"example.org/counterpart/initiative"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/outbox"
	"example.org/counterpart/publication"
	"example.org/counterpart/text"
)

// sendMailing sends what waits until there is nothing left.
func sendMailing(ctx context.Context, m *dispatch.Mailings) error {
	box := distribution.Box{DB: m.DB}
	for {
		if _, err := m.Round(ctx); err != nil {
			return err
		}
		if _, more, err := box.Next(ctx); err != nil || !more {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// published is a task force with a brief that has come out, and another version
// of it that has not.
func published(t testing.TB, db *database.DB) (f *clerktest.TaskForce, on act.Ref) {
	t.Helper()
	f = clerktest.New(t, db)
	for _, open := range []func(*database.Tx) error{outbox.Open, distribution.Open} {
		if err := db.Write(t.Context(), open); err != nil {
			t.Fatal(err)
		}
	}
	f.Governs("hale", initiative.Describe{Description: initiative.Description{Name: text.Words{"en": "A task force"}, Mandate: text.Words{"en": "To agree."},
		Dimensions: []initiative.Dimension{{ID: "hd", Name: text.Words{"en": "All"}}},
		Addressees: []initiative.Organisation{{ID: "GOV", Name: text.Words{"en": "The Government"}}},
		Funders:    []initiative.Funder{{Organisation: initiative.Organisation{ID: "fund", Name: text.Words{"en": "A patient fund"}}}}}})
	f.Refers("Water").Considers().Opens("written").Adopts()
	matter := f.On
	brief := func(title string, ids ...text.ParagraphID) publication.Write {
		w := publication.Write{Lang: "en", Version: publication.Version{Title: title, Summary: title + ", in short.",
			Parts: []publication.Part{{Kind: publication.Paragraph, Words: "Two houses, one well."}, {Kind: publication.Recommendation, Of: string(matter)}}}}
		for n, id := range ids {
			w.Parts[n].ID = id
		}
		return w
	}
	render := publication.Write{Lang: "ru", Version: publication.Version{Title: "Вода между соседями", Summary: "Что согласовано.",
		Parts: []publication.Part{{ID: "p1", Words: "Два дома, один колодец."}}}}
	f.As("okafor")
	on = f.Prints("", f.Brief(clerktest.Washington, clerktest.Astana), brief("Water between neighbours"), render)
	f.As("hale").Prints(on, publication.Turn{})
	f.As("serik").Prints(on, publication.Turn{})
	f.As("okafor").Prints(on, brief("Zqunreleased title", "p1", "p2"))
	return f, on
}

// lists fills the lists: so many subscribers, so many contacts, and so many who
// are both. A tenth of the contacts are addresses of the government.
func lists(t testing.TB, f *clerktest.TaskForce, subscribers, contacts, both int) {
	t.Helper()
	err := f.DB.Write(t.Context(), func(tx *database.Tx) error {
		for n := range subscribers + both {
			s, err := distribution.Subscriber{Email: fmt.Sprintf("s%d@example.net", n), Lang: []string{"en", "ru", "kk"}[n%3], Wants: []distribution.Want{distribution.All}}.Check(nil)
			if err == nil {
				s, err = distribution.Subscribe(tx, s, f.Time())
			}
			if err == nil {
				err = distribution.Confirm(tx, f.Secret, s.ID, s, f.Time())
			}
			if err != nil {
				return err
			}
		}
		var all []distribution.Contact
		for n := range contacts + both {
			c := distribution.Contact{Email: fmt.Sprintf("c%d@example.net", n), Name: fmt.Sprint("Contact ", n), Lang: "en", Group: clerktest.Washington}
			if n >= contacts {
				c.Email = fmt.Sprintf("S%d@example.net", n-contacts)
			}
			if n%10 == 0 {
				c.Addressee = "GOV"
			}
			c, err := c.Check([]string{"GOV"})
			if err != nil {
				return err
			}
			all = append(all, c)
		}
		wrong, err := distribution.Enter(tx, f.Secret, all, f.Time())
		if len(wrong) > 0 {
			t.Errorf("%+v", wrong)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// begin composes a mailing of a publication and starts it.
func begin(t testing.TB, f *clerktest.TaskForce, on act.Ref) (id string) {
	t.Helper()
	m := distribution.Mailing{ID: "mailing", Publication: on, Edition: 1, Series: publication.Brief, Lists: distribution.Lists, Group: clerktest.Washington, By: "okafor",
		Words: map[string]distribution.Words{"en": {Subject: "New: water", Words: "A brief has come out."}, "ru": {Subject: "Новое: вода", Words: "Вышел обзор."}}}
	for _, step := range []func(*database.Tx) error{
		func(tx *database.Tx) error { return distribution.Compose(tx, m, f.Time()) },
		func(tx *database.Tx) error { _, err := distribution.Start(tx, m.ID, 0, "hale", f.Time()); return err },
	} {
		if err := f.DB.Write(t.Context(), step); err != nil {
			t.Fatal(err)
		}
	}
	return m.ID
}

func progress(t testing.TB, db *database.DB, id string) (p distribution.Progress) {
	t.Helper()
	err := db.Read(t.Context(), func(tx *database.Tx) (err error) { p, err = distribution.ProgressOf(tx, id); return err })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// proper holds that a letter says what it must, and nothing that has not come
// out.
func proper(t testing.TB, l mailtest.Letter) {
	t.Helper()
	all := l.Subject + l.Text + l.HTML
	title, lang := "Water between neighbours", l.Header.Get("Content-Language")
	if lang == "ru" {
		title = "Вода между соседями"
	}
	for _, must := range []string{title, "TF.PB/1/09", base + "/publication/p-", "A patient fund", base + "/subscription/cd_"} {
		if !strings.Contains(l.Text, must) || !strings.Contains(l.HTML, must) {
			t.Fatalf("a letter in %q does not say %q:\n%s", lang, must, l.Text)
		}
	}
	if strings.Contains(strings.ToLower(all), "zqunreleased") {
		t.Fatalf("a letter says what has not come out:\n%s", l.Text)
	}
	if !strings.Contains(l.Header.Get("List-Unsubscribe"), "/subscription/cd_") || l.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Fatalf("one cannot leave: %v", l.Header)
	}
	if asked := strings.Contains(l.Text, "/received/cd_"); asked == strings.HasPrefix(l.To, "s") { // as subscribers spelt themselves
		t.Fatalf("%s is asked for a receipt: %v", l.To, asked)
	}
}

// TestMailingKilled sends a mailing of two thousand by a program that is killed
// three times, as the operating system kills, just as the relay takes a letter;
// once it is stopped in between, and goes on. Everybody gets one letter, under
// one name, in their language; those that come twice under one name were on
// their way when the program died.
func TestMailingKilled(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		const subscribers, contacts, both = 900, 700, 400
		const size = subscribers + contacts + both
		var when time.Time
		var id string
		t.Run("fill", func(t *testing.T) { // and close
			f, on := published(t, databasetest.Open(t, at))
			lists(t, f, subscribers, contacts, both)
			id, when = begin(t, f, on), f.Time()
		})
		const kills = 3
		var (
			mu    sync.Mutex
			count int
			marks []int
			now   = make(chan bool, kills)
		)
		for k := range kills {
			marks = append(marks, size*(k+1)/(kills+1)-rand.IntN(size/(kills+2)))
		}
		relay := &mailtest.Relay{NoTLS: true, Taken: func(mailtest.Letter) error {
			mu.Lock()
			defer mu.Unlock()
			if count++; len(marks) > 0 && count >= marks[0] {
				marks = marks[1:]
				now <- true
			}
			return nil
		}}
		relay.Start(t)
		begun := time.Now()
		for k := range kills + 1 {
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), soakData+"="+at, soakRelay+"="+relay.Addr(), soakLists+"=1", fmt.Sprintf("%s=%d", soakTime, when.Add(time.Duration(k)*time.Hour).UnixMilli()))
			child.Stderr = os.Stderr
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			if k < kills {
				<-now
				child.Process.Kill()
			}
			if err := child.Wait(); k == kills && err != nil {
				t.Fatal(err)
			}
			if k == 1 {
				t.Run("stop", func(t *testing.T) { stopped(t, databasetest.Open(t, at), relay, id, when.Add(2*time.Hour)) })
			}
		}
		took := time.Since(begun)
		names, people, again := map[string]string{}, map[string]string{}, 0
		for _, l := range relay.Letters() {
			name := l.Header.Get("Message-Id")
			if was, ok := people[strings.ToLower(l.To)]; ok && was != name {
				t.Errorf("%s got %s and %s", l.To, was, name)
			}
			if _, twice := names[name]; twice {
				again++
			}
			names[name], people[strings.ToLower(l.To)] = l.To, name
			proper(t, l)
		}
		if len(names) != size || len(people) != size {
			t.Errorf("%d letters came to %d people, want %d", len(names), len(people), size)
		}
		if again > kills*8 {
			t.Errorf("%d letters came twice, more than were on their way", again)
		}
		t.Run("log", func(t *testing.T) {
			if p := progress(t, databasetest.Open(t, at), id); p.States[outbox.Accepted] != size || p.Total != size {
				t.Errorf("the log says %+v", p)
			}
		})
		t.Logf("%d letters in %s, with three kills and a stop; %d came twice under one name", size, took.Round(time.Millisecond), again)
	})
}

// stopped stops a mailing after a kill, holds that a whole program sends nothing
// of it, also of what was on its way, and lets it go on.
func stopped(t *testing.T, db *database.DB, relay *mailtest.Relay, id string, at time.Time) {
	if err := db.Write(t.Context(), func(tx *database.Tx) error { return distribution.Stop(tx, id) }); err != nil {
		t.Fatal(err)
	}
	before := len(relay.Letters())
	sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "Task Force <noreply@example.org>")
	if err != nil {
		t.Fatal(err)
	}
	f := clerktest.Reopen(t, db)
	m := &dispatch.Mailings{DB: db, Register: f.Register, Sender: sender, Base: base, Secret: []byte("secret"), Now: func() time.Time { return at }, Log: quiet}
	if _, err := m.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(relay.Letters()); n != before {
		t.Errorf("%d letters of a mailing that was stopped were sent", n-before)
	}
	p := progress(t, db, id)
	if p.States[outbox.Queued] != 0 || p.States[distribution.Held] == 0 || p.Done() == 0 {
		t.Errorf("stopped, it stands at %+v", p)
	}
	if err := db.Write(t.Context(), func(tx *database.Tx) error { return distribution.Resume(tx, id, at) }); err != nil {
		t.Fatal(err)
	}
}

// TestMailing sends a mailing to few: to those who are refused, come back, leave
// or are written to when the publication has been withdrawn.
func TestMailing(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f, on := published(t, db)
		lists(t, f, 3, 3, 1)
		relay := &mailtest.Relay{NoTLS: true, Refuse: func(to string) error {
			if to == "c1@example.net" {
				return &smtp.SMTPError{Code: 550, Message: "no such person"}
			}
			return nil
		}}
		relay.Start(t)
		sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "Task Force <noreply@example.org>")
		if err != nil {
			t.Fatal(err)
		}
		m := &dispatch.Mailings{DB: db, Register: f.Register, Sender: sender, Base: base, Secret: f.Secret, Now: f.Time, Log: quiet}
		id := begin(t, f, on)
		if _, err := m.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		var to []string
		for _, l := range relay.Letters() {
			to = append(to, strings.ToLower(l.To)+":"+l.Header.Get("Content-Language"))
			proper(t, l)
		}
		slices.Sort(to)
		// s0 is a subscriber in English and a contact; kk has no words of its own.
		if got := strings.Join(to, " "); got != "c0@example.net:en c2@example.net:en s0@example.net:en s1@example.net:ru s2@example.net:en s3@example.net:en" {
			t.Errorf("letters went to %s", got)
		}
		if p := progress(t, db, id); p.States[outbox.Accepted] != 6 || p.States[outbox.Refused] != 1 {
			t.Errorf("the log says %+v", p)
		}
		err = db.Read(t.Context(), func(tx *database.Tx) error {
			at, err := distribution.Reached(tx, id)
			if _, ok := at["GOV"]; len(at) != 1 || !ok {
				t.Errorf("addressees that were reached: %v", at)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		// Withdrawn, it is not sent any more: not even what waits.
		again := func(tx *database.Tx) error {
			w := distribution.Mailing{ID: "again", Publication: on, Edition: 1, Series: publication.Brief, Lists: distribution.Lists, Words: map[string]distribution.Words{"en": {Subject: "A", Words: "B"}}}
			if err := distribution.Compose(tx, w, f.Time()); err != nil {
				return err
			}
			_, err := distribution.Start(tx, "again", 0, "hale", f.Time())
			return err
		}
		if err := db.Write(t.Context(), again); err != nil {
			t.Fatal(err)
		}
		f.As("hale").Prints(on, publication.Withdraw{Reason: "The well is dry."})
		f.As("serik").Prints(on, publication.Withdraw{Reason: "The well is dry."})
		before := len(relay.Letters())
		if _, err := m.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		if p := progress(t, db, "again"); len(relay.Letters()) != before || p.States[outbox.Void] != p.Total || p.Total != 7 {
			t.Errorf("of what was withdrawn %d were sent, and the log says %+v", len(relay.Letters())-before, p)
		}
	})
}
