package procedure_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"pgregory.net/rapid"
)

// TestCourses plays random courses of two and of three groups, and holds what
// was recorded against the invariants after every act. Those who play know
// the rules and try to get round them: about half of what they do is meant to
// move a matter on, the rest is whatever anybody could send.
func TestCourses(t *testing.T) {
	for _, groups := range [][]group.ID{{"washington", "astana"}, {"washington", "astana", "vienna"}} {
		t.Run(fmt.Sprint(len(groups), " groups"), func(t *testing.T) {
			reached := map[string]int{}
			courses := 0
			rapid.Check(t, func(rt *rapid.T) {
				courses++
				for what := range play(rt, groups) {
					reached[what]++
				}
			})
			t.Logf("of %d courses so many reached: %v", courses, reached)
			if t.Failed() {
				return
			}
			// A generator that never gets anywhere proves nothing.
			for what, share := range map[string]int{
				"procedure.adopted": 3, "broken": 20, "diverged": 20, "cancelled": 10, "procedure.unmoved": 5,
				"not carried": 5, "second round": 20, "delta considered": 4, "procedure.pen-passed": 4,
				"withdrawn": 30, "meeting adopted": 20, "written adopted": 50, "silence adopted": 20,
				"two numbers": 30, "recused while deciding": 30, "adopted without the recused": 100, "chair recuses": 20, "new year": 10, "seat changed while deciding": 10, "brackets": 10,
			} {
				if reached[what]*share < courses {
					t.Errorf("%s was reached in %d of %d courses; it should be one in %d", what, reached[what], courses, share)
				}
			}
		})
	}
}

// play plays one course and tells what it reached.
func play(t *rapid.T, groups []group.ID) map[string]bool {
	p := &player{table: newTable(t, groups...), die: die{rt: t}, reached: map[string]bool{}}
	p.table.at = time.Date(2009, 12, 20, 12, 0, 0, 0, time.UTC)
	p.rules = p.anyRules()
	for _, g := range groups {
		for n, c := range []member.Capacity{member.CoChair, member.Rapporteur, member.Member, member.Member, member.Alternate, member.Observer, member.Secretariat} {
			p.seat(member.ID(fmt.Sprintf("%s%d", g[:1], n+1)), g, c)
		}
	}
	for range rapid.IntRange(150, 250).Draw(t, "steps") {
		p.step()
	}
	return p.reached
}

// A player plays at random.
type player struct {
	*table
	die
	reached map[string]bool
}

func (p *player) anyRules() procedure.Rules {
	r := procedure.Defaults(p.groups)
	r.OwnDays, r.CounterpartDays = p.upTo("days", 0, 2), p.upTo("days", 0, 2)
	r.Contributors, r.NoticeDays, r.SilenceHours = p.upTo("contributors", 1, 2), p.upTo("notice", 0, 3), p.upTo("hours", 1, 48)
	r.Yearly = p.one(2)
	for _, g := range p.groups {
		r.Decide[g] = group.Rule{Quorum: p.upTo("quorum", 1, 5)}
		rule := r.Decide[g]
		switch p.upTo("rule", 0, 3) {
		case 0:
			rule.Kind = group.Consensus
		case 1:
			rule.Kind, rule.N = group.ConsensusMinus, p.upTo("n", 1, 2)
		case 2:
			rule.Kind, rule.N = group.Majority, p.upTo("n", 2, 4)
			rule.M = p.upTo("m", 1, rule.N-1)
		case 3:
			rule.Kind, rule.N = group.KOfN, p.upTo("n", 1, 3)
		}
		r.Decide[g] = rule
	}
	if err := r.Check(p.groups); err != nil {
		p.t.Fatalf("rules that are none: %v", err)
	}
	return r
}

// step lets some time pass and somebody do something.
func (p *player) step() {
	p.matter(pick(&p.die, "matter", "a", "a", "a", "b", "b", "c"))
	p.passTime()
	m, acts := p.on.matter, len(p.acts)
	switch n := p.upTo("turn", 0, 19); {
	case n == 0:
		p.changeSeats(m)
	case n == 1:
		r := p.anyRules()
		r.Version, r.Yearly = p.rules.Version+1, p.rules.Yearly
		p.rules = r
	case n < 14:
		who, c := p.sensible(m)
		p.dares(who, c)
		for m = p.on.matter; m.Stage == procedure.Deciding && m.Decision.Method == procedure.Written && p.one(2); m = p.on.matter {
			p.dares(p.elector(m), p.choose(m)) // votes come in bunches
		}
	default:
		p.dares(p.anybody(), p.anything(m))
	}
	if len(p.acts) > acts {
		p.check()
	}
}

func (p *player) passTime() {
	d := p.on.matter.Decision
	open := p.on.matter.Stage == procedure.Deciding
	switch n := p.upTo("time", 0, 23); {
	case n == 0:
		p.table.at = p.table.at.Add(time.Millisecond)
	case n == 1:
		p.table.at = p.table.at.Add(25 * time.Hour)
	case n == 2 && !open:
		p.table.at = p.table.at.Add(3 * 24 * time.Hour)
	case n == 3 && open && p.table.at.Before(d.Closes.Add(-time.Millisecond)):
		p.table.at = d.Closes.Add(-time.Millisecond)
	case n == 4 && open && (d.Method != procedure.Written || p.one(4)):
		p.table.at = later(p.table.at, d.Closes)
	}
}

