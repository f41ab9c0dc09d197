package outbox_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/procedure"
)

func open(t *testing.T, db *database.DB) (*clerktest.TaskForce, *outbox.Box) {
	t.Helper()
	f := clerktest.New(t, db)
	if err := db.Write(t.Context(), outbox.Open); err != nil {
		t.Fatal(err)
	}
	return f, &outbox.Box{DB: db}
}

// follow follows the record from a place on, one stretch.
func follow(f *clerktest.TaskForce, next int64) (after int64, err error) {
	follower := outbox.Follower{Register: f.Register, Now: f.Time}
	err = f.DB.Write(f.T.Context(), func(tx *database.Tx) (err error) {
		after, err = follower.Follow(tx, next)
		return err
	})
	return after, err
}

// letters counts all that were written, and what they tell of.
func letters(t *testing.T, box *outbox.Box) (n, items int) {
	t.Helper()
	for _, g := range []group.ID{clerktest.Washington, clerktest.Astana} {
		all, err := box.LogIn(t.Context(), g, outbox.Place{}, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			n, items = n+1, items+d.Items
		}
	}
	return n, items
}

// TestFaultAnywhere trips at every statement in turn while the record is
// followed, and holds that in the end every letter is there once.
func TestFaultAnywhere(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f, box := open(t, db)
		f.Refers("One")
		f.Refers("Two").Considers().As("hale").Does(procedure.OpenFormulation{})
		f.Does(clerktest.Idea("Three", "First."))
		fault, tripped := errors.New("tripped"), 0
		var next int64
		for at := 0; ; at++ {
			n := 0
			db.Trip = func(string) error {
				if n++; n == at+1 {
					tripped++
					return fault
				}
				return nil
			}
			after, err := follow(f, next)
			db.Trip = nil
			if errors.Is(err, fault) {
				continue // nothing of it is kept, and the cursor stands
			}
			if err != nil {
				t.Fatal(err)
			}
			if after == next {
				break
			}
			next, at = after, -1
		}
		// Of what is not older than three days each member is told once for each
		// matter, since nothing was sent meanwhile.
		n, items := letters(t, box)
		if n == 0 || items <= n || tripped < 10 {
			t.Fatalf("%d letters of %d acts, %d faults", n, items, tripped)
		}
		want, wantItems := n, items
		if err := db.Write(t.Context(), func(tx *database.Tx) error {
			for _, c := range clerktest.Cast {
				if err := outbox.Forget(tx, c.ID); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if n, _ := letters(t, box); n != 0 {
			t.Fatalf("%d letters are not forgotten", n)
		}
		for next := int64(0); ; {
			after, err := follow(f, next)
			if err != nil {
				t.Fatal(err)
			}
			if after == next {
				break
			}
			next = after
		}
		if n, items := letters(t, box); n != want || items != wantItems {
			t.Errorf("with faults %d letters of %d acts, without %d of %d", want, wantItems, n, items)
		}
	})
}

// TestTake holds that a letter which was taken is not taken again before its
// time, and that a late note of an attempt changes nothing.
func TestTake(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f, box := open(t, db)
		f.As("hale").Does(clerktest.Idea("One", "First."))
		if _, err := follow(f, 0); err != nil {
			t.Fatal(err)
		}
		f.Later(12 * time.Hour) // over the night
		now := f.Time()
		take := func(at time.Time, want int) []outbox.Letter {
			t.Helper()
			all, err := box.Take(t.Context(), at, at.Add(time.Minute), 10)
			if err != nil || len(all) != want {
				t.Fatalf("%d letters taken, not %d: %v", len(all), want, err)
			}
			return all
		}
		first := take(now, 4)
		take(now.Add(59*time.Second), 0)
		second := take(now.Add(61*time.Second), 4) // whoever had them is taken for dead
		l := first[0]
		if err := box.Note(t.Context(), now, outbox.Outcome{ID: l.ID, Attempt: l.Attempts, State: outbox.Refused}); err != nil {
			t.Fatal(err)
		}
		for _, l := range second {
			if l.Attempts != 2 || len(l.Items) != 1 || l.Items[0].Why != "notice.why.own-group" {
				t.Errorf("taken again: %+v", l)
			}
			if err := box.Note(t.Context(), now, outbox.Outcome{ID: l.ID, Attempt: 2, State: outbox.Accepted}); err != nil {
				t.Fatal(err)
			}
		}
		take(now.Add(time.Hour), 0)
		log, err := box.LogIn(t.Context(), clerktest.Washington, outbox.Place{}, 3)
		if err != nil || len(log) != 3 || log[0].State != outbox.Accepted {
			t.Fatalf("%+v, %v", log, err)
		}
		rest, err := box.LogIn(t.Context(), clerktest.Washington, log[2].Place(), 3)
		if err != nil || len(rest) != 1 || rest[0].ID == log[0].ID {
			t.Fatalf("the log goes on with %+v, %v", rest, err)
		}
		// What became of them is forgotten after three months.
		for _, c := range []struct {
			days, left int
		}{{89, 4}, {91, 0}} {
			err := db.Write(t.Context(), func(tx *database.Tx) error {
				_, err := outbox.Sweep(tx, now.AddDate(0, 0, c.days))
				return err
			})
			if n, _ := letters(t, box); err != nil || n != c.left {
				t.Errorf("after %d days %d letters are left: %v", c.days, n, err)
			}
		}
	})
}

// TestSettings keeps settings, and refuses such as nobody could keep.
func TestSettings(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		_, box := open(t, db)
		s, watch, err := box.Settings(t.Context(), "lind")
		if err != nil || s != outbox.Usual || len(watch) != 0 {
			t.Fatalf("at first %+v, %v, %v", s, watch, err)
		}
		for field, bad := range map[string]outbox.Settings{"pace": {Pace: "hourly"}, "from": {Pace: notice.Each, Quiet: notice.Quiet{From: -1}},
			"to": {Pace: notice.Each, Quiet: notice.Quiet{To: 1440}}} {
			if no, ok := act.Refused(box.Set(t.Context(), "lind", bad)); !ok || no.Field != field {
				t.Errorf("%+v: %v", bad, no)
			}
		}
		for n := range 3 {
			if err := box.Watch(t.Context(), "lind", act.Ref(fmt.Sprint("m", n)), outbox.Follow); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(box.Watch(t.Context(), "lind", "m1", outbox.Mute), box.Watch(t.Context(), "lind", "m2", ""),
			box.Stop(t.Context(), "lind", outbox.Bulletin), box.Stop(t.Context(), member.ID("moss"), outbox.Digest)); err != nil {
			t.Fatal(err)
		}
		s, watch, err = box.Settings(t.Context(), "lind")
		if err != nil || s.Bulletin || s.Pace != notice.Each || fmt.Sprint(watch) != "map[m0:follow m1:mute]" {
			t.Errorf("then %+v, %v, %v", s, watch, err)
		}
		if s, _, _ := box.Settings(t.Context(), "moss"); s.Pace != notice.Never || !s.Bulletin {
			t.Errorf("who wants no notices has %+v", s)
		}
	})
}
