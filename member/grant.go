package member

import (
	"slices"
	"time"

	"example.org/counterpart/group"
)

// A Scope is how much an assistant may do for a member.
type Scope string

// The scopes. What a member decides, or signs for, is in neither.
const (
	Desk Scope = "desk" // words and drafts
	Wide Scope = "wide" // everything but deciding
)

// Scopes lists them, the narrower first.
var Scopes = []Scope{Desk, Wide}

// Key is the scope's name in the catalogues.
func (s Scope) Key() string { return "scope." + string(s) }

// A Grant lets an assistant act for a member of a group, for a time.
type Grant struct {
	For   ID        `json:"for"` // the principal
	To    ID        `json:"to"`  // the assistant
	Group group.ID  `json:"group"`
	Scope Scope     `json:"scope"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// At reports whether g is in force at an instant: from From, and before Until.
func (g Grant) At(at time.Time) bool { return !at.Before(g.From) && at.Before(g.Until) }

// Ended ends what is in force, or is to come, of the grants of a principal to
// an assistant, and returns whether there was any.
func Ended(all []Grant, principal, assistant ID, at time.Time) (ended bool) {
	for n, g := range all {
		if g.For == principal && g.To == assistant && g.Until.After(at) {
			all[n].Until, ended = at, true
		}
	}
	return ended
}

// Granted returns the grant by which an assistant may act for a principal at
// an instant; ok is false if there is none.
func Granted(all []Grant, assistant, principal ID, at time.Time) (g Grant, ok bool) {
	n := slices.IndexFunc(all, func(g Grant) bool { return g.To == assistant && g.For == principal && g.At(at) })
	if n < 0 {
		return Grant{}, false
	}
	return all[n], true
}

// Served returns the grant under which an assistant acts at an instant; of whoever
// acts under none, the one that began last. One that is still to come says
// nothing of whose assistant somebody is; ok is false if there is no other.
func Served(all []Grant, assistant ID, at time.Time) (last Grant, ok bool) {
	for _, g := range all {
		if g.To != assistant || at.Before(g.From) {
			continue
		}
		if g.At(at) {
			return g, true
		}
		if !ok || !g.From.Before(last.From) {
			last, ok = g, true
		}
	}
	return last, ok
}

// Principals lists for whom an assistant may act at an instant.
func Principals(all []Grant, assistant ID, at time.Time) (ids []ID) {
	for _, g := range all {
		if g.To == assistant && g.At(at) {
			ids = append(ids, g.For)
		}
	}
	return ids
}

// Assists reports whether somebody with this seat of their own, or none, may
// act for a member of group g. Whoever speaks for a group in their own right
// could otherwise be counted as two who spoke; and nobody reads the caucuses of
// two groups.
func (s Standing) Assists(g group.ID) bool {
	return s.Group == "" || s.Group == g && !s.Counts()
}
