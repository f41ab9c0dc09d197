package procedure

import (
	"maps"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
)

// A Change is an act's effect on a matter.
type Change interface {
	act.Body
	Apply(m *Matter, a act.Act)
}

// Fold returns the matter that acts leave behind.
func Fold(acts []act.Act) Matter {
	var m Matter
	for _, a := range acts {
		m.Apply(a)
	}
	return m
}

// Apply changes m by one act. It takes any acts in any order, also such as no
// rule ever answered: an archive from elsewhere may hold them, and whoever
// verifies it wants to be told so, not to see the program fall over.
func (m *Matter) Apply(a act.Act) {
	stage := m.Stage
	m.Ref = a.On
	if c, ok := a.Body.(Change); ok {
		c.Apply(m, a)
	}
	if m.Stage == Deciding && (m.Decision == nil || m.Decision.Opened.IsZero()) {
		m.Stage = Formulation // only in such an archive
	}
	if m.Stage != stage {
		m.Since = a.At
	}
	if _, said := a.Body.(Stated); !said {
		m.Turn++
	}
	if m.heard(a.Body) == act.Caucus {
		m.Whispers = maps.Clone(m.Whispers) // never in place: a copy of m may share it
		if m.Whispers == nil {
			m.Whispers = map[group.ID]act.Hash{}
		}
		m.Whispers[m.home(a.Group)] = a.Hash
	} else {
		m.Last = a.Hash
	}
	m.Seq = a.Seq
}

// Prev is the act that the header of a deed on m names as the one before it,
// so that an omission shows. Every caucus has a chain of its own, and what has
// left the caucuses another: a joint act that named one in a caucus would tell
// the counterpart when, and on what, the group spoke among itself. The chain
// of the joint acts begins with the wording that is referred.
func (m Matter) Prev(d act.Deed) act.Hash {
	if _, refers := d.Body.(ReferredAct); refers {
		return m.Version.Hash
	}
	if m.heard(d.Body) == act.Caucus {
		return m.Whispers[m.home(d.Group)]
	}
	return m.Last
}

// heard is how widely an act on m is read at the time.
func (m Matter) heard(b act.Body) act.Audience {
	if own := Audience(b); own.Ring() < m.Audience().Ring() {
		return own
	}
	return m.Audience()
}

// home is the group in whose caucus an act of group g is.
func (m Matter) home(g group.ID) group.ID {
	if g == "" {
		return m.Origin
	}
	return g
}
