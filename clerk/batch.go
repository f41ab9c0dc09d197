package clerk

import (
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// A batch is the commands of one transaction.
type batch struct {
	clerk   *Clerk
	tx      *database.Tx
	right   *record.Right
	fold    *register.Fold
	at      time.Time
	aliases []roll.Alias
	spoke   map[string]roll.Spoke
	fresh   map[int64]kept // the receipts of those that were carried out, by their places
	beside  []func(*database.Tx) error
	coming  meeting.Meeting // the first of the series that is being called
}

// write writes what the batch's commands became, what lies beside the record
// first: it may still refuse, and then nothing of the batch is written.
func (b *batch) write() error {
	for _, f := range b.beside {
		if err := f(b.tx); err != nil {
			return err
		}
	}
	return b.tx.Together(b.writeAll)
}

func (b *batch) writeAll() error {
	if err := b.right.Seal(b.clerk.Sign, b.clerk.Origin, b.at); err != nil {
		return err
	}
	if err := roll.Assign(b.tx, b.aliases); err != nil {
		return fmt.Errorf("keep aliases: %w", err)
	}
	var heard []roll.Spoke
	for _, s := range b.spoke {
		heard = append(heard, s)
	}
	if err := roll.Hear(b.tx, heard); err != nil {
		return fmt.Errorf("keep who spoke: %w", err)
	}
	if err := b.keepReceipts(); err != nil {
		return fmt.Errorf("keep receipts: %w", err)
	}
	if err := b.fold.Flush(b.right.Next()); err != nil {
		return err
	}
	return b.tx.Notify(Changed)
}

// one carries out one order. If it is refused, nothing but the right's
// appended entries has changed, and the caller takes those back.
func (b *batch) one(o Order, key receiptKey) (Receipt, error) {
	if r, ok, err := b.repeated(key); ok || err != nil {
		return r, err
	}
	var (
		r   Receipt
		err error
	)
	switch cmd := o.Command.(type) {
	case initiative.Command:
		r, err = b.govern(o, cmd)
	case procedure.Command:
		r, err = b.proceed(o, cmd)
	case meeting.CallSeries:
		r, err = b.callSeries(o, cmd)
	case meeting.CallOffSeries:
		r, err = b.callOffSeries(o, cmd)
	case meeting.Command:
		r, err = b.meet(o, cmd)
	case conference.Command:
		r, err = b.confer(o, cmd)
	case publication.Command:
		r, err = b.publish(o, cmd)
	default:
		err = fmt.Errorf("no such command: %T", o.Command)
	}
	if err == nil {
		b.keep(key, r)
		if o.Beside != nil {
			b.beside = append(b.beside, o.Beside)
		}
	}
	return r, err
}

// initiative returns the task force as the record has it.
func (b *batch) initiative() (*initiative.Initiative, error) {
	if b.clerk.book.initiative == nil {
		entries, err := b.right.About(string(act.Initiative), -1)
		if err != nil {
			return nil, err
		}
		n, err := foldInitiative(entries)
		if err != nil {
			return nil, err
		}
		b.clerk.book.initiative = &n
	}
	return b.clerk.book.initiative, nil
}

// govern carries out a command on the initiative.
func (b *batch) govern(o Order, cmd initiative.Command) (Receipt, error) {
	n, err := b.initiative()
	if err != nil {
		return Receipt{}, err
	}
	if o.For != "" && o.For != o.By {
		return Receipt{}, act.Refuse(act.NotAllowed, "refuse.grant.never")
	}
	if o.Turn >= 0 && o.Turn != n.Turn {
		return Receipt{}, act.Refuse(act.Stale, "refuse.initiative.stale")
	}
	seats, err := b.seats()
	if err != nil {
		return Receipt{}, err
	}
	deeds, err := initiative.Decide(*n, initiative.Instant{At: b.at, By: seats.seat(o.By)}, cmd)
	if err != nil {
		return Receipt{}, err
	}
	after := n.Clone()
	r := Receipt{On: act.Initiative}
	for _, d := range deeds {
		a, e, err := b.append(d, act.Act{On: act.Initiative, By: act.Alias(o.By), Prev: after.Last})
		if err != nil {
			return r, err
		}
		after.Apply(a)
		if err := b.fold.Initiative(e, after); err != nil {
			return r, err
		}
		r.Acts = append(r.Acts, Line{a.Seq, a.Hash, a.Kind})
	}
	*n, r.Turn = after, after.Turn
	b.clerk.book.seats = nil
	return r, nil
}

// proceed carries out a command on a matter.
func (b *batch) proceed(o Order, cmd procedure.Command) (Receipt, error) {
	n, err := b.initiative()
	if err != nil {
		return Receipt{}, err
	}
	if o.On == "" {
		o.On = act.NewRef()
	}
	by, via := o.By, member.ID("")
	if o.For != "" && o.For != o.By {
		if err := n.ActsFor(o.By, o.For, cmd, b.at); err != nil {
			return Receipt{}, err
		}
		by, via = o.For, o.By
	}
	if !o.On.Valid() {
		return Receipt{}, act.Refuse(act.NotFound, "refuse.matter.unknown")
	}
	f, err := b.file(o.On)
	if err != nil {
		return Receipt{}, err
	}
	seats, err := b.seats()
	if err != nil {
		return Receipt{}, err
	}
	s := &sitting{batch: b, file: f, ref: o.On, by: seats.seat(by), via: via}
	instant := s.instant(n, seats)
	if issue, ok := cmd.(procedure.Issue); ok {
		if cmd, err = b.against(f.matter, issue); err != nil {
			return Receipt{}, err
		}
	}
	deeds, err := procedure.Decide(f.matter, instant, cmd)
	if s.fault != nil {
		return Receipt{}, s.fault
	}
	// Staleness is judged after the rules: to be told that the matter is not
	// there, or that the way is not open, is more use than to be told to look
	// again. What the rules would have allowed is refused all the same.
	if err == nil && !procedure.OwnWord(cmd) && o.Turn >= 0 && o.Turn != f.matter.Turn {
		err = act.Refuse(act.Stale, "refuse.stale")
	}
	if err != nil {
		return Receipt{}, err
	}
	return s.record(deeds, n.Rules)
}

// against gives an issue the words of the version that it is based on.
func (b *batch) against(m procedure.Matter, c procedure.Issue) (procedure.Command, error) {
	if c.Base != m.Version.Hash {
		return c, nil // the rules will refuse it
	}
	words, err := b.versionWords(m)
	if err != nil {
		return nil, err
	}
	switch w := words.(type) {
	case procedure.RaisedWords:
		return c.Against(w.Paragraphs), nil
	case procedure.IssuedWords:
		return c.Against(w.Paragraphs), nil
	}
	return c, nil // the words are gone: every paragraph counts as changed
}

// append puts a deed at the end of the record. Of the act, a says what it is
// on, by whom, for whom, and after which other.
func (b *batch) append(d act.Deed, a act.Act) (act.Act, register.Entry, error) {
	a.Kind, a.At, a.Group, a.Body = d.Body.Kind(), b.at, d.Group, d.Body
	words, err := act.EncodeWords(d.Words)
	if err != nil {
		return a, register.Entry{}, fmt.Errorf("words of %s: %w", a.Kind, err)
	}
	var salt []byte
	if words != nil {
		salt = record.NewSalt()
		a.PC = act.Hash(record.Commit(salt, Media, words))
	}
	data, err := act.Encode(a)
	if err != nil {
		return a, register.Entry{}, err
	}
	seq, leaf, err := b.right.Append(record.Entry{Topic: string(a.On), Kind: a.Kind, Data: data, Salt: salt, Payload: words})
	a.Seq, a.Hash = seq, act.Hash(leaf)
	return a, register.Entry{Act: a, Data: data, Words: d.Words}, err
}

// Media is the media type of payloads, to which their commitments are bound.
const Media = "application/json"

// versionWords returns the words of a matter's latest version; nil if they
// were erased.
func (b *batch) versionWords(m procedure.Matter) (act.Words, error) {
	entries, err := b.right.About(string(m.Ref), m.Version.Seq-1)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	e := entries[0]
	return b.words(e)
}
