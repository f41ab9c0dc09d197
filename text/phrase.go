package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// phrases joins and shifts edits, so that a reader sees phrases change and not
// confetti. What the edits make of a stays the same.
func phrases(a, b []token, edits []edit) []edit {
	edits = join(a, b, edits)
	for i := range edits {
		shift(a, b, edits, i)
	}
	return edits
}

// joined is how many words two edits may have between them and still become
// one. A longer run of words is worth keeping, however much changes around it.
const joined = 3

// join makes one of two edits where so little stands between them that it
// reads as chance: a few words, no longer than what changes on either side.
// Edits that open, divide or close a bracket stay apart, and so do edits with a
// bracket between them, so that what was bracketed can be seen.
func join(a, b []token, edits []edit) []edit {
	la, lb := lengths(a), lengths(b)
	size := func(e edit) int { return max(la[e.a1]-la[e.a0], lb[e.b1]-lb[e.b0]) }
	var out []edit
	for _, e := range edits {
		for len(out) > 0 {
			prev := out[len(out)-1]
			between := a[prev.a1:e.a0]
			if len(between) > joined || la[e.a0]-la[prev.a1] > min(size(prev), size(e)) {
				break
			}
			if divided(between) || e.divides(a, b) || prev.divides(a, b) {
				break
			}
			e = edit{prev.a0, e.a1, prev.b0, e.b1}
			out = out[:len(out)-1]
		}
		out = append(out, e)
	}
	return out
}

// divides reports whether e changes brackets.
func (e edit) divides(a, b []token) bool { return divided(a[e.a0:e.a1]) || divided(b[e.b0:e.b1]) }

func divided(ts []token) bool { return slices.ContainsFunc(ts, token.divides) }

// lengths returns, for each place, how many letters the words before it have.
func lengths(ts []token) []int {
	out := make([]int, len(ts)+1)
	for i, t := range ts {
		out[i+1] = out[i] + utf8.RuneCountInString(t.word)
	}
	return out
}

// shift moves an edit that only adds or only takes away to where it reads
// best. Of "the group, [the council,] the press" and "the [group, the] council,
// the press" the search finds either; only one is what somebody did.
func shift(a, b []token, edits []edit, n int) {
	e := edits[n]
	side, from, to := b, e.b0, e.b1
	if e.a0 != e.a1 {
		if e.b0 != e.b1 {
			return
		}
		side, from, to = a, e.a0, e.a1
	}
	left, right := e.a0, len(a)-e.a1 // how far it could go
	if n > 0 {
		left = e.a0 - edits[n-1].a1 - 1
	}
	if n+1 < len(edits) {
		right = edits[n+1].a0 - e.a1 - 1
	}
	best, by := score(side, from)+score(side, to), 0
	consider := func(k int) {
		if s := score(side, from+k) + score(side, to+k); s > best {
			best, by = s, k
		}
	}
	for k := 1; k <= min(right, len(side)-to) && side[from+k-1].word == side[to+k-1].word; k++ {
		consider(k)
	}
	for k := 1; k <= min(left, from) && side[from-k].word == side[to-k].word; k++ {
		consider(-k)
	}
	edits[n] = edit{e.a0 + by, e.a1 + by, e.b0 + by, e.b1 + by}
}

// score says how well a text divides before ts[at]: best between lines and
// sentences, then at brackets, then between clauses.
func score(ts []token, at int) int {
	if at == 0 || at == len(ts) {
		return 6
	}
	prev, next := ts[at-1].word, ts[at]
	switch {
	case strings.Contains(next.gap, "\n"):
		return 6
	case next.gap != "" && strings.Contains(".!?", prev):
		return 5
	case next.word == "[" || prev == "]":
		return 4
	case next.gap != "" && strings.Contains(";:", prev):
		return 3
	case next.gap != "" && prev == ",", next.word == "(", prev == ")":
		return 2
	case next.word != "" && strings.Contains(",;.:!?", next.word):
		return 1
	}
	return 0
}
