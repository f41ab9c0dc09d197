package record

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Right is the right to append. One transaction in the world holds it at a
// time, so whoever holds it and then reads, reads the latest. What is appended
// waits in memory until Seal.
type Right struct {
	tx      *database.Tx
	cache   *Edge
	first   int64 // size of the record when the right was taken
	edge    edge
	entries []Entry
	hashes  []Hash // what the entries add to the tree, in storage order
	spent   bool
}

// Take waits for the right to append and holds it until tx ends. The cache may
// be nil.
func Take(tx *database.Tx, cache *Edge) (*Right, error) {
	r := &Right{tx: tx, cache: cache}
	var text string
	// The update locks the row on PostgreSQL. On SQLite the transaction
	// already holds the one write lock there is.
	err := tx.Row(`update record_head set next = next where one = 1 returning next, root`, nil, &r.first, &text)
	if err != nil {
		return nil, fmt.Errorf("take the right to append: %w", err)
	}
	root, err := tlog.ParseHash(text)
	if err != nil {
		return nil, fmt.Errorf("root in the record's head: %w", err)
	}
	var ok bool
	if r.edge, ok = cache.recall(r.first, root); ok {
		return r, nil
	}
	if r.edge, err = loadEdge(tx, r.first); err != nil {
		return nil, fmt.Errorf("take the right to append: %w", err)
	}
	// To build on hashes that do not lead to the head's root would sign, and
	// so make permanent, a tree that nobody could ever check.
	if r.edge.root() != root {
		return nil, &Damage{Seq: r.first, What: HeadWrong, Detail: "stored hashes do not lead to the root in the head"}
	}
	return r, nil
}

// Next returns the place that the next entry will have.
func (r *Right) Next() int64 { return r.first + int64(len(r.entries)) }

var errSpent = errors.New("record: the right to append was used up by Seal")

// Append adds an entry, whose Seq it ignores, and returns its place and leaf
// hash. Nothing is written yet, and e's slices must not change until Seal.
func (r *Right) Append(e Entry) (seq int64, leaf Hash, err error) {
	switch e.Seq = r.Next(); {
	case r.spent:
		return 0, Hash{}, errSpent
	case len(e.Data) == 0 || len(e.Data) > MaxData:
		return 0, Hash{}, fmt.Errorf("append entry %d: a header of %d bytes", e.Seq, len(e.Data))
	case len(e.Payload) == 0 && len(e.Salt) != 0,
		len(e.Payload) != 0 && len(e.Salt) != SaltSize,
		len(e.Payload) > MaxPayload:
		return 0, Hash{}, fmt.Errorf("append entry %d: a payload of %d bytes with a salt of %d", e.Seq, len(e.Payload), len(e.Salt))
	}
	leaf = Leaf(e.Data)
	r.hashes = r.edge.push(leaf, r.hashes)
	r.entries = append(r.entries, e)
	return e.Seq, leaf, nil
}

// A Mark is a state of a Right to which it can go back.
type Mark struct {
	edge            edge
	entries, hashes int
}

// Mark remembers what has been appended so far.
func (r *Right) Mark() Mark { return Mark{r.edge.clone(), len(r.entries), len(r.hashes)} }

// Back forgets what was appended since m, as a savepoint does.
func (r *Right) Back(m Mark) {
	clear(r.entries[m.entries:])
	r.edge, r.entries, r.hashes = m.edge.clone(), r.entries[:m.entries], r.hashes[:m.hashes]
}

// About is the function About, but sees also what r has appended.
func (r *Right) About(topic string, after int64) ([]Entry, error) {
	all, err := About(r.tx, topic, after)
	for _, e := range r.pending() {
		if e.Topic == topic && e.Seq > after {
			all = append(all, e)
		}
	}
	return all, err
}

// Since returns what r has appended from place seq on.
func (r *Right) Since(seq int64) ([]Entry, error) {
	if seq < r.first {
		return nil, fmt.Errorf("entry %d was not appended with this right", seq)
	}
	return r.pending()[min(seq-r.first, int64(len(r.pending()))):], nil
}

// Last is the function Last, but sees also what r has appended.
func (r *Right) Last(kind string) (Entry, bool, error) { return r.Before(kind, 1<<62) }

// Before is the function Before, but sees also what r has appended.
func (r *Right) Before(kind string, seq int64) (Entry, bool, error) {
	for _, e := range slices.Backward(r.pending()) {
		if e.Kind == kind && e.Seq < seq {
			return e, true, nil
		}
	}
	return Before(r.tx, kind, seq)
}

// pending returns what is not in the tables yet.
func (r *Right) pending() []Entry {
	if r.spent {
		return nil
	}
	return r.entries
}

// Seal writes what was appended: entries, payloads, tree, head, and, if sign
// is not nil, a checkpoint of the given origin, made at the given time. They
// become durable together when the transaction does, and not before: until
// then nobody may be told of them. A Right seals once.
func (r *Right) Seal(sign note.Signer, origin string, at time.Time) error {
	if r.spent {
		return errSpent
	}
	r.spent = true
	root := r.edge.root()
	if len(r.entries) > 0 {
		if err := r.write(root); err != nil {
			return fmt.Errorf("seal entries %d to %d: %w", r.first, r.edge.size-1, err)
		}
	}
	if sign != nil {
		if err := r.checkpoint(sign, Checkpoint{origin, r.edge.size, root}, at); err != nil {
			return fmt.Errorf("seal entries %d to %d: %w", r.first, r.edge.size-1, err)
		}
	}
	// Should the transaction fail after all, the head will not have this
	// root, and the next Take will not believe the cache.
	r.cache.keep(r.edge, root)
	return nil
}

var (
	entryColumns   = []string{"seq", "topic", "kind", "data"}
	payloadColumns = []string{"seq", "salt", "data"}
	hashColumns    = []string{"idx", "hash"}
)

func (r *Right) write(root Hash) error {
	entries := make([][]any, len(r.entries))
	var payloads [][]any
	for i, e := range r.entries {
		entries[i] = []any{e.Seq, e.Topic, e.Kind, e.Data}
		if len(e.Payload) > 0 {
			payloads = append(payloads, []any{e.Seq, e.Salt, e.Payload})
		}
	}
	hashes := make([][]any, len(r.hashes))
	first := tlog.StoredHashIndex(0, r.first)
	for i := range r.hashes {
		hashes[i] = []any{first + int64(i), r.hashes[i][:]}
	}
	if err := r.tx.Insert("record_entry", entryColumns, entries); err != nil {
		return err
	}
	if len(payloads) > 0 {
		if err := r.tx.Insert("record_payload", payloadColumns, payloads); err != nil {
			return err
		}
	}
	if err := r.tx.Insert("record_hash", hashColumns, hashes); err != nil {
		return err
	}
	return r.tx.Exec(`update record_head set next = $1, root = $2 where one = 1`, r.edge.size, root.String())
}
