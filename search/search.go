// Package search reads what people look for, in English, Russian and Kazakh,
// and shows where it was found.
//
// Words are indexed as they stand, lower-cased and with ё as е. Only the
// question is cut down to stems, and looked for by their beginnings: to stem a
// text at indexing one would have to know the language of every word, and
// guessing fails. Kazakh is purely suffixing, and Russian nearly so.
package search

import (
	"slices"
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/russian"
)

// A Term is one word that is looked for: any word that begins with one of the
// stems is it.
type Term []string

// Limits of a question. Longer ones are cut short: nobody means them.
const (
	mostTerms   = 8
	mostLetters = 40
	shortest    = 4 // letters of a stem below which the whole word is asked for
)

// Ask reads a question.
func Ask(question string) (terms []Term) {
	for _, w := range Words(question) {
		if len([]rune(w)) < 2 {
			continue
		}
		t := term(w)
		if !slices.ContainsFunc(terms, func(u Term) bool { return slices.Equal(t, u) }) {
			terms = append(terms, t)
		}
		if len(terms) == mostTerms {
			break
		}
	}
	return terms
}

// Words cuts a text into words as the index has them.
func Words(s string) []string {
	words := strings.FieldsFunc(Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for n, w := range words {
		if r := []rune(w); len(r) > mostLetters {
			words[n] = string(r[:mostLetters])
		}
	}
	return words
}

// Fold makes letters alike that a reader takes for the same.
func Fold(s string) string { return strings.ReplaceAll(strings.ToLower(s), "ё", "е") }

// Text is a text as it goes into the index.
func Text(s string) string { return strings.Join(Words(s), " ") }

// abbreviations are asked for under either name: the older Kazakh name of the
// OSCE is still found in texts.
var abbreviations = map[string][]string{
	"еқыұ": {"осбе"}, "осбе": {"еқыұ"}, "обсе": {"еқыұ"},
}

func term(w string) Term {
	t := Term{w}
	add := func(stem string) {
		if len([]rune(stem)) >= shortest && strings.HasPrefix(w, stem) {
			t = append(t, stem)
		}
	}
	if w[0] < 0x80 {
		add(english.Stem(w, false))
	} else {
		add(russian.Stem(w, false))
		for _, stem := range kazakh(w) {
			if len([]rune(stem)) >= shortest {
				t = append(t, stem)
			}
		}
	}
	t = append(t, abbreviations[w]...)
	return shortestOf(t)
}

// shortestOf leaves out every stem that another one already covers.
func shortestOf(t Term) (out Term) {
	slices.SortFunc(t, func(a, b string) int { return len(a) - len(b) })
	for _, s := range t {
		if !slices.ContainsFunc(out, func(o string) bool { return strings.HasPrefix(s, o) }) {
			out = append(out, s)
		}
	}
	return out
}

// Match reports whether a word of a text is the term.
func (t Term) Match(word string) bool {
	return slices.ContainsFunc(t, func(stem string) bool { return strings.HasPrefix(word, stem) })
}
