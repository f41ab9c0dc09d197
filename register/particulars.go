package register

import (
	"encoding/json"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/meeting"
	"example.org/counterpart/roll"
)

// Particulars are what the words of a call say of a meeting, as it was last
// changed.
type Particulars struct {
	Problem string
	Rooms   []meeting.Place // in the order of the venues
	Links   []string        // in the same order; none for who does not read them
	Reason  string          // why it was called off
	Changed time.Time       // when its time, its place or its links last were
}

// callKinds are the acts whose words are a meeting's particulars.
var callKinds = []string{meeting.CalledAct{}.Kind(), meeting.MovedAct{}.Kind(), meeting.LinkedAct{}.Kind(), meeting.CalledOffAct{}.Kind()}

// Particulars returns those of meetings, as far as the reader may read them.
func (q Questions) Particulars(refs ...act.Ref) (map[act.Ref]Particulars, error) {
	var args []any
	among, within := database.In(&args, refs...), ""
	within = q.reader.within("a.scope", &args)
	return q.particulars(len(refs), `a.matter in (`+among+`) and `+within, args)
}

func (q Questions) particulars(most int, where string, args []any) (map[act.Ref]Particulars, error) {
	all := make(map[act.Ref]Particulars, most)
	if most == 0 {
		return all, nil
	}
	kinds := database.In(&args, callKinds...)
	lines, err := q.lines(`where a.seq in (select max(a.seq) from register_act a where `+where+` and a.kind in (`+kinds+`)
		group by a.matter, a.kind) order by a.seq`, args...)
	for _, l := range lines {
		p := all[l.On]
		switch w := l.Words.(type) {
		case meeting.CalledWords:
			p.Problem, p.Rooms = w.Problem, w.Rooms
		case meeting.MovedWords:
			p.Rooms = w.Rooms
		case meeting.LinkWords:
			p.Links = w.Links
		case meeting.ReasonWords:
			p.Reason = w.Reason
		}
		p.Changed = l.At
		all[l.On] = p
	}
	return all, err
}

// Mine tells under which alias the reader is in each of some meetings, if they
// are in it at all.
func (q Questions) Mine(refs ...act.Ref) (map[act.Ref]act.Alias, error) {
	if q.reader.Member == "" || len(refs) == 0 {
		return nil, nil
	}
	return roll.AliasesOf(q.tx, q.reader.Member, refs)
}

// Invited returns what an invitation to a meeting may say, whoever holds it. It
// is the one question that asks nothing of its reader: an invitation is the
// word of those who keep the meeting, also to somebody without a seat. Who is
// there or has a task, and the agenda, are not in the answer.
func (q Questions) Invited(ref act.Ref) (m Meeting, p Particulars, err error) {
	var (
		title string
		state []byte
	)
	if err = q.tx.Row(`select title, state from register_meeting where ref = $1`, []any{string(ref)}, &title, &state); err != nil {
		return m, p, fmt.Errorf("read meeting %s: %w", ref, err)
	}
	var whole meeting.Meeting
	if err = json.Unmarshal(state, &whole); err != nil {
		return m, p, fmt.Errorf("read meeting %s: %w", ref, err)
	}
	if m.Title, err = titleOf(title); err != nil {
		return m, p, err
	}
	m.Meeting = meeting.Meeting{Ref: whole.Ref, Stage: whole.Stage, Groups: whole.Groups, Public: whole.Public, Restricted: whole.Restricted,
		Lang: whole.Lang, Start: whole.Start, End: whole.End, Venues: whole.Venues, Revision: whole.Revision, Invited: whole.Invited}
	all, err := q.particulars(1, `a.matter = $1`, []any{string(ref)})
	return m, all[ref], err
}
