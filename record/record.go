// Package record keeps the append-only log: entries, the Merkle tree over
// them, and the signed checkpoints by which anyone can hold us to it.
//
// An entry is a header, which is hashed and stays for ever, and perhaps a
// payload, which the header only commits to and which can be erased. The tree
// is that of RFC 6962: a leaf is SHA-256(0x00 ‖ header), and what is hashed is
// the stored bytes, never an encoding of something read from them.
//
// The law of the package: an entry, once its transaction is durable, is never
// changed, moved or dropped, and whoever appends holds the Right. Erasing a
// payload changes no hash and no proof.
//
// The record does not know what its entries mean; an auditor needs this
// package and nothing above it. It proves that one log held these entries, in
// this order, no later than a checkpoint of it was seen elsewhere. It cannot
// prove that nothing was cut off after the newest checkpoint anyone else saw.
package record

import (
	"embed"
	"fmt"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/tlog"
)

// A Hash is a hash of the tree: SHA-256. Its String is base64, as checkpoints
// and proofs write it.
type Hash = tlog.Hash

// An Entry is one line of the record. Data, the header, is all that is hashed.
// The topic says which file the entry belongs in, as the writing on the tab of
// a folder does; the kind says what sort of entry it is. Both only repeat what
// the header says, so that entries can be found.
type Entry struct {
	Seq         int64 // its place, from 0
	Topic, Kind string
	Data        []byte
	Salt        []byte // SaltSize bytes, or nil if there is no payload, or not any more
	Payload     []byte // never empty: an empty payload is none
}

// MaxData is the size in bytes of the largest header. The form in which logs
// are served counts an entry's length in two bytes.
const MaxData = 1<<16 - 1

// MaxPayload is the size in bytes of the largest payload.
const MaxPayload = 8 << 20

// Leaf returns the hash by which the tree knows an entry with this header.
func Leaf(data []byte) Hash { return tlog.RecordHash(data) }

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate makes the tables of the record, or brings them up to date.
func Migrate(tx *database.Tx) error {
	if err := tx.Migrate("record", migrations); err != nil {
		return fmt.Errorf("migrate record: %w", err)
	}
	return nil
}

// Size returns the number of entries.
func Size(tx *database.Tx) (n int64, err error) {
	if err = tx.Row(`select next from record_head where one = 1`, nil, &n); err != nil {
		return 0, fmt.Errorf("size of the record: %w", err)
	}
	return n, nil
}
