package procedure

import (
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/text"
)

// OpenFormulation begins the joint text, once every counterpart has considered
// the referred version.
type OpenFormulation struct{}

// FormulationOpened records that the joint text was begun.
type FormulationOpened struct{}

func (FormulationOpened) Kind() string { return "procedure.formulation-opened" }

func (OpenFormulation) Name() string { return "open-formulation" }

func (OpenFormulation) May(m Matter, i Instant) error {
	if m.Stage == Referred {
		return act.Refuse(act.NotNow, "refuse.formulation.awaits", m.Awaited())
	}
	return first(
		at(m, "refuse.formulation.stage", Considered),
		holdsPen(m, i),
	)
}

func (c OpenFormulation) Decide(m Matter, i Instant) ([]act.Deed, error) {
	return []act.Deed{{Body: FormulationOpened{}, Group: i.By.Group}}, nil
}

func (FormulationOpened) Apply(m *Matter, _ act.Act) { m.Stage = Formulation }

// holdsPen refuses unless the person may use their group's pen and the group
// holds it.
func holdsPen(m Matter, i Instant) error {
	if i.By.Group != m.Pen {
		return act.Refuse(act.NotAllowed, "refuse.pen.elsewhere", m.Pen)
	}
	return needs(i, m.Rules.Draft, "draft")
}

// Issue puts the next version on the table.
type Issue struct {
	Base       act.Hash         `json:"base" doc:"The version that the draft was written on; it must be the latest"`
	Paragraphs []text.Paragraph `json:"paragraphs" doc:"The whole text, changed and unchanged paragraphs alike"`
	// CancelsDecision must be set to issue a version while a decision is
	// moved or open, for that cancels the decision and every position in it.
	CancelsDecision bool `json:"cancelsDecision,omitempty"`

	base []text.Paragraph
}

// IssuedAct records a version.
type IssuedAct struct {
	Base       act.Hash `json:"base"`
	Paragraphs []Mark   `json:"paragraphs"`
}

// IssuedWords are the words of a version, whole.
type IssuedWords struct {
	Paragraphs []text.Paragraph `json:"paragraphs"`
}

func (IssuedAct) Kind() string { return "procedure.issued" }

func (Issue) Name() string { return "issue" }

// Against tells the command the words of its base, so that it can tell which
// paragraphs it leaves as they were. The clerk does so before Decide; without
// it every paragraph counts as changed.
func (c Issue) Against(base []text.Paragraph) Issue {
	c.base = base
	return c
}

func (Issue) May(m Matter, i Instant) error {
	if err := first(at(m, "refuse.issue.stage", Formulation, Deciding), holdsPen(m, i)); err != nil {
		return err
	}
	// A silence that nobody broke has adopted the text at its instant, though
	// the act that says so may follow a moment later. No version may slip in
	// between, nor between the end of a written procedure and its count.
	if m.Stage == Deciding && !m.Decision.Open(i.At) {
		return act.Refuse(act.NotNow, "refuse.issue.ended", m.Decision.Closes)
	}
	return nil
}

func (c Issue) Decide(m Matter, i Instant) ([]act.Deed, error) {
	if c.Base != m.Version.Hash {
		return nil, act.Refuse(act.Stale, "refuse.issue.base", m.Version.N)
	}
	if m.Decision != nil && !c.CancelsDecision {
		return nil, act.RefuseField("cancelsDecision", "refuse.issue.decision")
	}
	ps, marks, err := draft(c.Paragraphs, m, c.base, i)
	if err != nil {
		return nil, err
	}
	if unchanged(marks, m.Version) {
		return nil, act.RefuseField("paragraphs", "refuse.issue.unchanged")
	}
	return []act.Deed{{Body: IssuedAct{c.Base, marks}, Words: IssuedWords{ps}, Group: i.By.Group}}, nil
}

func unchanged(marks []Mark, v Version) bool {
	return slices.EqualFunc(marks, v.Paragraphs, func(k Mark, p Paragraph) bool { return k.ID == p.ID && k.Kept })
}

func (c IssuedAct) Apply(m *Matter, a act.Act) {
	m.issue(a, c.Paragraphs)
	m.Decision, m.Stage = nil, Formulation
}

// PassPen gives the pen to another group. Nobody can take it: a pen that
// could be recalled, or lapsed with time, could be held by two groups at once.
type PassPen struct {
	To group.ID `json:"to" doc:"The group that drafts next"`
}

// PenPassed records that the pen changed hands.
type PenPassed struct {
	To group.ID `json:"to"`
}

func (PenPassed) Kind() string { return "procedure.pen-passed" }

func (PassPen) Name() string { return "pass-pen" }

func (PassPen) May(m Matter, i Instant) error {
	return first(
		at(m, "refuse.pen.stage", Formulation),
		holdsPen(m, i),
	)
}

func (c PassPen) Decide(m Matter, i Instant) ([]act.Deed, error) {
	if c.To == m.Pen || !slices.Contains(m.Groups, c.To) {
		return nil, act.RefuseField("to", "refuse.pen.to")
	}
	return []act.Deed{{Body: PenPassed(c), Group: i.By.Group}}, nil
}

func (p PenPassed) Apply(m *Matter, _ act.Act) { m.Pen = p.To }
