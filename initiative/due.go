package initiative

import (
	"cmp"
	"slices"
	"time"

	"example.org/counterpart/group"
	"example.org/counterpart/member"
)

// A DueDate is when a member is next to speak of their interests.
type DueDate struct {
	Member member.ID
	At     time.Time // a year after they last did; or when they took their seat
	Never  bool      // they have not said anything yet
}

// Due says when a member is next to speak of their interests: a year after they
// last declared, ended or renewed one, and at once if they never have. That one
// has nothing to declare has to be said too. Observers are not asked.
func (n Initiative) Due(id member.ID, at time.Time) (d DueDate, asked bool) {
	s, _ := member.Of(n.Standings, id, at)
	return n.DueIn(s)
}

// DueIn is Due for whoever holds a seat.
func (n Initiative) DueIn(s member.Standing) (d DueDate, asked bool) {
	if !s.Speaks() {
		return DueDate{}, false
	}
	if said, spoke := n.Said[s.Member]; spoke {
		return DueDate{s.Member, said.At.AddDate(1, 0, 0), false}, true
	}
	return DueDate{s.Member, s.From, true}, true
}

// IsDue reports whether the day has come.
func (d DueDate) IsDue(at time.Time) bool { return !d.At.After(at) }

// Overdue lists the members of a group who are to speak of their interests at
// an instant, the longest due first.
func (n Initiative) Overdue(g group.ID, at time.Time) (all []DueDate) {
	for _, s := range n.Standings {
		if s.Group != g || !s.At(at) {
			continue
		}
		if d, asked := n.DueIn(s); asked && d.IsDue(at) {
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all, func(a, b DueDate) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Member, b.Member))
	})
	return all
}
