package api

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// A Group is a working group.
type Group struct {
	ID        group.ID   `json:"id"`
	Name      text.Words `json:"name"`
	Capital   text.Words `json:"capital"`
	Zone      string     `json:"zone" doc:"IANA name"`
	Languages []string   `json:"languages"`
	Rule      group.Rule `json:"rule" doc:"How it decides"`
	Members   []Standing `json:"members" doc:"Who sits in it now, by precedence of their capacities"`
}

// A Standing is a member's seat in a group for a time.
type Standing struct {
	Member       Member              `json:"member"`
	Post         text.Words          `json:"post,omitempty"`
	Country      string              `json:"country,omitempty"`
	Group        group.ID            `json:"group"`
	Capacity     member.Capacity     `json:"capacity,omitempty"`
	Constituency member.Constituency `json:"constituency,omitempty"`
	From         time.Time           `json:"from,omitzero"`
	To           time.Time           `json:"to,omitzero" doc:"Absent while it lasts"`
	For          *Member             `json:"for,omitempty" doc:"Of an alternate: the member for whom they stand in"`
	Nominated    string              `json:"nominated,omitempty" doc:"Id of the organisation that nominated them"`
}

// seat tells of a standing.
func (v *visit) seat(s member.Standing) Standing {
	out := Standing{Member: *v.member(s.Member), Group: s.Group, Capacity: s.Capacity, Constituency: s.Constituency, From: s.From, To: s.To,
		For: v.member(s.For), Nominated: s.Nominated}
	if scene, err := v.look(); err == nil {
		if p, ok := scene.people.Find(s.Member); ok {
			out.Post, out.Country = p.Post, p.Country
		}
	}
	return out
}

func (a *api) groups(v *visit, _ *struct{}) (*answer[Page[Group]], error) {
	scene, err := v.look()
	if err != nil {
		return nil, err
	}
	n := scene.initiative
	sitting := scene.sitting.All()
	var all []Group
	for _, g := range n.Groups {
		out := Group{g.ID, g.Name, g.Capital, g.Zone, list(g.Languages), n.Rules.Decide[g.ID], []Standing{}}
		for _, c := range member.Capacities {
			for _, s := range sitting {
				if s.Group == g.ID && s.Capacity == c {
					out.Members = append(out.Members, v.seat(s))
				}
			}
		}
		all = append(all, out)
	}
	return whole(all), nil
}

// Initiative is the task force as a whole. Its description and its rules have
// the form in which commands take them.
type Initiative struct {
	Turn        int                    `json:"turn" doc:"Counts its acts; a command says in If-Match which turn it answers"`
	Founded     time.Time              `json:"founded,omitzero"`
	Groups      []group.ID             `json:"groups"`
	Description initiative.Description `json:"description"`
	Described   act.Hash               `json:"described,omitzero" doc:"The act that so described it; describe says in replaces which one it was written on"`
	Rules       procedure.Rules        `json:"rules" doc:"In force"`
	Proposed    *Proposal              `json:"proposed,omitempty" doc:"Rules to which not every group has agreed"`
}

// A Proposal is a change of the rules that waits for the other groups.
type Proposal struct {
	By     group.ID        `json:"by"`
	Agreed []group.ID      `json:"agreed"`
	Rules  procedure.Rules `json:"rules"`
}

type initiativeIn struct {
	Seen string `header:"If-None-Match" doc:"The ETag that you have"`
}

func (a *api) initiative(v *visit, in *initiativeIn) (*tagged[Initiative], error) {
	var out Initiative
	err := v.ask(func(q register.Questions) error {
		n, err := q.Initiative()
		if err != nil {
			return err
		}
		out = Initiative{Turn: n.Turn, Founded: n.FoundedAt, Groups: n.IDs(), Rules: rules(n.Rules), Described: n.Described}
		if n.Proposed != nil {
			out.Proposed = &Proposal{n.Proposed.By, list(n.Proposed.Agreed), rules(n.Proposed.Rules)}
		}
		d, err := q.Description()
		out.Description = described(d)
		return err
	})
	if err != nil {
		return nil, err
	}
	return tag(out, out.Turn, in.Seen)
}

// described is a description in which what must be there is, if empty: so it
// can be sent back as a command.
func described(d initiative.Description) initiative.Description {
	d.Name, d.Mandate = there(d.Name), there(d.Mandate)
	d.Dimensions, d.Addressees = list(slices.Clone(d.Dimensions)), list(slices.Clone(d.Addressees))
	for n := range d.Dimensions {
		d.Dimensions[n].Name = there(d.Dimensions[n].Name)
	}
	for _, all := range []*[]initiative.Organisation{&d.Addressees, &d.Conveners, &d.Assessed} {
		*all = slices.Clone(*all)
		for n := range *all {
			(*all)[n].Name = there((*all)[n].Name)
		}
	}
	d.Constituencies = slices.Clone(d.Constituencies)
	for n := range d.Constituencies {
		d.Constituencies[n].Name = there(d.Constituencies[n].Name)
	}
	d.Funders, d.Criticism = slices.Clone(d.Funders), slices.Clone(d.Criticism)
	for n := range d.Funders {
		d.Funders[n].Name = there(d.Funders[n].Name)
	}
	for n := range d.Criticism {
		d.Criticism[n].Text = there(d.Criticism[n].Text)
	}
	return d
}

// rules are rules in which what must be there is, if empty.
func rules(r procedure.Rules) procedure.Rules {
	for _, who := range []*[]member.Capacity{&r.Raise, &r.Refer, &r.Consider, &r.Draft, &r.Move} {
		*who = list(*who)
	}
	if r.Decide == nil {
		r.Decide = map[group.ID]group.Rule{}
	}
	return r
}

// there are words that are there, if none.
func there(w text.Words) text.Words {
	if w == nil {
		return text.Words{}
	}
	return w
}
