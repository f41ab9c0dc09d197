package initiative

import (
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// ProposeRules proposes new rules of procedure. They come into force when a
// co-chair of every other group has agreed: if one group could change them
// alone, it could rule away the discussion of its counterpart. Matters already
// referred keep their own.
type ProposeRules struct {
	Rules procedure.Rules `json:"rules"`
}

// RulesProposed records a proposal to change the rules.
type RulesProposed struct {
	Rules procedure.Rules `json:"rules"`
}

func (RulesProposed) Kind() string { return "initiative.rules-proposed" }

func (ProposeRules) Name() string { return "propose-rules" }

func (c ProposeRules) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	if i.By.Capacity != member.CoChair {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.chair")
	}
	if n.Proposed != nil {
		return nil, act.Refuse(act.NotNow, "refuse.proposal.waits", n.Proposed.By)
	}
	if c.Rules.Yearly != n.Rules.Yearly {
		// Matters keep the rules of their referral, so two ways of numbering
		// would run side by side and meet at one number.
		return nil, act.RefuseField("yearly", "refuse.rules.numbering")
	}
	c.Rules.Version = n.Rules.Version + 1
	if err := c.Rules.Check(n.IDs()); err != nil {
		return nil, err
	}
	return []act.Deed{{Body: RulesProposed(c), Group: i.By.Group}}, nil
}

func (p RulesProposed) Apply(n *Initiative, a act.Act) {
	n.Proposed = &Proposal{Rules: p.Rules, By: a.Group}
}

// AgreeRules agrees to the rules proposed, for another group.
type AgreeRules struct{}

// RulesAgreed records that a group agreed to new rules. With the last of them
// the rules are in force.
type RulesAgreed struct {
	Complete bool `json:"complete"`
}

func (RulesAgreed) Kind() string { return "initiative.rules-agreed" }

func (AgreeRules) Name() string { return "agree-rules" }

func (AgreeRules) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	switch {
	case i.By.Capacity != member.CoChair:
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.chair")
	case n.Proposed == nil:
		return nil, act.Refuse(act.NotNow, "refuse.proposal.none")
	case n.Proposed.By == i.By.Group || slices.Contains(n.Proposed.Agreed, i.By.Group):
		return nil, act.Refuse(act.NotNow, "refuse.proposal.own")
	}
	left := n.awaited()
	return []act.Deed{{Body: RulesAgreed{len(group.Others(left, i.By.Group)) == 0}, Group: i.By.Group}}, nil
}

// awaited are the groups that have not agreed to the proposal.
func (n Initiative) awaited() []group.ID {
	left := group.Others(n.IDs(), n.Proposed.By)
	for _, g := range n.Proposed.Agreed {
		left = group.Others(left, g)
	}
	return left
}

func (r RulesAgreed) Apply(n *Initiative, a act.Act) {
	if n.Proposed == nil {
		return
	}
	n.Proposed.Agreed = append(n.Proposed.Agreed, a.Group)
	if r.Complete {
		n.Rules, n.Proposed = n.Proposed.Rules, nil
	}
}

// DropRules takes a proposal off the table; any group's chair may.
type DropRules struct{}

// RulesDropped records that a proposal was dropped.
type RulesDropped struct{}

func (RulesDropped) Kind() string { return "initiative.rules-dropped" }

func (DropRules) Name() string { return "drop-rules" }

func (DropRules) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	switch {
	case i.By.Capacity != member.CoChair:
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.chair")
	case n.Proposed == nil:
		return nil, act.Refuse(act.NotNow, "refuse.proposal.none")
	}
	return []act.Deed{{Body: RulesDropped{}, Group: i.By.Group}}, nil
}

func (RulesDropped) Apply(n *Initiative, _ act.Act) { n.Proposed = nil }
