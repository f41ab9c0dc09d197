package signin

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"example.org/counterpart/database"
)

// The tables in which it is noted that something was used.
const (
	sessionSeen = `update signin_session set seen = $2 where digest = $1 and seen < $2`
	tokenSeen   = `update signin_token set seen = $2 where digest = $1 and seen < $2`
)

// notes writes down when sessions and tokens were used, beside the requests
// that used them, for none of these shall wait for a disk to be told who it is.
// What cannot be written is let go: a full disk signs nobody out, and it is noted
// again once the Door has read the old instant anew.
type notes struct {
	db      *database.DB
	mu      sync.Mutex
	waiting map[digest]note
	writing bool
	closed  bool
	done    sync.WaitGroup
}

type note struct {
	at    time.Time
	query string
}

func (n *notes) add(d digest, at time.Time, query string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return
	}
	if n.waiting == nil {
		n.waiting = make(map[digest]note)
	}
	n.waiting[d] = note{at, query}
	if !n.writing {
		n.writing = true
		n.done.Go(n.write)
	}
}

// write writes until nothing waits. What gathers during one transaction shares
// the next.
func (n *notes) write() {
	for {
		n.mu.Lock()
		batch := n.waiting
		n.waiting = nil
		if len(batch) == 0 {
			n.writing = false
			n.mu.Unlock()
			return
		}
		n.mu.Unlock()
		n.commit(batch)
	}
}

func (n *notes) commit(batch map[digest]note) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_ = n.db.Write(ctx, func(tx *database.Tx) error {
		// In one order, so that two instances never wait for each other.
		for _, d := range slices.SortedFunc(maps.Keys(batch), func(a, b digest) int { return bytes.Compare(a[:], b[:]) }) {
			if err := tx.Exec(batch[d].query, d[:], batch[d].at.UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (n *notes) close() {
	n.mu.Lock()
	n.closed = true
	n.mu.Unlock()
	n.done.Wait()
}
