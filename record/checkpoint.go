package record

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Checkpoint says what a log holds: at this size its tree has this root. It
// is signed as a C2SP checkpoint, a signed note whose text is three lines.
// https://c2sp.org/tlog-checkpoint
type Checkpoint struct {
	Origin string // names the log; also the name of its key
	Size   int64
	Root   Hash
}

// String returns the text that is signed.
func (c Checkpoint) String() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + c.Root.String() + "\n"
}

var errCheckpoint = errors.New("malformed checkpoint")

// ParseCheckpoint reads the text of a checkpoint without its signatures.
// Extension lines, which nobody can audit, are refused.
func ParseCheckpoint(text string) (Checkpoint, error) {
	line := strings.Split(text, "\n")
	if len(line) != 4 || line[0] == "" || line[3] != "" {
		return Checkpoint{}, errCheckpoint
	}
	size, err := strconv.ParseInt(line[1], 10, 64)
	if err != nil {
		return Checkpoint{}, errCheckpoint
	}
	root, err := tlog.ParseHash(line[2])
	if err != nil {
		return Checkpoint{}, errCheckpoint
	}
	c := Checkpoint{line[0], size, root}
	if size < 0 || c.String() != text { // another spelling
		return Checkpoint{}, errCheckpoint
	}
	return c, nil
}

// OpenCheckpoint reads a signed checkpoint. It must be signed by the verifier's
// key and be of the verifier's origin; signatures by others are ignored.
func OpenCheckpoint(signed []byte, verifier note.Verifier) (Checkpoint, error) {
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	c, err := ParseCheckpoint(n.Text)
	if err == nil && c.Origin != verifier.Name() {
		err = fmt.Errorf("checkpoint of %q, not of %q", c.Origin, verifier.Name())
	}
	return c, err
}

// Sign returns the signed note.
func (c Checkpoint) Sign(sign note.Signer) ([]byte, error) {
	if sign.Name() != c.Origin {
		return nil, fmt.Errorf("a key named %q cannot sign for %q", sign.Name(), c.Origin)
	}
	return note.Sign(&note.Note{Text: c.String()}, sign)
}

// LatestCheckpoint returns the newest signed checkpoint and its size, or nil
// if there is none.
func LatestCheckpoint(tx *database.Tx) (signed []byte, size int64, err error) {
	var text string
	err = tx.Row(`select size, note from record_checkpoint order by size desc limit 1`, nil, &size, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("latest checkpoint: %w", err)
	}
	return []byte(text), size, nil
}

// Of the checkpoints the newest thousand are kept, and of those before them the
// last of each day in UTC. All other sizes can still be proved consistent with
// these, from the tree.
const (
	kept   = 1000
	millis = 24 * 60 * 60 * 1000
	stride = 1024 // entries from one thinning to the next
)

func (r *Right) checkpoint(sign note.Signer, c Checkpoint, at time.Time) error {
	signed, err := c.Sign(sign)
	if err != nil {
		return err
	}
	err = r.tx.Exec(`
		insert into record_checkpoint (size, note, at) values ($1, $2, $3)
		on conflict (size) do update set note = excluded.note, at = excluded.at`,
		c.Size, string(signed), at.UnixMilli())
	if err != nil || r.first/stride == c.Size/stride {
		return err
	}
	var before int64
	err = r.tx.Row(`select size from record_checkpoint order by size desc limit 1 offset $1`, []any{kept - 1}, &before)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return r.tx.Exec(`
		delete from record_checkpoint where size < $1 and size not in (
			select max(size) from record_checkpoint where size < $1 group by at / $2)`, before, millis)
}
