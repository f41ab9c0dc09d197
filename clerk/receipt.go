package clerk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"example.org/counterpart/act"
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

// KeyReused is the refusal of an order whose key was used for another one: to
// answer it with that one's receipt would lose what it says.
const KeyReused = "refuse.key-reused"

// A kept receipt remembers what was ordered, as a blind digest.
type kept struct {
	What    string  `json:"what"`
	Receipt Receipt `json:"receipt"`
}

// what is a digest of what an order asks for.
func (b *batch) what(o Order) (string, error) {
	command, err := json.Marshal(o.Command)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, b.clerk.Secret)
	fmt.Fprintf(mac, "counterpart/order/v1\n%s\n%T\n%s", o.On, o.Command, command)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12]), nil
}

// repeated returns the receipt of an order that was carried out before.
func (b *batch) repeated(o Order, token string) (r Receipt, ok bool, err error) {
	k, ok := b.receipts[token]
	if !ok {
		return r, false, nil
	}
	what, err := b.what(o)
	if err != nil {
		return r, false, err
	}
	if what != k.What {
		return r, false, act.Refuse(act.NotNow, KeyReused)
	}
	k.Receipt.Repeat = true
	return k.Receipt, true, nil
}

// findReceipts looks up, in one question, which of the orders were carried out
// before.
func (b *batch) findReceipts(jobs []*job) error {
	b.receipts = map[string]kept{}
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
			k      kept
		)
		if err := scan(&token, &answer); err != nil {
			return err
		}
		err := json.Unmarshal(answer, &k)
		b.receipts[token] = k
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
