package clerk

import (
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// A congress is what the clerk knows of one conference.
type congress struct {
	conference conference.Conference
	aliases    map[member.ID]act.Alias
}

// congress returns what the clerk knows of a conference, from the record.
func (b *batch) congress(ref act.Ref) (*congress, error) {
	if c, ok := b.clerk.book.conferences[ref]; ok {
		return c, nil
	}
	c := new(congress)
	var err error
	if c.aliases, err = b.read(ref, c.conference.Apply); err != nil {
		return nil, err
	}
	b.clerk.book.conferences[ref] = c
	return c, nil
}

// confer carries out a command on a conference.
func (b *batch) confer(o Order, cmd conference.Command) (Receipt, error) {
	n, err := b.initiative()
	if err != nil {
		return Receipt{}, err
	}
	if o.For != "" && o.For != o.By {
		return Receipt{}, act.Refuse(act.NotAllowed, "refuse.grant.never")
	}
	if o.On == "" {
		o.On = act.NewConference()
	}
	if !o.On.Confers() {
		return Receipt{}, act.Refuse(act.NotFound, "refuse.conference.unknown")
	}
	c, err := b.congress(o.On)
	if err != nil {
		return Receipt{}, err
	}
	seats, err := b.seats()
	if err != nil {
		return Receipt{}, err
	}
	by := seats.seat(o.By)
	var fault error
	deeds, err := conference.Decide(c.conference, conference.Instant{
		At: b.at, By: by, Groups: n.Groups,
		People: func(id member.ID) (known bool) {
			known, err := roll.Knows(b.tx, id)
			if err == nil && !known {
				known, err = b.drafted(o.On, id) // and erased since: the programme keeps whom nobody can name
			}
			if err != nil {
				fault = err
			}
			return known
		},
		Matter: func(ref act.Ref) (m procedure.Matter) {
			if !ref.Valid() {
				return m
			}
			f, err := b.file(ref)
			if err != nil {
				fault = err
				return m
			}
			return f.matter
		},
	}, cmd)
	if fault != nil {
		return Receipt{}, fault
	}
	// Judged after the rules, as for a matter: see proceed.
	if err == nil && o.Turn >= 0 && o.Turn != c.conference.Turn {
		err = act.Refuse(act.Stale, "refuse.conference.stale")
	}
	if err != nil {
		return Receipt{}, err
	}
	return b.conferred(c, o.On, by, deeds)
}

// drafted reports whether the draft of a conference names somebody already.
func (b *batch) drafted(ref act.Ref, id member.ID) (bool, error) {
	entries, err := b.right.About(string(ref), -1)
	if err != nil {
		return false, err
	}
	for _, e := range slices.Backward(entries) {
		if e.Kind != (conference.DraftedAct{}).Kind() {
			continue
		}
		payload := e.Payload // there if the draft is of this very batch
		if payload == nil {
			if _, payload, err = record.Payload(b.tx, e.Seq); err != nil || payload == nil {
				return false, err
			}
		}
		words, _, err := register.Kinds.Words(e.Kind, payload)
		named := map[member.ID]bool{}
		if w, ok := words.(conference.ProgrammeWords); ok {
			w.Named(named)
		}
		return named[id], err
	}
	return false, nil
}

// conferred appends deeds on a conference and enters them in the fold and in
// the book.
func (b *batch) conferred(c *congress, ref act.Ref, by member.Standing, deeds []act.Deed) (Receipt, error) {
	r, now := Receipt{On: ref}, c.conference
	alias, known := c.aliases[by.Member]
	if !known {
		alias = act.NewAlias()
	}
	type pending struct {
		entry register.Entry
		after conference.Conference
	}
	var all []pending
	for _, d := range deeds {
		a, e, err := b.append(d, act.Act{On: ref, Prev: now.Prev(d), By: alias})
		if err != nil {
			return r, err
		}
		e.Author = by.Member
		now = now.Clone()
		now.Apply(a)
		all = append(all, pending{e, now})
		r.Acts = append(r.Acts, Line{a.Seq, a.Hash, a.Kind})
	}
	r.Turn = now.Turn
	// Nothing can be refused from here on.
	for _, p := range all {
		if err := b.fold.Conference(p.entry, p.after); err != nil {
			return r, err
		}
	}
	c.conference = now
	if !known {
		b.aliases = append(b.aliases, roll.Alias{Alias: alias, Matter: ref, Member: by.Member})
		c.aliases[by.Member] = alias
	}
	return r, nil
}
