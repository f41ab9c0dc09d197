package text

import (
	"slices"
	"strings"
)

// A State says what became of a paragraph from one version to another.
type State string

// The states.
const (
	Same    State = "same"
	Altered State = "changed" // its words differ
	Added   State = "added"
	Removed State = "removed"
	Moved   State = "moved" // it stands elsewhere; its words may differ too
)

// A ParagraphChange is one paragraph of a redline.
type ParagraphChange struct {
	ID    ParagraphID `json:"id"`
	State State       `json:"state"`
	Was   int         `json:"was,omitempty"` // place in the old version, from 1
	Now   int         `json:"now,omitempty"` // place in the new version, from 1
	Lang  string      `json:"lang,omitempty"`
	Runs  []Run       `json:"runs"`
}

// Changes is a redline: every paragraph of either version once, in the order
// of the new one, those removed after the paragraph that they used to follow.
type Changes []ParagraphChange

// together bounds the work of one redline, whatever the number of paragraphs.
const together = 16 * most

// Redline compares two versions. Paragraphs are matched by id, never by their
// words. It takes any two texts, also such as Validate would refuse: what
// would cost too much to compare word by word is shown as replaced whole.
func Redline(before, after Text) Changes {
	spend := budget(together)
	pairs := pair(before, after)
	stay := longestRise(pairs)
	out := make(Changes, 0, len(before)+len(after))
	gone := removed(before, pairs, stay)
	out = append(out, gone[-1]...)
	for now, p := range after {
		c := ParagraphChange{ID: p.ID, Now: now + 1, Lang: p.Lang}
		was := pairs[now]
		if was < 0 {
			c.State = Added
			c.Runs = write(nil, Insert, p.Words)
			out = append(out, c)
			continue
		}
		c.Was = was + 1
		c.Runs = diff(before[was].Words, p.Words, &spend)
		switch {
		case !stay[now]:
			c.State = Moved
		case before[was].Words != p.Words:
			c.State = Altered
		default:
			c.State = Same
		}
		out = append(out, c)
		if stay[now] {
			out = append(out, gone[was]...)
		}
	}
	return out
}

// pair finds for each paragraph of after its place in before, or -1.
func pair(before, after Text) []int {
	places := make(map[ParagraphID][]int, len(before))
	for i, p := range before {
		places[p.ID] = append(places[p.ID], i)
	}
	out := make([]int, len(after))
	for i, p := range after {
		out[i] = -1
		if at := places[p.ID]; len(at) > 0 {
			out[i], places[p.ID] = at[0], at[1:]
		}
	}
	return out
}

// longestRise marks the paragraphs that kept their order: as many as can be
// said to have stayed, so that as few as possible have moved.
func longestRise(pairs []int) []bool {
	var tops []int // tops[n] is where the lowest rise of length n+1 ends
	back := make([]int, len(pairs))
	for i, was := range pairs {
		if was < 0 {
			continue
		}
		n, _ := slices.BinarySearchFunc(tops, was, func(top, was int) int { return pairs[top] - was })
		back[i] = -1
		if n > 0 {
			back[i] = tops[n-1]
		}
		tops = append(tops[:n], append([]int{i}, tops[min(n+1, len(tops)):]...)...)
	}
	stay := make([]bool, len(pairs))
	if len(tops) > 0 {
		for i := tops[len(tops)-1]; i >= 0; i = back[i] {
			stay[i] = true
		}
	}
	return stay
}

// removed returns the paragraphs that are no longer there, by the place in
// before of the nearest one ahead of them that stayed, or -1.
func removed(before Text, pairs []int, stay []bool) map[int]Changes {
	kept, still := make(map[int]bool), make(map[int]bool)
	for now, was := range pairs {
		kept[was] = true
		still[was] = stay[now]
	}
	out := make(map[int]Changes)
	after := -1
	for i, p := range before {
		if !kept[i] {
			out[after] = append(out[after], ParagraphChange{ID: p.ID, State: Removed, Was: i + 1, Lang: p.Lang, Runs: write(nil, Delete, p.Words)})
		} else if still[i] {
			after = i
		}
	}
	return out
}

// Stats counts what a redline shows.
type Stats struct {
	WordsAdded, WordsRemoved int // without punctuation

	Same, Altered, Added, Removed, Moved int // paragraphs
}

// Stats counts words and paragraphs.
func (c Changes) Stats() Stats {
	var s Stats
	for _, p := range c {
		added, gone := WordsIn(p.Runs)
		s.WordsAdded += added
		s.WordsRemoved += gone
		switch p.State {
		case Same:
			s.Same++
		case Altered:
			s.Altered++
		case Added:
			s.Added++
		case Removed:
			s.Removed++
		case Moved:
			s.Moved++
		}
	}
	return s
}

// WordsIn counts the words that runs insert and delete.
func WordsIn(runs []Run) (inserted, deleted int) {
	for _, r := range runs {
		if r.Op == Equal {
			continue
		}
		n := 0
		for _, t := range tokens(r.Text) {
			if t.isWord() {
				n++
			}
		}
		if r.Op == Insert {
			inserted += n
		} else {
			deleted += n
		}
	}
	return inserted, deleted
}

// Key is the state's name in the catalogues.
func (s State) Key() string { return "text.state." + string(s) }

// Plain writes the redline for mail and for a screen reader: before each
// paragraph its id and, unless it is the same, its state as say says it; so
// the marks within the words are never all there is to go by.
func (c Changes) Plain(say func(State) string) string {
	var b strings.Builder
	for i, p := range c {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(string(p.ID))
		if p.State != Same {
			b.WriteString(" (" + say(p.State) + ")")
		}
		b.WriteString(": " + Plain(p.Runs) + "\n")
	}
	return b.String()
}
