package database

import (
	"context"
	"database/sql"
	"fmt"
)

// A session is one transaction under way in an engine. commit and rollback
// end it; rollback after commit does nothing.
type session interface {
	exec(ctx context.Context, query string, args []any) error
	query(ctx context.Context, query string, args []any) (*sql.Rows, error)
	script(ctx context.Context, query string) error // not prepared, not remembered
	commit(ctx context.Context) error
	rollback()
}

// A Tx is a transaction. Its methods take the SQL that the package comment
// describes. It belongs to one goroutine and to the function it was given to.
type Tx struct {
	Engine  Engine
	db      *DB
	ctx     context.Context
	session session
	waiting []statement // gathered by Together
	gather  bool
	trip    func(string) error
	reading bool // within All
	ended   bool
}

// Exec runs a statement.
func (tx *Tx) Exec(query string, args ...any) error {
	args, err := tx.say(query, args)
	if err != nil {
		return err
	}
	return tx.run(statement{query, args})
}

// Row scans the first row of a query, or returns sql.ErrNoRows.
func (tx *Tx) Row(query string, args []any, dest ...any) error {
	args, err := tx.say(query, args)
	if err != nil {
		return err
	}
	rows, err := tx.ask(query, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return sql.ErrNoRows
	}
	if err := rows.Scan(dest...); err != nil {
		return err
	}
	// A statement that writes and returns has done all it does only when its
	// rows are closed, and may still fail there.
	return rows.Close()
}

// A Scan copies the columns of the current row.
type Scan func(dest ...any) error

// All reads every row of a query, making one T of each.
func All[T any](tx *Tx, query string, args []any, one func(Scan) (T, error)) ([]T, error) {
	var all []T
	err := tx.Each(query, args, func(scan Scan) error {
		t, err := one(scan)
		if err == nil {
			all = append(all, t)
		}
		return err
	})
	return all, err
}

// Each calls f for every row of a query, and stops at the first error. It is
// for what does not fit in memory; otherwise All reads better.
func (tx *Tx) Each(query string, args []any, f func(Scan) error) error {
	args, err := tx.say(query, args)
	if err != nil {
		return err
	}
	rows, err := tx.ask(query, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	tx.reading = true
	defer func() { tx.reading = false }()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Notify wakes the listeners of a channel in every instance of the program
// once this Write is committed. On SQLite there is no other instance.
func (tx *Tx) Notify(channel string) error {
	if tx.Engine == SQLite {
		return nil
	}
	return tx.Exec(`select pg_notify($1, '')`, tx.db.engine.channel(channel))
}

// say prepares to run a statement: it checks that one may run now, and what it
// is given.
func (tx *Tx) say(query string, args []any) ([]any, error) {
	if err := tx.ready(query); err != nil {
		return nil, err
	}
	tx.db.statements.Add(1)
	return plain(query, args)
}

// ready reports why no statement may run now.
func (tx *Tx) ready(query string) error {
	switch {
	case tx.ended:
		panic("database: a statement after its transaction: " + query)
	case tx.reading:
		panic("database: a statement while rows are being read: " + query)
	}
	if err := tx.ctx.Err(); err != nil {
		return fmt.Errorf("before a statement: %w", context.Cause(tx.ctx))
	}
	if tx.trip != nil {
		return tx.trip(query)
	}
	return nil
}

// end gives the session back, undoing whatever was not committed.
func (tx *Tx) end(committed bool) {
	tx.ended = true
	if !committed {
		tx.session.rollback()
	}
}
