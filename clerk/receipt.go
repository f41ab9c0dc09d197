package clerk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"time"

	"example.org/counterpart/database"
)

// KeepReceipts is for how long a repeated order is answered with its first
// receipt.
const KeepReceipts = 7 * 24 * time.Hour

// token is the name of an order's receipt: blind, since a row that led from a
// member to an act would tell who spoke without attribution.
func (b *batch) token(o Order) string {
	if o.Key == "" {
		return ""
	}
	mac := hmac.New(sha256.New, b.clerk.Secret)
	mac.Write([]byte("counterpart/receipt/v1\n" + string(o.By) + "\n" + o.Key))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

// place is where a receipt is kept: a number taken from its token, since
// numbers are found and filed fastest. The token is kept as well and compared,
// so two tokens of one place could not be taken for each other.
func place(token string) int64 {
	b, _ := base64.RawURLEncoding.DecodeString(token)
	return int64(binary.BigEndian.Uint64(b) >> 1)
}

// findReceipts looks up, in one question, which of the orders were carried out
// before.
func (b *batch) findReceipts(jobs []*job) error {
	b.receipts = map[string]Receipt{}
	var places []int64
	for _, j := range jobs {
		if t := b.token(j.order); t != "" {
			places = append(places, place(t))
		}
	}
	if len(places) == 0 {
		return nil
	}
	var args []any
	query := `select token, answer from clerk_receipt where place in (` + database.In(&args, places...) + `)`
	return b.tx.Each(query, args, func(scan database.Scan) error {
		var (
			token  string
			answer []byte
			r      Receipt
		)
		if err := scan(&token, &answer); err != nil {
			return err
		}
		err := json.Unmarshal(answer, &r)
		b.receipts[token] = r
		return err
	})
}

// keepReceipts keeps those of this batch.
func (b *batch) keepReceipts() error {
	if len(b.fresh) == 0 {
		return nil
	}
	rows := make([][]any, 0, len(b.fresh))
	for _, token := range b.fresh {
		answer, err := json.Marshal(b.receipts[token])
		if err != nil {
			return err
		}
		rows = append(rows, []any{place(token), token, b.at.UnixMilli(), answer})
	}
	return b.tx.Insert("clerk_receipt", []string{"place", "token", "at", "answer"}, rows)
}

// Sweep forgets receipts older than KeepReceipts.
func (c *Clerk) Sweep(tx *database.Tx) error {
	return tx.Exec(`delete from clerk_receipt where at < $1`, c.Now().Add(-KeepReceipts).UnixMilli())
}
