package clerk

import (
	"maps"

	"example.org/counterpart/act"
	"example.org/counterpart/initiative"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// A folder is what the clerk knows of one meeting.
type folder struct {
	meeting meeting.Meeting
	aliases map[member.ID]act.Alias
}

// folder returns what the clerk knows of a meeting, from the record.
func (b *batch) folder(ref act.Ref) (*folder, error) {
	if f, ok := b.clerk.book.meetings[ref]; ok {
		return f, nil
	}
	f := new(folder)
	var err error
	if f.aliases, err = b.read(ref, f.meeting.Apply); err != nil {
		return nil, err
	}
	b.clerk.book.meetings[ref] = f
	return f, nil
}

// A convening is one command on one meeting.
type convening struct {
	*batch
	folder *folder
	ref    act.Ref
	by     member.Standing
	fresh  map[member.ID]act.Alias // given in this convening
	fault  error
}

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
	n, err := b.initiative()
	if err != nil {
		return nil, nil, err
	}
	if o.For != "" && o.For != o.By {
		return nil, nil, act.Refuse(act.NotAllowed, "refuse.grant.never")
	}
	if o.On == "" {
		o.On = act.NewMeeting()
	}
	if _, lays := cmd.(meeting.LayPaper); lays && o.Beside == nil {
		// Whoever lays a file brings it: a sum alone would open one that lies
		// before another meeting.
		return nil, nil, act.RefuseField("file", "refuse.paper.file")
	}
	if !o.On.Meets() {
		return nil, nil, act.Refuse(act.NotFound, "refuse.meeting.unknown")
	}
	f, err := b.folder(o.On)
	if err != nil {
		return nil, nil, err
	}
	seats, err := b.seats()
	if err != nil {
		return nil, nil, err
	}
	s := &convening{batch: b, folder: f, ref: o.On, by: seats.seat(o.By), fresh: map[member.ID]act.Alias{}}
	if minute, ok := cmd.(meeting.Minute); ok && minute.Base == f.meeting.Minutes.Version {
		if cmd, err = s.against(minute); err != nil {
			return nil, nil, err
		}
	}
	deeds, err := meeting.Decide(f.meeting, s.instant(n, seats), cmd)
	if s.fault != nil {
		return nil, nil, s.fault
	}
	// Judged after the rules, as for a matter: see proceed.
	if err == nil && o.Turn >= 0 && o.Turn != f.meeting.Turn {
		err = act.Refuse(act.Stale, "refuse.meeting.stale")
	}
	if err != nil {
		return nil, nil, err
	}
	return s, deeds, nil
}

// instant is what the rules are told.
func (s *convening) instant(n *initiative.Initiative, now *seats) meeting.Instant {
	return meeting.Instant{
		At: s.at, By: s.by, Groups: n.Groups, Seats: now.all, Rules: n.Rules,
		Alias: s.alias, Known: s.known,
		Matter: func(ref act.Ref) (m procedure.Matter) {
			if !ref.Valid() {
				return m
			}
			f, err := s.file(ref)
			if err != nil {
				s.fault = err
				return m
			}
			return f.matter
		},
		Meeting: func(ref act.Ref) meeting.Meeting {
			if ref == s.coming.Ref {
				return s.coming
			}
			f, err := s.batch.folder(ref)
			if err != nil {
				s.fault = err
				return meeting.Meeting{}
			}
			return f.meeting
		},
		Journal: s.journal,
	}
}

// alias returns the alias under which a member is in this meeting, a new one if
// need be. It is kept only if the command is carried out.
func (s *convening) alias(id member.ID) act.Alias {
	a := s.known(id)
	if a == "" {
		a = act.NewAlias()
		s.fresh[id] = a
	}
	return a
}

func (s *convening) known(id member.ID) act.Alias {
	if a, ok := s.folder.aliases[id]; ok {
		return a
	}
	return s.fresh[id]
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
	m := s.folder.meeting.Minutes
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
		payload := e.Payload
		if payload == nil {
			if _, payload, err = record.Payload(s.tx, e.Seq); err != nil || payload == nil {
				return c, err
			}
		}
		words, _, err := register.Kinds.Words(e.Kind, payload)
		if w, ok := words.(meeting.MinutesWords); ok {
			return c.Against(w.Parts), err
		}
	}
	return c, nil // the words are gone: every part counts as changed
}

// record appends deeds and enters them in the fold and in the book.
func (s *convening) record(deeds []act.Deed) (Receipt, error) {
	r := Receipt{On: s.ref}
	m := s.folder.meeting
	type pending struct {
		entry register.Entry
		after meeting.Meeting
	}
	var all []pending
	for _, d := range deeds {
		a := act.Act{On: s.ref, Prev: m.Prev(d), By: act.NewAlias()}
		if !d.Nameless {
			a.By = s.alias(s.by.Member)
		}
		a, e, err := s.append(d, a)
		if err != nil {
			return r, err
		}
		if !d.Nameless {
			e.Author = s.by.Member
		}
		m = m.Clone()
		m.Apply(a)
		all = append(all, pending{e, m})
		r.Acts = append(r.Acts, Line{a.Seq, a.Hash, a.Kind})
	}
	r.Turn = m.Turn
	// Nothing can be refused from here on.
	for _, p := range all {
		if err := s.fold.Meeting(p.entry, p.after); err != nil {
			return r, err
		}
	}
	s.folder.meeting = m
	for id, a := range s.fresh {
		s.aliases = append(s.aliases, roll.Alias{Alias: a, Matter: s.ref, Member: id})
	}
	maps.Copy(s.folder.aliases, s.fresh)
	return r, nil
}

// room is what the rules on a matter are told of a meeting.
func (s *sitting) room(ref act.Ref) (r procedure.Room, ok bool) {
	if !ref.Meets() {
		return r, false
	}
	f, err := s.folder(ref)
	if err != nil {
		s.fault = err
		return r, false
	}
	m := f.meeting
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
