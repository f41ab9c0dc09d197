// Package initiative holds the task force as a whole: its groups, who sits in
// them, since when and with which interests, the rules of procedure, who
// convenes it and who pays.
//
// Everything here is laid down by acts, so that "who was co-chair when this
// was decided" and "which rules governed it" always have an answer.
package initiative

import (
	"maps"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// Operator is the member as which the person at the machine acts: who sets an
// initiative up, before there is anybody else to ask.
const Operator member.ID = "operator"

// An Initiative is the task force as its acts have left it. The zero one has
// not been founded.
type Initiative struct {
	FoundedAt time.Time // UTC; zero before
	Turn      int       // counts its acts
	Last      act.Hash  // newest act
	Groups    []group.Group
	Standings []member.Standing // all that ever were, in the order of appointment
	Rules     procedure.Rules   // in force
	Proposed  *Proposal         // rules that not every group has agreed
	Described act.Hash          // the newest description
	Interests []Interest        // all that were ever declared, in the order of their acts
	Said      map[member.ID]Said

	Constituencies []member.Constituency // as named; empty for the default set
	Grants         []member.Grant        // all that ever were, in the order of granting
	Revoked        []GrantRevoked        // those that were ended before their time, and not for a new one
}

// A Proposal is a change of the rules that waits for the other groups.
type Proposal struct {
	Rules  procedure.Rules
	By     group.ID
	Agreed []group.ID
}

// IDs lists the groups in the order in which they were formed.
func (n Initiative) IDs() []group.ID {
	ids := make([]group.ID, len(n.Groups))
	for k, g := range n.Groups {
		ids[k] = g.ID
	}
	return ids
}

// Group returns a group by its id.
func (n Initiative) Group(id group.ID) (group.Group, bool) {
	k := slices.IndexFunc(n.Groups, func(g group.Group) bool { return g.ID == id })
	if k < 0 {
		return group.Group{}, false
	}
	return n.Groups[k], true
}

// ConstituencySet lists the constituencies that seats may be given to.
func (n Initiative) ConstituencySet() []member.Constituency {
	if len(n.Constituencies) == 0 {
		return member.Constituencies
	}
	return n.Constituencies
}

// Clone returns a copy that shares nothing that an act could change.
func (n Initiative) Clone() Initiative {
	n.Groups = slices.Clone(n.Groups)
	n.Standings = slices.Clone(n.Standings)
	n.Interests = slices.Clone(n.Interests)
	n.Said = maps.Clone(n.Said)
	n.Grants = slices.Clone(n.Grants)
	n.Revoked = slices.Clone(n.Revoked)
	if n.Proposed != nil {
		p := *n.Proposed
		p.Agreed = slices.Clone(p.Agreed)
		n.Proposed = &p
	}
	return n
}

// An Instant is what holds at the moment of a command on the initiative.
type Instant struct {
	At time.Time
	By member.Standing // of the Operator, only Member is set
}

// A Command asks for a change to the initiative.
type Command interface {
	Name() string
	Decide(n Initiative, i Instant) ([]act.Deed, error)
}

// A Change is an act's effect on the initiative.
type Change interface {
	act.Body
	Apply(n *Initiative, a act.Act)
}

// Decide asks the rules on the initiative.
func Decide(n Initiative, i Instant, c Command) ([]act.Deed, error) {
	_, revokes := c.(RevokeGrant) // an assistant, who may have no seat, may lay a grant down
	if i.By.Group == "" && i.By.Member != Operator && !revokes {
		return nil, act.Refuse(act.NotAllowed, "refuse.no-standing")
	}
	if _, founding := c.(Found); !founding && n.FoundedAt.IsZero() {
		return nil, act.Refuse(act.NotNow, "refuse.initiative.none")
	}
	return c.Decide(n, i)
}

// Apply changes n by one act.
func (n *Initiative) Apply(a act.Act) {
	if c, ok := a.Body.(Change); ok {
		c.Apply(n, a)
	}
	n.Turn++
	n.Last = a.Hash
}

// Acts lists every kind of act in this package, for act.NewReader.
var Acts = []act.Kind{
	{Body: Founded{}, Words: Description{}},
	{Body: Described{}, Words: Description{}},
	{Body: GroupFormed{}},
	{Body: Appointed{}},
	{Body: Ended{}},
	{Body: RulesProposed{}},
	{Body: RulesAgreed{}},
	{Body: RulesDropped{}},
	{Body: InterestDeclared{}, Words: InterestWords{}},
	{Body: InterestEnded{}},
	{Body: InterestsRenewed{}},
	{Body: Granted{}},
	{Body: GrantRevoked{}},
}

// keepsChair refuses unless the person may give or end the seat of a co-chair of
// group g: the operator, or a co-chair of it; where it has none, whoever else
// keeps its house. The secretariat could otherwise put itself in the place of
// those who speak for the group.
func keepsChair(n Initiative, i Instant, g group.ID) error {
	if i.By.Member == Operator || i.By.Capacity == member.CoChair {
		return nil
	}
	if slices.ContainsFunc(n.Standings, func(s member.Standing) bool {
		return s.Group == g && s.Capacity == member.CoChair && s.At(i.At)
	}) {
		return act.Refuse(act.NotAllowed, "refuse.appoint.chair")
	}
	return nil
}

// keepsHouse refuses unless the person is the operator, or a co-chair or of
// the secretariat, of group g if one is given.
func keepsHouse(i Instant, g group.ID) error {
	if i.By.Member == Operator {
		return nil
	}
	office := i.By.Capacity == member.CoChair || i.By.Capacity == member.Secretariat
	if !office || g != "" && i.By.Group != g {
		return act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	return nil
}
