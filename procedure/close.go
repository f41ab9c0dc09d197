package procedure

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
)

// Close ends a decision and takes its result. The clock does so at the
// instant stated; a chair may sooner, when nothing more can come.
type Close struct{}

// Closed records how a decision ended, group by group.
type Closed struct {
	Version  act.Hash                   `json:"version"`
	Tallies  map[group.ID]group.Tally   `json:"tallies"`
	Verdicts map[group.ID]group.Verdict `json:"verdicts"`
	Carried  bool                       `json:"carried"` // by every group
	Broken   bool                       `json:"broken"`  // a silence that somebody broke
}

// AdoptedAct records a recommendation: a text with its symbol, adopted by
// every group.
type AdoptedAct struct {
	Version act.Hash `json:"version"`
	Symbol  string   `json:"symbol"`
	Number  int      `json:"number"`
	Year    int      `json:"year"` // of the number's series; 0 if it runs on
}

func (Closed) Kind() string     { return "procedure.closed" }
func (AdoptedAct) Kind() string { return "procedure.adopted" }

func (Close) Name() string { return "close" }

func (Close) May(m Matter, i Instant) error {
	if err := at(m, "refuse.decide.stage", Deciding); err != nil {
		return err
	}
	if i.By.Member != member.Clock {
		if err := first(takesPart(m, i), needs(i, m.Rules.Move, "move")); err != nil {
			return err
		}
	}
	d := m.Decision
	switch {
	case d.Method == Meeting && len(d.Recorded) < len(m.Groups):
		return act.Refuse(act.NotNow, "refuse.close.record", m.unrecorded())
	case d.Method == Meeting && i.By.Member == member.Clock:
		return act.Refuse(act.NotAllowed, "refuse.close.chair") // the chairs close a meeting
	case d.Method == Silence && i.At.Before(d.Closes):
		return act.Refuse(act.NotNow, "refuse.close.silence", d.Closes)
	case d.Method == Written && i.At.Before(d.Closes) && !m.allChose():
		return act.Refuse(act.NotNow, "refuse.close.written", d.Closes)
	}
	return nil
}

// unrecorded are the groups whose meeting has not been recorded.
func (m Matter) unrecorded() []group.ID {
	left := m.Groups
	for _, g := range m.Decision.Recorded {
		left = group.Others(left, g)
	}
	return left
}

// allChose reports whether every elector has stated a position.
func (m Matter) allChose() bool {
	for _, g := range m.Groups {
		if t := m.Decision.Tally(g); t.TookPart() < t.Entitled {
			return false
		}
	}
	return true
}

func (c Close) Decide(m Matter, i Instant) ([]act.Deed, error) {
	result := m.result()
	deeds := []act.Deed{{Body: result, Group: i.By.Group}}
	if result.Carried {
		deeds = append(deeds, act.Deed{Body: m.adopts(i), Group: i.By.Group})
	}
	return deeds, nil
}

// result is how the decision stands by every group's own rule.
func (m Matter) result() Closed {
	r := Closed{Version: m.Decision.Version, Tallies: map[group.ID]group.Tally{},
		Verdicts: map[group.ID]group.Verdict{}, Carried: true}
	for _, g := range m.Groups {
		r.Tallies[g], r.Verdicts[g] = m.Decision.Tally(g), m.Verdict(g)
		if r.Verdicts[g] != group.Carried {
			r.Carried = false
		}
	}
	return r
}

// broken is the end of a silence that the same command breaks.
func (m Matter) broken(i Instant) act.Deed {
	r := m.result()
	r.Carried, r.Broken = false, true
	return act.Deed{Body: r, Group: i.By.Group}
}

// adopts gives the number, which is never given before.
func (m Matter) adopts(i Instant) AdoptedAct {
	a := AdoptedAct{Version: m.Decision.Version, Number: i.Next, Symbol: m.Rules.Number(i.Next, i.At)}
	if m.Rules.Yearly {
		a.Year = i.At.UTC().Year()
	}
	return a
}

// NextNumber returns the number after the newest adoption, for a
// recommendation adopted at an instant.
func NextNumber(r Rules, newest *AdoptedAct, at time.Time) int {
	if newest == nil || r.Yearly && newest.Year != at.UTC().Year() {
		return 1
	}
	return newest.Number + 1
}

func (c Closed) Apply(m *Matter, a act.Act) {
	if !c.Carried {
		m.Stage, m.Failed, m.Decision = Formulation, a.At, nil
	}
}

func (c AdoptedAct) Apply(m *Matter, a act.Act) {
	m.Stage = Adopted
	m.Adoption = &Adoption{c.Symbol, c.Version, a.At}
}
