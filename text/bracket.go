package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Holder is the id of a group that holds wording in a bracket.
type Holder string

// Nodes is the words of a paragraph, read: literal words, and brackets.
type Nodes []Node

// A Node is either literal words, without escapes, or a bracket.
type Node struct {
	Words   string
	Bracket *Bracket
}

// A Bracket is wording that is not yet agreed: the alternatives stand side by
// side. A bracket of one alternative asks whether those words are to be there.
type Bracket struct {
	Alternatives []Alternative
}

// An Alternative is what some groups want to read in a bracket's place. One
// without nodes proposes that nothing stand there.
type Alternative struct {
	Holders []Holder
	Nodes   Nodes
}

// Empty reports whether the alternative proposes deletion.
func (a Alternative) Empty() bool { return len(a.Nodes) == 0 }

// HeldBy reports whether holder is among the alternative's holders.
func (a Alternative) HeldBy(holder Holder) bool { return slices.Contains(a.Holders, holder) }

// Holders returns who holds anything in b, in the order in which they appear.
func (b *Bracket) Holders() []Holder {
	var all []Holder
	for _, a := range b.Alternatives {
		for _, h := range a.Holders {
			if !slices.Contains(all, h) {
				all = append(all, h)
			}
		}
	}
	return all
}

// Brackets returns every bracket in reading order: an outer one, then those
// within it, then the next. A bracket's place in this list is its name for
// Settle and Drop.
func (n Nodes) Brackets() []*Bracket {
	var all []*Bracket
	for _, node := range n {
		if node.Bracket == nil {
			continue
		}
		all = append(all, node.Bracket)
		for _, a := range node.Bracket.Alternatives {
			all = append(all, a.Nodes.Brackets()...)
		}
	}
	return all
}

// A Count says how much of a text is not agreed.
type Count struct {
	Brackets int            // nested ones included; a text with none is clean
	Held     map[Holder]int // in how many of them each group holds an alternative
}

// Add adds other to c, as for the paragraphs of one text.
func (c Count) Add(other Count) Count {
	sum := Count{Brackets: c.Brackets + other.Brackets, Held: make(map[Holder]int)}
	for _, held := range []map[Holder]int{c.Held, other.Held} {
		for h, n := range held {
			sum.Held[h] += n
		}
	}
	return sum
}

// Count counts what is open in n.
func (n Nodes) Count() Count {
	c := Count{Held: make(map[Holder]int)}
	for _, b := range n.Brackets() {
		c.Brackets++
		for _, h := range b.Holders() {
			c.Held[h]++
		}
	}
	return c
}

// Open counts the brackets in words; clean words have none. Words that cannot
// be read, having a bracket that is not closed, are never clean.
func Open(words string) int {
	nodes, err := Parse(words, nil, "")
	if err != nil {
		return max(1, strings.Count(words, "["))
	}
	return nodes.Count().Brackets
}

// Open counts the brackets in the whole text.
func (t Text) Open() int {
	n := 0
	for _, p := range t {
		n += Open(p.Words)
	}
	return n
}

// Settle chooses one alternative of one bracket: its words take the bracket's
// place, with whatever brackets are within them. Both are counted from 0, the
// bracket as in Brackets.
func Settle(n Nodes, bracket, alternative int) (Nodes, error) {
	return settle(n, bracket, func(b *Bracket) (Nodes, error) {
		if alternative < 0 || alternative >= len(b.Alternatives) {
			return nil, Problem{Key: BracketNone, Args: []any{alternative + 1}}
		}
		return b.Alternatives[alternative].Nodes, nil
	})
}

// Drop takes out one bracket and all that is in it.
func Drop(n Nodes, bracket int) (Nodes, error) {
	return settle(n, bracket, func(*Bracket) (Nodes, error) { return nil, nil })
}

// Reading returns the words as holder wants them: in every bracket the first
// alternative that it holds. A bracket in which it holds none stays.
func (n Nodes) Reading(holder Holder) Nodes {
	return n.replace(func(b *Bracket) (Nodes, bool) {
		for _, a := range b.Alternatives {
			if a.HeldBy(holder) {
				return a.Nodes.Reading(holder), true
			}
		}
		return nil, false
	})
}

