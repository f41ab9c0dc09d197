package record

import (
	"context"
	"fmt"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Check recomputes the whole tree from the entries, and compares with it what
// is stored: nodes, payloads, the head, and every checkpoint that is kept. The
// newest must be signed by the auditor's key, and so must the others of its
// origin. It reads in short transactions, while others go on appending, and
// checks the record as it was when it began.
//
// What is wrong is told as *Damage, of the first place where it is; any other
// error means that the database could not be read.
func Check(ctx context.Context, db *database.DB, how Audit) (Report, error) {
	c := checker{how: how}
	if how.Verifier == nil {
		return c.report, errNoKey
	}
	if err := db.Read(ctx, c.begin); err != nil {
		return c.report, err
	}
	// At size 0 too there may be a checkpoint.
	if err := c.passed(); err != nil {
		return c.report, err
	}
	for c.tree.size < c.size {
		if err := db.Read(ctx, c.page); err != nil {
			return c.report, err
		}
	}
	c.report.Size, c.report.Root = c.tree.size, c.tree.root()
	if c.report.Root != c.root {
		return c.report, damaged(c.size, HeadWrong, "the head's root is %v, that of the entries %v", c.root, c.report.Root)
	}
	return c.report, nil
}

// A checker is a Check under way.
type checker struct {
	how         Audit
	report      Report
	size        int64 // according to the head
	root        Hash
	checkpoints []Checkpoint // yet to come, by size
	tree        edge         // recomputed
}

// begin reads the head and the checkpoints, and looks for what is beyond them.
func (c *checker) begin(tx *database.Tx) error {
	var root string
	if err := tx.Row(`select next, root from record_head where one = 1`, nil, &c.size, &root); err != nil {
		return fmt.Errorf("head of the record: %w", err)
	}
	var err error
	if c.root, err = tlog.ParseHash(root); err != nil {
		return damaged(c.size, HeadWrong, "root %q", root)
	}
	for _, q := range []struct {
		query string
		end   int64
		what  Fault
	}{
		{`select count(*), coalesce(min(seq), 0) from record_entry where seq < 0 or seq >= $1`, c.size, EntryStray},
		{`select count(*), coalesce(min(seq), 0) from record_payload where seq < 0 or seq >= $1`, c.size, PayloadStray},
		{`select count(*), coalesce(min(idx), 0) from record_hash where idx < 0 or idx >= $1`, tlog.StoredHashCount(c.size), TreeWrong},
		{`select count(*), coalesce(min(size), 0) from record_checkpoint where size < 0 or size > $1`, c.size, CheckpointWrong},
	} {
		var n, first int64
		if err := tx.Row(q.query, []any{q.end}, &n, &first); err != nil {
			return err
		}
		if n > 0 {
			return damaged(c.size, q.what, "%d beyond the end, first %d", n, first)
		}
	}
	return c.signatures(tx)
}

// signatures reads all checkpoints and checks who signed them.
func (c *checker) signatures(tx *database.Tx) error {
	signed, err := database.All(tx, `select size, note from record_checkpoint order by size`, nil,
		func(scan database.Scan) (s struct {
			size int64
			text string
		}, err error) {
			err = scan(&s.size, &s.text)
			return s, err
		})
	if err != nil {
		return err
	}
	for i, s := range signed {
		newest := i == len(signed)-1
		cp, err := c.open([]byte(s.text), newest)
		if err != nil {
			return damaged(s.size, SignatureWrong, "%v", err)
		}
		if cp.Size != s.size {
			return damaged(s.size, CheckpointWrong, "it speaks of size %d", cp.Size)
		}
		if newest {
			c.report.Checkpoint = cp
		}
		c.checkpoints = append(c.checkpoints, cp)
	}
	return nil
}

// open reads a checkpoint. One of an earlier origin was signed by a key that
// the auditor may not have; it must still match the entries.
func (c *checker) open(signed []byte, newest bool) (Checkpoint, error) {
	if n, ok := unsigned(signed); ok && !newest {
		if cp, err := ParseCheckpoint(n.Text); err == nil && cp.Origin != c.how.Verifier.Name() {
			return cp, nil
		}
	}
	return OpenCheckpoint(signed, c.how.Verifier)
}

// unsigned reads a note without checking any signature.
func unsigned(signed []byte) (*note.Note, bool) {
	_, err := note.Open(signed, nil)
	if u, ok := err.(*note.UnverifiedNoteError); ok {
		return u.Note, true
	}
	return nil, false
}

// passed compares the checkpoint of the size just reached, if one was kept.
func (c *checker) passed() error {
	if len(c.checkpoints) == 0 || c.checkpoints[0].Size != c.tree.size {
		return nil
	}
	cp, root := c.checkpoints[0], c.tree.root()
	c.checkpoints = c.checkpoints[1:]
	if cp.Root != root {
		return damaged(cp.Size, CheckpointWrong, "root %v signed, %v found", cp.Root, root)
	}
	return nil
}
