package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Format writes n in the one spelling that Parse reads back as n: every holder
// named, one space around "|" and after the label, and only those characters
// escaped that would otherwise be read as something else.
func (n Nodes) Format() string {
	var b strings.Builder
	n.format(&b, false, false)
	return b.String()
}

func (n Nodes) format(b *strings.Builder, inside, unlabelled bool) {
	for i, node := range n {
		if node.Bracket == nil {
			escape(b, node.Words, inside, unlabelled && i == 0, i+1 < len(n))
			continue
		}
		b.WriteByte('[')
		for j, a := range node.Bracket.Alternatives {
			if j > 0 {
				b.WriteString(" | ")
			}
			for k, h := range a.Holders {
				if k > 0 {
					b.WriteString(", ")
				}
				b.WriteString(string(h))
			}
			if len(a.Holders) > 0 {
				b.WriteByte(':')
				if !a.Empty() {
					b.WriteByte(' ')
				}
			}
			a.Nodes.format(b, true, len(a.Holders) == 0)
		}
		b.WriteByte(']')
	}
}

// escape writes literal words. Inside a bracket "|" divides; at the head of an
// alternative without a label the first colon could make one; and a backslash
// matters only ahead of what it would escape, which may also be the bracket,
// or the "|" or "]", that follows the words.
func escape(b *strings.Builder, words string, inside, colon, more bool) {
	for i := 0; i < len(words); i++ {
		c := words[i]
		last := i+1 == len(words)
		switch {
		case c == '[', c == ']', c == '|' && inside, c == ':' && colon:
			b.WriteByte('\\')
			colon = colon && c != ':'
		case c == '\\' && (last && (more || inside) || !last && strings.IndexByte(`[]|:\`, words[i+1]) >= 0):
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
}

// Canon writes words in their one spelling, every alternative with the holder
// that drafter stands for. Issue versions in this form: then the brackets mean
// the same whoever drafts next.
func Canon(words string, holders []Holder, drafter Holder) (string, error) {
	nodes, err := Parse(words, holders, drafter)
	if err != nil {
		return "", err
	}
	words = nodes.Format()
	if n := utf8.RuneCountInString(words); n > MaxLetters {
		return "", Problem{Key: TooLong, Args: []any{MaxLetters, n}}
	}
	return words, nil
}

// Canon is Canon for every paragraph.
func (t Text) Canon(holders []Holder, drafter Holder) (Text, []Problem) {
	out := slices.Clone(t)
	var problems []Problem
	for i, p := range t {
		words, err := Canon(p.Words, holders, drafter)
		if err != nil {
			problem := AsProblem(err)
			problem.In = p.ID
			problems = append(problems, problem)
			continue
		}
		out[i].Words = words
	}
	if n := out.Letters(); n > MaxText {
		problems = append(problems, Problem{Key: TooLongText, Args: []any{MaxText, n}})
	}
	return out, problems
}
