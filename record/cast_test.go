package record

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"golang.org/x/mod/sumdb/note"
)

const origin = "counterpart.example/record"

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// header is what the entries of these tests have for data.
type header struct {
	Topic, Kind string
	N           int
	PC          *Hash `json:",omitempty"`
}

// entry makes the n'th entry: of one of seven topics and three kinds, and
// every third without a payload.
func entry(n int) Entry {
	h := header{Topic: fmt.Sprint("matter-", n%7), Kind: fmt.Sprint("test.", n%3), N: n}
	e := Entry{Topic: h.Topic, Kind: h.Kind}
	if n%3 != 0 {
		e.Salt, e.Payload = NewSalt(), fmt.Appendf(nil, "{\"words\":\"№ %d%s\"}", n, strings.Repeat("!", n%11))
		pc := Commit(e.Salt, "application/json", e.Payload)
		h.PC = &pc
	}
	e.Data, _ = json.Marshal(h)
	return e
}

func readLabel(data []byte) (Label, error) {
	var h header
	err := json.Unmarshal(data, &h)
	l := Label{Topic: h.Topic, Kind: h.Kind, Media: "application/json"}
	if h.PC != nil {
		l.Commitment = *h.PC
	}
	return l, err
}

// newKey makes a key that is kept nowhere.
func newKey(t testing.TB, name string) Key {
	t.Helper()
	text, _, err := note.GenerateKey(nil, name)
	if err != nil {
		t.Fatal(err)
	}
	key, err := parseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func auditor(key Key) Audit { return Audit{Verifier: key.Verifier, Label: readLabel} }

func each(t *testing.T, f func(t *testing.T, db *database.DB)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		write(t, db, Migrate)
		f(t, db)
	})
}

func write(t testing.TB, db *database.DB, f func(*database.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, db *database.DB, f func(*database.Tx) error) {
	t.Helper()
	if err := db.Read(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// add appends entries numbered from the record's size on, and signs.
func add(cache *Edge, key Key, n int) func(*database.Tx) error {
	return func(tx *database.Tx) error {
		r, err := Take(tx, cache)
		if err != nil {
			return err
		}
		for range n {
			if _, _, err := r.Append(entry(int(r.Next()))); err != nil {
				return err
			}
		}
		return r.Seal(key.Signer, origin, noon)
	}
}

// fill brings an empty record to n entries, in uneven batches.
func fill(t testing.TB, db *database.DB, key Key, n int) {
	t.Helper()
	var cache Edge
	for n > 0 {
		some := min(n, 1+rand.IntN(50))
		write(t, db, add(&cache, key, some))
		n -= some
	}
}

// wantDamage fails unless err is damage of that sort, at that place (-1: any).
func wantDamage(t *testing.T, err error, what Fault, seq int64) {
	t.Helper()
	var d *Damage
	if !errors.As(err, &d) {
		t.Fatalf("got %v, want damage: %s", err, what)
	}
	if d.What != what || seq >= 0 && d.Seq != seq {
		t.Fatalf("got %v, want %q at %d", d, what, seq)
	}
}

func sameEntry(a, b Entry) bool {
	return a.Seq == b.Seq && a.Topic == b.Topic && a.Kind == b.Kind && bytes.Equal(a.Data, b.Data) &&
		bytes.Equal(a.Salt, b.Salt) && bytes.Equal(a.Payload, b.Payload)
}

// A slice of items is a Source that nobody vouches for.
type slice []Item

func (slice) Checkpoint(context.Context) ([]byte, error) { return nil, nil }
func (s slice) Items(context.Context) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for _, i := range s {
			if !yield(i, nil) {
				return
			}
		}
	}
}
