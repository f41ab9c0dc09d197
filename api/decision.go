package api

import (
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
)

// A Decision is the groups' decision on one version.
type Decision struct {
	Version  act.Hash         `json:"version"`
	Method   procedure.Method `json:"method" enum:"meeting,written,silence"`
	MovedBy  group.ID         `json:"movedBy"`
	MovedAt  time.Time        `json:"movedAt"`
	Seconded []group.ID       `json:"seconded"`
	Closes   time.Time        `json:"closes"`
	Opened   time.Time        `json:"opened,omitzero" doc:"Absent while it waits to be seconded"`
	Recorded []group.ID       `json:"recorded" doc:"Groups whose meeting was recorded"`
	Votes    []Vote           `json:"votes" doc:"How each group stands; empty before it opens"`
}

// A Vote is how one group stands in a decision.
type Vote struct {
	Group group.ID   `json:"group"`
	Rule  group.Rule `json:"rule"`
	GroupVote
	Electors []Elector `json:"electors" doc:"Who is entitled and what they chose, for members to read"`
}

// An Elector is one who is entitled to decide.
type Elector struct {
	Member Member           `json:"member"`
	Choice procedure.Choice `json:"choice,omitempty" doc:"Absent while they have not said"`
}

// decision tells of the decision that a matter is in, or came to its end by;
// nil if there is none.
func (v *visit) decision(q register.Questions, m register.Matter) (*Decision, error) {
	d := m.Decision
	if d == nil {
		return nil, nil
	}
	out := &Decision{Version: d.Version, Method: d.Method, MovedBy: d.MovedBy, MovedAt: d.MovedAt, Seconded: list(d.Seconded),
		Closes: d.Closes, Opened: d.Opened, Recorded: list(d.Recorded), Votes: []Vote{}}
	if d.Opened.IsZero() {
		return out, nil
	}
	names, err := q.Names(m.Ref)
	if err != nil {
		return nil, err
	}
	for _, g := range group.Alternat(m.Groups, string(m.Ref)) {
		one := Vote{Group: g, Rule: m.Rules.Decide[g], GroupVote: vote(d.Tally(g), m.Verdict(g)), Electors: []Elector{}}
		for _, who := range d.Electorate[g] {
			if id, ok := names[who]; ok {
				one.Electors = append(one.Electors, Elector{*v.member(id), d.Choices[who]})
			}
		}
		slices.SortFunc(one.Electors, func(a, b Elector) int { return strings.Compare(string(a.Member.ID), string(b.Member.ID)) })
		out.Votes = append(out.Votes, one)
	}
	return out, nil
}
