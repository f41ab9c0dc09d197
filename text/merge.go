package text

import "slices"

// Merge joins two edits of the same words. It answers with both, if at least
// one word that neither touched lies between every two of their changes, or if
// they made the same change. Otherwise there is a conflict; merged is then
// mine, as it was typed, and the caller shows all three: which of them is
// right is not for a program to say.
//
// It is a conflict, too, if both change brackets: brackets reach over words that
// neither touched, and might cross.
func Merge(base, mine, theirs string) (merged string, conflict bool) {
	switch {
	case mine == theirs, theirs == base:
		return mine, false
	case mine == base:
		return theirs, false
	case tooLong(base), tooLong(mine), tooLong(theirs):
		return mine, true
	}
	a, m, t := tokens(base), tokens(mine), tokens(theirs)
	exactly := token.String // here the space before a word is part of what was typed
	spend := budget(4 * most)
	ours := join(a, m, align(a, m, exactly, &spend))
	others := join(a, t, align(a, t, exactly, &spend))
	if divide(ours, a, m) && divide(others, a, t) {
		return mine, true
	}
	out, ok := interleave(a, m, t, ours, others)
	if !ok {
		return mine, true
	}
	return written(out), false
}

// divide reports whether any of the edits that make b of a changes brackets.
func divide(edits []edit, a, b []token) bool {
	return slices.ContainsFunc(edits, func(e edit) bool { return e.divides(a, b) })
}

// interleave makes both sides' edits of a, in order, unless two of them touch.
func interleave(a, m, t []token, ours, others []edit) ([]token, bool) {
	var out []token
	at := 0
	for len(ours) > 0 || len(others) > 0 {
		side, next := m, edit{}
		switch {
		case len(others) == 0 || len(ours) > 0 && ours[0].a1 < others[0].a0:
			next, ours = ours[0], ours[1:]
		case len(ours) == 0 || others[0].a1 < ours[0].a0:
			side, next, others = t, others[0], others[1:]
		case alike(m, t, ours[0], others[0]):
			next, ours, others = ours[0], ours[1:], others[1:]
		default:
			return nil, false
		}
		out = append(out, a[at:next.a0]...)
		out = append(out, side[next.b0:next.b1]...)
		at = next.a1
	}
	return append(out, a[at:]...), true
}

// alike reports whether two edits do the same.
func alike(m, t []token, x, y edit) bool {
	return x.a0 == y.a0 && x.a1 == y.a1 && written(m[x.b0:x.b1]) == written(t[y.b0:y.b1])
}
