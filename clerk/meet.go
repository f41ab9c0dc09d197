package clerk

import (
	"example.org/counterpart/act"
	"example.org/counterpart/meeting"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
)

// A convening is one command on one meeting.
type convening struct{ *hearing[meeting.Meeting] }

// meet carries out a command on a meeting.
func (b *batch) meet(o Order, cmd meeting.Command) (Receipt, error) {
	s, deeds, err := b.convene(o, cmd)
	if err != nil {
		return Receipt{}, err
	}
	return s.record(deeds)
}

// convene asks the rules about a command on a meeting. Nothing is recorded yet.
func (b *batch) convene(o Order, cmd meeting.Command) (*convening, []act.Deed, error) {
	if _, lays := cmd.(meeting.LayPaper); lays && o.Beside == nil {
		// Whoever lays a file brings it: a sum alone would open one that lies
		// before another meeting.
		return nil, nil, act.RefuseField("file", "refuse.paper.file")
	}
	h, err := meetings.hear(b, o)
	if err != nil {
		return nil, nil, err
	}
	s := &convening{h}
	if minute, ok := cmd.(meeting.Minute); ok && minute.Base == h.folio.state.Minutes.Version {
		if cmd, err = s.against(minute); err != nil {
			return nil, nil, err
		}
	}
	deeds, err := meeting.Decide(h.folio.state, s.instant(), cmd)
	if err := h.judged(err); err != nil {
		return nil, nil, err
	}
	return s, deeds, nil
}

// instant is what the rules are told.
func (s *convening) instant() meeting.Instant {
	return meeting.Instant{
		At: s.at, By: s.by, Groups: s.initiative.Groups, Seats: s.seats.all, Rules: s.initiative.Rules,
		Alias: s.alias, Known: s.known, Matter: s.matter,
		Meeting: func(ref act.Ref) meeting.Meeting {
			if ref == s.coming.Ref {
				return s.coming
			}
			f, err := meetings.take(s.batch, ref)
			if err != nil {
				s.fault = err
				return meeting.Meeting{}
			}
			return f.state
		},
		Journal: s.journal,
	}
}

// journal is the number that minutes locked now would get in their row: it is
// read off the newest of that row in the record.
func (s *convening) journal(series string) int {
	kind := meeting.Locked{}.Kind()
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
		if l := a.Body.(meeting.Locked); l.Series == series {
			return l.Number + 1
		}
		before = e.Seq
	}
}

// against gives new minutes the words of those that they are based on.
func (s *convening) against(c meeting.Minute) (meeting.Command, error) {
	m := s.folio.state.Minutes
	if m.N == 0 {
		return c, nil
	}
	entries, err := s.right.About(string(s.ref), -1)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if act.Hash(record.Leaf(e.Data)) != m.Version {
			continue
		}
		words, err := s.words(e)
		if w, ok := words.(meeting.MinutesWords); ok {
			return c.Against(w.Parts), err
		}
	}
	return c, nil // the words are gone: every part counts as changed
}

// room is what the rules on a matter are told of a meeting.
func (s *sitting) room(ref act.Ref) (r procedure.Room, ok bool) {
	if !ref.Meets() {
		return r, false
	}
	f, err := meetings.take(s.batch, ref)
	if err != nil {
		s.fault = err
		return r, false
	}
	m := f.state
	if m.Stage != meeting.Sitting || !m.Keeps(s.by) {
		return r, false
	}
	for id, alias := range f.aliases {
		if m.In(alias) {
			r.Members = append(r.Members, id)
		}
	}
	if it, at := m.Item(m.Now); at {
		r.Matter, r.Asks = it.Matter, string(it.Asks)
	}
	return r, true
}
