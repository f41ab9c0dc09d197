package transcript

import (
	"cmp"
	"context"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
)

// A Matter is what it takes to write a transcript.
type Matter struct {
	Name   string // what the transcript calls it
	Source string // what it plays; may be empty
	Acts   []register.Line
	Names  map[act.Alias]member.ID
	People register.People
	Gone   map[member.ID]group.ID // who acted, and whose name is erased: of which group they were
	Groups []group.Group
}

// Read asks the register for a matter, as much of it as one or another of the
// readers may read.
func Read(ctx context.Context, r *register.Register, ref act.Ref, readers ...register.Reader) (Matter, error) {
	m := Matter{Name: string(ref), Names: map[act.Alias]member.ID{}, Gone: map[member.ID]group.ID{}}
	seen := map[int64]bool{}
	for _, reader := range readers {
		err := r.Ask(ctx, reader, func(q register.Questions) error {
			names, err := q.Names(ref)
			if err != nil {
				return err
			}
			for alias, id := range names {
				m.Names[alias] = id
			}
			if m.People, err = q.People(); err != nil {
				return err
			}
			n, err := q.Initiative()
			if err != nil {
				return err
			}
			m.Groups = n.Groups
			sat, err := q.Sitting(n.FoundedAt)
			if err != nil {
				return err
			}
			return acts(q, ref, func(l register.Line) {
				if !seen[l.Seq] {
					seen[l.Seq] = true
					m.Acts = append(m.Acts, l)
					if _, named := m.People.Find(l.Author); !named && sat.Group(l.Author) != "" {
						m.Gone[l.Author] = sat.Group(l.Author)
					}
				}
			})
		})
		if err != nil {
			return m, err
		}
	}
	slices.SortFunc(m.Acts, func(a, b register.Line) int { return cmp.Compare(a.Seq, b.Seq) })
	return m, nil
}

// acts calls f for every act on a matter that may be read.
func acts(q register.Questions, ref act.Ref, f func(register.Line)) error {
	const page = 500
	after := int64(-1)
	for {
		lines, err := q.Acts(ref, after, page)
		if err != nil {
			return err
		}
		for _, l := range lines {
			f(l)
			after = l.Seq
		}
		if len(lines) < page {
			return nil
		}
	}
}

// Everyone returns readers who between them read all there is: one in every
// group. It is for whoever has the database in hand anyway.
func Everyone(n initiative.Initiative) (all []register.Reader) {
	for _, g := range n.Groups {
		all = append(all, register.Reader{Standing: member.Standing{Group: g.ID, Capacity: member.CoChair}})
	}
	return all
}

// zone is where a group's clock hangs.
func (m Matter) zone(g group.ID) *time.Location {
	for _, known := range m.Groups {
		if known.ID == g {
			if loc, err := time.LoadLocation(known.Zone); err == nil {
				return loc
			}
		}
	}
	return time.UTC
}

// person is a member's short name, or their id if they have none.
func (m Matter) person(id member.ID) string {
	if p, ok := m.People.Find(id); ok && p.Slug != "" {
		return p.Slug
	}
	return string(id)
}

// assistant is who acted for the author.
func (m Matter) assistant(l register.Line) string {
	if l.Via == "" {
		return Somebody // the name was erased
	}
	return m.person(l.Via)
}

// who names whoever acted, and the zone in which to tell the time.
func (m Matter) who(l register.Line) (string, *time.Location) {
	_, closed := l.Body.(procedure.Closed)
	switch {
	case l.Author == member.Clock, closed && l.Author == "" && l.Group == "":
		return Clock, time.UTC
	case l.Author != "":
		return m.person(l.Author), m.zone(l.Group)
	case l.Group != "":
		return string(l.Group), m.zone(l.Group)
	}
	return Somebody, time.UTC
}
