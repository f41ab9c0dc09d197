package demo_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/compose"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/demo"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
)

// TestPublications holds that the public finds what sources tell of, and what
// the demonstration printed, complete in each of its languages and marked as a
// demonstration.
func TestPublications(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		s := play(t, db)
		s.ask(register.Public, func(q register.Questions) error {
			all, err := q.Published("", demo.Present.AddDate(2, 0, 0), 20)
			if err != nil {
				return err
			}
			symbols, listed := map[string]register.Publication{}, 0
			for _, p := range all {
				if p.Stage == publication.Listed {
					listed++
				} else {
					symbols[p.Symbol] = p
				}
			}
			if listed != 5 || len(symbols) != 2 {
				t.Fatalf("%d are listed, and %v came out", listed, symbols)
			}
			brief := symbols["TF.PB/1/09"]
			if e, _ := brief.Latest(); e.At.Format(time.RFC3339) != "2009-12-01T14:00:00Z" || len(e.Drafts) != 3 || len(e.Keys) != 2 {
				t.Errorf("the brief came out %v in %d languages with %d keys", e.At, len(e.Drafts), len(e.Keys))
			}
			for _, p := range symbols {
				checkPrinted(t, q, p)
			}
			return nil
		})
	})
}

func checkPrinted(t *testing.T, q register.Questions, p register.Publication) {
	t.Helper()
	e, _ := p.Latest()
	for lang := range e.Drafts {
		d, err := compose.Desk{Ask: q, Base: "https://example.org"}.Edition(p, 1, lang)
		if err != nil {
			t.Fatal(err)
		}
		out, _ := json.Marshal(d)
		if strings.Contains(string(out), "⟦") {
			t.Errorf("%s in %s lacks a sentence: %s", p.Symbol, lang, out)
		}
		if len(d.Banners) == 0 || len(d.Authors) != 2 || len(d.Annexes) == 0 || d.Stamp == "" {
			t.Errorf("%s in %s: banners %v, authors %v, stamp %q", p.Symbol, lang, d.Banners, d.Authors, d.Stamp)
		}
		if reserved := "a shortfall at the door of the chair"; !strings.Contains(string(out), reserved) {
			t.Errorf("%s in %s lacks the reservation", p.Symbol, lang)
		}
	}
}
