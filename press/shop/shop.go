// Package shop is where editions are set: when one is released, it is composed
// and every format of it made, one after the other, each once.
//
// The law of this package: what one document does to the press, no other
// document feels. Each is set with a limit of time; what runs longer, or cannot
// be set, is noted with the part to blame, and the next has its turn.
package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/compose"
	"example.org/counterpart/database"
	"example.org/counterpart/edition"
	"example.org/counterpart/press"
	"example.org/counterpart/publication"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
)

// A Format makes files of one kind.
type Format struct {
	Name string // as in the ends of files' names: "pdf"
	Type string // the media type
	Set  func(context.Context, press.Document) ([]byte, error)
	// Parallel sets two languages in facing columns; nil if the format has no such.
	Parallel func(context.Context, press.Parallel) ([]byte, error)
}

// A Shop sets editions.
type Shop struct {
	DB       *database.DB
	Register *register.Register
	Base     string // the site's address, without a slash at its end
	Formats  []Format
	Picture  func(tx *database.Tx, on act.Ref, sum string) (mediaType string, file []byte, err error)
	Limit    time.Duration // for one file
	Now      func() time.Time
	Log      *slog.Logger
}

// JSON is the document itself, from which all else can be made.
var JSON = Format{Name: "json", Type: "application/json", Set: func(_ context.Context, d press.Document) ([]byte, error) {
	return json.MarshalIndent(d, "", "\t")
}}

// most is how many acts one turn of Follow goes through.
const most = 1000

// Follow asks for the files of every edition that is released.
func (s *Shop) Follow(tx *database.Tx, next int64) (int64, error) {
	entries, err := record.Entries(tx, next, most)
	if err != nil {
		return next, err
	}
	for _, e := range entries {
		next = e.Seq + 1
		if e.Kind != (publication.ReleasedAct{}).Kind() {
			continue
		}
		a, err := register.Decode(e)
		if err != nil {
			return next, err
		}
		if err := edition.Want(tx, a.At, s.wanted(a)...); err != nil {
			return next, err
		}
	}
	return next, nil
}

// wanted are the files of an edition: every format in every language, and each
// two languages side by side where a format can.
func (s *Shop) wanted(a act.Act) (names []edition.Name) {
	r := a.Body.(publication.ReleasedAct)
	langs := slices.Sorted(maps.Keys(r.Drafts))
	for _, f := range s.Formats {
		for n, lang := range langs {
			names = append(names, edition.Name{Ref: a.On, Edition: r.N, Lang: lang, Format: f.Name})
			for _, other := range langs[n+1:] {
				if f.Parallel != nil {
					names = append(names, edition.Name{Ref: a.On, Edition: r.N, Lang: lang + "-" + other, Format: f.Name})
				}
			}
		}
	}
	return names
}

// Round sets what waits, one file after the other.
func (s *Shop) Round(ctx context.Context) (time.Duration, error) {
	for ctx.Err() == nil {
		var (
			f  edition.File
			ok bool
		)
		err := s.DB.Write(ctx, func(tx *database.Tx) (err error) {
			f, ok, err = edition.Take(tx, s.Now(), s.Now().Add(-3*s.Limit))
			return err
		})
		if err != nil || !ok {
			return 0, err
		}
		if err := s.one(ctx, f); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// one sets one file, or notes why it cannot be.
func (s *Shop) one(ctx context.Context, f edition.File) error {
	limited, stop := context.WithTimeout(ctx, s.Limit)
	defer stop()
	data, err := s.set(limited, f.Name)
	if ctx.Err() != nil { // the program ends: somebody else will set it
		return ctx.Err()
	}
	return s.DB.Write(ctx, func(tx *database.Tx) error {
		if err == nil {
			return edition.Keep(tx, s.Now(), f.Name, data)
		}
		s.Log.Warn("an edition could not be set", "publication", f.Ref, "edition", f.Edition, "lang", f.Lang, "format", f.Format, "err", err)
		fault := press.Fault{Reason: err.Error()}
		errors.As(err, &fault)
		return edition.Fail(tx, s.Now(), f, fault.Block, fault.Reason)
	})
}

// set composes a document and sets it. Whatever the format does, the program
// goes on.
func (s *Shop) set(ctx context.Context, n edition.Name) (data []byte, err error) {
	k := slices.IndexFunc(s.Formats, func(f Format) bool { return f.Name == n.Format })
	if k < 0 {
		return nil, fmt.Errorf("no such format: %s", n.Format)
	}
	langs := strings.Split(n.Lang, "-")
	docs, err := s.compose(ctx, n, langs)
	if err != nil {
		return nil, err
	}
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if p := recover(); p != nil {
				r = result{err: fmt.Errorf("the format panicked: %v", p)}
			}
			done <- r
		}()
		if len(docs) == 2 {
			r.data, r.err = s.Formats[k].Parallel(ctx, press.Parallel{Left: docs[0], Right: docs[1]})
		} else {
			r.data, r.err = s.Formats[k].Set(ctx, docs[0])
		}
	}()
	select {
	case r := <-done:
		return r.data, r.err
	case <-ctx.Done():
		return nil, fmt.Errorf("set it within %v: %w", s.Limit, ctx.Err())
	}
}

// compose composes an edition as the public reads it.
func (s *Shop) compose(ctx context.Context, n edition.Name, langs []string) (docs []press.Document, err error) {
	err = s.Register.Ask(ctx, register.Public, func(q register.Questions) error {
		p, err := q.Publication(n.Ref)
		if err != nil {
			return err
		}
		desk := compose.Desk{Ask: q, Base: s.Base, Now: s.Now()}
		for _, lang := range langs {
			d, err := desk.Edition(p, n.Edition, lang)
			if err != nil {
				return err
			}
			docs = append(docs, d)
		}
		return nil
	})
	for _, d := range docs {
		if err == nil {
			err = s.pictures(ctx, n.Ref, d)
		}
	}
	return docs, err
}

// pictures puts the files of uploaded pictures into a document.
func (s *Shop) pictures(ctx context.Context, on act.Ref, d press.Document) error {
	return s.DB.Read(ctx, func(tx *database.Tx) (err error) {
		d.Walk(func(b press.Block) {
			if err != nil || b.Image == nil || b.Image.Sum == "" {
				return
			}
			if b.Image.Type, b.Image.File, err = s.Picture(tx, on, b.Image.Sum); err != nil {
				err = press.Fault{Block: b.ID, Number: b.Number, Reason: err.Error()}
			}
		})
		return err
	})
}
