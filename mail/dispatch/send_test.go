package dispatch_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/outbox"
)

// TestOneBadAddress holds that an address which is refused, one that is to be
// tried later, and one that takes its time hold up nobody else; and what becomes
// of each.
func TestOneBadAddress(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		const others = 8 // those that the relay takes at once
		open451 := make(chan bool, 1)
		relay := &mailtest.Relay{}
		relay.Refuse = func(to string) error {
			switch {
			case strings.HasPrefix(to, "dana@"):
				return &smtp.SMTPError{Code: 550, Message: "no such person"}
			case strings.HasPrefix(to, "nurlan@") && len(open451) == 0:
				return &smtp.SMTPError{Code: 451, Message: "come again"}
			case strings.HasPrefix(to, "aigul@"):
				for begun := time.Now(); len(relay.Letters()) < others; time.Sleep(time.Millisecond) {
					if time.Since(begun) > 20*time.Second {
						t.Error("the others wait for one that takes its time")
						return nil
					}
				}
			}
			return nil
		}
		h := open(t, db, relay)
		h.Refers("A common desk")
		h.follow()
		if got := told(h.mails()); got != "aigul lind moss okafor ruiz serik timur webb zhan" {
			t.Errorf("letters went to %s", got)
		}
		want := func(queued, refused, given int) {
			t.Helper()
			if n := h.states(); n[outbox.Queued] != queued || n[outbox.Refused] != refused || n[outbox.GivenUp] != given {
				t.Errorf("letters came to %v", n)
			}
		}
		want(1, 1, 0)
		h.Later(30 * time.Second)
		h.mails()
		asked := relay.Asked()
		h.Later(31 * time.Second) // a minute after the first attempt
		if h.mails(); relay.Asked() != asked+1 {
			t.Errorf("%d were asked for", relay.Asked()-asked)
		}
		h.Later(5 * time.Minute)
		open451 <- true
		if got := told(h.mails()); got != "nurlan" {
			t.Errorf("then letters went to %q", got)
		}
		want(0, 1, 0)
		log, err := h.box.LogIn(t.Context(), clerktest.Astana, outbox.Place{}, 10)
		if err != nil || len(log) != 6 {
			t.Fatal(log, err)
		}
		for _, d := range log {
			if d.Member != "nurlan" && d.Member != "dana" {
				continue
			}
			if who := fmt.Sprintf("%s %s %d %d", d.Member, d.State, d.Code, d.Attempts); who != "nurlan accepted 0 3" && who != "dana refused 550 1" {
				t.Errorf("the log says %s", who)
			}
		}
		// One who is never to be had is given up in the end.
		<-open451
		h.As("serik").Does(h.Says("A word.", "joint", "named"))
		h.watches("nurlan", outbox.Follow)
		h.As("serik").Does(h.Says("Another.", "joint", "named"))
		for range 20 {
			h.mails()
			h.Later(12 * time.Hour)
		}
		want(0, 1, 1)
	})
}

// TestNoRelay holds that letters wait, and lose no attempt, while the relay
// cannot be had.
func TestNoRelay(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()), &mailtest.Relay{})
	there := h.post
	h.post = post(t, h.TaskForce, h.box, "127.0.0.1:1")
	h.Refers("A common desk")
	for range 4 {
		h.mails()
		h.Later(2 * time.Minute)
	}
	log, err := h.box.LogOf(t.Context(), "serik", outbox.Place{}, 10)
	if err != nil || len(log) != 1 || log[0].State != outbox.Queued || log[0].Attempts != 0 {
		t.Fatalf("the log says %+v, %v", log, err)
	}
	h.post = there
	if got := told(h.mails()); !strings.Contains(got, "serik") {
		t.Errorf("then letters went to %s", got)
	}
}

// TestTwoSend holds that two instances of the program that send at the same time
// send nothing twice.
func TestTwoSend(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		for n := range 12 {
			h.As("hale").Does(clerktest.Idea(fmt.Sprint("Idea ", n), "First."))
		}
		h.follow()
		other := post(t, h.TaskForce, h.box, h.relay.Addr())
		done := make(chan error)
		go func() { _, err := other.Round(t.Context()); done <- err }()
		h.send()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, l := range h.relay.Letters() {
			ids = append(ids, l.Header.Get("Message-Id"))
		}
		slices.Sort(ids)
		if n := len(slices.Compact(slices.Clone(ids))); n != len(ids) || n != 12*4 {
			t.Errorf("%d letters came, %d different, of %d", len(ids), n, 12*4)
		}
	})
}

// TestLeaving ends the program in an orderly way while it sends, and holds that
// no letter is left on its way, and none is sent again.
func TestLeaving(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		ctx, leave := context.WithCancel(t.Context())
		var taken atomic.Int64
		h := open(t, db, &mailtest.Relay{Taken: func(mailtest.Letter) error {
			if taken.Add(1) == 20 {
				leave()
			}
			return nil
		}})
		const ideas = 30
		for n := range ideas {
			h.As("hale").Does(clerktest.Idea(fmt.Sprint("Idea ", n), "First."))
		}
		h.follow()
		if _, err := h.post.Round(ctx); err != nil {
			t.Fatal(err)
		}
		n := h.states()
		if len(h.relay.Letters()) == ideas*4 || n[outbox.Sending] != 0 || n[outbox.Accepted] != len(h.relay.Letters()) || n[outbox.Refused]+n[outbox.GivenUp] != 0 {
			t.Errorf("of %d letters the relay has %d, and the log says %v", ideas*4, len(h.relay.Letters()), n)
		}
		h.send()
		if again := once(t, h.relay.Letters(), ideas*4); again != 0 {
			t.Errorf("%d letters came twice", again)
		}
	})
}
