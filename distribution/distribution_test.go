package distribution_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/distribution"
	"example.org/counterpart/outbox"
	"example.org/counterpart/roll"
)

var (
	secret = []byte("a secret of thirty-two bytes or so")
	now    = time.Date(2010, 5, 3, 10, 0, 0, 0, time.UTC)
)

func write(t testing.TB, db *database.DB, f func(*database.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, db *database.DB) {
	t.Helper()
	write(t, db, roll.Open)
	write(t, db, distribution.Open)
}

func subscribe(t testing.TB, db *database.DB, email string, confirm bool) (s distribution.Subscriber) {
	t.Helper()
	s, err := distribution.Subscriber{Email: email, Lang: "en", Wants: []distribution.Want{distribution.All}}.Check(nil)
	if err != nil {
		t.Fatal(err)
	}
	write(t, db, func(tx *database.Tx) error {
		if s, err = distribution.Subscribe(tx, s, now); err == nil && confirm {
			err = distribution.Confirm(tx, secret, s.ID, s, now)
		}
		return err
	})
	return s
}

func enter(t testing.TB, db *database.DB, all ...distribution.Contact) (wrong []distribution.Problem) {
	t.Helper()
	for k := range all {
		var err error
		if all[k], err = all[k].Check([]string{"GOV"}); err != nil {
			t.Fatal(err)
		}
	}
	write(t, db, func(tx *database.Tx) (err error) { wrong, err = distribution.Enter(tx, secret, all, now); return err })
	return wrong
}

func compose(t testing.TB, db *database.DB, id string, lists ...distribution.List) {
	t.Helper()
	m, err := distribution.Mailing{ID: id, Lists: lists, Words: map[string]distribution.Words{"en": {Subject: "News", Words: "There is news."}}, Group: "north", By: "hale"}.Check()
	if err != nil {
		t.Fatal(err)
	}
	write(t, db, func(tx *database.Tx) error { return distribution.Compose(tx, m, now) })
	write(t, db, func(tx *database.Tx) error { return distribution.Compose(tx, m, now) }) // the form sent twice
}

func log(t testing.TB, db *database.DB, id string) (all []distribution.Letter) {
	t.Helper()
	err := db.Read(context.Background(), func(tx *database.Tx) (err error) { all, err = distribution.Log(tx, id, "", 10_000); return err })
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func start(db *database.DB, id string, turn int) (begun bool, err error) {
	err = db.Write(context.Background(), func(tx *database.Tx) error {
		begun, err = distribution.Start(tx, id, turn, "hale", now)
		return err
	})
	return begun, err
}

// TestSubscribe holds that nobody is on a list who did not confirm, that a
// second form changes nothing, that an unconfirmed address goes by itself, and
// that whoever leaves is gone and is not entered again.
func TestSubscribe(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		asked := subscribe(t, db, "Asked@Example.org", false)
		in := subscribe(t, db, "in@example.org", true)
		other := in
		other.Lang, other.Wants = "ru", []distribution.Want{distribution.WantSeries("brief")}
		write(t, db, func(tx *database.Tx) error {
			kept, err := distribution.Subscribe(tx, other, now)
			if kept.ID != in.ID || kept.Lang != "en" || !kept.Confirmed || !kept.Consent.Equal(now) {
				t.Errorf("a second form made it %+v", kept)
			}
			return err
		})
		compose(t, db, "m1", distribution.Lists...)
		if begun, err := start(db, "m1", 0); !begun || err != nil {
			t.Fatal(begun, err)
		}
		if all := log(t, db, "m1"); len(all) != 1 || all[0].Email != "in@example.org" {
			t.Fatalf("letters to %+v", all)
		}
		write(t, db, func(tx *database.Tx) error { return distribution.Leave(tx, secret, in.ID, now) })
		write(t, db, func(tx *database.Tx) error { return distribution.Leave(tx, secret, in.ID, now) })
		if all := log(t, db, "m1"); len(all) != 1 || all[0].Email != "" || !all[0].Erased || all[0].State != outbox.Void {
			t.Errorf("whoever left is in the log as %+v", all)
		}
		if wrong := enter(t, db, distribution.Contact{Email: "IN@example.org", Name: "In", Lang: "en"}); len(wrong) != 1 || wrong[0].Reason.Key != "refuse.contact.left" {
			t.Errorf("whoever left is entered again: %+v", wrong)
		}
		subscribe(t, db, "in@example.org", true)
		if wrong := enter(t, db, distribution.Contact{Email: "in@example.org", Name: "In", Lang: "en"}); len(wrong) != 0 {
			t.Errorf("who came back by themselves is refused: %+v", wrong)
		}
		write(t, db, func(tx *database.Tx) error {
			_, err := distribution.Sweep(tx, now.Add(distribution.KeptAsked+time.Minute))
			if _, gone := distribution.FindSubscriber(tx, asked.ID); gone == nil {
				t.Error("an address that nobody confirmed is kept")
			}
			return err
		})
	})
}

