package database

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// connections lends a limited number of connections, each with its prepared
// statements.
type connections struct {
	db   *sql.DB
	free chan struct{} // a place for each connection that may be lent

	mu   sync.Mutex
	idle []*connection // the last is the one used last, and so the warmest
}

func newConnections(db *sql.DB, n int) *connections {
	cs := &connections{db: db, free: make(chan struct{}, n)}
	for range n {
		cs.free <- struct{}{}
	}
	return cs
}

func (cs *connections) take(ctx context.Context) (*connection, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx) // even if a connection is free
	}
	select {
	case <-cs.free:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	cs.mu.Lock()
	if n := len(cs.idle); n > 0 {
		c := cs.idle[n-1]
		cs.idle = cs.idle[:n-1]
		cs.mu.Unlock()
		return c, nil
	}
	cs.mu.Unlock()
	conn, err := cs.db.Conn(ctx)
	if err != nil {
		cs.free <- struct{}{}
		return nil, err
	}
	return &connection{conn: conn}, nil
}

func (cs *connections) give(c *connection) {
	cs.mu.Lock()
	cs.idle = append(cs.idle, c)
	cs.mu.Unlock()
	cs.free <- struct{}{}
}

// drop closes a connection that is not fit to be lent again.
func (cs *connections) drop(c *connection) {
	c.close()
	cs.free <- struct{}{}
}

// close waits for what is lent and closes all. Nothing can be taken afterwards.
func (cs *connections) close() error {
	for range cap(cs.free) {
		<-cs.free
	}
	var errs []error
	for _, c := range cs.idle {
		errs = append(errs, c.close())
	}
	cs.idle = nil
	return errors.Join(errs...)
}
