package shop_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/edition"
	"example.org/counterpart/errand"
	"example.org/counterpart/initiative"
	"example.org/counterpart/press"
	"example.org/counterpart/press/shop"
	"example.org/counterpart/publication"
	"example.org/counterpart/text"
)

// released is a brief in two languages that came out.
func released(t *testing.T, f *clerktest.TaskForce) act.Ref {
	f.Governs("hale", initiative.Describe{Description: initiative.Description{Name: text.Words{"en": "A task force"},
		Dimensions: []initiative.Dimension{{ID: "hd", Name: text.Words{"en": "Human"}}},
		Funders:    []initiative.Funder{{Organisation: initiative.Organisation{ID: "gov", Name: text.Words{"en": "A government"}}}}}})
	on := f.As("okafor").Prints("", f.Brief(clerktest.Washington, clerktest.Astana),
		publication.Write{Lang: "en", Version: publication.Version{Title: "Water", Summary: "What was agreed.", Parts: []publication.Part{{Kind: publication.Paragraph, Words: "Two houses."}}}},
		publication.Write{Lang: "ru", Version: publication.Version{Title: "Вода", Summary: "Что согласовано.", Parts: []publication.Part{{ID: "p1", Words: "Два дома."}}}})
	f.As("hale").Prints(on, publication.Turn{})
	f.As("serik").Prints(on, publication.Turn{})
	return on
}

// TestShop sets an edition in every format, whatever one of them does: a
// format that panics, one that hangs and one that blames a part are noted, and
// what was set once stays as it is.
func TestShop(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		if err := db.Write(t.Context(), func(tx *database.Tx) error { return errors.Join(errand.Open(tx), edition.Open(tx)) }); err != nil {
			t.Fatal(err)
		}
		on := released(t, f)
		count := 0
		format := func(name string, set func(context.Context, press.Document) ([]byte, error)) shop.Format {
			return shop.Format{Name: name, Type: "text/plain", Set: set}
		}
		s := &shop.Shop{DB: db, Register: f.Register, Base: "https://example.org", Limit: 200 * time.Millisecond, Now: f.Time, Log: slog.New(slog.DiscardHandler),
			Formats: []shop.Format{shop.JSON,
				format("counts", func(_ context.Context, d press.Document) ([]byte, error) {
					count++
					return []byte(d.Title + strings.Repeat("!", count)), nil
				}),
				format("hangs", func(context.Context, press.Document) ([]byte, error) { select {} }),
				format("panics", func(context.Context, press.Document) ([]byte, error) { panic("no") }),
				format("blames", func(context.Context, press.Document) ([]byte, error) {
					return nil, press.Fault{Block: "p1", Reason: "too wide"}
				}),
			}}
		s.Formats[0].Parallel = func(_ context.Context, p press.Parallel) ([]byte, error) {
			return []byte(p.Left.Title + " | " + p.Right.Title), nil
		}
		runner := errand.Runner{DB: db, Holder: "test", Lease: time.Minute, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
		for range 2 { // the second time finds nothing to do
			for _, e := range []errand.Errand{{Name: "editions", Follow: s.Follow}, {Name: "press", Round: s.Round}} {
				if _, err := runner.Turn(t.Context(), e); err != nil {
					t.Fatal(err)
				}
			}
		}
		got := map[string]edition.File{}
		err := db.Read(t.Context(), func(tx *database.Tx) error {
			all, err := edition.Files(tx, on, 1)
			for _, f := range all {
				got[f.Lang+"."+f.Format] = f
			}
			_, data, missing := edition.Get(tx, edition.Name{Ref: on, Edition: 1, Lang: "en-ru", Format: "json"})
			if string(data) != "Water | Вода" {
				t.Errorf("side by side: %q, %v", data, missing)
			}
			_, data, _ = edition.Get(tx, edition.Name{Ref: on, Edition: 1, Lang: "en", Format: "counts"})
			if string(data) != "Water!" {
				t.Errorf("set more than once: %q", data)
			}
			_, _, missing = edition.Get(tx, edition.Name{Ref: on, Edition: 1, Lang: "en", Format: "blames"})
			if no := (*act.Refusal)(nil); !errors.As(missing, &no) {
				t.Errorf("a file that is not there: %v", missing)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]edition.State{"en.json": edition.Set, "ru.json": edition.Set, "en-ru.json": edition.Set, "ru.counts": edition.Set,
			"en.hangs": edition.Failed, "en.panics": edition.Failed, "en.blames": edition.Failed} {
			if got[name].State != want {
				t.Errorf("%s is %s: %s", name, got[name].State, got[name].Problem)
			}
		}
		if f := got["en.blames"]; f.Block != "p1" || f.Problem != "too wide" || f.Tries != 1 {
			t.Errorf("blamed: %+v", f)
		}
	})
}
