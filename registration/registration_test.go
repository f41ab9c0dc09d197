package registration_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/registration"
)

const on act.Ref = "c-23456789"

const places = 100

var (
	secret = []byte("a secret of thirty-two bytes or so")
	now    = time.Date(2010, 1, 5, 10, 0, 0, 0, time.UTC)
	over   = now.AddDate(0, 1, 0)
)

func write(t testing.TB, db *database.DB, f func(*database.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func person(n int) registration.Registration {
	return registration.Registration{ID: registration.ID(secret, fmt.Sprint(n)), Conference: on, Name: fmt.Sprint("Person ", n),
		Affiliation: "An institute", Country: "kz", Email: fmt.Sprintf("P%d@example.org", n), Lang: "en", Needs: "None.", News: n%2 == 0}
}

func receive(t testing.TB, db *database.DB, n int) registration.Registration {
	t.Helper()
	r, err := person(n).Check()
	if err != nil {
		t.Fatal(err)
	}
	write(t, db, func(tx *database.Tx) error { _, _, err := registration.Receive(tx, r, now); return err })
	return r
}

func open(t *testing.T, db *database.DB) { write(t, db, registration.Open) }

func list(t testing.TB, db *database.DB) (all []registration.Registration) {
	t.Helper()
	err := db.Read(context.Background(), func(tx *database.Tx) (err error) {
		all, err = registration.List(tx, on, 10_000)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestAtOnce has five hundred people register and confirm at the same moment
// for a hundred places: a hundred have one, and the rest wait in the order in
// which they confirmed.
func TestAtOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		const people = 500
		var wait sync.WaitGroup
		begin := make(chan struct{})
		faults := make([]error, people)
		for n := range people {
			wait.Go(func() {
				r, err := person(n).Check()
				<-begin
				if err == nil {
					err = db.Write(context.Background(), func(tx *database.Tx) error { _, _, err := registration.Receive(tx, r, now); return err })
				}
				if err == nil {
					err = db.Write(context.Background(), func(tx *database.Tx) error {
						_, err := registration.Confirm(tx, r.ID, places, false, over)
						return err
					})
				}
				faults[n] = err
			})
		}
		close(begin)
		wait.Wait()
		if err := errors.Join(faults...); err != nil {
			t.Fatal(err)
		}
		all := list(t, db)
		if len(all) != people {
			t.Fatalf("%d are in line", len(all))
		}
		for k, r := range all {
			want := registration.Waiting
			if k < places {
				want = registration.Placed
			}
			if r.State != want || r.Number != k+1 {
				t.Fatalf("at %d in line: %s with number %d", k+1, r.State, r.Number)
			}
		}
		// A hundred of those with places go at once: those who waited longest follow.
		for _, r := range all[:places] {
			wait.Go(func() {
				err := db.Write(context.Background(), func(tx *database.Tx) error { return registration.Cancel(tx, r.ID, places, now) })
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for k, r := range list(t, db) {
			if r.Number != places+k+1 || (r.State == registration.Placed) != (k < places) || (r.Tell == registration.TellPlace) != (k < places) {
				t.Fatalf("after a hundred went, at %d: %s with number %d, to be told %q", k+1, r.State, r.Number, r.Tell)
			}
		}
	})
}

// TestLine goes through what can happen to one registration.
func TestLine(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		confirm := func(n, capacity int) (r registration.Registration) {
			write(t, db, func(tx *database.Tx) (err error) {
				r, err = registration.Confirm(tx, person(n).ID, capacity, false, over)
				return err
			})
			return r
		}
		first, second := receive(t, db, 1), receive(t, db, 2)
		if len(list(t, db)) != 0 {
			t.Error("who has not confirmed stands in line")
		}
		if confirm(2, 1).State != registration.Placed || confirm(1, 1).State != registration.Waiting {
			t.Error("the line is not in the order of confirmations")
		}
		if again := confirm(2, 1); again.Number != 1 {
			t.Errorf("who confirms twice has number %d", again.Number)
		}
		// Somebody registers again with the address of another: nothing changes.
		write(t, db, func(tx *database.Tx) error {
			other := first
			other.ID, other.Name = "other", "Mallory"
			kept, old, err := registration.Receive(tx, other, now)
			if !old || kept.ID != first.ID || kept.Name != first.Name {
				t.Errorf("a second registration with an address: %v, %v", kept, old)
			}
			return err
		})
		receive(t, db, 3)
		// Places grow, but nobody overtakes who waits.
		if confirm(3, 2).State != registration.Waiting {
			t.Error("somebody overtook who waited")
		}
		write(t, db, func(tx *database.Tx) error { return registration.Fill(tx, on, 2) })
		if all := list(t, db); all[1].ID != first.ID || all[1].Tell != registration.TellPlace || all[2].State != registration.Waiting {
			t.Errorf("the place went to another: %v", all)
		}
		write(t, db, func(tx *database.Tx) error {
			due, err := registration.Due(tx, 10)
			if len(due) != 1 || due[0].ID != first.ID {
				t.Errorf("to be told: %v", due)
			}
			return errors.Join(err, registration.Told(tx, first.ID, registration.TellPlace), registration.Released(tx, on))
		})
		write(t, db, func(tx *database.Tx) error {
			due, err := registration.Due(tx, 10)
			if len(due) != 1 || due[0].ID != second.ID { // the first did not wish it, the third has no place
				t.Errorf("to be told of a release: %v", due)
			}
			return err
		})
		write(t, db, func(tx *database.Tx) error { return registration.Cancel(tx, second.ID, 2, now) })
		write(t, db, func(tx *database.Tx) error { return registration.Cancel(tx, second.ID, 2, now) }) // the second click
		write(t, db, func(tx *database.Tx) error {
			r, err := registration.Find(tx, second.ID)
			if !r.Erased() || r.Email != "" || r.Needs != "" || r.State != registration.Cancelled {
				t.Errorf("who cancelled is still known: %v", r)
			}
			n, countErr := registration.Count(tx, on)
			if n != (registration.Line{Placed: 2}) {
				t.Errorf("the line is %v", n)
			}
			return errors.Join(err, countErr)
		})
		// The public is told only of who said so.
		write(t, db, func(tx *database.Tx) error {
			open, err := registration.Participants(tx, on, false, 10)
			inside, insideErr := registration.Participants(tx, on, true, 10)
			if len(open) != 0 || len(inside) != 2 || inside[0].Email != "" || inside[0].Needs != "" {
				t.Errorf("the public is told of %v, the groups of %v", open, inside)
			}
			return errors.Join(err, insideErr)
		})
		// What was never confirmed goes in days, the rest a while after the conference.
		receive(t, db, 4)
		write(t, db, func(tx *database.Tx) error { return registration.Sweep(tx, now.Add(registration.KeptAsked)) })
		write(t, db, func(tx *database.Tx) error {
			if _, err := registration.Find(tx, person(4).ID); err == nil {
				t.Error("what was not confirmed is kept")
			}
			return nil
		})
		if len(list(t, db)) != 2 {
			t.Error("a sweep took what is not due")
		}
		write(t, db, func(tx *database.Tx) error { return registration.Sweep(tx, over.Add(registration.KeptAfter)) })
		for _, r := range list(t, db) {
			if !r.Erased() {
				t.Errorf("kept after its time: %v", r)
			}
		}
	})
}

// TestSecondForm has somebody send a form with the address of another, who has
// not confirmed yet: nothing changes, and only who confirms may be listed.
func TestSecondForm(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		first := receive(t, db, 1)
		write(t, db, func(tx *database.Tx) error {
			other := registration.Registration{ID: "other", Conference: on, Name: "Mallory", Affiliation: "Elsewhere", Country: "US", Email: first.Email, Lang: "ru", Needs: "All.", Listed: true, News: true, Member: "mallory"}
			before, err := registration.Find(tx, first.ID)
			kept, old, badReceive := registration.Receive(tx, other, now.Add(time.Hour))
			after, badFind := registration.Find(tx, first.ID)
			if old || kept != before || after != before {
				t.Errorf("a second form makes %v into %v, and is answered with %v", before, after, kept)
			}
			return errors.Join(err, badReceive, badFind)
		})
		forged := first
		forged.ID, forged.Email, forged.Listed = "forged", "another@example.org", true
		for id, listed := range map[string]bool{"forged": false, first.ID: true} {
			write(t, db, func(tx *database.Tx) error {
				_, _, badReceive := registration.Receive(tx, forged, now)
				r, err := registration.Confirm(tx, id, places, listed, over)
				found, badFind := registration.Find(tx, id)
				if r.Listed != listed || found.Listed != listed {
					t.Errorf("who confirmed with %v is listed: %v", listed, found.Listed)
				}
				return errors.Join(badReceive, err, badFind)
			})
		}
	})
}

// TestInvitedDoNotWait has a conference to which one comes by invitation after
// some had registered and wait: whoever is invited does not stand behind them.
func TestInvitedDoNotWait(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		confirm := func(id string, capacity int) (r registration.Registration) {
			write(t, db, func(tx *database.Tx) (err error) {
				r, err = registration.Confirm(tx, id, capacity, false, over)
				return err
			})
			return r
		}
		for n := 1; n <= 2; n++ {
			receive(t, db, n)
			confirm(person(n).ID, 1)
		}
		for n, source := range []registration.Source{registration.Invited, registration.Chosen} {
			r, err := person(n + 3).Check()
			if err != nil {
				t.Fatal(err)
			}
			r.Source, r.State = source, registration.Asked
			write(t, db, func(tx *database.Tx) error { return registration.Invite(tx, r, places, now, over) })
			if told := r.Told(); (told.Email == "") != (source == registration.Chosen) || told.Name == "" {
				t.Errorf("of who is %s those who invite are told %v", source, told)
			}
			if r := confirm(r.ID, places); r.State != registration.Placed || r.Told().Email == "" {
				t.Errorf("who is %s comes, and is %v", source, r)
			}
		}
		write(t, db, func(tx *database.Tx) error {
			l, err := registration.Count(tx, on)
			if l != (registration.Line{Placed: 3, Waiting: 1}) {
				t.Errorf("the line is %v", l)
			}
			return err
		})
	})
}

// TestToken opens with its own token and with no other.
func TestToken(t *testing.T) {
	id := registration.ID(secret, "a stamp")
	token := registration.Token(secret, id)
	if got, err := registration.Opens(secret, token); got != id || err != nil {
		t.Errorf("opens %q, %v", got, err)
	}
	for k := range token {
		bad := []byte(token)
		bad[k] ^= 1
		if _, err := registration.Opens(secret, string(bad)); err == nil {
			t.Errorf("opens with letter %d changed", k)
		}
	}
	for _, bad := range []string{"", "cr_", token[:len(token)-1], token + "A", registration.Token([]byte("another secret"), id)} {
		if _, err := registration.Opens(secret, bad); err == nil {
			t.Errorf("opens with %q", bad)
		}
	}
}
