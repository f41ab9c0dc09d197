package record

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"
)

// A Label is what an entry says of itself, read by someone who understands it.
type Label struct {
	Topic, Kind string
	Media       string // of the payload, as given to Commit
	Commitment  Hash   // zero if the entry never had a payload
}

// An Audit is what an auditor brings along.
type Audit struct {
	// Verifier is the key that must have signed. It comes from the auditor,
	// never from what is audited.
	Verifier note.Verifier
	// Label reads an entry. If it is nil, neither payloads nor the topics and
	// kinds entries are filed under are checked, but all else is.
	Label func(data []byte) (Label, error)
	// Progress, if not nil, is told now and then how many entries of all of
	// them were found in order.
	Progress func(done, total int64)
}

// A Report counts what an audit has found in order.
type Report struct {
	Checkpoint Checkpoint // the newest one; its zero value if there is none
	Size       int64      // entries, of which the checkpoint vouches for the first Checkpoint.Size
	Root       Hash       // of all the entries
	Withheld   int64      // entries of which only the leaf hash is known
	Payloads   int64      // payloads found as committed to
	Missing    int64      // payloads that were committed to, but are erased or left out
}

// Verify recomputes the tree of a source from its entries and holds it against
// the source's own checkpoint. What is wrong is told as *Damage; any other
// error means that the source could not be read.
func Verify(ctx context.Context, src Source, how Audit) (Report, error) {
	var r Report
	if how.Verifier == nil {
		return r, errNoKey
	}
	signed, err := src.Checkpoint(ctx)
	if err != nil {
		return r, err
	}
	if r.Checkpoint, err = OpenCheckpoint(signed, how.Verifier); err != nil {
		return r, damaged(r.Checkpoint.Size, SignatureWrong, "%v", err)
	}
	var tree edge
	var hashes []Hash
	for item, err := range src.Items(ctx) {
		switch {
		case err != nil:
			return r, err
		case tree.size == r.Checkpoint.Size:
			return r, damaged(tree.size, EntryStray, "")
		case item.Seq != tree.size:
			return r, damaged(tree.size, EntryMissing, "entry %d is in its place", item.Seq)
		}
		leaf := item.Leaf
		if item.Withheld() {
			r.Withheld++
		} else {
			leaf = Leaf(item.Data)
			label, err := how.read(item.Entry)
			if err != nil {
				return r, err
			}
			if err := r.payload(how, item.Seq, label, item.Salt, item.Payload); err != nil {
				return r, err
			}
		}
		hashes = tree.push(leaf, hashes[:0])
		how.tell(tree.size, r.Checkpoint.Size)
	}
	r.Size, r.Root = tree.size, tree.root()
	switch {
	case r.Size != r.Checkpoint.Size:
		return r, damaged(r.Size, EntryMissing, "the checkpoint speaks of %d entries", r.Checkpoint.Size)
	case r.Root != r.Checkpoint.Root:
		return r, damaged(r.Size, CheckpointWrong, "root %v signed, %v found", r.Checkpoint.Root, r.Root)
	}
	return r, nil
}

var errNoKey = errors.New("an audit needs the key of the log")

// tell reports progress every few thousand entries, and at the end.
func (how Audit) tell(done, total int64) {
	if how.Progress != nil && (done%4096 == 0 || done == total) {
		how.Progress(done, total)
	}
}

// read returns an entry's own label, and compares what it is filed under.
func (how Audit) read(e Entry) (Label, error) {
	if how.Label == nil {
		return Label{}, nil
	}
	label, err := how.Label(e.Data)
	if err != nil {
		return label, damaged(e.Seq, EntryUnreadable, "%v", err)
	}
	if label.Topic != e.Topic || label.Kind != e.Kind {
		return label, damaged(e.Seq, LabelWrong, "%q, %q for %q, %q", e.Topic, e.Kind, label.Topic, label.Kind)
	}
	return label, nil
}

// payload compares a payload (nil if there is none) with what was committed to.
func (r *Report) payload(how Audit, seq int64, label Label, salt, payload []byte) error {
	switch {
	case how.Label == nil:
	case label.Commitment == Hash{}:
		if len(payload) > 0 || len(salt) > 0 {
			return damaged(seq, PayloadStray, "")
		}
	case len(payload) == 0 && len(salt) == 0:
		r.Missing++
	case Commit(salt, label.Media, payload) != label.Commitment:
		return damaged(seq, PayloadWrong, "")
	default:
		r.Payloads++
	}
	return nil
}

// String says in one line what was found.
func (r Report) String() string {
	return fmt.Sprintf("%d entries, root %v; %d payloads found, %d erased or left out, %d entries withheld; checkpoint at %d",
		r.Size, r.Root, r.Payloads, r.Missing, r.Withheld, r.Checkpoint.Size)
}
