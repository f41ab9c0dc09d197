package procedure

import (
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/text"
)

// Refer lays an idea before every counterpart. The version stands from here
// on, and the counterparts' clocks start.
type Refer struct{}

// ReferredAct records a referral. It carries the rules that will govern the
// matter and the groups that must agree, so that a later change of either
// leaves it alone.
type ReferredAct struct {
	Version act.Hash   `json:"version"`
	Groups  []group.ID `json:"groups"`
	// Spoke is how many members of the group of origin had spoken, counted
	// only as far as the rules ask, so that the number betrays nobody.
	Spoke int   `json:"spoke"`
	Rules Rules `json:"rules"`
}

func (ReferredAct) Kind() string { return "procedure.referred" }

func (Refer) Name() string { return "refer" }

func (Refer) May(m Matter, i Instant) error {
	if err := at(m, "refuse.refer.stage", Raised); err != nil {
		return err
	}
	if i.By.Group != m.Origin {
		return act.Refuse(act.NotAllowed, "refuse.refer.origin", m.Origin)
	}
	return first(
		needs(i, i.Rules.Refer, "refer"),
		act.RefuseFor(m.lacksReferral(i)),
	)
}

// lacksReferral lists what the discussion in the group of origin still lacks.
func (m Matter) lacksReferral(i Instant) (lacks []act.Reason) {
	if until := m.RaisedAt.Add(days(i.Rules.OwnDays)); i.At.Before(until) {
		lacks = append(lacks, act.Because("refuse.refer.days", i.Rules.OwnDays, until))
	}
	if n := i.Spoke(m.Origin); n < i.Rules.Contributors {
		lacks = append(lacks, act.Because("refuse.refer.contributors", i.Rules.Contributors, n))
	}
	return lacks
}

func (c Refer) Decide(m Matter, i Instant) ([]act.Deed, error) {
	if len(i.Groups) < 2 {
		return nil, act.Refuse(act.NotNow, "refuse.refer.alone")
	}
	return []act.Deed{{
		Body:  ReferredAct{m.Version.Hash, slices.Clone(i.Groups), i.Rules.Contributors, i.Rules},
		Group: i.By.Group,
	}}, nil
}

func (r ReferredAct) Apply(m *Matter, a act.Act) {
	m.Stage, m.ReferredAt, m.Referred = Referred, a.At, r.Version
	m.Groups, m.Rules = r.Groups, r.Rules
	m.Round = map[group.ID]int{}
	for _, g := range m.Groups {
		m.Round[g] = m.Versions
	}
	m.Round[m.Origin]++ // its discussion of this version is done
	m.sees(m.Origin, func(seen map[text.ParagraphID]act.Hash) {
		for _, p := range m.Version.Paragraphs {
			seen[p.ID] = p.Of
		}
	})
}
