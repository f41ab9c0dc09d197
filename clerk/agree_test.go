package clerk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// dump is the whole register, a row a line.
func dump(t testing.TB, db *database.DB) (lines []string) {
	t.Helper()
	err := db.Read(context.Background(), func(tx *database.Tx) error {
		return register.Dump(tx, func(line string) error { lines = append(lines, line); return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// refolded drops the register, folds it afresh, and returns it.
func refolded(t testing.TB, db *database.DB) []string {
	t.Helper()
	if err := errors.Join(register.Drop(context.Background(), db), register.Catch(context.Background(), db, nil)); err != nil {
		t.Fatal(err)
	}
	return dump(t, db)
}

func same(t testing.TB, when string, got, want []string) {
	t.Helper()
	for n := range max(len(got), len(want)) {
		if n >= len(got) || n >= len(want) || got[n] != want[n] {
			line := func(all []string) string {
				if n < len(all) {
					return all[n]
				}
				return "(nothing)"
			}
			t.Fatalf("%s: row %d:\n got %s\nwant %s", when, n, line(got), line(want))
		}
	}
}

// anything is a command that somebody might send, sensible or not.
func anything(rng *rand.Rand, m procedure.Matter, at time.Time) procedure.Command {
	v := m.Version.Hash
	words := func(s string) string { return fmt.Sprint(s, " ", rng.IntN(1_000_000)) }
	var draft []text.Paragraph
	for _, p := range m.Version.Paragraphs {
		if rng.IntN(8) > 0 {
			draft = append(draft, text.Paragraph{ID: p.ID, Words: words("Paragraph")})
		}
	}
	if rng.IntN(4) == 0 {
		draft = append(draft, text.Paragraph{Words: "New [washington: shall | astana: should] act."})
	}
	idea := clerktest.Idea(words("Idea"), "One.", "Two.")
	all := []procedure.Command{
		procedure.State{Words: words("I say"), Lang: "en", Version: v, Audience: pick(rng, act.Caucus, act.Joint, act.Public),
			Attribution: pick(rng, act.Named, act.GroupOnly, act.Unattributed)},
		procedure.Refer{},
		procedure.Consider{Version: v, Position: pick(rng, procedure.Support, procedure.Concerns), Method: procedure.Written, TookPart: 3,
			WithoutComment: true, Reason: words("because")},
		procedure.OpenFormulation{},
		procedure.Issue{Base: v, Paragraphs: draft, CancelsDecision: rng.IntN(2) == 0},
		procedure.PassPen{To: pick(rng, clerktest.Washington, clerktest.Astana)},
		procedure.Move{Version: v, Method: pick(rng, procedure.Written, procedure.Silence, procedure.Meeting), Closes: at.Add(80 * time.Hour)},
		procedure.Second{Version: v}, procedure.Second{Version: v},
		procedure.Choose{Version: v, Choice: pick(rng, procedure.Consent, procedure.Consent, procedure.Consent, procedure.Object), Reason: words("for")},
		procedure.Choose{Version: v, Choice: procedure.Consent},
		procedure.RecordMeeting{Version: v, Present: []member.ID{"hale", "okafor", "serik", "dana"}[2*rng.IntN(2):][:2]},
		procedure.Reserve{Version: v, Rider: procedure.Reservation, Words: words("save"), Lang: "en"},
		procedure.Amend{Version: v, Words: words("rather")},
		procedure.Close{}, procedure.Close{},
		procedure.Revise{Raise: idea},
	}
	if rng.IntN(6) == 0 {
		all = append(all, procedure.Withdraw{Reason: words("enough")}, procedure.Differ{Paragraphs: []text.Paragraph{{Words: words("Ours")}}, Reason: "no"},
			procedure.Recuse{Reason: words("It is my firm")}, procedure.Recuse{Member: "lind", Reason: words("It is his firm")})
	}
	return pick(rng, all...)
}

func pick[T any](rng *rand.Rand, all ...T) T { return all[rng.IntN(len(all))] }

// sensible is what somebody would do next who wants the matter to move, so
// that random deliberations get anywhere.
func sensible(rng *rand.Rand, f *clerktest.TaskForce, m procedure.Matter) (member.ID, procedure.Command) {
	chair := map[string]member.ID{"washington": "hale", "astana": "serik"}
	other := map[string]string{"washington": "astana", "astana": "washington"}
	v, origin := m.Version.Hash, string(m.Origin)
	switch m.Stage {
	case procedure.Raised:
		if rng.IntN(2) == 0 {
			who := map[string][]member.ID{"washington": {"hale", "okafor", "lind"}, "astana": {"serik", "dana", "nurlan"}}
			return pick(rng, who[origin]...), f.Says("I say.", act.Caucus, pick(rng, act.Named, act.Unattributed))
		}
		return chair[origin], procedure.Refer{}
	case procedure.Referred:
		return chair[other[origin]], procedure.Consider{Version: v, Position: procedure.Support, Method: procedure.Written, TookPart: 3, WithoutComment: true, Reason: "r"}
	case procedure.Considered:
		return chair[string(m.Pen)], procedure.OpenFormulation{}
	case procedure.Formulation:
		for _, g := range m.Groups {
			if len(m.Unconsidered(g)) > 0 {
				return chair[string(g)], procedure.Consider{Version: v, Position: procedure.Support, Method: procedure.Written, TookPart: 3, WithoutComment: true, Reason: "r"}
			}
		}
		switch {
		case m.Version.Brackets() > 0:
			return chair[string(m.Pen)], procedure.Issue{Base: v, Paragraphs: []text.Paragraph{{Words: fmt.Sprint("Clean ", rng.IntN(1000))}}}
		case m.Decision != nil:
			return chair[other[string(m.Decision.MovedBy)]], procedure.Second{Version: v}
		}
		return chair[origin], procedure.Move{Version: v, Method: pick(rng, procedure.Written, procedure.Silence), Closes: f.Time().Add(80 * time.Hour)}
	case procedure.Deciding:
		if rng.IntN(4) == 0 {
			return member.Clock, procedure.Close{}
		}
		return pick(rng, "hale", "okafor", "serik", "dana", member.ID("lind")), procedure.Choose{Version: v, Choice: procedure.Consent}
	}
	return "hale", clerktest.Idea("Another", "One.")
}

// TestRegisterAgrees plays a random deliberation and checks that the register
// as it was folded, the register folded afresh, and the rules folded in memory
// say the same, and that the record verifies.
func TestRegisterAgrees(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		rng := rand.New(rand.NewPCG(7, 11))
		var refs []act.Ref
		stages := map[procedure.Stage]bool{}
		refused, done := 0, 0
		for n := range 4000 {
			who := pick(rng, "hale", "serik", "hale", "serik", "dana", clerktest.Cast[rng.IntN(len(clerktest.Cast))].ID)
			if rng.IntN(25) == 0 {
				who = member.Clock
			}
			var m procedure.Matter
			var cmd procedure.Command = clerktest.Idea(fmt.Sprint("Idea ", n), "One.", "Two.")
			f.On = ""
			if len(refs) > 0 && rng.IntN(60) > 0 {
				f.On = refs[max(0, len(refs)-1-rng.IntN(5))]
				m = f.Matter()
				cmd = anything(rng, m, f.Time())
				if rng.IntN(2) == 0 {
					who, cmd = sensible(rng, f, m)
				}
				if m.Stage.Closed() {
					f.On, cmd = "", clerktest.Idea(fmt.Sprint("Idea ", n), "One.", "Two.")
				}
			}
			r, err := f.As(who).Ask(cmd)
			if _, orderly := act.Refused(err); orderly {
				refused++
			} else if err != nil {
				t.Fatalf("%s, %T: %v", who, cmd, err)
			} else {
				done++
				if !slices.Contains(refs, r.On) {
					refs = append(refs, r.On)
				}
				f.On = r.On
				stages[f.Matter().Stage] = true
			}
			f.Later(time.Duration(rng.IntN(300)) * time.Minute)
		}
		if refused < 300 || done < 300 || !stages[procedure.Adopted] || !stages[procedure.Deciding] || !stages[procedure.Withdrawn] {
			t.Fatalf("too tame: %d refused, %d done, stages %v", refused, done, stages)
		}
		live := dump(t, db)
		for _, ref := range refs {
			f.On = ref
			want := f.Matter()
			f.Reads(reader(want), func(q register.Questions) error {
				got, err := q.Matter(ref)
				if settled(got.Matter) != settled(want) {
					t.Errorf("%s:\n got %s\nwant %s", ref, settled(got.Matter), settled(want))
				}
				return err
			})
		}
		same(t, "folded afresh", refolded(t, db), live)
		f.Checks()
	})
}

// reader is somebody who may read a matter wherever it stands.
func reader(m procedure.Matter) member.ID {
	if m.Origin == clerktest.Astana {
		return "serik"
	}
	return "hale"
}

// settled is a matter without its newest act: statements are not entered in
// its row, so the row's newest act is the one that last moved it.
func settled(m procedure.Matter) string {
	m.Last, m.Seq, m.Whispers = act.Hash{}, 0, nil
	b, err := json.Marshal(m)
	return fmt.Sprint(string(b), err)
}

// TestFaultAnywhere makes the first statement of a command fail, then the
// second, and so on until the command succeeds. Each failure leaves the record
// whole and the register as it was.
func TestFaultAnywhere(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		broke := errors.New("the disk is on fire")
		f := clerktest.New(t, db)
		try := func(cmd procedure.Command) {
			t.Helper()
			before := dump(t, db)
			size := f.Checks().Size
			for n := 0; ; n++ {
				left := n
				db.Trip = func(string) error {
					if left--; left < 0 {
						return broke
					}
					return nil
				}
				r, err := f.Ask(cmd)
				db.Trip = nil
				if err == nil {
					if n < 4 {
						t.Errorf("%T: only %d statements; does Trip still trip?", cmd, n)
					}
					f.On = r.On
					break
				}
				if !errors.Is(err, broke) {
					t.Fatalf("%T, fault at statement %d: %v", cmd, n, err)
				}
				if f.Checks().Size != size {
					t.Errorf("%T, fault at statement %d: the record has grown", cmd, n)
				}
				same(t, fmt.Sprintf("%T, fault at statement %d", cmd, n), dump(t, db), before)
			}
			live := dump(t, db)
			same(t, fmt.Sprintf("%T, folded afresh", cmd), refolded(t, db), live)
			f.Checks()
		}
		f.On = ""
		f.As("hale")
		try(clerktest.Idea("Strengthen ODIHR", "One.", "Two."))
		f.As("okafor")
		try(f.Says("I agree.", act.Caucus, act.Named))
		f.As("lind").Does(f.Says("And I.", act.Caucus, act.Unattributed))
		f.Later(48 * time.Hour)
		f.As("hale")
		try(procedure.Refer{})
		f.Considers()
		f.As("hale").Does(procedure.OpenFormulation{})
		v := f.Matter().Version.Hash
		f.Does(procedure.Move{Version: v, Method: procedure.Written, Closes: f.Time().Add(90 * time.Hour)})
		f.As("serik")
		try(procedure.Second{Version: v})
		for _, who := range []member.ID{"hale", "okafor", "serik", "dana"} {
			f.As(who).Does(procedure.Choose{Version: v, Choice: procedure.Consent})
		}
		f.Later(97 * time.Hour)
		f.As(member.Clock)
		try(procedure.Close{})
		if f.Matter().Stage != procedure.Adopted {
			t.Error(f.Matter().Stage)
		}
	})
}

// TestManyHands has two instances of the program, each with many members who
// speak at once, on one database where the engine allows it. Every statement is
// in the record once, no place is left empty, and a repeated order gets its
// first receipt.
func TestManyHands(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		db := databasetest.Open(t, at)
		f := clerktest.New(t, db).Refers("Strengthen ODIHR")
		clerks := []*clerk.Clerk{f.Clerk, f.Clerk}
		if db.Engine == database.Postgres {
			second := clerktest.Reopen(t, databasetest.Open(t, at))
			second.Later(f.Time().Sub(second.Time()))
			clerks[1] = second.Clerk
		}
		v := f.Matter().Version.Hash
		var wg sync.WaitGroup
		var mu sync.Mutex
		places := map[int64]string{}
		for w := range 16 {
			wg.Go(func() {
				for n := range 12 {
					key := fmt.Sprint(w, "/", n)
					o := clerk.Order{By: clerktest.Cast[w%5].ID, On: f.On, Turn: -1, Key: key, Command: procedure.State{
						Words: key, Lang: "en", Audience: act.Joint, Attribution: act.Named, Version: v}}
					first, err := clerks[w%2].Do(context.Background(), o)
					again, err2 := clerks[(w+1)%2].Do(context.Background(), o)
					if err != nil || err2 != nil {
						t.Error(err, err2)
						return
					}
					if !again.Repeat || again.Acts[0] != first.Acts[0] {
						t.Errorf("%s: first %+v, again %+v", key, first, again)
					}
					mu.Lock()
					if was, taken := places[first.Acts[0].Seq]; taken {
						t.Errorf("place %d has %s and %s", first.Acts[0].Seq, was, key)
					}
					places[first.Acts[0].Seq] = key
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(places) != 16*12 {
			t.Errorf("%d statements, want %d", len(places), 16*12)
		}
		report := f.Checks()
		if want := report.Size; want != f.Checks().Size {
			t.Error("the record moves by itself")
		}
		live := dump(t, db)
		same(t, "folded afresh", refolded(t, db), live)
	})
}

// TestErased takes the words of an act away. The record still verifies, the
// rules go on, and pages say that the words are gone.
func TestErased(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db).Refers("Strengthen ODIHR")
		r, err := f.As("hale").Ask(f.Says("Words to be erased.", act.Joint, act.Named))
		if err != nil {
			t.Fatal(err)
		}
		seq := r.Acts[0].Seq
		if err := db.Write(t.Context(), func(tx *database.Tx) error { return record.Erase(tx, seq) }); err != nil {
			t.Fatal(err)
		}
		f.Register.Forget(seq)
		f.Reads("serik", func(q register.Questions) error {
			l, err := q.Line(seq)
			if !l.Erased || strings.Contains(fmt.Sprint(l.Words), "erased") {
				t.Errorf("%+v", l)
			}
			return err
		})
		live := dump(t, db)
		same(t, "folded afresh", refolded(t, db), live)
		if f.Checks().Missing != 1 {
			t.Error("one payload should be missing")
		}
		f.Considers().Opens(procedure.Written).Adopts()
	})
}
