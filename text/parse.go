package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxDepth is how deep brackets may nest. Deeper than that nobody can read.
const MaxDepth = 8

// Parse reads the brackets in the words of a paragraph:
//
//	The missions report [washington: not later than ten days | astana: in good time].
//
// Alternatives are divided by "|". Each may begin with a label, the groups that
// hold it and a colon: "[washington, astana: ten days | …]". A label counts
// only if all its names are among holders or drafter (in whatever case), so
// that "[Note: see annex]" is a bracket around those words. A label that names
// a group and something else is a slip, and refused: otherwise the group would
// silently lose what it holds. What has no label is held by drafter, who may be
// "" for nobody. An alternative may be empty, and may hold brackets of its own.
//
// A backslash makes one of [ ] | : \ an ordinary character.
func Parse(words string, holders []Holder, drafter Holder) (Nodes, error) {
	r := &reader{rest: words, at: 1, holders: holders, drafter: drafter}
	nodes, err := r.nodes(0)
	if err != nil {
		return nil, err
	}
	return nodes, nil
}

type reader struct {
	rest    string
	at      int // position in letters of what is next
	holders []Holder
	drafter Holder
}

// take moves past the next size bytes.
func (r *reader) take(size int) string {
	s := r.rest[:size]
	r.rest = r.rest[size:]
	r.at += utf8.RuneCountInString(s)
	return s
}

// nodes reads up to the end, or within a bracket up to the "|" or "]" that is
// its own.
func (r *reader) nodes(depth int) (Nodes, error) {
	var out Nodes
	var literal strings.Builder
	flush := func() {
		out = out.add(Node{Words: literal.String()})
		literal.Reset()
	}
	for r.rest != "" {
		next := strings.IndexAny(r.rest, `[]|\`)
		if next < 0 {
			next = len(r.rest)
		}
		literal.WriteString(r.take(next))
		if r.rest == "" {
			break
		}
		switch c := r.rest[0]; {
		case c == '\\':
			if len(r.rest) > 1 && strings.IndexByte(`[]|:\`, r.rest[1]) >= 0 {
				r.take(1)
			}
			literal.WriteString(r.take(1))
		case c == '[':
			flush()
			b, err := r.bracket(depth + 1)
			if err != nil {
				return nil, err
			}
			out = append(out, Node{Bracket: b})
		case depth > 0: // "]" or "|"
			flush()
			return out.trim(), nil
		case c == '|':
			literal.WriteString(r.take(1))
		default:
			return nil, Problem{Key: BracketStray, Args: []any{r.at, shortenEnd(literal.String())}}
		}
	}
	flush()
	return out, nil
}

// bracket reads from "[" to the matching "]".
func (r *reader) bracket(depth int) (*Bracket, error) {
	at, from := r.at, r.rest
	r.take(1)
	if depth > MaxDepth {
		return nil, Problem{Key: BracketDeep, Args: []any{at, MaxDepth}}
	}
	b := &Bracket{}
	for {
		holders, err := r.label()
		if err != nil {
			return nil, err
		}
		nodes, err := r.nodes(depth)
		if err != nil {
			return nil, err
		}
		b.Alternatives = append(b.Alternatives, Alternative{holders, nodes})
		if r.rest == "" {
			return nil, Problem{Key: BracketOpen, Args: []any{at, shorten(from[1:])}}
		}
		if r.take(1) == "]" {
			break
		}
	}
	if !slices.ContainsFunc(b.Alternatives, func(a Alternative) bool { return !a.Empty() }) {
		return nil, Problem{Key: BracketEmpty, Args: []any{at}}
	}
	return b, nil
}

// label reads the holders at the head of an alternative, or, if there are
// none, answers with the drafter and reads nothing.
func (r *reader) label() ([]Holder, error) {
	unlabelled := []Holder{r.drafter}
	if r.drafter == "" {
		unlabelled = nil
	}
	end := strings.IndexAny(r.rest, `:[]|\`)
	if end < 0 || r.rest[end] != ':' {
		return unlabelled, nil
	}
	var named []Holder
	stranger, strange := "", false
	for name := range strings.SplitSeq(r.rest[:end], ",") {
		name = strings.TrimSpace(name)
		h, ok := r.known(name)
		switch {
		case name == "":
		case !ok:
			stranger, strange = shorten(name), true
		case !slices.Contains(named, h):
			named = append(named, h)
		}
	}
	switch {
	case len(named) == 0:
		return unlabelled, nil
	case strange:
		return nil, Problem{Key: BracketHolder, Args: []any{r.at, stranger}}
	}
	r.take(end + 1)
	return named, nil
}

// known returns the holder that is called name.
func (r *reader) known(name string) (Holder, bool) {
	for _, h := range r.holders {
		if strings.EqualFold(string(h), name) {
			return h, true
		}
	}
	return r.drafter, strings.EqualFold(string(r.drafter), name)
}
