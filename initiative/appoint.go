package initiative

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
)

// Appoint gives a member a seat in a group. Whom the id stands for is in the
// roll.
type Appoint struct {
	Member       member.ID           `json:"member"`
	Group        group.ID            `json:"group"`
	Capacity     member.Capacity     `json:"capacity"`
	Constituency member.Constituency `json:"constituency"`
	From         time.Time           `json:"from,omitzero" doc:"Not before now, unless nobody has acted yet; zero is now"`

	For       member.ID `json:"for,omitempty" doc:"Of an alternate: the member for whom they stand in"`
	Nominated string    `json:"nominated,omitempty" doc:"Id of the organisation that nominated them"`
}

// farthest is how many years ahead a seat may be given. What lies beyond the
// year 9999 the record could not even write.
const farthest = 10

// Appointed records an appointment.
type Appointed struct {
	Standing member.Standing `json:"standing"`
}

func (Appointed) Kind() string { return "initiative.appointed" }

func (Appoint) Name() string { return "appoint" }

func (c Appoint) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	if err := keepsHouse(i, c.Group); err != nil {
		return nil, err
	}
	from := c.From.UTC().Truncate(time.Millisecond)
	if c.From.IsZero() || from.Before(i.At) {
		// A seat given for the past would let somebody into an electorate
		// that is already frozen, or make an old act allowed.
		from = i.At
	}
	switch {
	case !plainID(c.Member) || c.Member == Operator || c.Member == member.Clock:
		return nil, act.RefuseField("member", "refuse.appoint.member")
	case from.After(i.At.AddDate(farthest, 0, 0)):
		return nil, act.RefuseField("from", "refuse.appoint.from", farthest)
	case !slices.Contains(member.Capacities, c.Capacity):
		return nil, act.RefuseField("capacity", "refuse.appoint.capacity")
	case !slices.Contains(n.ConstituencySet(), c.Constituency):
		return nil, act.RefuseField("constituency", "refuse.appoint.constituency")
	case c.Nominated != "" && !idForm.MatchString(c.Nominated):
		return nil, act.RefuseField("nominated", "refuse.appoint.nominated")
	case c.For != "" && !standsIn(n, c, from):
		return nil, act.RefuseField("for", "refuse.appoint.for")
	}
	if _, ok := n.Group(c.Group); !ok {
		return nil, act.RefuseField("group", "refuse.appoint.group")
	}
	chair := c.Capacity == member.CoChair
	var deeds []act.Deed
	for _, s := range n.Standings {
		if s.Member != c.Member || !s.To.IsZero() && !s.To.After(from) {
			continue
		}
		if s.Group != c.Group {
			return nil, act.RefuseField("member", "refuse.appoint.elsewhere", s.Group)
		}
		chair = chair || s.Capacity == member.CoChair
		if deeds == nil { // one act ends whatever the member holds or is to hold
			deeds = []act.Deed{{Body: Ended{c.Member, c.Group, from}, Group: i.By.Group}}
		}
	}
	if chair {
		if err := keepsChair(n, i, c.Group); err != nil {
			return nil, err
		}
	}
	return append(deeds, act.Deed{Body: Appointed{member.Standing{
		Member: c.Member, Group: c.Group, Capacity: c.Capacity, Constituency: c.Constituency, From: from,
		For: c.For, Nominated: c.Nominated,
	}}, Group: i.By.Group}), nil
}

// standsIn reports whether an appointment is of an alternate of somebody who
// decides in the same group.
func standsIn(n Initiative, c Appoint, from time.Time) bool {
	s, ok := member.Of(n.Standings, c.For, from)
	return ok && c.Capacity == member.Alternate && c.For != c.Member && s.Group == c.Group && s.Decides()
}

// plainWord reports whether s can stand in a header, which holds no free words.
func plainWord(s string) bool {
	for _, c := range s {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
			return false
		}
	}
	return s != "" && len(s) <= 40
}

// plainID reports whether id has the form of an identifier. It is written into
// the record for ever, and must not be anybody's name.
func plainID(id member.ID) bool {
	for _, c := range id {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
			return false
		}
	}
	return len(id) >= 2 && len(id) <= 40
}

func (p Appointed) Apply(n *Initiative, _ act.Act) { n.Standings = append(n.Standings, p.Standing) }

// End ends the seat that a member holds, or is to hold.
type End struct {
	Member member.ID `json:"member"`
	Group  group.ID  `json:"group"`
}

// Ended records that a member's seat ended.
type Ended struct {
	Member member.ID `json:"member"`
	Group  group.ID  `json:"group"`
	At     time.Time `json:"at"`
}

func (Ended) Kind() string { return "initiative.ended" }

func (End) Name() string { return "end" }

func (c End) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	if err := keepsHouse(i, c.Group); err != nil {
		return nil, err
	}
	held := slices.DeleteFunc(slices.Clone(n.Standings), func(s member.Standing) bool {
		return s.Member != c.Member || s.Group != c.Group || !s.To.IsZero() && !s.To.After(i.At)
	})
	if len(held) == 0 {
		return nil, act.Refuse(act.NotFound, "refuse.end.none")
	}
	if slices.ContainsFunc(held, func(s member.Standing) bool { return s.Capacity == member.CoChair }) {
		if err := keepsChair(n, i, c.Group); err != nil {
			return nil, err
		}
	}
	return []act.Deed{{Body: Ended{c.Member, c.Group, i.At}, Group: i.By.Group}}, nil
}

func (e Ended) Apply(n *Initiative, _ act.Act) {
	for k, s := range n.Standings {
		if s.Member == e.Member && s.Group == e.Group && (s.To.IsZero() || s.To.After(e.At)) {
			n.Standings[k].To = e.At
		}
	}
}
