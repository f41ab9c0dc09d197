package pdf

import (
	"strings"
	"unicode"
)

// How many letters in a row have room in a column. What is longer and no word,
// such as a checksum, is broken, since else it would leave the page.
const (
	roomInPage   = 52
	roomInColumn = 36 // of a parallel edition
	roomInCell   = 20
)

// overlong puts places where a line may end, which do not show, into rows of
// letters and digits that are longer than the room.
func overlong(words string, room int) string {
	var b strings.Builder
	run := 0
	for _, r := range words {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r):
			run = 0
		case run == room && !unicode.Is(unicode.Mn, r):
			b.WriteRune('\u200b')
			run = 1
		default:
			run++
		}
		b.WriteRune(r)
	}
	return b.String()
}
