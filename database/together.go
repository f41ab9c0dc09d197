package database

import (
	"context"
	"database/sql"
)

// A statement is one with its parameters.
type statement struct {
	query string
	args  []any
}

// A sender is a session to which several statements can be sent at once. With a
// server at the other end of a network each would otherwise wait for the answer
// to the one before.
type sender interface {
	send(ctx context.Context, all []statement) error
}

// Together runs f. What f does by Exec and Insert may be done only when f
// returns, or asks something, and may fail only then; an error of Together
// stands for all of it.
func (tx *Tx) Together(f func() error) error {
	_, tx.gather = tx.session.(sender)
	defer func() { tx.gather, tx.waiting = false, nil }()
	if err := f(); err != nil {
		return err
	}
	return tx.send()
}

// run runs a statement, or keeps it for later.
func (tx *Tx) run(s statement) error {
	if tx.gather {
		tx.waiting = append(tx.waiting, s)
		return nil
	}
	return tx.session.exec(tx.ctx, s.query, s.args)
}

// ask runs a query after everything that was kept for later.
func (tx *Tx) ask(query string, args []any) (*sql.Rows, error) {
	if err := tx.send(); err != nil {
		return nil, err
	}
	return tx.session.query(tx.ctx, query, args)
}

// send runs everything that was kept for later.
func (tx *Tx) send() error {
	if len(tx.waiting) == 0 {
		return nil
	}
	all := tx.waiting
	tx.waiting = nil
	return tx.session.(sender).send(tx.ctx, all)
}
