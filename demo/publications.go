package demo

import (
	"context"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/group"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// A listed is one publication that sources tell of.
type listed struct {
	Publication  string // its name in data/publications.yaml
	By, At       string
	Series       publication.Series
	Date         string
	Dimension    string
	Title, About text.Words
	Authors      []string
	Publisher    string
	Address      string
	Found        bool
}

// A printed is one publication of the demonstration's own.
type printed struct {
	Series           publication.Series
	Dimension        string
	Authentic, Langs []string
	Title            text.Words
	Authors          []string // short names
	By, At           string
	Drafts           []drafted
	Keys             []key

	ref act.Ref
}

type drafted struct {
	By, At, Lang, Title, Subtitle, Summary string
	Parts                                  []written
	Words                                  []string // of a rendering, part by part
}

type written struct {
	Kind          publication.Kind
	Words, Matter string
}

type key struct {
	By, At, Release string
}

// publications lists those that are known of, and writes and releases the
// demonstration's own.
func (p *player) publications(ctx context.Context, zone func(string) *time.Location, groups []group.ID) error {
	var all struct {
		Listed  []listed
		Written []*printed
	}
	if err := read("publications.yaml", &all); err != nil {
		return err
	}
	var known struct {
		Publications []struct {
			ID      string
			Sources []publication.Evidence
		}
	}
	if err := read("data/publications.yaml", &known); err != nil {
		return err
	}
	add := func(by, at string, on func() act.Ref, cmd func() (publication.Command, error), done func(act.Ref)) error {
		when, err := time.ParseInLocation(minute, at, zone(by))
		if err != nil {
			return fmt.Errorf("demo/publications.yaml: %w", err)
		}
		p.steps = append(p.steps, &step{at: when, do: func() error {
			c, err := cmd()
			if err == nil {
				var r clerk.Receipt
				r, err = p.clerk.Do(ctx, clerk.Order{By: p.members[by], On: on(), Turn: -1, Command: c})
				done(r.On)
			}
			if err != nil {
				return fmt.Errorf("demo/publications.yaml, %s, %s: %w", by, at, inEnglish(err))
			}
			return nil
		}})
		return nil
	}
	for _, l := range all.Listed {
		for _, s := range known.Publications {
			if s.ID == l.Publication {
				err := add(l.By, l.At, func() act.Ref { return "" }, func() (publication.Command, error) { return l.command(s.Sources), nil }, func(act.Ref) {})
				if err != nil {
					return err
				}
			}
		}
	}
	for _, w := range all.Written {
		on, done := func() act.Ref { return w.ref }, func(ref act.Ref) { w.ref = ref }
		err := add(w.By, w.At, on, func() (publication.Command, error) { return w.begin(p, groups), nil }, done)
		for _, d := range w.Drafts {
			if err == nil {
				err = add(d.By, d.At, on, func() (publication.Command, error) { return p.draft(ctx, w, d) }, done)
			}
		}
		for _, k := range w.Keys {
			if err == nil {
				err = add(k.By, k.At, on, func() (publication.Command, error) { return p.key(ctx, w, k, zone) }, done)
			}
			if err == nil && k.Release != "" {
				err = p.release(ctx, k.Release, zone(w.Keys[0].By))
			}
		}
		if err != nil {
			return err
		}
	}
	inOrder(p.steps)
	return nil
}

// release lets the clock release what is timed for an instant.
func (p *player) release(ctx context.Context, at string, zone *time.Location) error {
	when, err := time.ParseInLocation(minute, at, zone)
	p.steps = append(p.steps, &step{at: when, do: func() error {
		_, err := p.clerk.Tick(ctx)
		return err
	}})
	return err
}

func (l listed) command(sources []publication.Evidence) publication.List {
	var authors []publication.Author
	for _, name := range l.Authors {
		authors = append(authors, publication.Author{Name: name})
	}
	return publication.List{Listing: publication.Listing{Series: l.Series, Langs: []string{"en"}, Date: l.Date, Dimension: l.Dimension, Title: l.Title,
		Authors: authors, Publisher: l.Publisher, About: l.About, Address: l.Address, Found: l.Found, Sources: sources}}
}

func (w *printed) begin(p *player, groups []group.ID) publication.Begin {
	plan := publication.Plan{Facts: publication.Facts{Series: w.Series, Groups: groups, Dimension: w.Dimension, Authentic: w.Authentic, Langs: w.Langs}, Title: w.Title}
	for _, name := range w.Authors {
		plan.Authors = append(plan.Authors, publication.Author{Member: p.members[name]})
	}
	return publication.Begin{Plan: plan}
}

// reading is the publication as somebody of the cast reads it.
func (p *player) reading(ctx context.Context, w *printed, by string) (pub register.Publication, err error) {
	reader, err := p.clerk.Register.Reader(ctx, p.members[by], p.clerk.Now())
	if err != nil {
		return pub, err
	}
	err = p.clerk.Register.Ask(ctx, reader, func(q register.Questions) (err error) {
		pub, err = q.Publication(w.ref)
		return err
	})
	return pub, err
}

func (p *player) draft(ctx context.Context, w *printed, d drafted) (publication.Command, error) {
	pub, err := p.reading(ctx, w, d.By)
	if err != nil {
		return nil, err
	}
	c := publication.Write{Lang: d.Lang, Base: pub.Drafts[d.Lang].Hash, Version: publication.Version{Title: d.Title, Subtitle: d.Subtitle, Summary: d.Summary}}
	if d.Lang == pub.Lead() {
		for _, part := range d.Parts {
			of := string(p.ref(part.Matter))
			if part.Kind == publication.Chart {
				of = publication.Charts[0]
			}
			c.Parts = append(c.Parts, publication.Part{Kind: part.Kind, Of: of, Words: part.Words})
		}
		return c, nil
	}
	lead := pub.Drafts[pub.Lead()]
	if c.Of = lead.Hash; len(lead.Parts) != len(d.Words) {
		return nil, fmt.Errorf("%d parts in %s, and %d in %s", len(lead.Parts), pub.Lead(), len(d.Words), d.Lang)
	}
	for n, s := range lead.Parts {
		c.Parts = append(c.Parts, publication.Part{ID: s.ID, Words: d.Words[n]})
	}
	return c, nil
}

func (p *player) key(ctx context.Context, w *printed, k key, zone func(string) *time.Location) (publication.Command, error) {
	pub, err := p.reading(ctx, w, k.By)
	if err != nil {
		return nil, err
	}
	c := publication.Turn{Drafts: pub.Ready()}
	if k.Release != "" {
		// The instant is one, in whichever zone the key is turned.
		c.At, err = time.ParseInLocation(minute, k.Release, zone(w.Keys[0].By))
	}
	return c, err
}
