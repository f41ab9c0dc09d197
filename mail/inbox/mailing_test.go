package inbox_test

import (
	"testing"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/distribution"
	"example.org/counterpart/mail/reply"
	"example.org/counterpart/outbox"
)

// TestMailingReturned brings reports on letters of mailings: they are noted in
// the log, and an address from which three came back is left out of the next.
func TestMailingReturned(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := open(t, db)
		for _, open := range []func(*database.Tx) error{outbox.Open, distribution.Open} {
			if err := db.Write(t.Context(), open); err != nil {
				t.Fatal(err)
			}
		}
		p.desk.Outbox = &outbox.Box{DB: db}
		c, err := distribution.Contact{Email: "Amy@example.net", Name: "Amy", Lang: "en", Group: "washington"}.Check(nil)
		if err != nil {
			t.Fatal(err)
		}
		begins := func(id string) error {
			return db.Write(t.Context(), func(tx *database.Tx) error {
				m := distribution.Mailing{ID: id, Lists: distribution.Lists, Words: map[string]distribution.Words{"en": {Subject: "News", Words: "News."}}}
				if err := distribution.Compose(tx, m, p.Time()); err != nil {
					return err
				}
				_, err := distribution.Start(tx, id, 0, "hale", p.Time())
				return err
			})
		}
		err = db.Write(t.Context(), func(tx *database.Tx) error {
			_, err := distribution.Enter(tx, p.Secret, []distribution.Contact{c}, p.Time())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"one", "two", "three"} {
			if err := begins(id); err != nil {
				t.Fatal(err)
			}
			l := p.mailed(id)
			waits := distribution.Box{DB: db}
			if _, err := waits.Take(t.Context(), p.Time(), p.Time(), 10); err != nil {
				t.Fatal(err)
			}
			if err := waits.Note(t.Context(), p.Time(), outbox.Outcome{ID: l.ID, Attempt: 1, State: outbox.Accepted}); err != nil {
				t.Fatal(err)
			}
			back := reply.Return(p.Secret, box, l.ID, outbox.Mark(p.Secret, "amy@example.net"))
			for _, status := range []string{"4.4.7", "5.1.1", "5.1.1"} {
				action := "failed"
				if status == "4.4.7" {
					action = "delayed"
				}
				if err := p.sends("", p.failedAt("amy@example.net", back, action, status), back); err != nil {
					t.Fatal(err)
				}
				if got := p.mailed(id).State; (got == outbox.Bounced) != (status == "5.1.1") {
					t.Errorf("%s makes it %s", status, got)
				}
			}
		}
		if begins("four") == nil {
			t.Error("an address from which three letters came back is written to")
		}
	})
}

// mailed is the one letter of a mailing.
func (p *post) mailed(id string) distribution.Letter {
	p.T.Helper()
	var all []distribution.Letter
	err := p.DB.Read(p.T.Context(), func(tx *database.Tx) (err error) { all, err = distribution.Log(tx, id, "", 10); return err })
	if err != nil || len(all) != 1 {
		p.T.Fatal(all, err)
	}
	return all[0]
}
