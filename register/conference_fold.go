package register

import (
	"encoding/json"
	"fmt"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
)

// announced is a conference that something happened to.
type announced struct {
	after    conference.Conference
	title    string     // JSON; empty if unchanged
	released []act.Hash // drafts that became versions
}

// Conference enters an act on a conference; after is the state that it left.
func (f *Fold) Conference(e Entry, after conference.Conference) error {
	a := e.Act
	own := conference.Audience(a.Body, after)
	f.acts = append(f.acts, []any{a.Seq, string(a.On), a.Hash[:], a.Kind, string(e.Author), string(e.Via),
		int64(own.Ring()), scopeOf(own, after.Home()), string(a.Group)})
	c, ok := f.conferences[a.On]
	if !ok {
		c = &announced{}
		f.conferences[a.On] = c
		f.announced = append(f.announced, a.On)
	}
	c.after = after
	switch b := a.Body.(type) {
	case conference.AnnouncedAct, conference.RestatedAct:
		words, err := f.words(e)
		if err != nil {
			return err
		}
		w, _ := words.(conference.AnnouncedWords)
		title, err := json.Marshal(w.Title)
		c.title = string(title)
		return err
	case conference.ReleasedAct:
		c.released = append(c.released, b.Draft)
	}
	return nil
}

// announce writes the conferences that something happened to.
func (f *Fold) announce() error {
	for _, ref := range f.announced {
		c := f.conferences[ref]
		if err := f.conference(ref, c); err != nil {
			return fmt.Errorf("fold conference %s: %w", ref, err)
		}
		own := c.after.Audience()
		for _, draft := range c.released {
			// The draft that was released is now what everybody reads.
			if err := f.tx.Exec(`update register_act set own = $3, scope = $4 where matter = $1 and hash = $2`,
				string(ref), draft[:], own.Ring(), scopeOf(own, c.after.Home())); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *Fold) conference(ref act.Ref, n *announced) error {
	c := n.after
	state, err := json.Marshal(c)
	if err != nil {
		return err
	}
	scope := scopeOf(c.Audience(), c.Home())
	from, to := c.Bounds()
	set := `on conflict (ref) do update set stage = excluded.stage, starts = excluded.starts, ends = excluded.ends, turn = excluded.turn, state = excluded.state`
	if n.title != "" {
		set += `, title = excluded.title`
	}
	err = f.tx.Insert("register_conference", []string{"ref", "scope", "stage", "starts", "ends", "turn", "title", "state"},
		[][]any{{string(ref), scope, string(c.Stage), from.UnixMilli(), to.UnixMilli(), c.Turn, n.title, state}}, set)
	if err != nil {
		return err
	}
	// What a matter shows is what has been released.
	latest, _ := c.Latest()
	var informs [][]any
	for _, s := range latest.Slots {
		for _, m := range s.Matters {
			informs = append(informs, []any{string(ref), string(s.ID), string(m), scope, from.UnixMilli()})
		}
	}
	if err := f.tx.Exec(`delete from register_informs where conference = $1`, string(ref)); err != nil || len(informs) == 0 {
		return err
	}
	return f.tx.Insert("register_informs", []string{"conference", "session", "matter", "scope", "starts"}, informs)
}
