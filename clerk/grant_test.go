package clerk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// assists has an assistant without a seat give a command for a member.
func assists(f *clerktest.TaskForce, assistant, principal member.ID, cmd any) (clerk.Receipt, error) {
	return f.Do(context.Background(), clerk.Order{By: assistant, For: principal, On: f.On, Turn: -1, Command: cmd})
}

func refusal(err error) string {
	if no, ok := act.Refused(err); ok {
		return no.Reason.Key
	}
	return fmt.Sprint(err)
}

// TestAssistant follows what an assistant does into the record, the roll and
// the register: it is the member's act, in the member's standing, and says that
// it came from the assistant. With the grant it ends.
func TestAssistant(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.As("hale").Does(clerktest.Idea("Observers", "One.", "Two."))
		if _, err := assists(f, "amy", "lind", f.Says("Too soon.", act.Caucus, act.Named)); refusal(err) != "refuse.grant.none" {
			t.Errorf("without a grant: %v", err)
		}
		f.Governs("lind", initiative.Grant{For: "lind", To: "amy", Scope: member.Desk, Until: f.Time().Add(10 * 24 * time.Hour)})
		r, err := assists(f, "amy", "lind", f.Says("For the ambassador.", act.Caucus, act.Named))
		if err != nil {
			t.Fatal(err)
		}
		for why, cmd := range map[string]any{
			"refuse.grant.scope":    procedure.Refer{},
			"refuse.grant.never":    procedure.Choose{},
			"refuse.grant.nameless": f.Says("Psst.", act.Caucus, act.Unattributed),
		} {
			if _, err := assists(f, "amy", "lind", cmd); refusal(err) != why {
				t.Errorf("%T: %v", cmd, err)
			}
		}
		if _, err := assists(f, "amy", "lind", initiative.End{Member: "moss", Group: clerktest.Washington}); refusal(err) != "refuse.grant.never" {
			t.Errorf("an assistant governed: %v", err)
		}
		f.Reads("moss", func(q register.Questions) error {
			l, err := q.Line(r.Acts[0].Seq)
			if l.Author != "lind" || l.Via != "amy" || !l.Assisted || l.Group != clerktest.Washington {
				t.Errorf("the register says %+v", l)
			}
			return err
		})
		// It counts as the member's own word, once: with hers, two have spoken.
		f.As("okafor").Does(f.Says("I agree.", act.Caucus, act.Named))
		f.As("lind").Does(f.Says("As I had said.", act.Caucus, act.Named))
		f.Later(48 * time.Hour).As("hale").Does(procedure.Refer{})
		// Her nameless words bear nobody's alias, though she has an assistant.
		before := aliases(t, db, f.On)
		f.As("lind").Does(f.Says("Between us.", act.Joint, act.Unattributed))
		if after := aliases(t, db, f.On); len(after) != len(before) {
			t.Errorf("a nameless act left an alias: %v, %v", before, after)
		}
		same(t, "folded afresh", refolded(t, db), dump(t, db))
		f.Checks()

		f.Later(10 * 24 * time.Hour)
		if _, err := assists(f, "amy", "lind", f.Says("Too late.", act.Joint, act.Named)); refusal(err) != "refuse.grant.none" {
			t.Errorf("after the grant's end: %v", err)
		}
		if _, err := assists(f, "amy", "", f.Says("As myself.", act.Joint, act.Named)); err == nil {
			t.Error("an assistant without a seat spoke as herself")
		}
		// Erased, the assistant is still somebody.
		err = db.Write(t.Context(), func(tx *database.Tx) error { return tx.Exec(`delete from roll_alias where member = 'amy'`) })
		if err != nil {
			t.Fatal(err)
		}
		refolded(t, db)
		g := register.New(db)
		reader, err := g.Reader(t.Context(), "moss", f.Time())
		if err != nil {
			t.Fatal(err)
		}
		err = g.Ask(t.Context(), reader, func(q register.Questions) error {
			l, err := q.Line(r.Acts[0].Seq)
			if l.Author != "lind" || l.Via != "" || !l.Assisted {
				t.Errorf("with the alias erased, the register says %+v", l)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func aliases(t *testing.T, db *database.DB, on act.Ref) (all []roll.Alias) {
	t.Helper()
	err := db.Read(t.Context(), func(tx *database.Tx) (err error) { all, err = roll.Aliases(tx, on); return err })
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestGrantInFlight revokes a grant while its assistant keeps sending: once the
// revocation is answered nothing more is done under it, and in the record
// nothing done under it stands after its end.
func TestGrantInFlight(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.As("hale").Does(clerktest.Idea("Observers", "One."))
		f.Governs("lind", initiative.Grant{For: "lind", To: "amy", Scope: member.Desk, Until: f.Time().Add(24 * time.Hour)})
		says := f.Says("For the ambassador.", act.Caucus, act.Named)
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() { assists(f, "amy", "lind", says) })
		}
		f.Governs("lind", initiative.RevokeGrant{For: "lind", To: "amy"})
		if _, err := assists(f, "amy", "lind", says); refusal(err) != "refuse.grant.none" {
			t.Errorf("a revoked grant: %v", err)
		}
		all.Wait()
		revoked := false
		err := db.Read(t.Context(), func(tx *database.Tx) error {
			entries, err := record.Entries(tx, 0, 1000)
			for _, e := range entries {
				revoked = revoked || e.Kind == initiative.GrantRevoked{}.Kind()
				if revoked && strings.Contains(string(e.Data), `"via"`) {
					t.Errorf("act %d was done under a revoked grant", e.Seq)
				}
			}
			return err
		})
		if err != nil || !revoked {
			t.Fatal(revoked, err)
		}
	})
}

// TestBeside holds that what lies beside the record is changed with the acts or
// not at all, that a repeated order changes it once, and that a refusal beside
// spoils nobody else's order.
func TestBeside(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		appoint := func(id member.ID, key, email string) error {
			_, err := f.Do(context.Background(), clerk.Order{By: "hale", On: act.Initiative, Turn: -1, Key: key,
				Command: initiative.Appoint{Member: id, Group: clerktest.Washington, Capacity: member.Member, Constituency: "ngo"},
				Beside: func(tx *database.Tx) error {
					return roll.Put(tx, roll.Person{Member: id, Name: text.Words{"en": string(id)}, Email: email})
				}})
			return err
		}
		var all sync.WaitGroup
		errs := make([]error, 30)
		for n := range errs {
			all.Go(func() {
				// Every third has an address that somebody else has.
				email := fmt.Sprintf("n%d@example.org", n)
				if n%3 == 0 {
					email = "hale@example.org"
				}
				errs[n] = appoint(member.ID(fmt.Sprint("new-", n)), fmt.Sprint("key-", n), email)
			})
		}
		all.Wait()
		f.Reads("", func(q register.Questions) error {
			n, err := q.Initiative()
			people, perr := q.People()
			for k, got := range errs {
				id := member.ID(fmt.Sprint("new-", k))
				_, sits := member.Of(n.Standings, id, f.Time())
				_, known := people.Find(id)
				if want := k%3 != 0; sits != want || known != want || (got == nil) != want {
					t.Errorf("%s: sits %v, is known %v, was answered %v", id, sits, known, got)
				}
			}
			return errors.Join(err, perr)
		})
		size := len(dump(t, db))
		if err := appoint("new-1", "key-1", "n1@example.org"); err != nil || len(dump(t, db)) != size {
			t.Errorf("a repeated order: %v, %d rows, not %d", err, len(dump(t, db)), size)
		}
		same(t, "folded afresh", refolded(t, db), dump(t, db))
	})
}
