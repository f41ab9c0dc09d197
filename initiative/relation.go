package initiative

import (
	"slices"
	"time"

	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

// A Relation is what a funder is to the task force beside paying for it. A
// reader who asks whether it could be impartial asks for these first.
type Relation string

// The relations.
const (
	IsAddressee Relation = "addressee" // recommendations are made to it
	IsAssessed  Relation = "assessed"  // the task force looks into how it keeps its commitments
	IsConvener  Relation = "convener"
	IsEmployer  Relation = "employer" // a member works there
	IsInterest  Relation = "interest" // a member has declared another interest in it
)

// Key is the relation's name in the catalogues.
func (r Relation) Key() string { return "relation." + string(r) }

// A Tie is a relation as it is, with the members of whom it is true.
type Tie struct {
	Relation Relation
	Members  []member.ID // in the order of their ids
}

// Ties are the relations of an organisation to the task force at an instant: by
// the description, by the interests that members in standing have declared, and
// by their affiliations as the roll has them now.
func (n Initiative) Ties(d Description, o Organisation, at time.Time, affiliated map[member.ID]text.Words) (ties []Tie) {
	if d.addresses(o.ID) {
		ties = append(ties, Tie{Relation: IsAddressee})
	}
	for _, one := range []struct {
		relation Relation
		of       []Organisation
	}{{IsAssessed, d.Assessed}, {IsConvener, d.Conveners}} {
		if slices.ContainsFunc(one.of, func(c Organisation) bool { return c.ID == o.ID }) {
			ties = append(ties, Tie{Relation: one.relation})
		}
	}
	found := map[Relation][]member.ID{}
	sits := map[member.ID]bool{}
	for _, s := range n.Standings {
		if s.At(at) && !sits[s.Member] {
			sits[s.Member] = true
			if o.Called(affiliated[s.Member]) {
				found[IsEmployer] = append(found[IsEmployer], s.Member)
			}
		}
	}
	for _, i := range n.Interests {
		if i.Of == o.ID && i.Holds(at) && sits[i.Member] {
			how := IsInterest
			if i.Kind == Employment {
				how = IsEmployer
			}
			found[how] = append(found[how], i.Member)
		}
	}
	for _, how := range []Relation{IsEmployer, IsInterest} {
		if all := found[how]; len(all) > 0 {
			slices.Sort(all)
			ties = append(ties, Tie{how, slices.Compact(all)})
		}
	}
	return ties
}
