// Package paper keeps the files that are laid before meetings.
//
// A file is known by the sum of its content, and is kept once, however often it
// is laid. Nobody reads a file by its sum: whoever asks for one names the
// meeting and the paper, and the register says whether it is theirs to read.
//
// The law of this package: what a file is, its content says and not its name;
// and what could do something on its reader's machine is not taken.
package paper

import (
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the table.
func Open(tx *database.Tx) error {
	return tx.Migrate("paper", migrations)
}

// A File is one file.
type File struct {
	Sum  string // SHA-256 of Data, in hexadecimal
	Type Type
	Data []byte
}

// Read finds out what a file is, and refuses what is not taken.
func Read(data []byte) (File, error) {
	t, err := typeOf(data)
	sum := sha256.Sum256(data)
	return File{hex.EncodeToString(sum[:]), t, data}, err
}

// Put keeps a file.
func Put(tx *database.Tx, f File, at time.Time) error {
	err := tx.Exec(`insert into paper_file (sum, type, size, at, data) values ($1, $2, $3, $4, $5) on conflict (sum) do nothing`,
		f.Sum, string(f.Type), len(f.Data), at.UnixMilli(), f.Data)
	if err != nil {
		return fmt.Errorf("keep a paper: %w", err)
	}
	return nil
}

// Get returns a file by its sum; a refusal if it is not kept, or not any more.
func Get(tx *database.Tx, sum string) (f File, err error) {
	f.Sum = sum
	err = tx.Row(`select type, data from paper_file where sum = $1`, []any{sum}, &f.Type, &f.Data)
	if errors.Is(err, sql.ErrNoRows) {
		err = act.Refuse(act.NotFound, "refuse.paper.unknown")
	}
	return f, err
}

// Erase takes a file away for good; the act that laid it stays, and tells that
// it is gone.
func Erase(tx *database.Tx, sum string) error {
	return tx.Exec(`delete from paper_file where sum = $1`, sum)
}