func settle(n Nodes, bracket int, choose func(*Bracket) (Nodes, error)) (Nodes, error) {
	all := n.Brackets()
	if bracket < 0 || bracket >= len(all) {
		return nil, Problem{Key: BracketNone, Args: []any{bracket + 1}}
	}
	chosen, err := choose(all[bracket])
	if err != nil {
		return nil, err
	}
	return n.replace(func(b *Bracket) (Nodes, bool) { return chosen, b == all[bracket] }), nil
}

// replace returns a copy of n with some brackets replaced by what with says.
// Those it leaves alone are searched within.
func (n Nodes) replace(with func(*Bracket) (Nodes, bool)) Nodes {
	var out Nodes
	gone := false // the last thing replaced left nothing behind
	for _, node := range n {
		if node.Bracket == nil {
			if gone {
				out, node.Words = closeGap(out, node.Words)
			}
			out = out.add(node)
			gone = false
			continue
		}
		nodes, ok := with(node.Bracket)
		if !ok {
			nodes = node.Bracket.replace(with)
		}
		for i, inner := range nodes {
			if ok && i == 0 && inner.Bracket == nil {
				out, inner.Words = closeGap(out, inner.Words)
			}
			out = out.add(inner)
		}
		gone = len(nodes) == 0
	}
	if gone {
		out = out.trimEnd()
	}
	for i := range out {
		out[i].Words = norm.NFC.String(out[i].Words) // an accent may have met its letter
	}
	return out
}

// replace does the same within b. If nothing is left in any alternative,
// nothing is left of the bracket.
func (b *Bracket) replace(with func(*Bracket) (Nodes, bool)) Nodes {
	var out Bracket
	left := false
	for _, a := range b.Alternatives {
		a = Alternative{slices.Clone(a.Holders), a.Nodes.replace(with).trim()}
		out.Alternatives = append(out.Alternatives, a)
		left = left || !a.Empty()
	}
	if !left {
		return nil
	}
	return Nodes{{Bracket: &out}}
}

// add appends a node, joining literal words to those before them.
func (n Nodes) add(node Node) Nodes {
	if node.Bracket == nil && node.Words == "" {
		return n
	}
	if last := len(n) - 1; node.Bracket == nil && last >= 0 && n[last].Bracket == nil {
		n[last].Words += node.Words
		return n
	}
	return append(n, node)
}

// closeGap joins words to what stands before them, once the bracket that stood
// there is gone: without a second space, and without one ahead of a full stop
// or behind an opening parenthesis.
func closeGap(before Nodes, words string) (Nodes, string) {
	last := len(before) - 1
	if last < 0 {
		return before, strings.TrimLeftFunc(words, unicode.IsSpace)
	}
	if before[last].Bracket != nil {
		return before, words
	}
	end, _ := utf8.DecodeLastRuneInString(before[last].Words)
	if unicode.IsSpace(end) || strings.ContainsRune("([{«“„", end) {
		words = strings.TrimLeft(words, " ")
	}
	if begin, _ := utf8.DecodeRuneInString(words); strings.ContainsRune("\n.,;:!?)}»”", begin) {
		before[last].Words = strings.TrimRight(before[last].Words, " ")
	}
	return before, words
}

// trim takes the space from both ends of an alternative.
func (n Nodes) trim() Nodes {
	if len(n) > 0 && n[0].Bracket == nil {
		n[0].Words = strings.TrimLeftFunc(n[0].Words, unicode.IsSpace)
		if n[0].Words == "" {
			n = n[1:]
		}
	}
	return n.trimEnd()
}

func (n Nodes) trimEnd() Nodes {
	if last := len(n) - 1; last >= 0 && n[last].Bracket == nil {
		n[last].Words = strings.TrimRightFunc(n[last].Words, unicode.IsSpace)
		if n[last].Words == "" {
			n = n[:last]
		}
	}
	if len(n) == 0 {
		return nil
	}
	return n
}
