package meeting

import (
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
)

// Here is how many of a group's electors are in the rooms.
func (m Meeting) Here(g group.ID) (n int) {
	for _, p := range m.Present {
		if p.Group == g && p.Decides {
			n++
		}
	}
	return n
}

// In reports whether somebody is in one of the rooms.
func (m Meeting) In(who act.Alias) bool {
	return slices.ContainsFunc(m.Present, func(p Presence) bool { return p.Who == who })
}

// A Quorum is whether enough of a group are in the rooms.
type Quorum struct {
	Group group.ID
	Here  int // electors in the rooms
	Asked int // by the group's own rule
	Seats int // electors there are
}

// Met reports whether there is a quorum.
func (q Quorum) Met() bool { return q.Here >= q.Asked && q.Seats > 0 }

// Quorums counts for each group that meets.
func (m Meeting) Quorums(i Instant) (all []Quorum) {
	for _, g := range m.Groups {
		q := Quorum{Group: g, Here: m.Here(g)}
		for _, s := range i.Seats {
			if s.Group == g && s.Decides() {
				q.Seats++
			}
		}
		q.Asked = min(i.Rules.Decide[g].Quorum, q.Seats)
		all = append(all, q)
	}
	return all
}
