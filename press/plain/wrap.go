package plain

import (
	"strings"
	"unicode"
)

// breaks reports whether a line may be broken at a sign: at a space, but not
// at one that holds two words together.
func breaks(r rune) bool {
	return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' && r != '\u2007'
}

// wrap breaks words into lines of at most so many signs. A longer word has a
// line of its own.
func wrap(words string, room int) (lines []string) {
	var line []string
	taken := 0
	for _, word := range strings.FieldsFunc(words, breaks) {
		w := width(word)
		if len(line) > 0 && taken+1+w > room {
			lines, line, taken = append(lines, strings.Join(line, " ")), nil, 0
		}
		if len(line) > 0 {
			taken++
		}
		line, taken = append(line, word), taken+w
	}
	if len(line) > 0 || len(lines) == 0 {
		lines = append(lines, strings.Join(line, " "))
	}
	return lines
}

// width is how many places words take: signs that stand on others take none.
func width(words string) (n int) {
	for _, r := range words {
		if !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			n++
		}
	}
	return n
}
