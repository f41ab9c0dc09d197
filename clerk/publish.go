package clerk

import (
	"maps"

	"example.org/counterpart/act"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// An imprint is what the clerk knows of one publication.
type imprint struct {
	publication publication.Publication
	aliases     map[member.ID]act.Alias
}

// imprint returns what the clerk knows of a publication, from the record.
func (b *batch) imprint(ref act.Ref) (*imprint, error) {
	if p, ok := b.clerk.book.imprints[ref]; ok {
		return p, nil
	}
	p := new(imprint)
	var err error
	if p.aliases, err = b.read(ref, p.publication.Apply); err != nil {
		return nil, err
	}
	b.clerk.book.imprints[ref] = p
	return p, nil
}

// A printing is one command on one publication.
type printing struct {
	*batch
	imprint *imprint
	ref     act.Ref
	by      member.Standing
	fresh   map[member.ID]act.Alias // given in this printing
	fault   error
}

// publish carries out a command on a publication.
func (b *batch) publish(o Order, cmd publication.Command) (Receipt, error) {
	n, err := b.initiative()
	if err != nil {
		return Receipt{}, err
	}
	if o.For != "" && o.For != o.By {
		return Receipt{}, act.Refuse(act.NotAllowed, "refuse.grant.never")
	}
	if o.On == "" {
		o.On = act.NewPublication()
	}
	if !o.On.Prints() {
		return Receipt{}, act.Refuse(act.NotFound, "refuse.publication.unknown")
	}
	p, err := b.imprint(o.On)
	if err != nil {
		return Receipt{}, err
	}
	seats, err := b.seats()
	if err != nil {
		return Receipt{}, err
	}
	s := &printing{batch: b, imprint: p, ref: o.On, by: seats.seat(o.By), fresh: map[member.ID]act.Alias{}}
	i, err := s.instant(n, seats)
	if err != nil {
		return Receipt{}, err
	}
	deeds, err := publication.Decide(p.publication, i, cmd)
	if s.fault != nil {
		return Receipt{}, s.fault
	}
	// Judged after the rules, as for a matter: see proceed.
	if err == nil && o.Turn >= 0 && o.Turn != p.publication.Turn {
		err = act.Refuse(act.Stale, "refuse.publication.stale")
	}
	if err != nil {
		return Receipt{}, err
	}
	return s.record(deeds)
}

// instant is what the rules are told.
func (s *printing) instant(n *initiative.Initiative, now *seats) (publication.Instant, error) {
	d, err := s.description(n)
	if err != nil {
		return publication.Instant{}, err
	}
	i := publication.Instant{
		At: s.at, By: s.by, Groups: n.Groups, Seats: now.all, Funders: len(d.Funders), Form: n.Rules.Symbol,
		Alias: s.alias, Known: s.known, Next: s.next,
		People: func(id member.ID) (known bool) { return keep(s, func() (bool, error) { return roll.Knows(s.tx, id) }) },
		Matter: func(ref act.Ref) procedure.Matter {
			return keep(s, func() (procedure.Matter, error) { return s.matter(ref) })
		},
		Statement: s.statement,
	}
	for _, dim := range d.Dimensions {
		i.Dimensions = append(i.Dimensions, dim.ID)
	}
	for _, to := range d.Addressees {
		i.Addressees = append(i.Addressees, to.ID)
	}
	return i, nil
}

// description is what the initiative says of itself now; zero if the words are
// gone.
func (b *batch) description(n *initiative.Initiative) (d initiative.Description, err error) {
	entries, err := b.right.About(string(act.Initiative), -1)
	if err != nil {
		return d, err
	}
	for _, e := range entries {
		if act.Hash(record.Leaf(e.Data)) != n.Described {
			continue
		}
		payload := e.Payload // there if it is of this very batch
		if payload == nil {
			if _, payload, err = record.Payload(b.tx, e.Seq); err != nil || payload == nil {
				return d, err
			}
		}
		words, _, err := register.Kinds.Words(e.Kind, payload)
		d, _ = words.(initiative.Description)
		return d, err
	}
	return d, nil
}

// keep asks what the rules want to know, and keeps a fault for after them.
func keep[T any](s *printing, ask func() (T, error)) T {
	answer, err := ask()
	if err != nil {
		s.fault = err
	}
	return answer
}

func (s *printing) matter(ref act.Ref) (m procedure.Matter, err error) {
	if !ref.Valid() {
		return m, nil
	}
	f, err := s.file(ref)
	if err != nil {
		return m, err
	}
	return f.matter, nil
}

// statement finds a statement on a matter.
func (s *printing) statement(ref act.Ref, said act.Hash) (stated procedure.Stated, ok bool) {
	entries, err := s.right.About(string(ref), -1)
	if err != nil {
		s.fault = err
		return stated, false
	}
	for _, e := range entries {
		a, err := register.Decode(e)
		if err != nil {
			s.fault = err
			return stated, false
		}
		if a.Hash == said {
			stated, ok = a.Body.(procedure.Stated)
			return stated, ok
		}
	}
	return stated, false
}

// next is the number that a publication of a series would get now: it is read
// off the newest first edition of that series in the record.
func (s *printing) next(series publication.Series) int {
	kind := publication.ReleasedAct{}.Kind()
	for before := int64(1 << 62); ; {
		e, ok, err := s.right.Before(kind, before)
		if err != nil || !ok {
			s.fault = err
			return 1
		}
		a, err := register.Decode(e)
		if err != nil {
			s.fault = err
			return 1
		}
		if r := a.Body.(publication.ReleasedAct); r.Series == series && r.Number > 0 {
			return r.Number + 1
		}
		before = e.Seq
	}
}

// alias returns the alias under which a member works on this publication, a new
// one if need be. It is kept only if the command is carried out.
func (s *printing) alias(id member.ID) act.Alias {
	if id == member.Clock {
		return act.Clock
	}
	a := s.known(id)
	if a == "" {
		a = act.NewAlias()
		s.fresh[id] = a
	}
	return a
}

func (s *printing) known(id member.ID) act.Alias {
	if a, ok := s.imprint.aliases[id]; ok {
		return a
	}
	return s.fresh[id]
}

// record appends deeds and enters them in the fold and in the book.
func (s *printing) record(deeds []act.Deed) (Receipt, error) {
	r, p := Receipt{On: s.ref}, s.imprint.publication
	type pending struct {
		entry register.Entry
		after publication.Publication
	}
	var all []pending
	for _, d := range deeds {
		a, e, err := s.append(d, act.Act{On: s.ref, Prev: p.Prev(d), By: s.alias(s.by.Member)})
		if err != nil {
			return r, err
		}
		e.Author = s.by.Member
		p = p.Clone()
		p.Apply(a)
		all = append(all, pending{e, p})
		r.Acts = append(r.Acts, Line{a.Seq, a.Hash, a.Kind})
	}
	r.Turn = p.Turn
	// Nothing can be refused from here on.
	for _, d := range all {
		if err := s.fold.Publication(d.entry, d.after); err != nil {
			return r, err
		}
	}
	s.imprint.publication = p
	for id, a := range s.fresh {
		s.aliases = append(s.aliases, roll.Alias{Alias: a, Matter: s.ref, Member: id})
	}
	maps.Copy(s.imprint.aliases, s.fresh)
	return r, nil
}
