package record

import (
	"context"
	"fmt"
	"iter"

	"example.org/counterpart/database"
)

// A Source is a record wherever it is kept: in a database, in an archive, or
// behind an address. Whoever reads one trusts nothing in it before Verify.
type Source interface {
	// Checkpoint returns the signed checkpoint that vouches for the items.
	Checkpoint(ctx context.Context) ([]byte, error)
	// Items yields every item up to the checkpoint's size, in order. It may
	// be called again, and begins again. After an error it ends.
	Items(ctx context.Context) iter.Seq2[Item, error]
}

// An Item is an entry as a Source has it. Where the entry is withheld only Seq
// and Leaf are known: enough for the tree, and nothing about the entry.
type Item struct {
	Entry
	Leaf Hash // what the tree holds in place of a withheld entry; else ignored
}

// Withheld reports whether only the leaf hash is known.
func (i Item) Withheld() bool { return i.Data == nil }

// page is how many entries are read from a database at once. Memory is bounded
// by this many headers and payloads.
const page = 256

// FromDatabase returns the record of a database up to the checkpoint that is
// now its newest. If there is none yet the error is ErrBeyond.
func FromDatabase(ctx context.Context, db *database.DB) (Source, error) {
	s := inDatabase{db: db}
	err := db.Read(ctx, func(tx *database.Tx) (err error) {
		s.signed, s.size, err = LatestCheckpoint(tx)
		return err
	})
	if err == nil && s.signed == nil {
		err = fmt.Errorf("%w: no checkpoint has been signed yet", ErrBeyond)
	}
	return s, err
}

type inDatabase struct {
	db     *database.DB
	signed []byte
	size   int64
}

func (s inDatabase) Checkpoint(context.Context) ([]byte, error) { return s.signed, nil }

// Items reads in pages, each in a transaction of its own, so that a long
// export holds nothing up. That is safe because entries do not change.
func (s inDatabase) Items(ctx context.Context) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for seq := int64(0); seq < s.size; {
			var entries []Entry
			err := s.db.Read(ctx, func(tx *database.Tx) (err error) {
				entries, err = Entries(tx, seq, int(min(page, s.size-seq)))
				return err
			})
			if err == nil && len(entries) == 0 {
				err = &Damage{Seq: seq, What: EntryMissing}
			}
			if err != nil {
				yield(Item{}, err)
				return
			}
			for _, e := range entries {
				if !yield(Item{Entry: e}, nil) {
					return
				}
				seq = e.Seq + 1
			}
		}
	}
}

// A Share says how much of an entry is shown.
type Share int

const (
	ShareLeaf  Share = iota // the leaf hash only
	ShareEntry              // the entry without its payload
	ShareAll                // the payload too
)

// Withhold is src, of each entry only as much as share says. The tree, and so
// the checkpoint, can still be verified from what is left.
func Withhold(src Source, share func(Entry) Share) Source { return withheld{src, share} }

type withheld struct {
	Source
	share func(Entry) Share
}

func (s withheld) Items(ctx context.Context) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for item, err := range s.Source.Items(ctx) {
			if err == nil && !item.Withheld() {
				switch s.share(item.Entry) {
				case ShareAll:
				case ShareEntry:
					item.Salt, item.Payload = nil, nil
				default:
					item = Item{Entry: Entry{Seq: item.Seq}, Leaf: Leaf(item.Data)}
				}
			}
			if !yield(item, err) {
				return
			}
		}
	}
}
