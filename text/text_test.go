package text_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"example.org/counterpart/text"
	"pgregory.net/rapid"
)

func TestNextID(t *testing.T) {
	for want, used := range map[text.ParagraphID][]text.ParagraphID{
		"p1":  nil,
		"p4":  {"p1", "p3"},
		"p10": {"p9", "p2"},
		"p3":  {"p2", "p03", "x9", "p", "", "p99999999999999999999", "p-5"}, // what is no id does not count
	} {
		if got := text.NextID(used); got != want {
			t.Errorf("after %v: %s, want %s", used, got, want)
		}
	}
}

// TestNumber plays the drafting of a text: no id is ever given twice.
func TestNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ever []text.ParagraphID
		var now text.Text
		for range rapid.IntRange(1, 10).Draw(t, "versions") {
			next := slices.DeleteFunc(slices.Clone(now), func(text.Paragraph) bool { return rapid.Bool().Draw(t, "removed") })
			newcomers := rapid.IntRange(0, 3).Draw(t, "new")
			for range newcomers {
				next = append(next, text.Paragraph{Words: "New."})
			}
			numbered, problems := next.Number(ever)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			for _, p := range numbered[len(next)-newcomers:] {
				if slices.Contains(ever, p.ID) || !p.ID.Valid() {
					t.Fatalf("%s was given before: %v", p.ID, ever)
				}
				ever = append(ever, p.ID)
			}
			now = numbered
		}
	})
	stranger := text.Text{{ID: "p7", Words: "Mine."}}
	if _, problems := stranger.Number([]text.ParagraphID{"p1"}); len(problems) != 1 || problems[0].Key != text.UnknownParagraph {
		t.Errorf("a drafter chose an id: %v", problems)
	}
}

func TestValidate(t *testing.T) {
	long := strings.Repeat("ә", text.MaxLetters)
	many := make(text.Text, text.MaxParagraphs+1)
	full := make(text.Text, text.MaxParagraphs)
	for i := range many {
		many[i] = text.Paragraph{ID: text.ParagraphID(fmt.Sprint("p", i+1)), Words: "A paragraph."}
	}
	copy(full, many)
	for i := range 21 {
		many[i].Words = long
	}
	for name, c := range map[string]struct {
		text text.Text
		want string
	}{
		"fine":              {text.Text{{ID: "p1", Words: "The States recall Madrid."}, {ID: "p9", Words: "[One | two]", Lang: "kk-Latn"}}, "[]"},
		"as many as may be": {full, "[]"},
		"as long as may be": {text.Text{{ID: "p1", Words: long}}, "[]"},
		"too long":          {text.Text{{ID: "p1", Words: long + "ә"}}, "[p1: text.too-long 20000 20001]"},
		"too many":          {many, "[text.too-many-paragraphs 200 201]"},
		"too much":          {many[:21], "[text.too-long-text 400000 420000]"},
		"none":              {nil, "[text.no-paragraphs]"},
		"empty":             {text.Text{{ID: "p1"}}, "[p1: text.empty-paragraph]"},
		"only invisible":    {text.Text{{ID: "p1", Words: "\u200b \ufeff"}}, "[p1: text.empty-paragraph]"},
		"no id":             {text.Text{{Words: "x"}}, `[text.unknown-paragraph ""]`},
		"odd id":            {text.Text{{ID: "p01", Words: "x"}}, `[text.unknown-paragraph "p01"]`},
		"id twice":          {text.Text{{ID: "p1", Words: "x"}, {ID: "p1", Words: "y"}}, `[p1: text.twice-paragraph "p1"]`},
		"odd language":      {text.Text{{ID: "p1", Words: "x", Lang: "English!"}}, `[p1: text.unknown-language "English!"]`},
		"turned letters":    {text.Text{{ID: "p1", Words: "x\u2067y"}}, `[p1: text.bidi 2 "U+2067"]`},
		"open bracket":      {text.Text{{ID: "p2", Words: "x [y"}}, `[p2: text.bracket.open 3 "y"]`},
		"untidy":            {text.Text{{ID: "p2", Words: "x "}}, `[p2: text.untidy]`},
		"decomposed":        {text.Text{{ID: "p2", Words: "и\u0306"}}, `[p2: text.untidy]`},
		"everything at once": {text.Text{{ID: "p1", Words: "]"}, {ID: "p1", Words: "\x00"}},
			`[p1: text.bracket.stray 1 "" p1: text.twice-paragraph "p1" p1: text.control 1 "U+0000"]`},
	} {
		if got := fmt.Sprint(c.text.Validate()); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestTidyIsValid checks that what Tidy and Canon answer with can be stored.
func TestTidyIsValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := strings.Join(rapid.SliceOfN(rapid.OneOf(literals, rapid.String(), rapid.SampledFrom([]string{"[", "]", "|"})), 0, 8).Draw(t, "words"), "")
		joint, problems := text.Text{{ID: "p1", Words: words}}.Tidy()
		if len(problems) > 0 {
			return
		}
		if problems := joint.Validate(); len(problems) > 0 {
			t.Fatalf("tidied %q: %v", joint[0].Words, problems)
		}
		canon, problems := joint.Canon(groups, "astana")
		if len(problems) > 0 {
			return
		}
		if problems := canon.Validate(); len(problems) > 0 {
			t.Fatalf("written out %q: %v", canon[0].Words, problems)
		}
	})
}

