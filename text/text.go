// Package text holds what is being decided: the joint text, paragraph by
// paragraph and version by version.
//
// It reads typed words (Clean), keeps paragraphs under ids that are never used
// twice (Text), finds wording that is not yet agreed (Parse), shows what
// changed between any two versions (Redline), and joins two edits of one
// paragraph where they do not touch (Merge).
//
// Its laws: no letter is lost or invented, so both versions can be read back
// out of every redline; nothing hidden comes in, neither control characters nor
// characters that turn the direction of writing; and the work on any input has
// a bound that is counted in steps, not in seconds, so that the same words give
// the same answer on every machine.
package text

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The limits of a text. A letter is one Unicode code point after cleaning.
const (
	MaxParagraphs = 200
	MaxLetters    = 20_000  // in one paragraph
	MaxText       = 400_000 // in all paragraphs together, some 150 printed pages
)

// A ParagraphID names a paragraph for as long as its text lives: "p1", "p2", …
// A paragraph keeps its id when its words change or when it moves, and the id
// of a removed paragraph is never given to another.
type ParagraphID string

// number returns the number in id, or 0 if id is not of the right form.
func (id ParagraphID) number() int {
	if len(id) < 2 || len(id) > 7 || id[0] != 'p' || id[1] == '0' {
		return 0
	}
	n, err := strconv.ParseUint(string(id[1:]), 10, 32)
	if err != nil {
		return 0
	}
	return int(n)
}

// Valid reports whether id has the form of an id: "p" and a number from 1 to
// 999999, without leading zeros.
func (id ParagraphID) Valid() bool { return id.number() > 0 }

// NextID returns the first id after all that are used. Pass it every id that
// the text has ever had, in whatever version: a removed paragraph leaves
// statements behind that must not attach themselves to a newcomer.
func NextID(used []ParagraphID) ParagraphID {
	last := 0
	for _, id := range used {
		last = max(last, id.number())
	}
	return ParagraphID("p" + strconv.Itoa(last+1))
}

// A Paragraph is the unit of drafting, of statements and of considerations.
type Paragraph struct {
	ID    ParagraphID `json:"id"`
	Words string      `json:"w"`
	Lang  string      `json:"l,omitempty"` // if other than the text's own
}

// A Text is one version: its paragraphs in order.
type Text []Paragraph

// IDs returns the paragraphs' ids, in order.
func (t Text) IDs() []ParagraphID {
	ids := make([]ParagraphID, len(t))
	for i, p := range t {
		ids[i] = p.ID
	}
	return ids
}

// Paragraph returns the paragraph with that id.
func (t Text) Paragraph(id ParagraphID) (Paragraph, bool) {
	i := slices.IndexFunc(t, func(p Paragraph) bool { return p.ID == id })
	if i < 0 {
		return Paragraph{}, false
	}
	return t[i], true
}

// Letters returns the length of the text.
func (t Text) Letters() int {
	n := 0
	for _, p := range t {
		n += utf8.RuneCountInString(p.Words)
	}
	return n
}

// Number gives an id to every paragraph that has none yet, and refuses ids
// that the text never had: whoever drafts may not choose one. used is every id
// that the text has ever had.
func (t Text) Number(used []ParagraphID) (Text, []Problem) {
	var problems []Problem
	out := slices.Clone(t)
	used = slices.Clone(used)
	for i, p := range out {
		switch {
		case p.ID == "":
			out[i].ID = NextID(used)
			used = append(used, out[i].ID)
		case !slices.Contains(used, p.ID):
			problems = append(problems, Problem{Key: UnknownParagraph, Args: []any{shorten(string(p.ID))}})
		}
	}
	return out, problems
}

// Tidy returns the text with every paragraph's words cleaned, and what is
// wrong with it. If nothing is, the answer is valid.
func (t Text) Tidy() (Text, []Problem) {
	if len(t) > MaxParagraphs {
		return t, []Problem{{Key: TooManyParagraphs, Args: []any{MaxParagraphs, len(t)}}}
	}
	var problems []Problem
	if len(t) == 0 {
		problems = append(problems, Problem{Key: NoParagraphs})
	}
	out := slices.Clone(t)
	seen := make(map[ParagraphID]bool)
	for i, p := range t {
		switch {
		case !p.ID.Valid():
			problems = append(problems, Problem{Key: UnknownParagraph, Args: []any{shorten(string(p.ID))}})
		case seen[p.ID]:
			problems = append(problems, Problem{Key: TwiceParagraph, In: p.ID, Args: []any{string(p.ID)}})
		}
		seen[p.ID] = true
		words, err := tidy(p.Words)
		if err != nil {
			problem := AsProblem(err)
			problem.In = p.ID
			problems = append(problems, problem)
			continue
		}
		out[i].Words = words
		if !validLang(p.Lang) {
			problems = append(problems, Problem{Key: UnknownLanguage, In: p.ID, Args: []any{shorten(p.Lang)}})
		}
	}
	if n := out.Letters(); n > MaxText {
		problems = append(problems, Problem{Key: TooLongText, Args: []any{MaxText, n}})
	}
	return out, problems
}

// Validate says what is wrong with a text that is to be stored as it stands.
// It is Tidy, and a problem for every paragraph that Tidy would still change.
func (t Text) Validate() []Problem {
	tidied, problems := t.Tidy()
	if len(problems) > 0 {
		return problems
	}
	for i, p := range t {
		if tidied[i].Words != p.Words {
			problems = append(problems, Problem{Key: Untidy, In: p.ID})
		}
	}
	return problems
}

// tidy cleans the words of one paragraph, which may be neither empty nor
// bracketed awry.
func tidy(words string) (string, error) {
	words, err := Clean(words, MaxLetters)
	if err != nil {
		return "", err
	}
	if words == "" {
		return "", Problem{Key: EmptyParagraph}
	}
	_, err = Parse(words, nil, "")
	return words, err
}

// validLang reports whether lang has the form of a language tag (BCP 47): two
// or three letters, then parts of up to eight letters or digits. The empty one
// stands for the text's own language.
func validLang(lang string) bool {
	if lang == "" {
		return true
	}
	if len(lang) > 35 {
		return false
	}
	for i, part := range strings.Split(lang, "-") {
		if len(part) < 1 || len(part) > 8 || i == 0 && (len(part) < 2 || len(part) > 3) {
			return false
		}
		for _, c := range part {
			letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
			if !letter && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}
