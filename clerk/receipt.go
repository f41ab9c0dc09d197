package clerk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/record"
)

// KeepReceipts is for how long a repeated order is answered with its first
// receipt.
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
	return receiptKey{true, c.blind("receipt", []byte(o.By), []byte(o.Key)),
		c.blind("order", []byte(o.On), []byte(fmt.Sprintf("%T", o.Command)), command)}, err
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

// findReceipts looks up, in one question, which of the orders were carried out
// before.
func (b *batch) findReceipts(jobs []*job) error {
	b.receipts = map[int64]kept{}
	var places []int64
	for _, j := range jobs {
		if j.key.keyed {
			places = append(places, j.key.place)
		}
	}
	if len(places) == 0 {
		return nil
	}
	var args []any
	query := `select place, seq, acts, what from clerk_receipt where place in (` + database.In(&args, places...) + `)`
	return b.tx.Each(query, args, func(scan database.Scan) error {
		var (
			place int64
			k     kept
		)
		err := scan(&place, &k.seq, &k.acts, &k.what)
		b.receipts[place] = k
		return err
	})
}

// repeated returns the receipt of an order that was carried out before.
func (b *batch) repeated(key receiptKey) (r Receipt, ok bool, err error) {
	k, ok := b.receipts[key.place]
	if !key.keyed || !ok {
		return r, false, nil
	}
	if key.what != k.what {
		return r, false, act.Refuse(act.NotNow, KeyReused)
	}
	entries, err := b.entries(k.seq, k.acts)
	for _, e := range entries {
		r.On = act.Ref(e.Topic)
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
		b.receipts[key.place] = kept{r.Acts[0].Seq, int64(len(r.Acts)), key.what}
		b.fresh = append(b.fresh, key.place)
	}
}

// keepReceipts writes those of this batch.
func (b *batch) keepReceipts() error {
	if len(b.fresh) == 0 {
		return nil
	}
	rows := make([][]any, 0, len(b.fresh))
	for _, place := range b.fresh {
		k := b.receipts[place]
		rows = append(rows, []any{k.seq, k.acts, place, k.what, b.at.UnixMilli()})
	}
	return b.tx.Insert("clerk_receipt", []string{"seq", "acts", "place", "what", "at"}, rows)
}

// sweepAtOnce is how many receipts are forgotten in one transaction.
const sweepAtOnce = 1000

// Sweep forgets receipts older than KeepReceipts, the oldest first and some at
// a time.
func (c *Clerk) Sweep(tx *database.Tx) error {
	type row struct{ seq, at int64 }
	rows, err := database.All(tx, `select seq, at from clerk_receipt order by seq limit $1`, []any{sweepAtOnce},
		func(scan database.Scan) (r row, err error) {
			err = scan(&r.seq, &r.at)
			return r, err
		})
	if err != nil {
		return err
	}
	upTo, before := int64(-1), c.Now().Add(-KeepReceipts).UnixMilli()
	for _, r := range rows {
		if r.at < before {
			upTo = r.seq
		}
	}
	return tx.Exec(`delete from clerk_receipt where seq <= $1`, upTo)
}
