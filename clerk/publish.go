package clerk

import (
	"example.org/counterpart/act"
	"example.org/counterpart/initiative"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
)

// A printing is one command on one publication.
type printing struct {
	*hearing[publication.Publication]
}

// publish carries out a command on a publication.
func (b *batch) publish(o Order, cmd publication.Command) (Receipt, error) {
	h, err := publications.hear(b, o)
	if err != nil {
		return Receipt{}, err
	}
	s := &printing{h}
	i, err := s.instant()
	if err != nil {
		return Receipt{}, err
	}
	deeds, err := publication.Decide(h.folio.state, i, cmd)
	if err := h.judged(err); err != nil {
		return Receipt{}, err
	}
	return h.record(deeds)
}

// instant is what the rules are told.
func (s *printing) instant() (publication.Instant, error) {
	d, err := s.description()
	if err != nil {
		return publication.Instant{}, err
	}
	i := publication.Instant{
		At: s.at, By: s.by, Groups: s.initiative.Groups, Seats: s.seats.all, Funders: len(d.Funders), Form: s.initiative.Rules.Symbol,
		Alias: s.alias, Known: s.known, Next: s.next, People: s.people, Matter: s.matter, Statement: s.statement,
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
// gone. It is read once, and then remembered with the act that laid it down.
func (s *printing) description() (d initiative.Description, err error) {
	book, now := &s.clerk.book, s.initiative.Described
	if book.described == now {
		return book.description, nil
	}
	entries, err := s.right.About(string(act.Initiative), -1)
	if err != nil {
		return d, err
	}
	for _, e := range entries {
		if act.Hash(record.Leaf(e.Data)) != now {
			continue
		}
		words, err := s.words(e)
		if err != nil {
			return d, err
		}
		d, _ = words.(initiative.Description)
	}
	book.described, book.description = now, d
	return d, nil
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
