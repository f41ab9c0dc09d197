package clerk

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/record"
)

// KeepReceipts is for how long a repeated order is answered with its first
// receipt, unless more than mostReceipts have come after it, or the clerk is
// told to keep them for less.
const KeepReceipts = 7 * 24 * time.Hour

// KeyReused is the refusal of an order whose key was used for another one: to
// answer it with that one's receipt would lose what it says.
const KeyReused = "refuse.key-reused"

// A kept receipt is where the acts of an order lie in the record, and a blind
// digest of what was ordered.
type kept struct {
	seq, acts int64
	what      int64
}

// A receiptKey is under what, and for what, an order's receipt is kept. Whoever
// orders makes it, so that the clerk need not.
type receiptKey struct {
	keyed bool
	place int64
	what  int64
}

// keyOf makes the key of an order's receipt.
func (c *Clerk) keyOf(o Order) (k receiptKey, err error) {
	if o.Key == "" {
		return k, nil
	}
	command, err := json.Marshal(o.Command)
	what := [][]byte{[]byte(o.On), fmt.Appendf(nil, "%T", o.Command), command}
	if o.For != "" {
		what = append(what, []byte(o.For))
	}
	return receiptKey{true, c.blind("receipt", []byte(o.By), []byte(o.Key)), c.blind("order", what...)}, err
}

// blind returns 63 bits that stand for something to whoever holds the
// installation's secret. What is kept of an order must not lead from a member
// to an act, or it would tell who spoke without attribution.
func (c *Clerk) blind(what string, parts ...[]byte) int64 {
	mac := hmac.New(sha256.New, c.Secret)
	mac.Write([]byte("counterpart/" + what + "/v1"))
	for _, p := range parts {
		mac.Write([]byte{'\n'})
		mac.Write(p)
	}
	return int64(binary.BigEndian.Uint64(mac.Sum(nil)) >> 1)
}

// mostReceipts is how many receipts, the newest of those that are kept, are
// looked through for a repeated order.
const mostReceipts = 250_000

// receipts are where the receipts lie that are kept: the seq of each by its
// place. They are in memory because places are scattered, so that an index of
// them in the database would cost each order a page of its own.
type receipts struct {
	at    map[int64]int64
	begun int   // how many there were when at was read afresh
	upTo  int64 // those of acts before this place in the record are known
}

// learn reads what other instances have kept, or everything if nothing is
// known. The record's next place is next.
func (r *receipts) learn(tx *database.Tx, next int64) error {
	afresh := r.at == nil || len(r.at) > r.begun+mostReceipts
	if !afresh && r.upTo == next {
		return nil
	}
	if afresh {
		r.at, r.upTo = map[int64]int64{}, 0
	}
	err := tx.Each(`select seq, place from clerk_receipt where seq >= $1 order by seq desc limit $2`, []any{r.upTo, mostReceipts},
		func(scan database.Scan) error {
			var seq, place int64
			err := scan(&seq, &place)
			r.at[place] = seq
			return err
		})
	if err != nil {
		r.at = nil
		return fmt.Errorf("learn of receipts: %w", err)
	}
	if r.upTo = next; afresh {
		r.begun = len(r.at)
	}
	return nil
}

// receipt returns what is kept under a place, also by this very batch.
func (b *batch) receipt(place int64) (k kept, ok bool, err error) {
	if k, ok = b.fresh[place]; ok {
		return k, true, nil
	}
	if k.seq, ok = b.clerk.book.receipts.at[place]; !ok {
		return k, false, nil
	}
	err = b.tx.Row(`select acts, what from clerk_receipt where seq = $1 and place = $2`, []any{k.seq, place}, &k.acts, &k.what)
	if errors.Is(err, sql.ErrNoRows) {
		return k, false, nil // swept
	}
	return k, err == nil, err
}

// repeated returns the receipt of an order that was carried out before.
func (b *batch) repeated(key receiptKey) (r Receipt, ok bool, err error) {
	if !key.keyed {
		return r, false, nil
	}
	k, ok, err := b.receipt(key.place)
	if !ok || err != nil {
		return r, false, err
	}
	if key.what != k.what {
		return r, false, act.Refuse(act.NotNow, KeyReused)
	}
	entries, err := b.entries(k.seq, k.acts)
	for _, e := range entries {
		if r.On == "" { // of a series, the first
			r.On = act.Ref(e.Topic)
		}
		r.Acts = append(r.Acts, Line{e.Seq, act.Hash(record.Leaf(e.Data)), e.Kind})
	}
	r.Repeat = true
	return r, true, err
}

// entries reads acts in the record, also such as this very batch has appended.
func (b *batch) entries(seq, n int64) (all []record.Entry, err error) {
	if seq < b.clerk.book.size {
		return record.Entries(b.tx, seq, int(n))
	}
	pending, err := b.right.Since(seq)
	return pending[:min(int(n), len(pending))], err
}

// keep remembers the receipt of an order that was carried out in this batch.
func (b *batch) keep(key receiptKey, r Receipt) {
	if key.keyed {
		b.fresh[key.place] = kept{r.Acts[0].Seq, int64(len(r.Acts)), key.what}
	}
}

// keepReceipts writes those of this batch.
func (b *batch) keepReceipts() error {
	rows := make([][]any, 0, len(b.fresh))
	for place, k := range b.fresh {
		rows = append(rows, []any{k.seq, k.acts, place, k.what, b.at.UnixMilli()})
	}
	slices.SortFunc(rows, func(a, b []any) int { return cmp.Compare(a[0].(int64), b[0].(int64)) })
	return b.tx.Insert("clerk_receipt", []string{"seq", "acts", "place", "what", "at"}, rows)
}

// keptReceipts remembers those of this batch, which is durable.
func (b *batch) keptReceipts() {
	known := &b.clerk.book.receipts
	for place, k := range b.fresh {
		known.at[place] = k.seq
	}
	known.upTo = b.right.Next()
}

// sweepAtOnce is how many receipts are forgotten in one transaction.
const sweepAtOnce = 1000

// receiptsFor is for how long this clerk keeps receipts.
func (c *Clerk) receiptsFor() time.Duration {
	if c.Receipts > 0 {
		return c.Receipts
	}
	return KeepReceipts
}

// Sweep forgets receipts that are kept no longer, the oldest first and some at
// a time. It returns whether there may be more of them.
func (c *Clerk) Sweep(tx *database.Tx) (more bool, err error) {
	type row struct{ seq, at int64 }
	rows, err := database.All(tx, `select seq, at from clerk_receipt order by seq limit $1`, []any{sweepAtOnce},
		func(scan database.Scan) (r row, err error) {
			err = scan(&r.seq, &r.at)
			return r, err
		})
	if err != nil {
		return false, err
	}
	upTo, before := int64(-1), c.Now().Add(-c.receiptsFor()).UnixMilli()
	for _, r := range rows {
		more = r.at < before
		if more {
			upTo = r.seq
		}
	}
	return more && len(rows) == sweepAtOnce, tx.Exec(`delete from clerk_receipt where seq <= $1`, upTo)
}
