package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxMarks is how many combining marks may stand on one letter. No language
// that we serve needs more than two; heaps of them cover the lines around.
const maxMarks = 8

// Clean reads the words of one field that may run over several lines, as
// typed or pasted. It answers with them trimmed, in Unicode's form NFC, with
// line ends as "\n", at most one empty line in a row, and tabs as spaces;
// trimmed to nothing is no error. max is in letters.
//
// Invisible characters are of two sorts. Those that change what a reader sees
// (control characters, and the embeddings, overrides and isolates that turn
// the direction of writing) are refused, for somebody put them there. Those
// that change nothing in our languages and come along with every paste from a
// web page or a word processor (zero-width spaces and joiners, soft hyphens,
// direction marks, byte order marks, tags) are taken out without a word, so
// that equal wording is equal text. A language that needs the joiners would
// have to change this.
func Clean(s string, max int) (string, error) {
	// A letter takes at most four bytes. What cannot fit is refused before any
	// work is done on it, with some room for what will be taken out.
	if len(s) > 8*max+1000 {
		return "", Problem{Key: TooLong, Args: []any{max, utf8.RuneCountInString(s)}}
	}
	if !utf8.ValidString(s) {
		return "", Problem{Key: NotUTF8}
	}
	if plain(s) {
		return within(trimLines(s), max)
	}
	if err := refuseHidden(s); err != nil {
		return "", err
	}
	s = lineEnds.Replace(s)
	s = strings.Map(func(c rune) rune {
		if zeroWidth(c) {
			return -1
		}
		return c
	}, s)
	s = trimLines(norm.NFC.String(s))
	if err := refuseHeaps(s); err != nil {
		return "", err
	}
	return within(s, max)
}

// plain reports that a text has nothing in it but what is left as it is: the
// letters and signs of a keyboard, English, Russian or Kazakh. Most have, and
// need not be looked at letter by letter for everything that there is.
func plain(s string) bool {
	for _, c := range s {
		if !(c >= ' ' && c <= '~' || c == '\n' || c >= 0x400 && c <= 0x481 || c >= 0x48A && c <= 0x52F) {
			return false
		}
	}
	return true
}

// within refuses a text of more letters than max.
func within(s string, max int) (string, error) {
	if n := utf8.RuneCountInString(s); n > max {
		return "", Problem{Key: TooLong, Args: []any{max, n}}
	}
	return s, nil
}

// lineEnds makes one line end of all that there are, and a space of a tab.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ")

// CleanLine is Clean for a field of one line, such as a title: line ends and
// runs of spaces become one space.
func CleanLine(s string, max int) (string, error) {
	// Two letters may become one, so the length is only known at the end.
	s, err := Clean(s, 2*max)
	if err != nil {
		if p := AsProblem(err); p.Key == TooLong {
			p.Args[0] = max
			return "", p
		}
		return "", err
	}
	s = strings.Join(strings.Fields(s), " ")
	if n := utf8.RuneCountInString(s); n > max {
		return "", Problem{Key: TooLong, Args: []any{max, n}}
	}
	return s, nil
}

// refuseHidden finds the first character that would hide something.
func refuseHidden(s string) error {
	at := 0
	for _, c := range s {
		at++
		switch {
		case turns(c):
			return Problem{Key: Bidi, Args: []any{at, fmt.Sprintf("U+%04X", c)}}
		case unicode.Is(unicode.Cc, c) && !strings.ContainsRune("\n\r\t\u0085", c), noncharacter(c):
			return Problem{Key: Control, Args: []any{at, fmt.Sprintf("U+%04X", c)}}
		}
	}
	return nil
}

// refuseHeaps finds the first letter with more marks than maxMarks.
func refuseHeaps(s string) error {
	marks, at := 0, 0
	for _, c := range s {
		at++
		if c < 0x300 || !unicode.Is(unicode.M, c) {
			marks = 0
			continue
		}
		if marks++; marks > maxMarks {
			return Problem{Key: Marks, Args: []any{at}}
		}
	}
	return nil
}

// turns reports whether c turns the direction of writing until further notice.
func turns(c rune) bool {
	return 0x202A <= c && c <= 0x202E || 0x2066 <= c && c <= 0x2069
}

// noncharacter reports whether Unicode promises never to give c a meaning.
func noncharacter(c rune) bool {
	return 0xFDD0 <= c && c <= 0xFDEF || c&0xFFFE == 0xFFFE
}

// zeroWidth reports whether c takes no room and says nothing in our languages:
// Unicode's format characters, less those that are drawn, and what else it
// tells programs to leave undrawn.
func zeroWidth(c rune) bool {
	return c > unicode.MaxASCII &&
		(unicode.Is(unicode.Cf, c) && !unicode.Is(unicode.Prepended_Concatenation_Mark, c) ||
			unicode.In(c, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point))
}

// trimLines takes the space from the end of every line, and empty lines from
// both ends and wherever one has gone before.
func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	kept := lines[:0]
	for _, line := range lines {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" && (len(kept) == 0 || kept[len(kept)-1] == "") {
			continue
		}
		kept = append(kept, line)
	}
	return strings.TrimFunc(strings.Join(kept, "\n"), unicode.IsSpace)
}
