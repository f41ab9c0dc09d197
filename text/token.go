package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is one word or one mark of punctuation, with the white space before
// it. Tokens are compared by their words alone, so that space never counts as
// something in common. The last token of a text may be space without a word.
type token struct{ gap, word string }

func (t token) String() string { return t.gap + t.word }

// tokens divides s. Written one after the other, the tokens are s again.
func tokens(s string) []token {
	var out []token
	for s != "" {
		gap := strings.IndexFunc(s, notSpace)
		if gap < 0 {
			gap = len(s)
		}
		size := wordSize(s[gap:])
		out = append(out, token{s[:gap], s[gap : gap+size]})
		s = s[gap+size:]
	}
	return out
}

func notSpace(c rune) bool { return !unicode.IsSpace(c) }

// wordSize returns how many bytes at the head of s are one token: letters and
// digits, also with a hyphen, an apostrophe or, between digits, a point or a
// comma within ("Chairman-in-Office", "10,000"); an escaped bracket; or any
// other single character.
func wordSize(s string) int {
	if s == "" {
		return 0
	}
	c, size := utf8.DecodeRuneInString(s)
	if c == '\\' && len(s) > 1 && strings.IndexByte(`[]|:\`, s[1]) >= 0 {
		return 2
	}
	if !inWord(c) {
		return size
	}
	for size < len(s) {
		prev := c
		var n int
		c, n = utf8.DecodeRuneInString(s[size:])
		if inWord(c) {
			size += n
			continue
		}
		next, m := utf8.DecodeRuneInString(s[size+n:])
		if !joins(c, prev, next) {
			break
		}
		size += n + m
		c = next
	}
	return size
}

func inWord(c rune) bool {
	return unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.M, c)
}

// joins reports whether c holds prev and next together as one word.
func joins(c, prev, next rune) bool {
	switch c {
	case '-', '‐', '‑', '\'', '’', 'ʼ', '/':
		return inWord(next)
	case '.', ',':
		return unicode.IsDigit(prev) && unicode.IsDigit(next)
	}
	return false
}

// isWord reports whether t is more than punctuation.
func (t token) isWord() bool {
	c, _ := utf8.DecodeRuneInString(t.word)
	return t.word != "" && inWord(c)
}

// divides reports whether t is punctuation of brackets.
func (t token) divides() bool { return t.word == "[" || t.word == "]" || t.word == "|" }

// written returns the tokens as they were.
func written(ts []token) string {
	var b strings.Builder
	for _, t := range ts {
		b.WriteString(t.gap)
		b.WriteString(t.word)
	}
	return b.String()
}
