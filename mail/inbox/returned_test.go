package inbox_test

import (
	"context"
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/distribution"
	"example.org/counterpart/mail/reply"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
)

// sent is a letter that the outbox has for a member, as the relay took it.
type sent struct {
	id   string
	back string // the address that it comes back to
}

// letterTo has one more letter for a member, taken by the relay.
func (p *post) letterTo(who member.ID) sent {
	p.T.Helper()
	b := p.desk.Outbox
	p.period++
	only := func(seats []member.Standing) []member.Standing {
		return slices.DeleteFunc(slices.Clone(seats), func(s member.Standing) bool { return s.Member != who })
	}
	if _, err := b.Announce(context.Background(), p.Register, p.Time(), "bulletin", p.period, outbox.Letter{Sort: outbox.Bulletin}, only); err != nil {
		p.T.Fatal(err)
	}
	all, err := b.Take(context.Background(), p.Time().Add(24*time.Hour), p.Time().Add(25*time.Hour), 1000)
	if err != nil {
		p.T.Fatal(err)
	}
	var found sent
	for _, l := range all {
		if err := b.Note(context.Background(), p.Time(), outbox.Outcome{ID: l.ID, Attempt: l.Attempts, State: outbox.Accepted}); err != nil {
			p.T.Fatal(err)
		}
		if l.Member == who {
			found = sent{l.ID, reply.Return(p.Secret, box, l.ID, outbox.Mark(p.Secret, string(who)+"@example.org"))}
		}
	}
	if found.back == "" {
		p.T.Fatalf("there is no letter to %s", who)
	}
	return found
}

func (p *post) state(of sent) outbox.State {
	p.T.Helper()
	for _, who := range []member.ID{"nurlan", "aigul"} {
		all, err := p.desk.Outbox.LogOf(context.Background(), who, outbox.Place{}, 100)
		if err != nil {
			p.T.Fatal(err)
		}
		for _, d := range all {
			if d.ID == of.id {
				return d.State
			}
		}
	}
	return ""
}

// failed is a report on a letter, as servers write them.
func (p *post) failed(to, action, status string) string {
	return p.failedAt("nurlan@example.org", to, action, status+"\r\nDiagnostic-Code: smtp; no")
}

// failedAt is such a report about an address.
func (p *post) failedAt(about, to, action, status string) string {
	body := "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n" +
		"Final-Recipient: rfc822; " + about + "\r\nAction: " + action + "\r\nStatus: " + status + "\r\n\r\n--b--\r\n"
	return p.letter("MAILER-DAEMON@mx.example.org", to, body, "Auto-Submitted: auto-replied", "Content-Type: multipart/report; report-type=delivery-status; boundary=b")
}

// TestReturned brings reports by LMTP: what says that a letter failed is noted
// on that letter, and after three of them its address is written to no more.
func TestReturned(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := open(t, db)
		for _, open := range []func(*database.Tx) error{outbox.Open, distribution.Open} {
			if err := db.Write(t.Context(), open); err != nil {
				t.Fatal(err)
			}
		}
		p.desk.Outbox = &outbox.Box{DB: db}
		p.Refers("Observe elections")
		one := p.letterTo("nurlan")
		brings := func(raw, to string) {
			t.Helper()
			if err := p.sends("", raw, to); err != nil {
				t.Fatal(err)
			}
		}
		brings(p.failed(one.back, "delayed", "4.4.7"), one.back)
		brings(p.letter("nurlan@example.org", one.back, "I am away.", "Auto-Submitted: auto-replied"), one.back)
		brings("\x00 no letter", one.back)
		if got := p.state(one); got != outbox.Accepted {
			t.Errorf("a delay, a holiday notice and rubbish made it %s", got)
		}
		forged := reply.Return([]byte("not the secret"), box, one.id, "0a1b2c")
		if err := p.sends("", p.failed(forged, "failed", "5.1.1"), forged); err == nil || p.state(one) != outbox.Accepted {
			t.Errorf("a forged address is taken, %v, and the letter is %s", err, p.state(one))
		}
		brings(p.failed(p.to("nurlan"), "failed", "5.1.1"), p.to("nurlan")) // to a reply address: of no letter
		none := reply.Return(p.Secret, box, rand.Text(), "0a1b2c")
		brings(p.failed(none, "failed", "5.1.1"), none)
		if got := p.state(one); got != outbox.Accepted {
			t.Errorf("it is %s", got)
		}
		// Reports that anybody may have written who was sent the letter, or has seen it.
		for _, forged := range []struct{ from, about, status string }{
			{"mallory@example.org", "nurlan@example.org", "5.1.1"}, {"", "mallory@example.org", "5.1.1"}, {"", "nurlan@example.org", "5.0.0"},
		} {
			if err := p.sends(forged.from, p.failedAt(forged.about, one.back, "failed", forged.status), one.back); err != nil {
				t.Fatal(err)
			}
			if got := p.state(one); got != outbox.Accepted {
				t.Errorf("a report from <%s> about %s with %s made it %s", forged.from, forged.about, forged.status, got)
			}
		}
		for range 3 { // three times the same letter count once
			brings(p.failed(one.back, "failed", "5.1.1"), one.back)
		}
		if got := p.state(one); got != outbox.Bounced {
			t.Errorf("it is %s", got)
		}
		mark := outbox.Mark(p.Secret, "nurlan@example.org")
		paused := func() bool {
			t.Helper()
			is, err := p.desk.Outbox.Paused(t.Context(), "nurlan", mark)
			if err != nil {
				t.Fatal(err)
			}
			return is
		}
		if paused() {
			t.Error("one letter pauses")
		}
		for _, c := range []struct {
			status string
			pauses bool
		}{{"5.2.2", false}, {"5.7.1", false}, {"4.4.7", false}, {"5.4.4", false}, {"5.1.1", true}} {
			p.Later(time.Hour)
			l := p.letterTo("nurlan")
			brings(p.failed(l.back, "failed", c.status), l.back)
			if got := p.state(l); got != outbox.Bounced {
				t.Errorf("after %s it is %s", c.status, got)
			}
			if paused() != c.pauses {
				t.Errorf("after %s letters are paused: %v", c.status, !c.pauses)
			}
		}
		found, err := p.desk.Outbox.Troubles(t.Context(), p.Time(), map[member.ID]string{"nurlan": mark, "aigul": mark})
		if err != nil || len(found) != 1 || found["nurlan"].Count != 3 || found["nurlan"].Paused.IsZero() || found["nurlan"].Status != "5.1.1" {
			t.Errorf("the trouble is %+v, %v", found, err)
		}
		other := outbox.Mark(p.Secret, "new@example.org")
		if found, err = p.desk.Outbox.Troubles(t.Context(), p.Time(), map[member.ID]string{"nurlan": other}); err != nil || len(found) != 0 {
			t.Errorf("a new address has the trouble of the old: %+v, %v", found, err)
		}
		if err := p.desk.Outbox.Confirm(t.Context(), "nurlan"); err != nil || paused() {
			t.Errorf("it goes on after the address was confirmed, %v", err)
		}
		if n := len(p.relay.Letters()); n != 0 {
			t.Errorf("%d answers went out", n)
		}
	})
}
