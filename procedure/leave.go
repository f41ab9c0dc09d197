package procedure

import (
	"maps"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/text"
)

// Withdraw takes a matter off the table. Before referral its originator may;
// afterwards every group must agree, each by its chair.
type Withdraw struct {
	Reason string `json:"reason"`
}

// WithdrawnAct records that a group withdrew the matter, or agreed to.
type WithdrawnAct struct {
	Complete bool `json:"complete"` // nobody else need agree
}

func (WithdrawnAct) Kind() string { return "procedure.withdrawn" }

func (Withdraw) Name() string { return "withdraw" }

func (Withdraw) May(m Matter, i Instant) error {
	if m.Stage == Raised {
		return mineOrDesk(m, i, "refuse.withdraw.who")
	}
	if err := first(
		at(m, "refuse.withdraw.stage", Referred, Considered, Formulation),
		takesPart(m, i),
		needs(i, m.Rules.Move, "move"),
	); err != nil {
		return err
	}
	if slices.Contains(m.Leaving, i.By.Group) {
		return act.Refuse(act.NotNow, "refuse.withdraw.waits", m.staying())
	}
	return nil
}

// staying are the groups that have not agreed to withdraw.
func (m Matter) staying() []group.ID {
	left := m.Groups
	for _, g := range m.Leaving {
		left = group.Others(left, g)
	}
	return left
}

func (c Withdraw) Decide(m Matter, i Instant) ([]act.Deed, error) {
	why, err := reason(c.Reason)
	if err != nil {
		return nil, err
	}
	done := m.Stage == Raised || len(group.Others(m.staying(), i.By.Group)) == 0
	return []act.Deed{{Body: WithdrawnAct{done}, Words: ReasonWords{why}, Group: i.By.Group}}, nil
}

func (w WithdrawnAct) Apply(m *Matter, a act.Act) {
	m.Leaving = append(m.Leaving, a.Group)
	if w.Complete {
		m.Stage, m.Decision = Withdrawn, nil
	}
}

// Differ files a group's own text, as its position. When every group has
// filed one, the matter has diverged: the texts are published side by side,
// and never as a recommendation.
type Differ struct {
	Paragraphs []text.Paragraph `json:"paragraphs" doc:"The group's position, paragraph by paragraph"`
	Reason     string           `json:"reason" doc:"Why no common text was found"`
}

// Differed records that a group filed its position.
type Differed struct {
	Paragraphs int  `json:"paragraphs"` // how many
	Complete   bool `json:"complete"`   // every group has filed
}

// DifferedWords are a group's position.
type DifferedWords struct {
	Paragraphs []text.Paragraph `json:"paragraphs"`
	Reason     string           `json:"reason"`
}

func (Differed) Kind() string { return "procedure.differed" }

func (Differ) Name() string { return "differ" }

func (Differ) May(m Matter, i Instant) error {
	if err := first(
		at(m, "refuse.differ.stage", Formulation),
		takesPart(m, i),
		needs(i, m.Rules.Move, "move"),
	); err != nil {
		return err
	}
	if m.Decision != nil {
		return act.Refuse(act.NotNow, "refuse.move.moved", m.Decision.MovedBy)
	}
	return nil
}

func (c Differ) Decide(m Matter, i Instant) ([]act.Deed, error) {
	ps, marks, err := draft(c.Paragraphs, Matter{IDs: len(c.Paragraphs)}, nil, i)
	if err != nil {
		return nil, err
	}
	for _, k := range marks {
		if k.Brackets > 0 {
			return nil, act.RefuseField("paragraphs", "refuse.differ.brackets")
		}
	}
	why, err := reason(c.Reason)
	if err != nil {
		return nil, err
	}
	filed := maps.Clone(m.Positions)
	if filed == nil {
		filed = map[group.ID]act.Hash{}
	}
	filed[i.By.Group] = act.Hash{}
	return []act.Deed{{
		Body:  Differed{len(ps), len(filed) == len(m.Groups)},
		Words: DifferedWords{ps, why}, Group: i.By.Group,
	}}, nil
}

func (d Differed) Apply(m *Matter, a act.Act) {
	if m.Positions == nil {
		m.Positions = map[group.ID]act.Hash{}
	}
	m.Positions[a.Group] = a.Hash
	if d.Complete {
		m.Stage = Diverged
	}
}
