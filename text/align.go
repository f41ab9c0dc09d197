package text

import (
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// An edit puts b[b0:b1] in the place of a[a0:a1]. Between one edit and the next
// the tokens of a and b are the same, one for one.
type edit struct{ a0, a1, b0, b1 int }

// most bounds the work of one search: some two thousand words by two thousand.
// Longer paragraphs are divided first. One paragraph is allowed twice as much.
const most = 4 << 20

// work is what a search may cost at worst. It grows with the square of the
// longer side even if the other is short.
func work(n, m int) int { return (n + m) * (n + m) / 4 }

// A budget bounds the work of several searches together. When it is spent,
// what differs is answered as one edit: coarse, never wrong.
type budget int

// allow reports whether work may be done, and deducts it.
func (b *budget) allow(cost int) bool {
	if cost > most || cost > int(*b) {
		return false
	}
	*b -= budget(cost)
	return true
}

// paragraph does something with what one paragraph may spend.
func (b *budget) paragraph(do func(*budget)) {
	share := min(*b, 2*most)
	left := share
	do(&left)
	*b -= share - left
}

// align returns the edits that make b of a. Only the words count in same, as
// key tells them.
func align(a, b []token, key func(token) string, spend *budget) []edit {
	head := 0
	for head < len(a) && head < len(b) && key(a[head]) == key(b[head]) {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && key(a[len(a)-1-tail]) == key(b[len(b)-1-tail]) {
		tail++
	}
	if head+tail == len(a) && head+tail == len(b) {
		return nil
	}
	whole := edit{head, len(a) - tail, head, len(b) - tail}
	ra, ia, rb, ib := common(a[head:len(a)-tail], b[head:len(b)-tail], key)
	edits := []edit{{whole.a0, whole.a0, whole.b0, whole.b0}}
	for _, pair := range matches(ra, rb, spend) {
		i, j := head+ia[pair[0]], head+ib[pair[1]]
		e := &edits[len(edits)-1]
		if i == e.a0 && j == e.b0 {
			// Nothing stands between this pair and the one before.
			e.a0, e.b0 = i+1, j+1
			continue
		}
		e.a1, e.b1 = i, j
		edits = append(edits, edit{i + 1, 0, j + 1, 0})
	}
	e := &edits[len(edits)-1]
	e.a1, e.b1 = whole.a1, whole.b1
	if e.a0 == e.a1 && e.b0 == e.b1 {
		edits = edits[:len(edits)-1]
	}
	return edits
}

// common leaves out what only one side has, since it cannot match, and maps
// each word of the rest to one rune. It returns the runes and where each of
// them stood.
func common(a, b []token, key func(token) string) (ra []rune, ia []int, rb []rune, ib []int) {
	inB := make(map[string]rune, len(b))
	for _, t := range b {
		inB[key(t)] = 0
	}
	next := rune(0xF0000) // private use, and far from the surrogates
	for i, t := range a {
		k := key(t)
		c, ok := inB[k]
		if !ok {
			continue
		}
		if c == 0 {
			c = next
			next++
			inB[k] = c
		}
		ra, ia = append(ra, c), append(ia, i)
	}
	for i, t := range b {
		if c := inB[key(t)]; c != 0 {
			rb, ib = append(rb, c), append(ib, i)
		}
	}
	return ra, ia, rb, ib
}

// matches returns pairs of places at which the same rune stands in a and b,
// both in order: a longest common subsequence, or what can be had of one
// within the budget.
func matches(a, b []rune, spend *budget) [][2]int {
	if work(len(a), len(b)) <= most {
		return search(nil, a, b, 0, 0, spend)
	}
	var pairs [][2]int
	i, j := 0, 0
	for _, pin := range pins(a, b) {
		pairs = search(pairs, a[i:pin[0]], b[j:pin[1]], i, j, spend)
		pairs = append(pairs, pin)
		i, j = pin[0]+1, pin[1]+1
	}
	return search(pairs, a[i:], b[j:], i, j, spend)
}

// pins returns the places of words that occur once in a and once in b, as many
// as stand in the same order. They divide what is too long to be searched.
func pins(a, b []rune) [][2]int {
	type count struct{ a, b, place int }
	counts := make(map[rune]count)
	for _, c := range a {
		n := counts[c]
		n.a++
		counts[c] = n
	}
	for j, c := range b {
		n := counts[c]
		n.b++
		n.place = j
		counts[c] = n
	}
	places := make([]int, len(a))
	for i, c := range a {
		places[i] = -1
		if n := counts[c]; n.a == 1 && n.b == 1 {
			places[i] = n.place
		}
	}
	var out [][2]int
	for i, in := range longestRise(places) {
		if in {
			out = append(out, [2]int{i, places[i]})
		}
	}
	return out
}

// search appends the places of a longest common subsequence to pairs, if the
// budget allows; i and j are where a and b begin.
func search(pairs [][2]int, a, b []rune, i, j int, spend *budget) [][2]int {
	if len(a) == 0 || len(b) == 0 || !spend.allow(work(len(a), len(b))) {
		return pairs
	}
	// Without a timeout the search is exact, and the same on every machine.
	differ := diffmatchpatch.New()
	differ.DiffTimeout = 0
	for _, d := range differ.DiffMainRunes(a, b, false) {
		n := utf8.RuneCountInString(d.Text)
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			i += n
		case diffmatchpatch.DiffInsert:
			j += n
		case diffmatchpatch.DiffEqual:
			for range n {
				pairs = append(pairs, [2]int{i, j})
				i++
				j++
			}
		}
	}
	return pairs
}
