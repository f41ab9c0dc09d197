package locale

import (
	"slices"
	"sync"

	"golang.org/x/text/collate"
)

// Collate returns an order of names as dictionaries of the language have it. A
// Collator serves one goroutine; Sort is simpler.
func Collate(lang Lang) *collate.Collator { return collate.New(lang.tag()) }

// Making a collator is much dearer than sorting a page of names with it.
var collators [3]sync.Pool

// Sort orders things by their names, as the readers of lang expect, keeping the
// order of those with one name.
func Sort[T any](lang Lang, things []T, name func(T) string) {
	pool := &collators[lang.index()]
	c, _ := pool.Get().(*collate.Collator)
	if c == nil {
		c = Collate(lang)
	}
	defer pool.Put(c)
	slices.SortStableFunc(things, func(a, b T) int { return c.CompareString(name(a), name(b)) })
}
