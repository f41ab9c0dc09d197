package register

import (
	"encoding/json"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
)

// In asks questions as a reader within a transaction that is already open.
func (r *Register) In(tx *database.Tx, reader Reader) Questions {
	return Questions{tx, reader, &r.cache, new(known)}
}

// A Happening is an act with what those need who pass on news of it. It is no
// reader's: whoever is told of it must be asked about first, by For.
type Happening struct {
	Line
	Matter  procedure.Matter // as it stands now; zero for an act on anything else
	Meeting meeting.Meeting  // as it stands now; zero for an act on anything else
	// Publication is one as it stands now; zero for an act on anything else.
	Publication publication.Publication
	Answers     member.ID   // author of the statement that it answers, if that was made by name
	Electors    []member.ID // whom it entitles, if it opens a decision
	scope       string
}

// For reports whether a reader may know of it.
func (h Happening) For(r Reader) bool { return r.May(h.scope) }

// Happenings returns the acts from place from on, oldest first, at most limit.
func (r *Register) Happenings(tx *database.Tx, from int64, limit int) ([]Happening, error) {
	q := r.In(tx, Joint)
	spots, err := database.All(tx, `select a.seq, a.scope from register_act a where a.seq >= $1 order by a.seq limit $2`,
		[]any{from, limit}, scanSpot)
	if err != nil {
		return nil, err
	}
	lines, err := q.at(spots)
	if err != nil {
		return nil, err
	}
	all := make([]Happening, len(lines))
	matters := map[act.Ref]procedure.Matter{}
	for n, l := range lines {
		h := Happening{Line: l, scope: spots[n].scope}
		switch {
		case l.On.Meets():
			if h.Meeting, err = q.gathering(l.On); err != nil {
				return nil, err
			}
		case l.On.Prints():
			if h.Publication, err = q.imprint(l.On); err != nil {
				return nil, err
			}
		case l.On.Valid():
			m, ok := matters[l.On]
			if !ok {
				if m, err = q.state(l.On); err != nil {
					return nil, err
				}
				matters[l.On] = m
			}
			h.Matter = m
			if err := q.around(&h); err != nil {
				return nil, err
			}
		}
		all[n] = h
	}
	return all, nil
}

// imprint is a publication as it stands, whoever may read it.
func (q Questions) imprint(ref act.Ref) (p publication.Publication, err error) {
	var state []byte
	if err := q.tx.Row(`select state from register_publication where ref = $1`, []any{string(ref)}, &state); err != nil {
		return p, err
	}
	return p, json.Unmarshal(state, &p)
}

// gathering is a meeting as it stands, whoever may read it.
func (q Questions) gathering(ref act.Ref) (m meeting.Meeting, err error) {
	var state []byte
	if err := q.tx.Row(`select state from register_meeting where ref = $1`, []any{string(ref)}, &state); err != nil {
		return m, err
	}
	return m, json.Unmarshal(state, &m)
}

// state is a matter as it stands, whoever may read it.
func (q Questions) state(ref act.Ref) (procedure.Matter, error) {
	var scope string
	if err := q.tx.Row(`select scope from register_matter where ref = $1`, []any{string(ref)}, &scope); err != nil {
		return procedure.Matter{}, err
	}
	group, _ := caucusOf(scope)
	q.reader = Reader{Standing: member.Standing{Group: group, Capacity: member.Member}}
	m, err := q.Matter(ref)
	return m.Matter, err
}

// around finds whom an act is about.
func (q Questions) around(h *Happening) error {
	switch b := h.Body.(type) {
	case procedure.Stated:
		if b.ReplyTo == (act.Hash{}) {
			return nil
		}
		answered, err := q.lines(`where a.matter = $1 and a.hash = $2`, string(h.On), b.ReplyTo[:])
		for _, l := range answered {
			if l.Attribution == act.Named {
				h.Answers = l.Author
			}
		}
		return err
	case procedure.Opened:
		names, err := q.Names(h.On)
		for _, all := range b.Electorate {
			for _, alias := range all {
				if who, ok := names[alias]; ok {
					h.Electors = append(h.Electors, who)
				}
			}
		}
		return err
	}
	return nil
}

// Lines returns those of the acts at some places that the reader may read, in
// the order of the record.
func (q Questions) Lines(places ...int64) ([]Line, error) {
	if len(places) == 0 {
		return nil, nil
	}
	var args []any
	return q.lines(`where a.seq in (`+database.In(&args, places...)+`) and `+q.reader.within("a.scope", &args)+` order by a.seq`, args...)
}
