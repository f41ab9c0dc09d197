package text

import (
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// An edit puts b[b0:b1] in the place of a[a0:a1]. Between one edit and the next
// the tokens of a and b are the same, one for one.
type edit struct{ a0, a1, b0, b1 int }

// most bounds the work of one alignment: the product of the numbers of words,
// which is what the search may cost at worst. Two paragraphs of the greatest
// length in ordinary prose are just below it.
const most = 16 << 20

// A budget bounds the work of several alignments together. When it is spent,
// what differs is answered as one edit: coarse, never wrong.
type budget int

// allow reports whether work may be done, and deducts it.
func (b *budget) allow(work int) bool {
	if work > most || work > int(*b) {
		return false
	}
	*b -= budget(work)
	return true
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
	if len(ra) == 0 || !spend.allow(len(ra)*len(rb)) {
		return []edit{whole}
	}
	edits := []edit{{whole.a0, whole.a0, whole.b0, whole.b0}}
	for _, pair := range matches(ra, rb) {
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

// matches returns the pairs of places at which the same rune stands in a
// longest common subsequence.
func matches(a, b []rune) [][2]int {
	// Without a timeout the search is exact, and the same on every machine.
	search := diffmatchpatch.New()
	search.DiffTimeout = 0
	var pairs [][2]int
	i, j := 0, 0
	for _, d := range search.DiffMainRunes(a, b, false) {
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