// TestStartAtOnce has twenty people press the button at the same moment, with
// two addresses on two lists each: there is one run, and one letter for each.
func TestStartAtOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		for n := range 2 {
			email := fmt.Sprintf("p%d@example.org", n)
			subscribe(t, db, email, true)
			enter(t, db, distribution.Contact{Email: strings.ToUpper(email), Name: "P", Lang: "ru"})
		}
		compose(t, db, "m1", distribution.Lists...)
		var wait sync.WaitGroup
		begin := make(chan struct{})
		begun, faults := make([]bool, 20), make([]error, 20)
		for n := range begun {
			wait.Go(func() {
				<-begin
				begun[n], faults[n] = start(db, "m1", 0)
			})
		}
		close(begin)
		wait.Wait()
		runs := 0
		for _, b := range begun {
			if b {
				runs++
			}
		}
		if err := errors.Join(faults...); err != nil || runs != 1 {
			t.Errorf("%d runs, %v", runs, err)
		}
		if all := log(t, db, "m1"); len(all) != 2 || all[0].Lang != "en" || all[0].Name != "P" {
			t.Errorf("letters %+v", all)
		}
	})
}

// TestChanged holds that nothing is sent but what somebody read who starts it,
// and that nothing starts that reaches nobody.
func TestChanged(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		compose(t, db, "m1", distribution.Subscribers)
		if _, err := start(db, "m1", 0); key(err) != "refuse.mailing.nobody" {
			t.Errorf("a mailing to nobody: %v", err)
		}
		subscribe(t, db, "a@example.org", true)
		m := distribution.Mailing{ID: "m1", Lists: distribution.Lists, Words: map[string]distribution.Words{"ru": {Subject: "Иное", Words: "Иное."}}}
		write(t, db, func(tx *database.Tx) error { return distribution.Recompose(tx, m, 0) })
		if _, err := start(db, "m1", 0); key(err) != "refuse.mailing.stale" {
			t.Errorf("what was changed since is started: %v", err)
		}
		if begun, err := start(db, "m1", 1); !begun || err != nil {
			t.Error(begun, err)
		}
		err := db.Write(t.Context(), func(tx *database.Tx) error { return distribution.Recompose(tx, m, 2) })
		if key(err) != "refuse.mailing.stale" {
			t.Errorf("what is running was changed: %v", err)
		}
	})
}

func key(err error) string {
	if no, refused := act.Refused(err); refused {
		return no.Reason.Key
	}
	return ""
}

// TestStopped stops a mailing: what waits is taken by nobody, what was on its
// way and is to be tried again is held, and what its owner dies with is not
// taken before it goes on.
func TestStopped(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		for n := range 6 {
			subscribe(t, db, fmt.Sprintf("p%d@example.org", n), true)
		}
		compose(t, db, "m1", distribution.Subscribers)
		if _, err := start(db, "m1", 0); err != nil {
			t.Fatal(err)
		}
		box, lease := distribution.Box{DB: db}, now.Add(time.Minute)
		taken, err := box.Take(t.Context(), now, lease, 3)
		if err != nil || len(taken) != 3 {
			t.Fatal(taken, err)
		}
		write(t, db, func(tx *database.Tx) error { return distribution.Stop(tx, "m1") })
		if err := box.Note(t.Context(), now, outbox.Outcome{ID: taken[0].ID, Attempt: 1, State: outbox.Accepted},
			outbox.Outcome{ID: taken[1].ID, Attempt: 1, State: outbox.Queued, Again: now}); err != nil {
			t.Fatal(err)
		}
		later := lease.Add(time.Hour)
		if more, err := box.Take(t.Context(), later, later, 10); err != nil || len(more) != 0 {
			t.Errorf("of what was stopped are taken %v, %v", more, err)
		}
		if _, waits, err := box.Next(t.Context()); waits || err != nil {
			t.Errorf("of what was stopped waits something: %v, %v", waits, err)
		}
		write(t, db, func(tx *database.Tx) error { return distribution.Resume(tx, "m1", later) })
		more, err := box.Take(t.Context(), later, later.Add(time.Minute), 10)
		if err != nil || len(more) != 5 {
			t.Errorf("then are taken %v, %v", more, err)
		}
		again := false
		for _, l := range more {
			again = again || l.ID == taken[2].ID && l.Attempts == 2
		}
		if !again {
			t.Error("what was on its way is not taken up under its name")
		}
	})
}

