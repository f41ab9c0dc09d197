package conference

import (
	"maps"
	"reflect"
	"slices"
)

// A Field is a part of a session in which two programmes may differ.
type Field string

// The fields. A session that was moved has another day or hour.
const (
	Added       Field = "added"
	Removed     Field = "removed"
	Moved       Field = "moved"
	Roomed      Field = "room"
	Titled      Field = "title"
	Abstracted  Field = "abstract"
	Speaking    Field = "speakers"
	Moderating  Field = "moderators"
	Spoken      Field = "langs"
	Interpreted Field = "interpreted"
	Read        Field = "papers"
	Informing   Field = "matters"
)

// fields say how each field of a session is compared and taken over.
var fields = []struct {
	field Field
	same  func(a, b Session) bool
	take  func(to *Session, from Session)
}{
	{Moved, func(a, b Session) bool { return a.Day == b.Day && a.Start == b.Start && a.End == b.End },
		func(to *Session, from Session) { to.Day, to.Start, to.End = from.Day, from.Start, from.End }},
	{Roomed, func(a, b Session) bool { return a.Room == b.Room }, func(to *Session, from Session) { to.Room = from.Room }},
	{Titled, func(a, b Session) bool { return maps.Equal(a.Title, b.Title) }, func(to *Session, from Session) { to.Title = from.Title }},
	{Abstracted, func(a, b Session) bool { return maps.Equal(a.Abstract, b.Abstract) }, func(to *Session, from Session) { to.Abstract = from.Abstract }},
	{Speaking, func(a, b Session) bool { return slices.Equal(a.Speakers, b.Speakers) }, func(to *Session, from Session) { to.Speakers = from.Speakers }},
	{Moderating, func(a, b Session) bool { return slices.Equal(a.Moderators, b.Moderators) }, func(to *Session, from Session) { to.Moderators = from.Moderators }},
	{Spoken, func(a, b Session) bool { return slices.Equal(a.Langs, b.Langs) }, func(to *Session, from Session) { to.Langs = from.Langs }},
	{Interpreted, func(a, b Session) bool { return slices.Equal(a.Interpreted, b.Interpreted) }, func(to *Session, from Session) { to.Interpreted = from.Interpreted }},
	{Read, func(a, b Session) bool { return slices.Equal(a.Papers, b.Papers) }, func(to *Session, from Session) { to.Papers = from.Papers }},
	{Informing, func(a, b Session) bool { return slices.Equal(a.Matters, b.Matters) }, func(to *Session, from Session) { to.Matters = from.Matters }},
}

// A Difference is one thing in which a programme differs from an earlier one.
type Difference struct {
	Field    Field
	Was, Now Session // Was is zero of what was added, Now of what was removed
}

// Key is the sentence that tells of it in the catalogues.
func (d Difference) Key() string { return "conference.differs." + string(d.Field) }

// Session is the session that differs, as it is now if it still is.
func (d Difference) Session() Session {
	if d.Field == Removed {
		return d.Was
	}
	return d.Now
}

// Compare lists in what a programme differs from an earlier one, in the order
// of the sessions; those that are gone come last. It says nothing of equals.
func Compare(was, now Programme) (all []Difference) {
	before := map[SessionID]Session{}
	for _, s := range was {
		before[s.ID] = s
	}
	for _, s := range now {
		old, ok := before[s.ID]
		delete(before, s.ID)
		if !ok {
			all = append(all, Difference{Field: Added, Now: s})
			continue
		}
		for _, f := range fields {
			if !f.same(old, s) {
				all = append(all, Difference{f.field, old, s})
			}
		}
	}
	for _, s := range was {
		if _, gone := before[s.ID]; gone {
			all = append(all, Difference{Field: Removed, Was: s})
		}
	}
	return all
}

// Take returns the programme that differs from p as told.
func (p Programme) Take(all []Difference) Programme {
	out := slices.Clone(p)
	for _, d := range all {
		k := slices.IndexFunc(out, func(s Session) bool { return s.ID == d.Session().ID })
		switch {
		case d.Field == Added:
			out = append(out, d.Now)
		case k < 0:
		case d.Field == Removed:
			out = slices.Delete(out, k, k+1)
		default:
			for _, f := range fields {
				if f.field == d.Field {
					f.take(&out[k], d.Now)
				}
			}
		}
	}
	out.sort()
	return out
}

// Equal reports whether two programmes say the same.
func (p Programme) Equal(other Programme) bool {
	return len(p) == len(other) && (len(p) == 0 || reflect.DeepEqual(p, other))
}
