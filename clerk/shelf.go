package clerk

import (
	"maps"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/initiative"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// A folio is what the clerk knows of one meeting, conference or publication.
type folio[S any] struct {
	state   S
	aliases map[member.ID]act.Alias
}

// A shelf is where folios of one sort stand, and how such things are folded.
type shelf[S any] struct {
	of      func(*book) map[act.Ref]*folio[S]
	fresh   func() act.Ref
	is      func(act.Ref) bool
	unknown string // the refusal's key, of what is none of them
	stale   string // and of what has moved on since somebody looked
	apply   func(*S, act.Act)
	clone   func(S) S
	prev    func(S, act.Deed) act.Hash
	turn    func(S) int
	enter   func(*register.Fold, register.Entry, S) error
}

var (
	meetings = shelf[meeting.Meeting]{
		of: func(b *book) map[act.Ref]*folio[meeting.Meeting] { return b.meetings }, fresh: act.NewMeeting, is: act.Ref.Meets,
		unknown: "refuse.meeting.unknown", stale: "refuse.meeting.stale",
		apply: (*meeting.Meeting).Apply, clone: meeting.Meeting.Clone, prev: meeting.Meeting.Prev,
		turn: func(m meeting.Meeting) int { return m.Turn }, enter: (*register.Fold).Meeting}
	conferences = shelf[conference.Conference]{
		of: func(b *book) map[act.Ref]*folio[conference.Conference] { return b.conferences }, fresh: act.NewConference, is: act.Ref.Confers,
		unknown: "refuse.conference.unknown", stale: "refuse.conference.stale",
		apply: (*conference.Conference).Apply, clone: conference.Conference.Clone, prev: conference.Conference.Prev,
		turn: func(c conference.Conference) int { return c.Turn }, enter: (*register.Fold).Conference}
	publications = shelf[publication.Publication]{
		of: func(b *book) map[act.Ref]*folio[publication.Publication] { return b.publications }, fresh: act.NewPublication, is: act.Ref.Prints,
		unknown: "refuse.publication.unknown", stale: "refuse.publication.stale",
		apply: (*publication.Publication).Apply, clone: publication.Publication.Clone, prev: publication.Publication.Prev,
		turn: func(p publication.Publication) int { return p.Turn }, enter: (*register.Fold).Publication}
)

// take returns the folio of a thing, from the record.
func (k *shelf[S]) take(b *batch, ref act.Ref) (*folio[S], error) {
	if f, ok := k.of(&b.clerk.book)[ref]; ok {
		return f, nil
	}
	f := new(folio[S])
	var err error
	if f.aliases, err = b.read(ref, func(a act.Act) { k.apply(&f.state, a) }); err != nil {
		return nil, err
	}
	k.of(&b.clerk.book)[ref] = f
	return f, nil
}

// A hearing is one command on one folio.
type hearing[S any] struct {
	*batch
	shelf      *shelf[S]
	folio      *folio[S]
	ref        act.Ref
	turn       int // that the command answers; -1 for whatever it is
	by         member.Standing
	initiative *initiative.Initiative
	seats      *seats
	given      map[member.ID]act.Alias // aliases, in this hearing
	fault      error
}

// hear opens the hearing of an order. Nobody acts here for another.
func (k *shelf[S]) hear(b *batch, o Order) (*hearing[S], error) {
	if o.For != "" && o.For != o.By {
		return nil, act.Refuse(act.NotAllowed, "refuse.grant.never")
	}
	if o.On == "" {
		o.On = k.fresh()
	}
	if !k.is(o.On) {
		return nil, act.Refuse(act.NotFound, k.unknown)
	}
	h := &hearing[S]{batch: b, shelf: k, ref: o.On, turn: o.Turn, given: map[member.ID]act.Alias{}}
	var err error
	if h.initiative, err = b.initiative(); err != nil {
		return nil, err
	}
	if h.folio, err = k.take(b, o.On); err != nil {
		return nil, err
	}
	if h.seats, err = b.seats(); err != nil {
		return nil, err
	}
	h.by = h.seats.seat(o.By)
	return h, nil
}

// judged is what the rules have answered, unless something went wrong while
// they asked, or the order answers another turn. That is judged after the
// rules, as for a matter: see proceed.
func (h *hearing[S]) judged(err error) error {
	if h.fault != nil {
		return h.fault
	}
	if err == nil && h.turn >= 0 && h.turn != h.shelf.turn(h.folio.state) {
		err = act.Refuse(act.Stale, h.shelf.stale)
	}
	return err
}

// alias returns the alias under which a member acts here, a new one if need be.
// It is kept only if the command is carried out.
func (h *hearing[S]) alias(id member.ID) act.Alias {
	if id == member.Clock {
		return act.Clock
	}
	a := h.known(id)
	if a == "" {
		a = act.NewAlias()
		h.given[id] = a
	}
	return a
}

func (h *hearing[S]) known(id member.ID) act.Alias {
	if a, ok := h.folio.aliases[id]; ok {
		return a
	}
	return h.given[id]
}

// matter tells the rules of a matter, as the record has it.
func (h *hearing[S]) matter(ref act.Ref) (m procedure.Matter) {
	if !ref.Valid() {
		return m
	}
	f, err := h.file(ref)
	if err != nil {
		h.fault = err
		return m
	}
	return f.matter
}

// people tells the rules who is on the roll.
func (h *hearing[S]) people(id member.ID) bool {
	known, err := roll.Knows(h.tx, id)
	if err != nil {
		h.fault = err
	}
	return known
}

// record appends deeds and enters them in the fold and in the book.
func (h *hearing[S]) record(deeds []act.Deed) (Receipt, error) {
	r, k, now := Receipt{On: h.ref}, h.shelf, h.folio.state
	type pending struct {
		entry register.Entry
		after S
	}
	var all []pending
	for _, d := range deeds {
		a := act.Act{On: h.ref, Prev: k.prev(now, d), By: act.NewAlias()}
		if !d.Nameless {
			a.By = h.alias(h.by.Member)
		}
		a, e, err := h.append(d, a)
		if err != nil {
			return r, err
		}
		if !d.Nameless {
			e.Author = h.by.Member
		}
		now = k.clone(now)
		k.apply(&now, a)
		all = append(all, pending{e, now})
		r.Acts = append(r.Acts, Line{a.Seq, a.Hash, a.Kind})
	}
	r.Turn = k.turn(now)
	// Nothing can be refused from here on.
	for _, p := range all {
		if err := k.enter(h.fold, p.entry, p.after); err != nil {
			return r, err
		}
	}
	h.folio.state = now
	for id, a := range h.given {
		h.aliases = append(h.aliases, roll.Alias{Alias: a, Matter: h.ref, Member: id})
	}
	maps.Copy(h.folio.aliases, h.given)
	return r, nil
}

// words returns the words of an entry; nil if they were erased.
func (b *batch) words(e record.Entry) (act.Words, error) {
	payload := e.Payload // there if the entry is of this very batch
	if payload == nil {
		var err error
		if _, payload, err = record.Payload(b.tx, e.Seq); err != nil || payload == nil {
			return nil, err
		}
	}
	words, _, err := register.Kinds.Words(e.Kind, payload)
	return words, err
}
