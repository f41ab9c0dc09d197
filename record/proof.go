package record

import (
	"fmt"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/tlog"
)

// Root returns the root of the tree as it was at a size.
func Root(tx *database.Tx, size int64) (Hash, error) {
	if err := reaches(tx, size); err != nil {
		return Hash{}, err
	}
	return tlog.TreeHash(size, stored(tx))
}

// ProveEntry returns the proof that the tree of the given size holds the entry
// at seq. tlog.CheckRecord checks it.
func ProveEntry(tx *database.Tx, seq, size int64) (tlog.RecordProof, error) {
	if err := reaches(tx, size); err != nil {
		return nil, err
	}
	return tlog.ProveRecord(size, seq, stored(tx))
}

// ProveConsistency returns the proof that the tree of the given size begins
// with the tree of the older size. tlog.CheckTree checks it.
func ProveConsistency(tx *database.Tx, older, size int64) (tlog.TreeProof, error) {
	if err := reaches(tx, size); err != nil {
		return nil, err
	}
	return tlog.ProveTree(size, older, stored(tx))
}

// reaches refuses a size that the record does not have yet. The tables may
// hold some of the hashes that such a size needs.
func reaches(tx *database.Tx, size int64) error {
	n, err := Size(tx)
	if err == nil && (size < 0 || size > n) {
		err = fmt.Errorf("%w: size %d of %d", ErrBeyond, size, n)
	}
	return err
}

// stored reads hashes of the tree by their place in storage, all of them in
// one query.
func stored(tx *database.Tx) tlog.HashReader {
	return tlog.HashReaderFunc(func(at []int64) ([]Hash, error) {
		if len(at) == 0 {
			return nil, nil
		}
		var args []any
		list := make([]any, len(at))
		where := make(map[int64]int, len(at))
		for i, idx := range at {
			list[i] = idx
			where[idx] = i
		}
		out := make([]Hash, len(at))
		rows, err := database.All(tx, `select idx, hash from record_hash where idx in (`+database.In(&args, list...)+`)`,
			args, func(scan database.Scan) (struct{}, error) {
				var idx int64
				var hash []byte
				if err := scan(&idx, &hash); err != nil {
					return struct{}{}, err
				}
				if copy(out[where[idx]][:], hash) != len(Hash{}) || len(hash) != len(Hash{}) {
					return struct{}{}, fmt.Errorf("stored hash %d has %d bytes", idx, len(hash))
				}
				return struct{}{}, nil
			})
		if err == nil && len(rows) != len(where) {
			err = fmt.Errorf("%d of %d hashes are missing", len(where)-len(rows), len(where))
		}
		if err != nil {
			return nil, fmt.Errorf("read hashes of the tree: %w", err)
		}
		return out, nil
	})
}
