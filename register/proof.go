package register

import "example.org/counterpart/record"

// Checkpoint, proofs and tiles tell nothing but hashes, so anybody may have them.

// Proof returns the proof, in the form of C2SP, that the record holds an act.
// Beyond the newest checkpoint the error is record.ErrBeyond.
func (q Questions) Proof(seq int64) ([]byte, error) {
	p, err := record.Prove(q.tx, seq)
	return record.FormatProof(p), err
}

// Tile returns a piece of the tree of hashes.
func (q Questions) Tile(path record.TilePath) ([]byte, error) {
	return record.Tile(q.tx, path.Level, path.Index, path.Width)
}
