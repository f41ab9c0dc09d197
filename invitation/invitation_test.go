package invitation_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/invitation"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// A house is a task force with the rooms of invitations.
type house struct {
	*clerktest.TaskForce
	caller invitation.Caller
	next   int64
}

func open(t *testing.T, db *database.DB) *house {
	t.Helper()
	h := &house{TaskForce: clerktest.New(t, db)}
	h.caller = invitation.Caller{Register: h.Register, Now: h.Time, Letters: true}
	h.write(outbox.Open)
	h.write(invitation.Open)
	h.follow()
	return h
}

func (h *house) write(f func(*database.Tx) error) {
	h.T.Helper()
	if err := h.DB.Write(h.T.Context(), f); err != nil {
		h.T.Fatal(err)
	}
}

func (h *house) follow() {
	h.T.Helper()
	for last := int64(-1); last != h.next; {
		h.write(func(tx *database.Tx) (err error) {
			last = h.next
			h.next, err = h.caller.Follow(tx, h.next)
			return err
		})
	}
}

func (h *house) to(on act.Ref) (all []invitation.Invitation) {
	h.T.Helper()
	h.write(func(tx *database.Tx) (err error) { all, err = invitation.To(tx, on); return err })
	return all
}

// letters counts those that wait for somebody.
func (h *house) letters(who member.ID) int {
	h.T.Helper()
	all, err := (&outbox.Box{DB: h.DB}).LogOf(h.T.Context(), who, outbox.Place{}, 100)
	if err != nil {
		h.T.Fatal(err)
	}
	return len(all)
}

// TestTake holds that the newest answer stands: by the revision that it answers,
// and then by its stamp, which cannot lie in the future.
func TestTake(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		on := h.As("hale").Meets("", h.Meeting(clerktest.Washington, clerktest.Astana))
		h.follow()
		id, now := h.to(on)[0].ID, h.Time()
		for n, c := range []struct {
			answer invitation.Answer
			seq    int
			stamp  time.Duration
			kept   bool
		}{
			{invitation.Accepted, 0, 0, true}, {invitation.Declined, 0, -time.Second, false}, {invitation.Tentative, 0, 0, true},
			{invitation.Declined, 0, 1000 * time.Hour, true}, {invitation.Accepted, 0, 0, true}, // what was stamped with the future counts as now
			{invitation.Declined, 2, -time.Hour, true}, {invitation.Accepted, 1, 0, false}, {invitation.Accepted, 0, time.Hour, false},
		} {
			h.write(func(tx *database.Tx) error {
				kept, err := invitation.Take(tx, id, invitation.Reply{Answer: c.answer, Through: invitation.Mail, Sequence: c.seq, Stamp: now.Add(c.stamp)}, now)
				if kept != c.kept {
					t.Errorf("answer %d is kept: %v", n, kept)
				}
				return err
			})
		}
		if i := h.to(on)[0]; i.Answer != invitation.Declined || i.AnsweredTo != 2 {
			t.Errorf("it stands at %+v", i)
		}
		for _, bad := range []invitation.Reply{{Answer: "none"}, {Answer: "perhaps"}, {Answer: invitation.Accepted, Comment: strings.Repeat("x", 501)}} {
			err := db.Write(t.Context(), func(tx *database.Tx) error { _, err := invitation.Take(tx, id, bad, now); return err })
			if _, refused := act.Refused(err); !refused {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

// TestClaim has many letters at once tell one person of one revision: one does.
func TestClaim(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		on := h.As("hale").Meets("", h.Meeting(clerktest.Washington, clerktest.Astana))
		h.follow()
		id := h.to(on)[0].ID
		m := h.Gathering("hale", on).Meeting
		var claimed atomic.Int64
		var all sync.WaitGroup
		for n := range 12 {
			all.Go(func() {
				err := db.Write(t.Context(), func(tx *database.Tx) error {
					ok, err := invitation.Claim(tx, id, string(rune('a'+n)), m, h.Time())
					if ok {
						claimed.Add(1)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if claimed.Load() != 1 {
			t.Errorf("%d letters tell of it", claimed.Load())
		}
		i := h.to(on)[0]
		h.write(func(tx *database.Tx) error { // the same letter, tried again
			ok, err := invitation.Claim(tx, id, i.Letter, m, h.Time())
			if !ok {
				t.Error("a letter that is tried again is void")
			}
			return err
		})
	})
}

// TestFollow looks at who is invited as a meeting changes, and people come.
func TestFollow(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		call := h.Meeting(clerktest.Astana)
		on := h.As("serik").Meets("", call)
		past := call
		past.Afterwards = true
		past.Start, past.End = call.Start.Add(-2000*time.Hour), call.End.Add(-2000*time.Hour)
		old := h.Meets("", past)
		h.follow()
		if len(h.to(on)) != 6 || len(h.to(old)) != 0 || h.letters("zhan") != 1 || h.letters("hale") != 0 {
			t.Errorf("%d are invited, %d to what is over; %d letters to zhan", len(h.to(on)), len(h.to(old)), h.letters("zhan"))
		}
		h.write(func(tx *database.Tx) error {
			return roll.Put(tx, roll.Person{Member: "new", Name: text.Words{"en": "New"}, Email: "new@example.org"})
		})
		h.Register.ForgetPeople()
		h.Governs("serik", initiative.Appoint{Member: "new", Group: clerktest.Astana, Capacity: member.Member, Constituency: "ngo"})
		h.follow()
		if len(h.to(on)) != 7 || h.letters("new") != 1 {
			t.Errorf("%d are invited; %d letters to whoever is new", len(h.to(on)), h.letters("new"))
		}
		h.As("serik").Meets(on, meeting.CallOff{Reason: "Ill."})
		h.follow()
		if h.letters("new") != 1 {
			t.Error("whoever was told nothing of a meeting is told that it is called off")
		}
	})
}

// TestKeys holds that only this installation makes keys and addresses.
func TestKeys(t *testing.T) {
	secret := []byte("secret")
	key := invitation.Key(secret, "abc")
	if id, ok := invitation.ReadKey(secret, key); !ok || id != "abc" {
		t.Errorf("%s is read as %q, %v", key, id, ok)
	}
	for _, forged := range []string{"", ".", "abc", "abc.", key + "=", "abd" + key[3:], invitation.Key([]byte("other"), "abc"), key[:len(key)-1]} {
		if _, ok := invitation.ReadKey(secret, forged); ok {
			t.Errorf("%q is taken for a key", forged)
		}
	}
	db := databasetest.Open(t, t.TempDir())
	err := db.Write(t.Context(), func(tx *database.Tx) error {
		err := errors.Join(invitation.Open(tx), invitation.RenewFeed(tx, secret, "lind", time.Now()))
		if err != nil {
			return err
		}
		token, _, err := invitation.Feed(tx, secret, "lind")
		if err != nil {
			return err
		}
		if who, ok, err := invitation.Whose(tx, token); who != "lind" || !ok || err != nil {
			t.Errorf("it is %q's: %v, %v", who, ok, err)
		}
		other, _, err := invitation.Feed(tx, []byte("other"), "lind") // with the database and not the secret
		if _, ok, _ := invitation.Whose(tx, other); ok {
			t.Error("whoever has the database has the address")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
