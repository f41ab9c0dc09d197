// Package member says what standing a person has in the task force, and from
// when to when. Names are not here: they are in the roll, where they can be
// corrected and erased.
package member

import (
	"slices"
	"time"

	"example.org/counterpart/group"
)

// An ID names one member for good. It is random and never reused.
type ID string

// Clock is the member as which deadlines act.
const Clock ID = "clock"

// Capacity is the office in which a member sits.
type Capacity string

// The capacities.
const (
	CoChair     Capacity = "co-chair"
	Rapporteur  Capacity = "rapporteur"
	Member      Capacity = "member"
	Alternate   Capacity = "alternate"
	Observer    Capacity = "observer"
	Secretariat Capacity = "secretariat"
)

// Capacities lists them all, in order of precedence.
var Capacities = []Capacity{CoChair, Rapporteur, Member, Alternate, Observer, Secretariat}

// Key is the capacity's name in the catalogues.
func (c Capacity) Key() string { return "capacity." + string(c) }

// A Constituency is the part of society that a member comes from. The set is
// data of the initiative.
type Constituency string

// Constituencies is the set of an initiative that has named none: that of the
// model case.
var Constituencies = []Constituency{"policymaker", "specialist", "ngo", "former-chair", "business", "military", "government", "academic"}

// Key is the constituency's name in the catalogues.
func (c Constituency) Key() string { return "constituency." + string(c) }

// A Standing is a member's seat in a group for a time.
type Standing struct {
	Member       ID           `json:"member"`
	Group        group.ID     `json:"group"`
	Capacity     Capacity     `json:"capacity"`
	Constituency Constituency `json:"constituency"`
	From         time.Time    `json:"from"`
	To           time.Time    `json:"to,omitzero"` // zero while it lasts

	For       ID     `json:"for,omitempty"`       // of an alternate: for whom
	Nominated string `json:"nominated,omitempty"` // id of the organisation that nominated them
}

// At reports whether s is held at an instant: from From, and before To.
func (s Standing) At(at time.Time) bool {
	return !at.Before(s.From) && (s.To.IsZero() || at.Before(s.To))
}

// Speaks reports whether the holder may make statements. An observer follows
// the work and does not.
func (s Standing) Speaks() bool { return s.Capacity != "" && s.Capacity != Observer }

// Counts reports whether the holder's statements count as discussion by the
// group. The secretariat speaks, but does not discuss on the group's behalf.
func (s Standing) Counts() bool { return s.Speaks() && s.Capacity != Secretariat }

// Decides reports whether the holder belongs to the group's electorate. An
// alternate does not, whoever is away: a voice that moves from one to the other
// from day to day could be counted twice, or not at all. An alternate decides
// from the day on which they are appointed in the principal's place.
func (s Standing) Decides() bool {
	return s.Capacity == CoChair || s.Capacity == Rapporteur || s.Capacity == Member
}

// Caucuses reports whether the holder reads what the group keeps to itself.
func (s Standing) Caucuses() bool { return s.Capacity != "" && s.Capacity != Observer }

// In returns the standings held at an instant.
func In(all []Standing, at time.Time) []Standing {
	return slices.DeleteFunc(slices.Clone(all), func(s Standing) bool { return !s.At(at) })
}

// Of returns the standing that id holds at an instant; ok is false if none.
func Of(all []Standing, id ID, at time.Time) (s Standing, ok bool) {
	for _, s := range all {
		if s.Member == id && s.At(at) {
			return s, true
		}
	}
	return Standing{}, false
}