func TestCanonSaysWhere(t *testing.T) {
	_, problems := text.Text{{ID: "p1", Words: "fine"}, {ID: "p2", Words: "[astana, almaty: x]"}}.Canon(groups, "astana")
	if got := fmt.Sprint(problems); got != `[p2: text.bracket.holder 2 "almaty"]` {
		t.Error(got)
	}
	// Written out, what was short enough may no longer be.
	_, problems = text.Text{{ID: "p1", Words: "[" + strings.Repeat("x|", 5000) + "]"}}.Canon(groups, "washington")
	if got := fmt.Sprint(problems); got != `[p1: text.too-long 20000 80013]` {
		t.Error(got)
	}
}

// TestStoredForm holds still what stands in the record.
func TestStoredForm(t *testing.T) {
	got, err := json.Marshal(text.Text{{ID: "p1", Words: "Words."}, {ID: "p2", Words: "Сөздер.", Lang: "kk"}})
	if err != nil {
		t.Fatal(err)
	}
	if want := `[{"id":"p1","w":"Words."},{"id":"p2","w":"Сөздер.","l":"kk"}]`; string(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestLookUp(t *testing.T) {
	joint := text.Text{{ID: "p3", Words: "One"}, {ID: "p1", Words: "Екі"}}
	if p, ok := joint.Paragraph("p1"); !ok || p.Words != "Екі" {
		t.Error(p, ok)
	}
	if _, ok := joint.Paragraph("p2"); ok {
		t.Error("p2 was never there")
	}
	if !slices.Equal(joint.IDs(), []text.ParagraphID{"p3", "p1"}) || joint.Letters() != 6 {
		t.Error(joint.IDs(), joint.Letters())
	}
}

func TestWords(t *testing.T) {
	w := text.Words{"kk": "Астана", "ru": "Астана (рус.)", "en": "", "de": "Astana"}
	for want, langs := range map[string][]string{
		"kk Астана":        {"kk", "ru"},
		"ru Астана (рус.)": {"en", "ru-KZ"},
		"de Astana":        {"en", "fr"}, // the first in the alphabet
	} {
		words, lang := w.Best(langs...)
		if got := lang + " " + words; got != want || w.In(langs...) != words {
			t.Errorf("%v: %s, want %s", langs, got, want)
		}
	}
	if got := (text.Words{"en": "Vienna", "de": "Wien"}).In("ru"); got != "Vienna" {
		t.Errorf("English comes before the alphabet: %s", got)
	}
	if got := (text.Words)(nil).In("en"); got != "" {
		t.Error(got)
	}
	clean, err := text.Words{"en": " Vienna\u200b ", "ru": "  "}.Clean(6)
	if err != nil || !reflect.DeepEqual(clean, text.Words{"en": "Vienna"}) {
		t.Error(clean, err)
	}
	for key, w := range map[string]text.Words{text.UnknownLanguage: {"": "x"}, text.TooLong: {"en": "Washington"}} {
		if _, err := w.Clean(6); text.AsProblem(err).Key != key {
			t.Errorf("%v: %v, want %s", w, err, key)
		}
	}
}

// TestChanged checks against a dumb twin: a paragraph need not be considered
// again only if its mark stands once on both sides.
func TestChanged(t *testing.T) {
	draw := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) text.Mark {
		return text.Mark{
			ID: rapid.SampledFrom([]text.ParagraphID{"p1", "p2", "p3", "p4"}).Draw(t, "id"),
			C:  rapid.SampledFrom([]string{"a", "b"}).Draw(t, "commitment"),
		}
	}), 0, 6)
	count := func(marks []text.Mark, of func(text.Mark) bool) (n int) {
		for _, m := range marks {
			if of(m) {
				n++
			}
		}
		return n
	}
	rapid.Check(t, func(t *rapid.T) {
		before, after := draw.Draw(t, "before"), draw.Draw(t, "after")
		got := text.Changed(before, after)
		for _, id := range []text.ParagraphID{"p1", "p2", "p3", "p4"} {
			isID := func(m text.Mark) bool { return m.ID == id }
			want := 0
			if count(before, isID)+count(after, isID) > 0 {
				want = 1
			}
			for _, m := range before {
				if m.ID == id && count(before, isID) == 1 && count(after, isID) == 1 && slices.Contains(after, m) {
					want = 0
				}
			}
			named := 0
			for _, g := range got {
				if g == id {
					named++
				}
			}
			if named != want {
				t.Fatalf("%v -> %v: %s named %d times in %v, want %d", before, after, id, named, got, want)
			}
		}
	})
}
