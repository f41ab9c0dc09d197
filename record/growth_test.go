package record

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/tlog"
)

// A twin keeps a log as simply as one can: every hash in a slice, computed by
// tlog from the entries.
type twin struct {
	entries []Entry
	hashes  []Hash
}

func (w *twin) append(t *testing.T, e Entry) {
	t.Helper()
	e.Seq = int64(len(w.entries))
	more, err := tlog.StoredHashes(e.Seq, e.Data, w)
	if err != nil {
		t.Fatal(err)
	}
	w.entries = append(w.entries, e)
	w.hashes = append(w.hashes, more...)
}

func (w *twin) ReadHashes(at []int64) (out []Hash, err error) {
	for _, i := range at {
		out = append(out, w.hashes[i])
	}
	return out, nil
}

func (w *twin) root(t *testing.T, size int64) Hash {
	t.Helper()
	h, err := tlog.TreeHash(size, w)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestGrowth grows a record to 600 entries, in uneven batches, now with a
// cache and now without, and compares it with its twin at every size.
func TestGrowth(t *testing.T) {
	key := newKey(t, origin)
	each(t, func(t *testing.T, db *database.DB) {
		var w twin
		var cache Edge
		for len(w.entries) < 600 {
			var edge *Edge
			switch rand.IntN(4) {
			case 0: // none: read the edge from the tables
			default:
				edge = &cache
			}
			before := len(w.entries)
			write(t, db, func(tx *database.Tx) error {
				r, err := Take(tx, edge)
				if err != nil {
					return err
				}
				for range 1 + rand.IntN(7) {
					e := entry(len(w.entries))
					w.append(t, e)
					seq, leaf, err := r.Append(e)
					if err != nil {
						return err
					}
					if seq != int64(len(w.entries)-1) || r.Next() != seq+1 || leaf != tlog.RecordHash(e.Data) {
						t.Fatalf("appended at %d as %v", seq, leaf)
					}
				}
				return r.Seal(key.Signer, origin, noon)
			})
			read(t, db, func(tx *database.Tx) error {
				compare(t, tx, &w, int64(before), key)
				return nil
			})
		}
		if _, err := Check(t.Context(), db, auditor(key)); err != nil {
			t.Fatal(err)
		}
	})
}

// compare holds the record against its twin, with what was added since before.
func compare(t *testing.T, tx *database.Tx, w *twin, before int64, key Key) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	size, err := Size(tx)
	must(err)
	if size != int64(len(w.entries)) {
		t.Fatalf("size %d, want %d", size, len(w.entries))
	}
	root, err := Root(tx, size)
	must(err)
	if root != w.root(t, size) {
		t.Fatalf("root at %d is %v", size, root)
	}
	signed, at, err := LatestCheckpoint(tx)
	must(err)
	c, err := OpenCheckpoint(signed, key.Verifier)
	must(err)
	if at != size || c != (Checkpoint{origin, size, root}) {
		t.Fatalf("checkpoint %v at %d", c, at)
	}
	all, err := Entries(tx, before, 1000)
	must(err)
	if len(all) != int(size-before) {
		t.Fatalf("%d entries from %d on, size %d", len(all), before, size)
	}
	for _, e := range all {
		if !sameEntry(e, w.entries[e.Seq]) {
			t.Fatalf("entry %d is %+v", e.Seq, e)
		}
	}

	seq := rand.Int64N(size)
	path, err := ProveEntry(tx, seq, size)
	must(err)
	must(tlog.CheckRecord(path, size, c.Root, seq, tlog.RecordHash(w.entries[seq].Data)))
	older := 1 + rand.Int64N(size)
	grown, err := ProveConsistency(tx, older, size)
	must(err)
	must(tlog.CheckTree(grown, size, c.Root, older, w.root(t, older)))

	level := rand.IntN(2)
	if have := size >> (8 * level); have > 0 {
		index := rand.Int64N((have + 255) / 256)
		width := 1 + rand.IntN(int(min(256, have-index*256)))
		tile, err := Tile(tx, level, index, width)
		must(err)
		want, err := tlog.ReadTileData(tlog.Tile{H: 8, L: level, N: index, W: width}, w)
		must(err)
		if !bytes.Equal(tile, want) {
			t.Fatalf("tile %d/%d.p/%d differs", level, index, width)
		}
	}
}

// TestRootOfStorage says that hashes fall into storage without gaps, which
// Seal relies on when it numbers them.
func TestRootOfStorage(t *testing.T) {
	var e edge
	var all []Hash
	for n := range int64(5000) {
		if at := tlog.StoredHashIndex(0, n); at != int64(len(all)) {
			t.Fatalf("entry %d would be stored at %d, not %d", n, len(all), at)
		}
		all = e.push(Leaf([]byte{byte(n), byte(n >> 8)}), all)
	}
}

// TestEdgeDoubts makes the cache meet a transaction that is given up before it
// is sealed, and one that is given up after, with another instance appending as
// many entries in its place.
func TestEdgeDoubts(t *testing.T) {
	key := newKey(t, origin)
	each(t, func(t *testing.T, db *database.DB) {
		var cache, other Edge
		write(t, db, add(&cache, key, 5))
		lose(t, db, &cache, nil)
		write(t, db, add(&cache, key, 2))
		lose(t, db, &cache, &key)
		write(t, db, add(&other, key, 3))
		write(t, db, add(&cache, key, 2))
		if _, err := Check(t.Context(), db, auditor(key)); err != nil {
			t.Fatal(err)
		}
	})
}

// lose appends three entries and gives them up, after sealing them if there is
// a key.
func lose(t *testing.T, db *database.DB, cache *Edge, key *Key) {
	t.Helper()
	gone := errors.New("gone")
	err := db.Write(t.Context(), func(tx *database.Tx) error {
		r, err := Take(tx, cache)
		if err != nil {
			return err
		}
		for range 3 {
			if _, _, err := r.Append(Entry{Topic: "lost", Kind: "lost", Data: []byte("lost")}); err != nil {
				return err
			}
		}
		if key != nil {
			if err := r.Seal(key.Signer, origin, noon); err != nil {
				return err
			}
		}
		return gone
	})
	if !errors.Is(err, gone) {
		t.Fatal(err)
	}
}