// TestReadFile holds what is taken of a file of contacts.
func TestReadFile(t *testing.T) {
	all, _, wrong := distribution.ReadFile([]byte("\ufeffEmail;Name;Organisation;Language;Addressee\na@example.org;Amy;House;ru;\n\"b@example.org\";;\"The; Ministry\";;GOV\n"), "kk", []string{"GOV"})
	if len(wrong) != 0 || len(all) != 2 || all[0].Lang != "ru" || all[1].Lang != "kk" || all[1].Organisation != "The; Ministry" || all[1].Addressee != "GOV" {
		t.Fatalf("%+v, %+v", all, wrong)
	}
	for file, want := range map[string]string{
		"":                                     "-1::refuse.contacts.empty",
		"email\n":                              "-1::refuse.contacts.empty",
		"name\nAmy\n":                          "-1:email:refuse.contacts.columns",
		"email\n\xff\n":                        "-1::refuse.contacts.spelling",
		"email,name\nx,Amy\na@x.org,\n":        "0:email:roll.email.malformed 1:name:refuse.contact.name",
		"email,name,language\na@x.org,A,de\n":  "0:language:refuse.lang",
		"email,name,addressee\na@x.org,A,ME\n": "0:addressee:refuse.transmit.addressee",
		"email,name\n\"a@x.org,A\nb@x.org,B\n": "0::refuse.contacts.row",
	} {
		var got []string
		_, _, wrong := distribution.ReadFile([]byte(file), "en", []string{"GOV"})
		for _, p := range wrong {
			got = append(got, fmt.Sprintf("%d:%s:%s", p.Row, p.Column, p.Reason.Key))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: %s, not %s", file, s, want)
		}
	}
}

// FuzzReadFile holds that no file breaks the reader, and that what it takes it
// would take again.
func FuzzReadFile(f *testing.F) {
	f.Add([]byte("email;name\na@example.org;Amy\n"))
	f.Add([]byte("email,name\n\"a"))
	f.Fuzz(func(t *testing.T, file []byte) {
		all, lines, wrong := distribution.ReadFile(file, "en", nil)
		if len(all) != len(lines) || len(all)+len(wrong) == 0 {
			t.Fatalf("%d contacts, %d lines, %d problems", len(all), len(lines), len(wrong))
		}
		for _, c := range all {
			if len(wrong) > 0 {
				break
			}
			if _, err := c.Check(nil); err != nil {
				t.Fatalf("%+v: %v", c, err)
			}
		}
	})
}

// TestLinks holds that no link is another's, or of another sort.
func TestLinks(t *testing.T) {
	link, receipt := distribution.Link(secret, "ABC"), distribution.Receipt(secret, "ABC")
	if id, err := distribution.ReadLink(secret, link); err != nil || id != "ABC" {
		t.Error(id, err)
	}
	if id, err := distribution.ReadReceipt(secret, receipt); err != nil || id != "ABC" {
		t.Error(id, err)
	}
	for _, made := range []string{receipt, "", "cd_", "cd_ABC", link[:len(link)-1], strings.Replace(link, "ABC", "ABD", 1), distribution.Link([]byte("x"), "ABC")} {
		if _, err := distribution.ReadLink(secret, made); err == nil {
			t.Errorf("%q is taken for a link", made)
		}
	}
}
