package record

import (
	"math/bits"
	"sync"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/tlog"
)

// An edge is the right edge of the tree at one size: the roots of the complete
// subtrees that the entries divide into, largest first, one for each bit set
// in size. It is all that one needs in order to append.
type edge struct {
	size  int64
	roots []Hash
}

// push adds a leaf, and appends to stored the hashes that it brings into being:
// the leaf itself, then the root of each subtree that it completes. In this
// order they follow the tree's earlier hashes in storage without a gap.
func (e *edge) push(leaf Hash, stored []Hash) []Hash {
	stored = append(stored, leaf)
	for full := bits.TrailingZeros64(uint64(e.size + 1)); full > 0; full-- {
		last := len(e.roots) - 1
		leaf = tlog.NodeHash(e.roots[last], leaf)
		e.roots = e.roots[:last]
		stored = append(stored, leaf)
	}
	e.roots = append(e.roots, leaf)
	e.size++
	return stored
}

// root returns the root of the whole tree.
func (e *edge) root() Hash {
	if e.size == 0 {
		empty, _ := tlog.TreeHash(0, nil)
		return empty
	}
	h := e.roots[len(e.roots)-1]
	for i := len(e.roots) - 2; i >= 0; i-- {
		h = tlog.NodeHash(e.roots[i], h)
	}
	return h
}

// clone returns a copy that shares nothing with e.
func (e *edge) clone() edge {
	return edge{e.size, append(make([]Hash, 0, len(e.roots)+2), e.roots...)}
}

// loadEdge reads the right edge at a size from the stored hashes.
func loadEdge(tx *database.Tx, size int64) (edge, error) {
	var at []int64
	for level, done := 62, int64(0); level >= 0; level-- {
		if bit := int64(1) << level; size&bit != 0 {
			at = append(at, tlog.StoredHashIndex(level, done>>level))
			done += bit
		}
	}
	roots, err := stored(tx).ReadHashes(at)
	return edge{size, roots}, err
}

// An Edge remembers the right edge of the tree between transactions, so that
// appending need not read it. It is only a memory: Take compares it with the
// head of the record, whose root tells one history from another, so an Edge
// that saw a transaction fail, or missed one, is harmless. The zero Edge is
// ready, and may be shared.
type Edge struct {
	mu    sync.Mutex
	known bool
	root  Hash
	edge  edge
}

// recall returns the remembered edge if it is that of the given head.
func (c *Edge) recall(size int64, root Hash) (edge, bool) {
	if c == nil {
		return edge{}, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known || c.edge.size != size || c.root != root {
		return edge{}, false
	}
	return c.edge.clone(), true
}

// keep remembers e, which nobody may change any more.
func (c *Edge) keep(e edge, root Hash) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.edge, c.root = true, e, root
}
