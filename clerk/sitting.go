package clerk

import (
	"maps"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// A sitting is one command on one matter.
type sitting struct {
	*batch
	file  *file
	ref   act.Ref
	by    member.Standing
	via   member.ID               // who acts for by; empty if nobody
	fresh map[member.ID]act.Alias // given in this sitting
	fault error
}

// instant is what the rules are told.
func (s *sitting) instant(n *initiative.Initiative, now *seats) procedure.Instant {
	return procedure.Instant{
		At: s.at, By: s.by, Groups: n.IDs(), Seats: now.all, Rules: n.Rules,
		Alias: s.alias, Known: s.known,
		Spoke: func(g group.ID) (count int) {
			since := s.file.matter.Round[g]
			for _, sp := range s.file.spoke {
				if sp.Group == g && sp.Round >= since {
					count++
				}
			}
			return count
		},
		Next: s.nextNumber(),
		Room: s.room,
	}
}

// alias returns the alias under which a member acts on this matter, a new one
// if need be. It is kept only if the command is carried out.
func (s *sitting) alias(id member.ID) act.Alias {
	if id == member.Clock {
		return act.Clock
	}
	if a, ok := s.file.aliases[id]; ok {
		return a
	}
	if a, ok := s.fresh[id]; ok {
		return a
	}
	if s.fresh == nil {
		s.fresh = map[member.ID]act.Alias{}
	}
	a := act.NewAlias()
	s.fresh[id] = a
	return a
}

// known is the alias that a member has on this matter already, or none. Whoever
// has only spoken without their name has none, and gets none by being asked
// after.
func (s *sitting) known(id member.ID) act.Alias {
	if a, ok := s.file.aliases[id]; ok {
		return a
	}
	return s.fresh[id]
}

// nextNumber is the number that a recommendation adopted now would get: it is
// read off the newest adoption in the record.
func (s *sitting) nextNumber() int {
	if s.file.matter.Decision == nil {
		return 0
	}
	rules := s.file.matter.Rules
	e, ok, err := s.right.Last(procedure.AdoptedAct{}.Kind())
	if err != nil {
		s.fault = err
		return 0
	}
	if !ok {
		return procedure.NextNumber(rules, nil, s.at)
	}
	a, err := register.Decode(e)
	if err != nil {
		s.fault = err
		return 0
	}
	newest := a.Body.(procedure.AdoptedAct)
	return procedure.NextNumber(rules, &newest, s.at)
}

// record appends deeds and enters them in the fold and in the book.
func (s *sitting) record(deeds []act.Deed, rules procedure.Rules) (Receipt, error) {
	r := Receipt{On: s.ref}
	m := s.file.matter
	type pending struct {
		entry         register.Entry
		before, after procedure.Matter
	}
	var all []pending
	for _, d := range deeds {
		a, e, err := s.append(d, s.signed(d, act.Act{On: s.ref, Prev: m.Prev(d)}))
		if err != nil {
			return r, err
		}
		if !d.Nameless {
			e.Author, e.Via = s.by.Member, s.via
		}
		before := m
		if _, said := a.Body.(procedure.Stated); !said {
			m = m.Clone()
		}
		m.Apply(a)
		all = append(all, pending{e, before, m})
		r.Acts = append(r.Acts, Line{a.Seq, a.Hash, a.Kind})
	}
	r.Turn = m.Turn
	// Nothing can be refused from here on.
	for _, p := range all {
		if err := s.fold.Matter(p.entry, p.before, p.after, rules); err != nil {
			return r, err
		}
		if _, said := p.entry.Act.Body.(procedure.Stated); said && p.after.Contributes(s.by, s.known(s.by.Member)) {
			s.heard(p.after)
		}
	}
	s.file.matter = m
	for id, a := range s.fresh {
		s.aliases = append(s.aliases, roll.Alias{Alias: a, Matter: s.ref, Member: id})
	}
	maps.Copy(s.file.aliases, s.fresh)
	return r, nil
}

// signed says under which aliases a deed is done. What is nameless bears a
// fresh one, and none of an assistant.
func (s *sitting) signed(d act.Deed, a act.Act) act.Act {
	if d.Nameless {
		a.By = act.NewAlias()
		return a
	}
	a.By = s.alias(s.by.Member)
	if s.via != "" {
		a.Via = s.alias(s.via)
	}
	return a
}

// heard counts the person as one who has spoken in the present round.
func (s *sitting) heard(m procedure.Matter) {
	token, ok := s.file.tokens[s.by.Member]
	if !ok {
		token = roll.Token(s.clerk.Secret, s.ref, s.by.Member)
		s.file.tokens[s.by.Member] = token
	}
	sp := roll.Spoke{Matter: s.ref, Token: token, Group: s.by.Group, Round: m.Versions}
	key := sp.Token + string(sp.Group)
	if was, ok := s.file.spoke[key]; ok && was.Round >= sp.Round {
		return
	}
	s.file.spoke[key] = sp
	if s.spoke == nil {
		s.spoke = map[string]roll.Spoke{}
	}
	s.spoke[string(s.ref)+key] = sp
}
