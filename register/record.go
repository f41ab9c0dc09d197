package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/record"
	"example.org/counterpart/text"
)

// An Entry of the record as it may be shown: whole, or only its hash.
type RecordLine struct {
	Seq  int64
	Hash act.Hash
	Line *Line // nil if the reader may not read the act
}

// Record returns a page of the record before a place (0: from the end), newest
// first. Acts that are not the reader's to see are there as bare hashes, so
// that the sequence has no holes.
func (q Questions) Record(before int64, limit int) ([]RecordLine, error) {
	if before <= 0 {
		before = 1 << 62
	}
	var spots []spot
	all, err := database.All(q.tx, `select a.seq, a.scope, a.hash from register_act a
		where a.seq < $1 order by a.seq desc limit $2`, []any{before, limit},
		func(scan database.Scan) (r RecordLine, err error) {
			var (
				s    spot
				hash []byte
			)
			if err := scan(&s.seq, &s.scope, &hash); err != nil {
				return r, err
			}
			if q.reader.May(s.scope) {
				spots = append(spots, s)
			}
			r.Seq = s.seq
			copy(r.Hash[:], hash)
			return r, nil
		})
	if err != nil {
		return nil, err
	}
	lines, err := q.at(spots)
	for n := range all {
		if len(lines) > 0 && lines[0].Seq == all[n].Seq {
			all[n].Line, lines = &lines[0], lines[1:]
		}
	}
	return all, err
}

// Header returns the recorded bytes of an act that the reader may read.
func (q Questions) Header(seq int64) ([]byte, error) {
	var data []byte
	args := []any{seq}
	err := q.tx.Row(`select e.data from record_entry e join register_act a on a.seq = e.seq
		where e.seq = $1 and `+q.reader.within("a.scope", &args), args, &data)
	if errors.Is(err, sql.ErrNoRows) {
		err = act.Refuse(act.NotFound, "refuse.act.unknown")
	}
	return data, err
}

func titleOf(s string) (w text.Words, err error) {
	err = json.Unmarshal([]byte(s), &w)
	return w, err
}

// A Change says that something on a matter was recorded, and who may know.
type Change struct {
	Seq   int64
	On    act.Ref
	scope string
}

// For reports whether the reader may know of the change.
func (c Change) For(r Reader) bool { return r.May(c.scope) }

// Since lists what was recorded after a place, for those who tell open pages.
func (r *Register) Since(ctx context.Context, after int64, limit int) (changes []Change, err error) {
	err = r.DB.Read(ctx, func(tx *database.Tx) error {
		changes, err = database.All(tx, `select seq, matter, scope from register_act where seq > $1 order by seq limit $2`,
			[]any{after, limit}, func(scan database.Scan) (c Change, err error) {
				err = scan(&c.Seq, &c.On, &c.scope)
				return c, err
			})
		return err
	})
	return changes, err
}

// PublicHead is the place of the newest act that the public may read; what the
// public sees changes with it and not otherwise.
func (q Questions) PublicHead() (seq int64, err error) {
	err = q.tx.Row(`select seq from register_act where scope = $1 order by seq desc limit 1`, []any{scopePublic}, &seq)
	if errors.Is(err, sql.ErrNoRows) {
		return -1, nil
	}
	return seq, err
}

// Checkpoint returns the newest signed state of the record; nil if there is none.
func (q Questions) Checkpoint() ([]byte, error) {
	signed, _, err := record.LatestCheckpoint(q.tx)
	if errors.Is(err, record.ErrBeyond) {
		return nil, nil
	}
	return signed, err
}

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
