package text

import (
	"maps"
	"slices"
	"strings"
)

// Words is one thing said in several languages: language tag to text.
type Words map[string]string

// In returns the words in the first of langs in which there are any, else in
// English, else in whichever language comes first in the alphabet.
func (w Words) In(langs ...string) string {
	s, _ := w.Best(langs...)
	return s
}

// Best is In, and says which language it found, so that a page can mark words
// that are not in its own. The language is "" if there are no words at all.
func (w Words) Best(langs ...string) (words, lang string) {
	for _, lang := range langs {
		if w[lang] != "" {
			return w[lang], lang
		}
		if base, _, ok := strings.Cut(lang, "-"); ok && w[base] != "" {
			return w[base], base
		}
	}
	if w["en"] != "" {
		return w["en"], "en"
	}
	for _, lang := range slices.Sorted(maps.Keys(w)) {
		if w[lang] != "" {
			return w[lang], lang
		}
	}
	return "", ""
}

// Clean cleans the words in each language and leaves out languages without
// any. Every value may have up to max letters.
func (w Words) Clean(max int) (Words, error) {
	out := make(Words, len(w))
	for _, lang := range slices.Sorted(maps.Keys(w)) {
		if lang == "" || !validLang(lang) {
			return nil, Problem{Key: UnknownLanguage, Args: []any{shorten(lang)}}
		}
		s, err := Clean(w[lang], max)
		if err != nil {
			return nil, err
		}
		if s != "" {
			out[lang] = s
		}
	}
	return out, nil
}
