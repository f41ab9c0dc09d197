// Package clerk is the only door through which anything official changes.
//
// The clerk takes a command from a member, folds what the record says of the
// matter, asks the rules, appends the acts that follow and enters them in the
// register: all in one transaction, which also holds the tree, the signed
// checkpoint and the receipt. Nothing is answered before it is durable.
//
// The clerk never decides by the register. A wrong register misleads readers
// until it is folded again; a wrong act would stand in the record for good.
//
// Commands that arrive together share one transaction, so that load costs
// fewer commits and not more. Nothing of a command is written until all of the
// batch have been decided: what a refused command began is forgotten in
// memory. If writing fails, each command of the batch is tried again alone, so
// that no command fails for another's fault.
package clerk

import (
	"context"
	"embed"
	"errors"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"golang.org/x/mod/sumdb/note"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Changed is the channel on which the instances of the program tell each other
// that the record has grown.
const Changed = "counterpart_changed"

// A Clerk keeps one task force's record and register. Fill the fields, Open
// it, and Run it.
type Clerk struct {
	DB       *database.DB
	Register *register.Register
	Sign     note.Signer // signs checkpoints; nil in tests that need none
	Origin   string      // the name under which checkpoints are signed
	Secret   []byte      // 32 bytes, kept outside the database; see roll.Token
	Now      func() time.Time
	Receipts time.Duration // for how long receipts are kept; 0 is KeepReceipts

	jobs    chan *job
	done    chan struct{} // closed when Run has ended
	book    book
	changed func(size int64) // told after each commit; see OnChange
}

// An Order is a command on its way to the clerk.
type Order struct {
	By      member.ID
	On      act.Ref // empty to raise a new matter
	Turn    int     // the turn of the matter that the command answers; -1 for whatever it is
	Key     string  // idempotency key: the same order of the same member with the key of an earlier one is answered with its receipt
	Command any     // a procedure.Command or an initiative.Command

	// For is the member for whom By gives the command, under a grant; empty
	// for By themselves.
	For member.ID
	// Beside, if there is one, changes what is kept beside the record in the
	// transaction in which the acts are recorded: both are done or neither. It
	// may run more than once before that, and may refuse.
	Beside func(*database.Tx) error
}

// A Receipt tells which acts an order became.
type Receipt struct {
	On     act.Ref `json:"on"`
	Acts   []Line  `json:"acts"`
	Repeat bool    `json:"repeat,omitempty"` // the order had been carried out before
	Turn   int     `json:"-"`                // to which the matter came by it; 0 of a repeat
}

// A Line of a receipt is one act in the record.
type Line struct {
	Seq  int64    `json:"seq"`
	Hash act.Hash `json:"hash"`
	Kind string   `json:"kind"`
}

// Open makes the tables and brings the register up to date. The progress
// function, which may be nil, is told how far it has come.
func (c *Clerk) Open(ctx context.Context, progress func(done, total int64)) error {
	err := c.DB.Write(ctx, func(tx *database.Tx) error {
		return errors.Join(record.Migrate(tx), roll.Open(tx), tx.Migrate("clerk", migrations))
	})
	if err != nil {
		return err
	}
	c.jobs, c.done = make(chan *job, 256), make(chan struct{})
	if err := register.Catch(ctx, c.DB, progress); err != nil {
		return err
	}
	return c.DB.Write(ctx, register.OpenSearch)
}

// OnChange sets a function that is told of each commit by this instance. It
// must not wait. Set it before Run.
func (c *Clerk) OnChange(f func(size int64)) { c.changed = f }

// ErrClosed is answered to orders that come while the clerk is closing.
var ErrClosed = errors.New("the clerk is closing")

// Do carries out an order and returns when what follows from it is durable,
// or with a refusal, or with a fault. If ctx ends sooner the order may or may
// not have been carried out; its idempotency key finds out.
func (c *Clerk) Do(ctx context.Context, o Order) (Receipt, error) {
	key, err := c.keyOf(o)
	if err != nil {
		return Receipt{}, err
	}
	j := &job{order: o, key: key, ctx: ctx, answer: make(chan answer, 1)}
	select {
	case <-c.done:
		return Receipt{}, ErrClosed
	default:
	}
	select {
	case c.jobs <- j:
	case <-ctx.Done():
		return Receipt{}, ctx.Err()
	case <-c.done:
		return Receipt{}, ErrClosed
	}
	select {
	case a := <-j.answer:
		return a.receipt, a.err
	case <-ctx.Done():
		return Receipt{}, ctx.Err()
	case <-c.done:
		select {
		case a := <-j.answer:
			return a.receipt, a.err
		default:
			return Receipt{}, ErrClosed
		}
	}
}

// Matter returns a matter as the record has it, not the register.
func (c *Clerk) Matter(ctx context.Context, ref act.Ref) (m procedure.Matter, err error) {
	err = c.DB.Read(ctx, func(tx *database.Tx) error {
		entries, err := record.About(tx, string(ref), -1)
		if err != nil {
			return err
		}
		m, err = foldMatter(entries)
		return err
	})
	return m, err
}

func foldMatter(entries []record.Entry) (m procedure.Matter, err error) {
	for _, e := range entries {
		a, err := register.Decode(e)
		if err != nil {
			return m, err
		}
		m.Apply(a)
	}
	return m, nil
}

func foldInitiative(entries []record.Entry) (n initiative.Initiative, err error) {
	for _, e := range entries {
		a, err := register.Decode(e)
		if err != nil {
			return n, err
		}
		n.Apply(a)
	}
	return n, nil
}