func (p *player) changeSeats(m procedure.Matter) {
	if len(p.acts) > 0 && !p.table.at.After(p.acts[len(p.acts)-1].At) {
		p.table.at = p.table.at.Add(time.Millisecond) // what was done was done before
	}
	g := p.group()
	id := member.ID(fmt.Sprintf("%s%d", g[:1], p.upTo("who", 2, 9)))
	if p.one(3) {
		p.unseat(id)
	} else {
		p.seat(id, g, pick(&p.die, "capacity", member.Member, member.CoChair, member.Rapporteur, member.Observer, member.Alternate))
	}
	if m.Stage == procedure.Deciding {
		p.reached["seat changed while deciding"] = true
	}
}

// dares carries a command out and notes what came of it.
func (p *player) dares(who member.ID, c procedure.Command) {
	before := p.on.matter
	done, err := p.do(who, c)
	if no, ok := act.Refused(err); ok {
		p.legible(no)
		return
	}
	now := p.on.matter
	for _, a := range done {
		p.reached[a.Kind] = true
		p.note(a, before, now)
	}
}

func (p *player) note(a act.Act, before, now procedure.Matter) {
	reach := func(what string, ok bool) {
		if ok {
			p.reached[what] = true
		}
	}
	switch body := a.Body.(type) {
	case procedure.Closed:
		reach("broken", body.Broken)
		reach("not carried", !body.Broken && !body.Carried)
	case procedure.AdoptedAct:
		reach(string(before.Decision.Method)+" adopted", true)
		reach("two numbers", body.Number > 1)
		reach("new year", a.At.Year() > 2009)
		reach("second round", !before.Failed.IsZero())
		reach("adopted without the recused", len(before.Recused) > 0)
	case procedure.Recused:
		reach("recused while deciding", before.Stage == procedure.Deciding)
		reach("chair recuses", a.By != body.Who)
	case procedure.IssuedAct:
		reach("cancelled", before.Stage == procedure.Deciding)
		reach("brackets", now.Version.Brackets() > 0)
	case procedure.ConsideredAct:
		reach("delta considered", before.Stage == procedure.Formulation)
	}
	reach("diverged", now.Stage == procedure.Diverged)
	reach("withdrawn", now.Stage == procedure.Withdrawn && !now.ReferredAt.IsZero())
}

// legible holds a refusal against the catalogues: it is a whole sentence in
// every language.
func (p *player) legible(no *act.Refusal) {
	for _, lang := range locale.Langs {
		for _, r := range append([]act.Reason{no.Reason}, no.More...) {
			if line := locale.For(lang).Say(r); strings.Contains(line, "⟦") {
				p.t.Fatalf("in %s %s is said as %s", lang, r, line)
			}
		}
	}
}

// check holds the table against the twin, and the matter against itself.
func (p *player) check() {
	if wrong := append(p.retold(p.on), numbers(p.acts)...); len(wrong) > 0 {
		p.t.Fatalf("%s", strings.Join(wrong, "\n"))
	}
	m := p.on.matter
	if again := procedure.Fold(p.on.acts); !reflect.DeepEqual(again, m) {
		p.t.Fatalf("folded afresh the matter is another:\n%+v\n%+v", again, m)
	}
	data, err := json.Marshal(m)
	if err != nil {
		p.t.Fatal(err)
	}
	var back procedure.Matter
	if err := json.Unmarshal(data, &back); err != nil {
		p.t.Fatal(err)
	}
	data2, _ := json.Marshal(back)
	if !reflect.DeepEqual(back, m) || !bytes.Equal(data, data2) {
		p.t.Fatalf("the register would read back another matter:\n%+v\n%+v", back, m)
	}
	if p.one(4) {
		p.explained(m)
	}
}

// explained holds the account of a matter against what the rules allow.
func (p *player) explained(m procedure.Matter) {
	if m.Stage == procedure.Unknown {
		return
	}
	a := m.Explain(p.instant("w1"))
	missing := map[string]bool{}
	for _, r := range append(a.Says, a.Missing...) {
		missing[r.Key] = true
		for _, lang := range locale.Langs {
			if line := locale.For(lang).Say(r); strings.Contains(line, "⟦") {
				p.t.Fatalf("in %s %s is said as %s", lang, r, line)
			}
		}
	}
	open := map[string]bool{}
	for _, s := range member.In(p.standings, p.table.at) {
		for _, w := range m.Ways(p.instant(s.Member)) {
			if w.No == nil {
				open[w.Command] = true
			}
			if !m.Visible(s) && (w.No == nil || w.No.Why != act.NotFound || len(w.No.Reason.Args)+len(w.No.More) > 0) {
				p.t.Fatalf("%s of another group is answered %v by %s in a caucus", s.Member, w.No, w.Command)
			}
		}
	}
	for command, key := range map[string]string{"refer": "explain.raised.refer", "move": "explain.formulation.move"} {
		if open[command] && !missing[key] {
			p.t.Fatalf("the way to %s is open, and the account says %v", command, a.Missing)
		}
	}
	if !m.Stage.Closed() && len(a.Desk) == 0 && m.Stage != procedure.Deciding {
		p.t.Fatalf("it is on nobody's desk at %s", m.Stage)
	}
	if m.Stage.Closed() && len(open) > 1 { // to raise another is always possible
		p.t.Fatalf("the matter is %s, and yet one may %v", m.Stage, open)
	}
}
