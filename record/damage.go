package record

import (
	"errors"
	"fmt"
)

// ErrBeyond means that something was asked about a size that the record, or its
// newest checkpoint, has not reached.
var ErrBeyond = errors.New("beyond the end of the record")

// A Fault is what can be wrong with a record.
type Fault string

// The faults that Check and Verify tell apart.
const (
	EntryMissing    Fault = "the entry is missing"
	EntryStray      Fault = "an entry lies beyond the end of the record"
	EntryChanged    Fault = "the entry is not the one the tree was built from"
	EntryUnreadable Fault = "the entry cannot be read"
	LabelWrong      Fault = "the entry is filed under another topic or kind than its own"
	TreeWrong       Fault = "a stored node of the tree is wrong or missing"
	PayloadWrong    Fault = "the payload is not the one the entry committed to"
	PayloadStray    Fault = "there is a payload that no entry committed to"
	HeadWrong       Fault = "the head of the record does not match its entries"
	CheckpointWrong Fault = "a checkpoint does not match the entries"
	SignatureWrong  Fault = "a checkpoint is not signed by the log's key"
)

// Damage says where a record stops being what it claims to be. Everything
// before Seq was found in order.
type Damage struct {
	Seq    int64 // the entry; for a head or checkpoint, the size it speaks of
	What   Fault
	Detail string
}

func (d *Damage) Error() string {
	s := fmt.Sprintf("record damaged at %d: %s", d.Seq, d.What)
	if d.Detail != "" {
		s += " (" + d.Detail + ")"
	}
	return s
}

func damaged(seq int64, what Fault, format string, args ...any) error {
	return &Damage{seq, what, fmt.Sprintf(format, args...)}
}
