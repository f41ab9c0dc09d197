package register

import (
	"encoding/json"
	"fmt"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/publication"
	"example.org/counterpart/record"
	"example.org/counterpart/text"
)

// printed is a publication that something happened to.
type printed struct {
	after    publication.Publication
	plan     text.Words // its working title; nil if unchanged
	opened   []act.Hash // drafts that came out with an edition, and keys
	released bool
}

// Publication enters an act on a publication; after is the state that it left.
func (f *Fold) Publication(e Entry, after publication.Publication) error {
	a := e.Act
	own := publication.Audience(a.Body, after)
	f.acts = append(f.acts, []any{a.Seq, string(a.On), a.Hash[:], a.Kind, string(e.Author), string(e.Via),
		int64(own.Ring()), scopeOf(own, after.Home()), string(a.Group)})
	p, ok := f.publications[a.On]
	if !ok {
		p = &printed{}
		f.publications[a.On] = p
		f.printed = append(f.printed, a.On)
	}
	p.after = after
	switch b := a.Body.(type) {
	case publication.Begun, publication.Described:
		words, err := f.words(e)
		if err != nil {
			return err
		}
		w, _ := words.(publication.PlanWords)
		p.plan = w.Title
	case publication.ListedAct:
		words, err := f.words(e)
		if err != nil {
			return err
		}
		w, _ := words.(publication.ListedWords)
		p.plan = w.Title
	case publication.ReleasedAct:
		p.released = true
		for _, hash := range b.Drafts {
			p.opened = append(p.opened, hash)
		}
		e, _ := after.Latest()
		p.opened = append(p.opened, e.Plan)
		for _, k := range e.Keys {
			p.opened = append(p.opened, k.Act)
		}
	}
	return nil
}

// print writes the publications that something happened to.
func (f *Fold) print() error {
	for _, ref := range f.printed {
		if err := f.publication(ref, f.publications[ref]); err != nil {
			return fmt.Errorf("fold publication %s: %w", ref, err)
		}
	}
	return nil
}

func (f *Fold) publication(ref act.Ref, n *printed) error {
	p := n.after
	for _, hash := range n.opened {
		// What came out with an edition is now what everybody reads.
		if err := f.tx.Exec(`update register_act set own = $3, scope = $4 where matter = $1 and hash = $2`,
			string(ref), hash[:], act.Public.Ring(), scopePublic); err != nil {
			return err
		}
	}
	title, err := f.printedTitle(ref, n)
	if err != nil {
		return err
	}
	state, err := json.Marshal(p)
	if err != nil {
		return err
	}
	scope, released := scopeOf(p.Audience(), p.Home()), releasedAt(p)
	set := `on conflict (ref) do update set scope = excluded.scope, stage = excluded.stage, series = excluded.series,
		released = excluded.released, turn = excluded.turn, state = excluded.state`
	if title != "" {
		set += `, title = excluded.title`
	}
	if err := f.tx.Insert("register_publication", []string{"ref", "scope", "stage", "series", "released", "turn", "title", "state"},
		[][]any{{string(ref), scope, string(p.Stage), string(p.Series), released, p.Turn, title, state}}, set); err != nil {
		return err
	}
	if err := f.cites(ref, p, scope, released); err != nil {
		return err
	}
	at, due := p.Due()
	if !due {
		return f.tx.Exec(`delete from register_deadline where matter = $1`, string(ref))
	}
	return f.tx.Insert("register_deadline", []string{"matter", "at"}, [][]any{{string(ref), at.UnixMilli()}},
		"on conflict (matter) do update set at = excluded.at")
}

// printedTitle is what the publication is called, as JSON, if that has changed: the
// titles of its newest edition once there is one, its working title before.
func (f *Fold) printedTitle(ref act.Ref, n *printed) (string, error) {
	titles := n.plan
	if e, ok := n.after.Latest(); ok {
		if !n.released {
			return "", nil // a new plan changes nothing of what has come out
		}
		titles = text.Words{}
		for lang, hash := range e.Drafts {
			w, err := f.version(ref, hash)
			if err != nil {
				return "", err
			}
			titles[lang] = w.Title
		}
	}
	if titles == nil {
		return "", nil
	}
	out, err := json.Marshal(titles)
	return string(out), err
}

// version reads the words of a version that was entered before.
func (f *Fold) version(ref act.Ref, hash act.Hash) (w publication.VersionWords, err error) {
	var seq int64
	if err = f.tx.Row(`select seq from register_act where matter = $1 and hash = $2`, []any{string(ref), hash[:]}, &seq); err != nil {
		return w, err
	}
	_, data, err := record.Payload(f.tx, seq)
	if err != nil || data == nil {
		return w, err
	}
	words, _, err := Kinds.Words(publication.Written{}.Kind(), data)
	w, _ = words.(publication.VersionWords)
	return w, err
}

// cites keeps which matters' recommendations the newest edition sets.
func (f *Fold) cites(ref act.Ref, p publication.Publication, scope string, released int64) error {
	if err := f.tx.Exec(`delete from register_cites where publication = $1`, string(ref)); err != nil {
		return err
	}
	e, ok := p.Latest()
	if !ok || p.Stage != publication.Released {
		return nil
	}
	var rows [][]any
	for _, m := range slices.Sorted(slices.Values(e.Matters)) {
		rows = append(rows, []any{string(ref), string(m), scope, released})
	}
	if len(rows) == 0 {
		return nil
	}
	return f.tx.Insert("register_cites", []string{"publication", "matter", "scope", "released"}, rows)
}

// releasedAt orders publications: by their newest edition, or, of what is
// listed, by the day that it appeared, as far as that is known. 0 is of those
// that have not come out.
func releasedAt(p publication.Publication) int64 {
	if e, ok := p.Latest(); ok {
		return e.At.UnixMilli()
	}
	if at, ok := p.Appeared(); ok {
		return at.UnixMilli()
	}
	return 0
}
