package pdf

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/counterpart/press"
)

// measure says how wide the columns of a table are, beside each other, and
// which of them hold figures. A column grows with the square root of what is
// in it, so that one long text leaves room for the rest, and is as wide as its
// longest word.
func measure(b press.Block) (weights []int, figures []bool) {
	for i := range b.Head {
		most, longest, _ := letters(b.Head[i])
		figure, filled := true, false
		for _, row := range b.Rows {
			m, l, text := letters(row[i])
			most, longest = max(most, m), max(longest, l)
			figure = figure && (text == "" || number(text))
			filled = filled || text != ""
		}
		weights = append(weights, max(longest, int(6*math.Sqrt(float64(most)))))
		figures = append(figures, figure && filled && i > 0) // the first names the row
	}
	return weights, figures
}

// letters counts those of a text and of its longest word.
func letters(t press.Text) (all, longest int, text string) {
	text = strings.TrimSpace(t.Plain())
	for _, word := range strings.Fields(text) {
		longest = max(longest, utf8.RuneCountInString(word))
	}
	return utf8.RuneCountInString(text), longest, text
}

// number says whether a text is a number as people write it in a table: 1 200,
// 3.5 %, −2, (12), –.
func number(text string) bool {
	digits := 0
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsSpace(r), strings.ContainsRune(".,%+-−–—()/€$£₸₽", r):
		default:
			return false
		}
	}
	return digits > 0 || text == "–" || text == "—"
}
