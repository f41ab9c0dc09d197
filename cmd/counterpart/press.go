package main

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/errand"
	"example.org/counterpart/picture"
	"example.org/counterpart/press"
	"example.org/counterpart/press/docx"
	"example.org/counterpart/press/epub"
	"example.org/counterpart/press/pdf"
	"example.org/counterpart/press/plain"
	"example.org/counterpart/press/shop"
	"example.org/counterpart/press/typst"
)

// setting is how long one file of an edition may take to be set.
const setting = 2 * time.Minute

// A typesetter is started when the first document needs it: many an
// installation never prints, and to compile it takes half a minute of a core.
type typesetter struct {
	mu     sync.Mutex
	engine *typst.Engine // nil until then
}

// ready returns the engine, compiled. What it compiles of itself is kept in a
// folder that nobody else may write to, for it is read as code.
func (t *typesetter) ready(ctx context.Context, made string) (*typst.Engine, error) {
	t.mu.Lock()
	if t.engine == nil {
		if made != "" {
			made = filepath.Join(made, "typst")
		}
		t.engine = typst.Start(made, typst.Limits{Time: setting})
	}
	engine := t.engine
	t.mu.Unlock()
	return engine, engine.Ready(ctx)
}

func (t *typesetter) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.engine != nil {
		t.engine.Close()
	}
}

// printing is what is done after a release: its editions are set, file by file.
func (o *office) printing() []errand.Errand {
	s := &shop.Shop{DB: o.DB, Register: o.Register, Base: o.Place.Base, Limit: setting, Now: o.Now, Log: o.log,
		Picture: func(tx *database.Tx, on act.Ref, sum string) (string, []byte, error) {
			p, err := picture.GetOf(tx, on, sum)
			return string(p.Type), p.Data, err
		},
		Formats: o.formats()}
	return []errand.Errand{
		{Name: "editions", Every: time.Minute, Follow: s.Follow},
		{Name: "press", Every: time.Minute, Round: s.Round},
	}
}

// formats are those that every edition is set in, the quick ones first.
func (o *office) formats() []shop.Format {
	quick := func(set func(press.Document) ([]byte, error)) func(context.Context, press.Document) ([]byte, error) {
		return func(_ context.Context, d press.Document) ([]byte, error) { return set(d) }
	}
	return []shop.Format{shop.JSON,
		{Name: "txt", Type: plain.Type, Set: quick(plain.Set)},
		{Name: "docx", Type: docx.Type, Set: quick(docx.Set)},
		{Name: "epub", Type: epub.Type, Set: quick(epub.Set)},
		{Name: "pdf", Type: "application/pdf",
			Set: func(ctx context.Context, d press.Document) ([]byte, error) {
				engine, err := o.typesetter.ready(ctx, o.made)
				if err != nil {
					return nil, err
				}
				return pdf.Set(ctx, engine, d)
			},
			Parallel: func(ctx context.Context, p press.Parallel) ([]byte, error) {
				engine, err := o.typesetter.ready(ctx, o.made)
				if err != nil {
					return nil, err
				}
				return pdf.SetParallel(ctx, engine, p)
			},
		}}
}
