// Package edition keeps the files of editions, as they were set: for each
// language and format one, or why there is none.
//
// The law of this package: a file that was set stays as it is. It is made once,
// from the edition as it was released, and whoever asks for it again gets the
// same bytes, with the same sum.
package edition

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
	return tx.Migrate("edition", migrations)
}

// A State is how far a file has come.
type State string

// The states.
const (
	Waiting State = "waiting" // for its turn
	Setting State = "setting" // at the press
	Set     State = "set"
	Failed  State = "failed" // it cannot be set as it is; Problem says why
)

// Key is the state's name in the catalogues.
func (s State) Key() string { return "edition.state." + string(s) }

// A Name names a file.
type Name struct {
	Ref     act.Ref
	Edition int
	Lang    string // of a parallel edition two, as "en-ru"
	Format  string // json, pdf, docx, epub or txt
}

// A File is a file of an edition, without its bytes.
type File struct {
	Name
	State   State
	Since   time.Time // of its state; UTC
	Tries   int       // how often it was begun
	Size    int
	Sum     string // SHA-256 of its bytes, in hexadecimal; empty until it is set
	Block   string // which part cannot be set; empty if none is to blame
	Problem string // why it failed, in the words of the format
}

// Want asks for files. What is there, or was asked for, stays as it is.
func Want(tx *database.Tx, at time.Time, names ...Name) error {
	for _, n := range names {
		err := tx.Exec(`insert into edition_file (ref, edition, lang, format, state, since, tries, size, sum, block, problem)
			values ($1, $2, $3, $4, $5, $6, 0, 0, '', '', '') on conflict (ref, edition, lang, format) do nothing`,
			string(n.Ref), n.Edition, n.Lang, n.Format, string(Waiting), at.UnixMilli())
		if err != nil {
			return fmt.Errorf("want %v: %w", n, err)
		}
	}
	return nil
}

const columns = `ref, edition, lang, format, state, since, tries, size, sum, block, problem`

func scan(scan database.Scan) (f File, err error) {
	var since int64
	err = scan(&f.Ref, &f.Edition, &f.Lang, &f.Format, &f.State, &since, &f.Tries, &f.Size, &f.Sum, &f.Block, &f.Problem)
	f.Since = time.UnixMilli(since).UTC()
	return f, err
}

// Take takes the file that has waited longest to the press, or one that has lain
// there since before an instant, whose setter must have died. ok is false if
// there is none.
func Take(tx *database.Tx, now, stuck time.Time) (f File, ok bool, err error) {
	all, err := database.All(tx, `select `+columns+` from edition_file
		where state = $1 or state = $2 and since < $3 order by since, ref, edition, format, lang limit 1`,
		[]any{string(Waiting), string(Setting), stuck.UnixMilli()}, scan)
	if err != nil || len(all) == 0 {
		return f, false, err
	}
	f = all[0]
	f.State, f.Since, f.Tries = Setting, now, f.Tries+1
	return f, true, f.move(tx, now)
}

func (f File) move(tx *database.Tx, now time.Time) error {
	return tx.Exec(`update edition_file set state = $5, since = $6, tries = $7, block = $8, problem = $9
		where ref = $1 and edition = $2 and lang = $3 and format = $4`,
		string(f.Ref), f.Edition, f.Lang, f.Format, string(f.State), now.UnixMilli(), f.Tries, f.Block, f.Problem)
}

// Fail notes that a file cannot be set, and why.
func Fail(tx *database.Tx, now time.Time, f File, block, problem string) error {
	f.State, f.Block, f.Problem = Failed, block, problem
	return f.move(tx, now)
}

// Again lets a file that failed wait once more.
func Again(tx *database.Tx, now time.Time, n Name) error {
	return tx.Exec(`update edition_file set state = $5, since = $6, block = '', problem = ''
		where ref = $1 and edition = $2 and lang = $3 and format = $4 and state = $7`,
		string(n.Ref), n.Edition, n.Lang, n.Format, string(Waiting), now.UnixMilli(), string(Failed))
}

// Keep keeps the bytes of a file. If it is there already it stays: two setters
// may have made it, and the first is what was given out.
func Keep(tx *database.Tx, now time.Time, n Name, data []byte) error {
	sum := sha256.Sum256(data)
	return tx.Exec(`update edition_file set state = $5, since = $6, size = $7, sum = $8, data = $9, block = '', problem = ''
		where ref = $1 and edition = $2 and lang = $3 and format = $4 and state <> $5`,
		string(n.Ref), n.Edition, n.Lang, n.Format, string(Set), now.UnixMilli(), len(data), hex.EncodeToString(sum[:]), data)
}

// Files lists the files of an edition, by language and format.
func Files(tx *database.Tx, ref act.Ref, n int) ([]File, error) {
	return database.All(tx, `select `+columns+` from edition_file where ref = $1 and edition = $2 order by lang, format`,
		[]any{string(ref), n}, scan)
}

// Get returns a file that is set, with its bytes; a refusal if it is not.
func Get(tx *database.Tx, n Name) (f File, data []byte, err error) {
	err = tx.Row(`select data from edition_file where ref = $1 and edition = $2 and lang = $3 and format = $4 and state = $5`,
		[]any{string(n.Ref), n.Edition, n.Lang, n.Format, string(Set)}, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return f, nil, act.Refuse(act.NotFound, "refuse.edition.file")
	}
	sum := sha256.Sum256(data)
	return File{Name: n, State: Set, Size: len(data), Sum: hex.EncodeToString(sum[:])}, data, err
}
