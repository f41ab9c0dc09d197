package search

import (
	"strings"
	"unicode"
)

// A Run is a stretch of an excerpt.
type Run struct {
	Text string
	Hit  bool
}

// around is how many letters an excerpt shows before its first hit, and in all.
const (
	before = 60
	around = 240
)

// Excerpt returns the part of a text in which terms are first found, with
// every hit marked. Without a hit it is the beginning.
func Excerpt(s string, terms []Term) []Run {
	s = strings.Join(strings.Fields(s), " ")
	var (
		runs  []Run
		start = -1
		out   strings.Builder
	)
	letters := []rune(s)
	word := func(i int) (end int) {
		for end = i; end < len(letters) && (unicode.IsLetter(letters[end]) || unicode.IsDigit(letters[end])); end++ {
		}
		return end
	}
	hit := func(w string) bool {
		w = Fold(w)
		for _, t := range terms {
			if t.Match(w) {
				return true
			}
		}
		return false
	}
	for i := 0; i < len(letters) && start < 0; {
		end := word(i)
		if end == i {
			i++
			continue
		}
		if hit(string(letters[i:end])) {
			start = i
		}
		i = end
	}
	from := 0
	if start > before {
		for from = start - before; from < start && letters[from] != ' '; from++ {
		}
		out.WriteString("…")
	}
	last := min(len(letters), from+around)
	for last < len(letters) && letters[last] != ' ' {
		last++
	}
	flush := func() {
		if out.Len() > 0 {
			runs = append(runs, Run{Text: out.String()})
			out.Reset()
		}
	}
	for i := from; i < last; {
		end := min(word(i), last)
		if end == i {
			out.WriteRune(letters[i])
			i++
			continue
		}
		if w := string(letters[i:end]); hit(w) {
			flush()
			runs = append(runs, Run{Text: w, Hit: true})
		} else {
			out.WriteString(w)
		}
		i = end
	}
	if last < len(letters) {
		out.WriteString("…")
	}
	flush()
	return runs
}
