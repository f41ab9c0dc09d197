package database

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
)

// An Engine is a kind of database.
type Engine int

// The two engines.
const (
	SQLite Engine = iota
	Postgres
)

func (e Engine) String() string {
	if e == Postgres {
		return "PostgreSQL"
	}
	return "SQLite"
}

// A DB is an open database. Its methods may be called from many goroutines.
type DB struct {
	Engine Engine

	// Trip, if set, is called before each statement of a Write and before its
	// commit (as "commit"), and the Write fails if Trip does. It is for tests
	// of what a fault leaves behind; set it before the database is shared.
	Trip func(query string) error

	engine     engine
	insertions sync.Map // insertion → its statement
	statements atomic.Int64
}

// Statements is how many statements were run since the database was opened, by
// anybody. Tests hold by it that a page costs no more for how much there is.
func (db *DB) Statements() int64 { return db.statements.Load() }

// An engine is what SQLite and PostgreSQL do differently.
type engine interface {
	// begin starts a transaction, waiting for a free connection as long as
	// ctx allows.
	begin(ctx context.Context, writing bool) (session, error)
	channel(name string) string
	listen(ctx context.Context, channel string, f func()) error
	backup(ctx context.Context, file string) error
	check(ctx context.Context, db *DB) error
	about(ctx context.Context) (string, error)
	close() error
}

// Open opens the database at a postgres:// URL, in the schema that its
// search_path names, or in a folder, where it makes counterpart.db if there is
// none. The path of a file (one that exists or whose name ends in .db) also
// names a SQLite database.
//
// A SQLite database that another program has open for writing is ErrInUse.
func Open(ctx context.Context, at string) (*DB, error) {
	if isURL(at) {
		return openPostgres(ctx, at, false)
	}
	return openSQLite(ctx, at, false)
}

// OpenReadOnly opens a database that exists, for reading beside whatever
// program writes to it. Write answers ErrReadOnly.
func OpenReadOnly(ctx context.Context, at string) (*DB, error) {
	if isURL(at) {
		return openPostgres(ctx, at, true)
	}
	return openSQLite(ctx, at, true)
}

func isURL(at string) bool {
	return strings.HasPrefix(at, "postgres://") || strings.HasPrefix(at, "postgresql://")
}

// Close closes the database, after the transactions under way.
func (db *DB) Close() error { return db.engine.close() }

// About names the engine, its version and the place, for an operator to read.
// No password is in it.
func (db *DB) About(ctx context.Context) (string, error) { return db.engine.about(ctx) }

// Read runs f in a transaction that sees one moment and changes nothing.
func (db *DB) Read(ctx context.Context, f func(*Tx) error) error {
	s, err := db.engine.begin(ctx, false)
	if err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	tx := &Tx{Engine: db.Engine, db: db, ctx: ctx, session: s}
	defer tx.end(false)
	return f(tx)
}

// Write runs f in a transaction and makes what it wrote durable, or undoes all
// of it if f fails or panics. Writers that must not overlap on PostgreSQL lock
// a row they share; on SQLite they never overlap, and so a Write inside
// another waits for ever.
//
// An error of the commit itself leaves open, on PostgreSQL, whether the
// transaction happened: the connection may have died after the server obeyed.
func (db *DB) Write(ctx context.Context, f func(*Tx) error) error {
	s, err := db.engine.begin(ctx, true)
	if err != nil {
		return fmt.Errorf("begin writing: %w", err)
	}
	tx := &Tx{Engine: db.Engine, db: db, ctx: ctx, session: s, trip: db.Trip}
	committed := false
	defer func() { tx.end(committed) }()
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.ready("commit"); err != nil {
		return err
	}
	if err := s.commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	committed = true
	return nil
}

// Backup copies the database, as it stands at one moment, into a new file
// while others go on reading and writing. The copy is on disk, whole, when
// Backup returns; there is no file if it fails. PostgreSQL has tools of its
// own for this, and answers ErrUsePgDump.
func (db *DB) Backup(ctx context.Context, file string) error { return db.engine.backup(ctx, file) }

// Check reads the whole database and asks the engine whether it is sound.
// What is not is a *Damage, which names the places.
func (db *DB) Check(ctx context.Context) error { return db.engine.check(ctx, db) }

// Listen calls f whenever a Write that called Notify for the channel has been
// committed by any instance of the program, and once at the beginning and
// after every lost connection, for what may have been missed. Calls are never
// concurrent. It is a hint: f looks for itself whether there is work.
//
// Listen returns when ctx ends, with its error. On SQLite, where one program
// writes and knows it, f is not called.
func (db *DB) Listen(ctx context.Context, channel string, f func()) error {
	return db.engine.listen(ctx, db.engine.channel(channel), f)
}
