package text

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// A Problem is what keeps words from being taken as they were typed. It is
// the writer's to mend, so it says where and what; the sentence is in the
// catalogues under Key.
type Problem struct {
	Key  string
	In   ParagraphID // the paragraph it is in, if one
	Args []any       // ints and strings, as listed beside the key
}

// The keys of problems, and their arguments. A position counts letters from 1.
const (
	NotUTF8           = "text.not-utf8"            // the bytes are no text
	TooLong           = "text.too-long"            // int: letters allowed, int: letters there are
	TooLongText       = "text.too-long-text"       // int: letters allowed in the whole text, int: letters there are
	Control           = "text.control"             // int: position, string: the character as U+0007
	Bidi              = "text.bidi"                // int: position, string: the character as U+202E
	Marks             = "text.marks"               // int: position where accents are heaped on one letter
	Untidy            = "text.untidy"              // stored words that cleaning would change
	NoParagraphs      = "text.no-paragraphs"       //
	TooManyParagraphs = "text.too-many-paragraphs" // int: allowed, int: there are
	EmptyParagraph    = "text.empty-paragraph"     //
	UnknownParagraph  = "text.unknown-paragraph"   // string: the id that the text never had
	TwiceParagraph    = "text.twice-paragraph"     // string: the id that two paragraphs have
	UnknownLanguage   = "text.unknown-language"    // string: the tag that is none
	BracketOpen       = "text.bracket.open"        // int: position of a [ that is never closed, string: what follows it
	BracketStray      = "text.bracket.stray"       // int: position of a ] that closes nothing, string: what stands before it
	BracketEmpty      = "text.bracket.empty"       // int: position of a bracket that holds no wording at all
	BracketDeep       = "text.bracket.deep"        // int: position, int: depth allowed
	BracketHolder     = "text.bracket.holder"      // int: position, string: the name beside a group's in a label that is no group
	BracketNone       = "text.bracket.none"        // int: the bracket or alternative asked for, which is not there
)

// Keys lists every key, so that the catalogues can be held against it.
var Keys = []string{
	NotUTF8, TooLong, TooLongText, Control, Bidi, Marks, Untidy,
	NoParagraphs, TooManyParagraphs, EmptyParagraph, UnknownParagraph, TwiceParagraph, UnknownLanguage,
	BracketOpen, BracketStray, BracketEmpty, BracketDeep, BracketHolder, BracketNone,
}

// Error is for tests and logs; people read the catalogue's sentence.
func (p Problem) Error() string {
	var b strings.Builder
	if p.In != "" {
		fmt.Fprintf(&b, "%s: ", p.In)
	}
	b.WriteString(p.Key)
	for _, arg := range p.Args {
		if s, ok := arg.(string); ok {
			fmt.Fprintf(&b, " %q", s)
			continue
		}
		fmt.Fprintf(&b, " %v", arg)
	}
	return b.String()
}

// AsProblem returns the Problem within err. Every error of this package is one.
func AsProblem(err error) Problem {
	p, _ := errors.AsType[Problem](err)
	return p
}

// shorten makes foreign words fit to be quoted in a sentence: at most thirty
// letters on one line, cut at a word if that leaves something.
func shorten(s string) string {
	const most = 30
	letters := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(s[:min(len(s), 8*most)], "")), " "))
	if len(letters) <= most && len(s) <= 8*most {
		return string(letters)
	}
	end := min(most, len(letters))
	for i := end; i > end/2; i-- {
		if i < len(letters) && unicode.IsSpace(letters[i]) {
			end = i
			break
		}
	}
	return string(letters[:end]) + "…"
}

// shortenEnd is shorten for words of which the end matters.
func shortenEnd(s string) string {
	letters := []rune(s)
	slices.Reverse(letters)
	letters = []rune(shorten(string(letters)))
	slices.Reverse(letters)
	return string(letters)
}
