package group

import "fmt"

// A RuleKind is a way in which a group makes up its mind.
type RuleKind string

// The kinds of rule.
const (
	// Consensus: nobody objects. It is the absence of an expressed objection,
	// not a vote in favour (OSCE Rules of Procedure, MC.DOC/1/06).
	Consensus RuleKind = "consensus"
	// ConsensusMinus: at most N object.
	ConsensusMinus RuleKind = "consensus-minus"
	// Majority: M/N of the votes cast, standing aside not being a vote. One
	// half means more than half; any other fraction means at least that much.
	Majority RuleKind = "majority"
	// KOfN: at least N of those entitled consent.
	KOfN RuleKind = "k-of-n"
)

// Key is the kind's name in the catalogues.
func (k RuleKind) Key() string { return "rule." + string(k) }

// A Rule is how one group decides, and how many must take part.
type Rule struct {
	Kind   RuleKind `json:"kind"`
	N      int      `json:"n,omitempty"` // consensus minus N; M/N; N of those entitled
	M      int      `json:"m,omitempty"` // M/N
	Quorum int      `json:"quorum"`      // members who must take part
}

// most bounds the numbers of a rule. They are multiplied with counts, and a
// product that overflowed could carry a text against the votes.
const most = 1_000_000

// Check returns what is wrong with a rule, as a catalogue key, or "".
func (r Rule) Check() string {
	switch {
	case r.Quorum < 1:
		return "refuse.rule.quorum"
	case max(r.Quorum, r.N, r.M) > most:
		return "refuse.rule.numbers"
	case r.Kind == Consensus:
		return ""
	case r.Kind == ConsensusMinus && r.N >= 1:
		return ""
	case r.Kind == Majority && r.M >= 1 && r.M < r.N:
		return ""
	case r.Kind == KOfN && r.N >= 1:
		return ""
	}
	return "refuse.rule.numbers"
}

// A Tally counts the positions of one group's electorate.
type Tally struct {
	Entitled int `json:"entitled"`
	Consent  int `json:"consent"`
	Aside    int `json:"aside"`
	Object   int `json:"object"`
}

// TookPart is how many stated a position.
func (t Tally) TookPart() int { return t.Consent + t.Aside + t.Object }

// A Verdict is what a rule makes of a tally.
type Verdict string

// The verdicts.
const (
	Carried   Verdict = "carried"
	Inquorate Verdict = "inquorate" // too few took part
	Blocked   Verdict = "blocked"   // too many object
	Short     Verdict = "short"     // too few consent
)

// Key is the verdict's name in the catalogues.
func (v Verdict) Key() string { return "verdict." + string(v) }

// Of returns what r makes of t. A quorum larger than the electorate is met
// when everybody takes part, for it could be met in no other way.
func (r Rule) Of(t Tally) Verdict {
	if t.Entitled == 0 || t.TookPart() < min(r.Quorum, t.Entitled) {
		return Inquorate
	}
	switch r.Kind {
	case Consensus:
		return blockedIf(t.Object > 0)
	case ConsensusMinus:
		return blockedIf(t.Object > r.N)
	case Majority:
		cast := t.Consent + t.Object
		enough := t.Consent*r.N >= cast*r.M
		if r.M*2 == r.N {
			enough = t.Consent*2 > cast
		}
		return shortIf(cast == 0 || !enough)
	case KOfN:
		return shortIf(t.Consent < r.N)
	}
	return Short // an unknown rule carries nothing
}

func blockedIf(b bool) Verdict {
	if b {
		return Blocked
	}
	return Carried
}

func shortIf(b bool) Verdict {
	if b {
		return Short
	}
	return Carried
}

// OfSilence returns the verdict of a silence procedure that nobody broke:
// silence is consent, so there is no quorum to meet. Where nobody is left who
// could have broken it, nobody was silent either.
func (r Rule) OfSilence(t Tally) Verdict {
	if t.Entitled == 0 {
		return Inquorate
	}
	return blockedIf(t.Object > 0)
}

// String is the rule as a transcript writes it, such as "majority 2/3, quorum 5".
func (r Rule) String() string {
	switch r.Kind {
	case ConsensusMinus:
		return fmt.Sprintf("consensus minus %d, quorum %d", r.N, r.Quorum)
	case Majority:
		return fmt.Sprintf("majority %d/%d, quorum %d", r.M, r.N, r.Quorum)
	case KOfN:
		return fmt.Sprintf("%d of those entitled, quorum %d", r.N, r.Quorum)
	}
	return fmt.Sprintf("%s, quorum %d", r.Kind, r.Quorum)
}
