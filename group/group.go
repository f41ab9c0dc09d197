// Package group says what a working group is, when it is quorate, and whether
// it carries a text by its own rule.
package group

import (
	"slices"

	"example.org/counterpart/text"
)

// An ID names a group for good: a short lower-case word such as "washington".
// Brackets in a text carry it, so it is chosen to be read.
type ID string

// A Group is a working group in one capital. Every other group of the
// initiative is its counterpart.
type Group struct {
	ID        ID         `json:"id"`
	Name      text.Words `json:"name"`
	Capital   text.Words `json:"capital"`
	Zone      string     `json:"zone"` // IANA name
	Languages []string   `json:"languages"`
}

// Valid reports whether id has the form of a group's ID: two to twenty
// lower-case letters, digits and hyphens, beginning with a letter.
func (id ID) Valid() bool {
	if len(id) < 2 || len(id) > 20 || id[0] < 'a' || id[0] > 'z' {
		return false
	}
	for _, c := range id {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}

// Others returns every id but one, in the order given.
func Others(all []ID, but ID) []ID {
	return slices.DeleteFunc(slices.Clone(all), func(id ID) bool { return id == but })
}

// Alternat returns the groups in the order of precedence for the thing named
// by seed: every group comes first in its turn, so that none always does.
func Alternat(all []ID, seed string) []ID {
	if len(all) == 0 {
		return nil
	}
	sum := 0
	for _, c := range []byte(seed) {
		sum += int(c)
	}
	first := sum % len(all)
	return slices.Concat(all[first:], all[:first])
}
