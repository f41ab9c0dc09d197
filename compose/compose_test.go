package compose_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/compose"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/press"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// TestInline says how the marks in words are read.
func TestInline(t *testing.T) {
	for words, want := range map[string]string{
		`plain`:                                  `[{"w":"plain"}]`,
		`a *b* **c** d`:                          `[{"w":"a "},{"w":"b","em":true},{"w":" "},{"w":"c","strong":true},{"w":" d"}]`,
		`2 * 3 = 6`:                              `[{"w":"2 * 3 = 6"}]`,
		`one((See *Madrid*.)) two`:               `[{"w":"one","note":[{"w":"See "},{"w":"Madrid","em":true},{"w":"."}]},{"w":" two"}]`,
		`((alone))`:                              `[{"note":[{"w":"alone"}]}]`,
		`open((never closed`:                     `[{"w":"open((never closed"}]`,
		`see https://example.org/a(b), and more`: `[{"w":"see "},{"w":"https://example.org/a(b","link":"https://example.org/a(b"},{"w":"), and more"}]`,
		`https://example.org/x((note)).`:         `[{"w":"https://example.org/x","link":"https://example.org/x","note":[{"w":"note"}]},{"w":"."}]`,
	} {
		got, err := json.Marshal(compose.Inline(words))
		if err != nil || string(got) != want {
			t.Errorf("%q is read as %s, and not %s", words, got, want)
		}
	}
}

// FuzzInline holds that no letter is lost but those of marks, and that notes
// hold no notes.
func FuzzInline(f *testing.F) {
	for _, s := range []string{"a *b* **c((d *e))** https://x.org/((f))", "((((", "**", "*((*))*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip("words are always text")
		}
		var all strings.Builder
		for _, r := range compose.Inline(s) {
			all.WriteString(r.Words)
			for _, n := range r.Note {
				if n.Note != nil {
					t.Errorf("a note in a note: %q", s)
				}
				all.WriteString(n.Words)
			}
		}
		letters := func(s string) string {
			return strings.Map(func(c rune) rune {
				if strings.ContainsRune("*() \t\n\v\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000", c) {
					return -1
				}
				return c
			}, s)
		}
		if got, want := letters(all.String()), letters(s); got != want {
			t.Errorf("%q became %q", want, got)
		}
	})
}

// TestEdition holds that an edition has what was adopted and what was attached
// to it, word for word, whoever reads it.
func TestEdition(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.Governs("hale", initiative.Describe{Description: initiative.Description{Name: text.Words{"en": "A task force"},
			Dimensions: []initiative.Dimension{{ID: "hd", Name: text.Words{"en": "Human"}}},
			Funders:    []initiative.Funder{{Organisation: initiative.Organisation{ID: "gov", Name: text.Words{"en": "A government"}}}}}})
		f.Refers("Wells").Considers().Opens(procedure.Written)
		f.As("lind").Does(procedure.Reserve{Version: f.Matter().Decision.Version, Rider: procedure.Reservation, Words: "Not for the northern well.", Lang: "en"})
		f.Adopts()
		brief := f.Brief(clerktest.Washington, clerktest.Astana)
		brief.Authentic = []string{"en"}
		on := f.As("okafor").Prints("", brief, publication.Write{Lang: "en", Version: publication.Version{Title: "Water", Summary: "What was agreed.",
			Parts: []publication.Part{{Kind: publication.Heading, Words: "The question"}, {Kind: publication.Paragraph, Words: "Two houses((Both old.)), one well."},
				{Kind: publication.Recommendation, Of: string(f.On)}, {Kind: publication.Chart, Of: "composition", Words: "Who sits where"}}}})
		f.As("hale").Prints(on, publication.Turn{})
		f.As("serik").Prints(on, publication.Turn{})
		d := edition(t, f, on)
		out, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"First paragraph.", "Second paragraph.", "Not for the northern well.", "lind", "Amy Smith", "A government",
			"Who sits where", "Both old.", "serik", f.Imprint("", on).Symbol} {
			if !strings.Contains(string(out), want) {
				t.Errorf("the edition lacks %q", want)
			}
		}
		if strings.Contains(string(out), "⟦") {
			t.Errorf("a sentence is missing: %s", out)
		}
		seen := map[string]bool{}
		d.Walk(func(b press.Block) {
			if b.ID != "" && seen[b.ID] {
				t.Errorf("two blocks are called %s", b.ID)
			}
			seen[b.ID] = true
		})
	})
}

func edition(t *testing.T, f *clerktest.TaskForce, on act.Ref) (d press.Document) {
	f.Reads("", func(q register.Questions) error {
		p, err := q.Publication(on)
		if err == nil {
			d, err = compose.Desk{Ask: q, Base: "https://example.org"}.Edition(p, 1, "en")
		}
		return err
	})
	return d
}
