package web

import "example.org/counterpart/member"

// A headcount is how many sit in a group, and as what. Pages count different
// ones of them: a list all, the balance those who count, and about interests all
// but observers are asked.
type headcount struct{ all, members, secretariat, observers int }

func (n *headcount) add(s member.Standing) {
	n.all++
	switch {
	case s.Counts():
		n.members++
	case s.Speaks():
		n.secretariat++
	default:
		n.observers++
	}
}

// heads counts those who sit together.
func heads(seats []member.Standing) (n headcount) {
	for _, s := range seats {
		n.add(s)
	}
	return n
}

// say names all the numbers, in the same words on every page.
func (n headcount) say(v *visit) string {
	return v.p.T("web.heads", n.all, n.members, n.secretariat, n.observers)
}
