package database

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

var (
	// ErrInUse is the answer to opening, for writing, a SQLite database that
	// another program has open for writing.
	ErrInUse = errors.New("another program is using this database")

	// ErrReadOnly is the answer to writing to what was opened for reading.
	ErrReadOnly = errors.New("the database is open for reading only")

	// ErrText is the answer to storing text that is not UTF-8 or has a NUL in it.
	ErrText = errors.New("text that is not UTF-8 or has a NUL")

	// ErrUsePgDump is PostgreSQL's answer to Backup.
	ErrUsePgDump = errors.New("back up PostgreSQL with pg_dump, or with the archiving of its server")

	// ErrNewer is the answer to migrating what a newer program has migrated.
	ErrNewer = errors.New("the database was written by a newer version of this program")
)

// Damage says what is wrong with a database, in the engine's own words.
type Damage struct{ Found []string }

func (d *Damage) Error() string {
	return "the database is damaged: " + strings.Join(d.Found, "; ")
}

// Full reports whether err means that the database could not be written for
// want of space or of the right to write: a full disk or quota, a read-only
// file, a standby server. What the transaction wrote is undone, and the next
// may be tried.
func Full(err error) bool {
	if errors.Is(err, ErrReadOnly) || errors.Is(err, syscall.ENOSPC) ||
		errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.EDQUOT) {
		return true
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
			return true
		}
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pg.Code {
		case "53100", "25006": // disk_full, read_only_sql_transaction
			return true
		}
	}
	return false
}

// Damaged reports whether err means that what is stored cannot be read as what
// was written.
func Damaged(err error) bool {
	if _, ok := errors.AsType[*Damage](err); ok {
		return true
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return true
		}
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "XX001" || pg.Code == "XX002" // data_corrupted, index_corrupted
	}
	return false
}

// Duplicate reports whether err is the refusal of a row whose key is taken.
func Duplicate(err error) bool {
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		c := lite.Code()
		return c == sqlite3.SQLITE_CONSTRAINT_UNIQUE || c == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY ||
			c == sqlite3.SQLITE_CONSTRAINT_ROWID
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "23505" // unique_violation
	}
	return false
}

// ended turns a driver's word for an interruption into the context's own.
func ended(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
		return fmt.Errorf("%w (%v)", context.Cause(ctx), err)
	}
	return err
}
