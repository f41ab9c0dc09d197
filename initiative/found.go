package initiative

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// Found founds the initiative with its groups and its first rules.
type Found struct {
	Description Description     `json:"description"`
	Groups      []group.Group   `json:"groups"`
	Rules       procedure.Rules `json:"rules"`
}

// Founded records the founding.
type Founded struct {
	Groups         []group.Group         `json:"groups"`
	Rules          procedure.Rules       `json:"rules"`
	Constituencies []member.Constituency `json:"constituencies,omitempty"`
}

func (Founded) Kind() string { return "initiative.founded" }

func (Found) Name() string { return "found" }

func (c Found) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	if !n.FoundedAt.IsZero() {
		return nil, act.Refuse(act.NotNow, "refuse.initiative.founded")
	}
	if i.By.Member != Operator {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	if err := c.Description.check(); err != nil {
		return nil, err
	}
	if len(c.Groups) < 2 {
		return nil, act.RefuseField("groups", "refuse.group.two")
	}
	if len(c.Groups) > maxGroups {
		return nil, act.RefuseField("groups", "refuse.group.many", maxGroups)
	}
	var ids []group.ID
	for _, g := range c.Groups {
		if err := checkGroup(g, ids); err != nil {
			return nil, err
		}
		ids = append(ids, g.ID)
	}
	c.Rules.Version = 1
	if err := c.Rules.Check(ids); err != nil {
		return nil, err
	}
	return []act.Deed{{Body: Founded{c.Groups, c.Rules, c.Description.constituencies()}, Words: c.Description}}, nil
}

func (f Founded) Apply(n *Initiative, a act.Act) {
	n.FoundedAt, n.Groups, n.Rules, n.Described = a.At, f.Groups, f.Rules, a.Hash
	n.Constituencies = f.Constituencies
}

// What a group may carry. Groups stand in headers, which have a largest size.
const (
	maxGroups    = 12
	maxName      = 80 // letters, in each language
	maxLanguages = 6
)

func checkGroup(g group.Group, taken []group.ID) error {
	switch {
	case !g.ID.Valid():
		return act.RefuseField("groups", "refuse.group.id", shorten(string(g.ID)))
	case slices.Contains(taken, g.ID):
		return act.RefuseField("groups", "refuse.group.twice", shorten(string(g.ID)))
	case g.Name.In("en", "ru", "kk") == "" || g.Capital.In("en", "ru", "kk") == "":
		return act.RefuseField("groups", "refuse.group.name", shorten(string(g.ID)))
	}
	if _, err := time.LoadLocation(g.Zone); err != nil || g.Zone == "" || g.Zone == "Local" {
		return act.RefuseField("groups", "refuse.group.zone", string(g.ID), shorten(g.Zone))
	}
	for _, words := range []text.Words{g.Name, g.Capital} {
		for lang, s := range words {
			line, err := text.CleanLine(s, maxName)
			if err == nil && line != s {
				err = text.Problem{Key: text.Untidy}
			}
			if err != nil {
				p := text.AsProblem(err)
				return act.RefuseField("groups", p.Key, p.Args...)
			}
			if !slices.Contains(procedure.Languages, lang) {
				return act.RefuseField("groups", "refuse.lang")
			}
		}
	}
	if len(g.Languages) > maxLanguages || slices.ContainsFunc(g.Languages, func(l string) bool { return !plainWord(l) }) {
		return act.RefuseField("groups", "refuse.group.languages", maxLanguages)
	}
	return nil
}

// Describe replaces what the initiative says of itself.
type Describe struct {
	Description Description `json:"description"`
	Replaces    act.Hash    `json:"replaces,omitzero" doc:"The act of the description that this one was written on; refused if there is a newer one"`
}

// Described records a new description.
type Described struct {
	Constituencies []member.Constituency `json:"constituencies,omitempty"`
}

func (Described) Kind() string { return "initiative.described" }

func (Describe) Name() string { return "describe" }

func (c Describe) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	if err := keepsHouse(i, ""); err != nil {
		return nil, err
	}
	if c.Replaces != (act.Hash{}) && c.Replaces != n.Described {
		return nil, act.Refuse(act.Stale, "refuse.describe.stale")
	}
	if err := c.Description.check(); err != nil {
		return nil, err
	}
	next := Initiative{Constituencies: c.Description.constituencies()}
	if err := n.keeps(next.ConstituencySet(), i.At); err != nil {
		return nil, err
	}
	return []act.Deed{{Body: Described{next.Constituencies}, Words: c.Description, Group: i.By.Group}}, nil
}

func (d Described) Apply(n *Initiative, a act.Act) {
	n.Described, n.Constituencies = a.Hash, d.Constituencies
}

// FormGroup adds a group. Matters already referred go on among the groups
// that they were referred to.
type FormGroup struct {
	Group group.Group `json:"group"`
	Rule  group.Rule  `json:"rule"` // how it decides
}

// GroupFormed records a new group.
type GroupFormed struct {
	Group group.Group `json:"group"`
	Rule  group.Rule  `json:"rule"`
}

func (GroupFormed) Kind() string { return "initiative.group-formed" }

func (FormGroup) Name() string { return "form-group" }

func (c FormGroup) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	if i.By.Member != Operator {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.operator")
	}
	if len(n.Groups) >= maxGroups {
		return nil, act.RefuseField("group", "refuse.group.many", maxGroups)
	}
	if err := checkGroup(c.Group, n.IDs()); err != nil {
		return nil, err
	}
	if why := c.Rule.Check(); why != "" {
		return nil, act.RefuseField("rule", why)
	}
	return []act.Deed{{Body: GroupFormed(c)}}, nil
}

func (f GroupFormed) Apply(n *Initiative, _ act.Act) {
	n.Groups = append(n.Groups, f.Group)
	rules := map[group.ID]group.Rule{f.Group.ID: f.Rule}
	for g, r := range n.Rules.Decide {
		rules[g] = r
	}
	n.Rules.Decide = rules
	n.Rules.Version++
	n.Proposed = nil // it did not speak of this group
}
