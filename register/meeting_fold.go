package register

import (
	"encoding/json"
	"fmt"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
)

// gathered is a meeting that something happened to.
type gathered struct {
	after  meeting.Meeting
	title  string   // JSON; empty if unchanged
	locked act.Hash // the version that became final; zero if none did
}

// Meeting enters an act on a meeting; after is the state that it left.
func (f *Fold) Meeting(e Entry, after meeting.Meeting) error {
	a := e.Act
	own := meeting.Audience(a.Body, after)
	f.acts = append(f.acts, []any{a.Seq, string(a.On), a.Hash[:], a.Kind, string(e.Author), string(e.Via),
		int64(own.Ring()), scopeOf(own, after.Home()), string(a.Group)})
	m, ok := f.meetings[a.On]
	if !ok {
		m = &gathered{}
		f.meetings[a.On] = m
		f.gathered = append(f.gathered, a.On)
	}
	m.after = after
	switch b := a.Body.(type) {
	case meeting.CalledAct:
		words, err := f.words(e)
		if err != nil {
			return err
		}
		w, _ := words.(meeting.CalledWords)
		title, err := json.Marshal(w.Title)
		m.title = string(title)
		return err
	case meeting.Locked:
		m.locked = b.Version
	}
	return nil
}

// words are those of an act on its way into the register.
func (f *Fold) words(e Entry) (act.Words, error) {
	if e.Words != nil {
		return e.Words, nil
	}
	_, data, err := record.Payload(f.tx, e.Act.Seq)
	if err != nil {
		return nil, err
	}
	words, _, err := Kinds.Words(e.Act.Kind, data)
	if err != nil {
		return nil, fmt.Errorf("act %d: %w", e.Act.Seq, err)
	}
	return words, nil
}

// outcome notes that an act on a matter was done in a meeting.
func (f *Fold) outcome(a act.Act) {
	var in act.Ref
	switch b := a.Body.(type) {
	case procedure.ConsideredAct:
		in = b.Meeting
	case procedure.MeetingRecorded:
		in = b.Meeting
	}
	if in != "" {
		f.outcomes = append(f.outcomes, []any{string(in), a.Seq})
	}
}

// gather writes the meetings that something happened to.
func (f *Fold) gather() error {
	if len(f.outcomes) > 0 {
		if err := f.tx.Insert("register_outcome", []string{"meeting", "seq"}, f.outcomes); err != nil {
			return err
		}
	}
	for _, ref := range f.gathered {
		m := f.meetings[ref]
		if err := f.meeting(ref, m); err != nil {
			return fmt.Errorf("fold meeting %s: %w", ref, err)
		}
		if m.locked != (act.Hash{}) {
			// The draft that all have approved is now what everybody reads.
			own := m.after.Audience()
			if err := f.tx.Exec(`update register_act set own = $3, scope = $4 where matter = $1 and hash = $2`,
				string(ref), m.locked[:], own.Ring(), scopeOf(own, m.after.Home())); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *Fold) meeting(ref act.Ref, g *gathered) error {
	m := g.after
	state, err := json.Marshal(m)
	if err != nil {
		return err
	}
	scope := scopeOf(m.Audience(), m.Home())
	set := `on conflict (ref) do update set stage = excluded.stage, starts = excluded.starts, ends = excluded.ends, turn = excluded.turn, state = excluded.state, venues = excluded.venues, seq = excluded.seq`
	if g.title != "" {
		set += `, title = excluded.title`
	}
	var venues []group.ID
	for _, v := range m.Venues {
		venues = append(venues, v.Group)
	}
	circle := 0
	if m.Restricted {
		circle = 1
	}
	err = f.tx.Insert("register_meeting", []string{"ref", "scope", "stage", "starts", "ends", "turn", "title", "state", "groups", "venues", "series", "restricted", "seq"},
		[][]any{{string(ref), scope, string(m.Stage), m.Start.UnixMilli(), m.End.UnixMilli(), m.Turn, g.title, state, listed(m.Groups), listed(venues), string(m.Series), circle, m.Seq}}, set)
	if err != nil {
		return err
	}
	var meets, items, tasks [][]any
	for _, grp := range m.Groups {
		meets = append(meets, []any{string(grp), string(ref), scope, string(m.Stage), m.Start.UnixMilli()})
	}
	for _, it := range m.Items {
		if it.Matter != "" {
			items = append(items, []any{string(it.Matter), string(ref), string(it.ID), scope, m.Start.UnixMilli()})
		}
	}
	inside := scopeOf(m.Inside(), m.Home())
	for _, t := range m.Open() {
		tasks = append(tasks, []any{string(ref), t.ID, string(t.Group), inside, t.Due})
	}
	for _, table := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"register_meets", []string{"grp", "meeting", "scope", "stage", "starts"}, meets},
		{"register_item", []string{"matter", "meeting", "item", "scope", "starts"}, items},
		{"register_task", []string{"meeting", "task", "grp", "scope", "due"}, tasks},
	} {
		if err := f.tx.Exec(`delete from `+table.name+` where meeting = $1`, string(ref)); err != nil {
			return err
		}
		if len(table.rows) == 0 {
			continue
		}
		if err := f.tx.Insert(table.name, table.columns, table.rows); err != nil {
			return err
		}
	}
	return nil
}
