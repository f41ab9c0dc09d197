package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"modernc.org/sqlite"
)

// file is the SQLite engine: one connection that writes and several that read.
type file struct {
	path          string
	source        string // how the driver is told to open it for reading
	lock          *os.File
	beside        bool // another program may hold the lock; see OpenBeside
	once          sync.Once
	writer        *connections // nil when open for reading only
	readers       *connections
	writing, read *sql.DB
}

// readers is how many may read a SQLite database at once.
const readers = 8

func init() {
	// A commit waits for the file's bytes and length to be on disk, and not
	// for its time of change. Where there is no such call, all is as before.
	sqlite.Fdatasync(true)
	// Locks that belong to the open file are not lost when something else in
	// this program opens and closes it.
	sqlite.OFDLocking(true)
}

func openSQLite(ctx context.Context, at string, readOnly bool) (*DB, error) {
	path, err := locate(at)
	if err != nil {
		return nil, err
	}
	f := &file{path: path}
	if err := f.open(ctx, readOnly); err != nil {
		f.close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return &DB{Engine: SQLite, engine: f}, nil
}

// locate returns the path of the file that at means.
func locate(at string) (string, error) {
	if at == "" {
		return "", errors.New("open database: no folder is named")
	}
	info, err := os.Stat(at)
	switch {
	case err == nil && info.IsDir(), errors.Is(err, fs.ErrNotExist) && filepath.Ext(at) != ".db":
		at = filepath.Join(at, "counterpart.db")
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("open database: %w", err)
	}
	return filepath.Abs(at)
}

func (f *file) open(ctx context.Context, readOnly bool) error {
	if !readOnly {
		if err := f.openWriter(ctx); err != nil {
			return err
		}
	} else if _, err := os.Stat(f.path); err != nil {
		return err // SQLite would say only that it cannot
	}
	err := f.openReaders(ctx, f.dsn(readOnly))
	if _, wal := os.Stat(f.path + "-wal"); readOnly && Full(err) && errors.Is(wal, fs.ErrNotExist) {
		// SQLite wants to make a file beside this one, to talk to writers, and
		// the folder is read-only. Then there is no writer to talk to.
		f.read.Close()
		err = f.openReaders(ctx, f.dsn(readOnly)+"&immutable=1")
	}
	return err
}

// openReaders opens the connections that read, and sees whether what they read
// is a database.
func (f *file) openReaders(ctx context.Context, dsn string) error {
	read, err := sql.Open("sqlite", dsn+"&_pragma=query_only(on)&_pragma=cache_size(-4000)")
	if err != nil {
		return err
	}
	f.read, f.source = read, dsn
	f.readers = newConnections(read, readers)
	s, err := f.begin(ctx, false)
	if err != nil {
		return err
	}
	defer s.rollback()
	return s.script(ctx, `select count(*) from sqlite_schema`)
}

// openWriter makes the file if there is none, for its owner's eyes only, and
// makes sure that this program alone writes to it.
func (f *file) openWriter(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	if !f.beside {
		lock, err := takeLock(f.path + ".lock")
		if err != nil {
			return err
		}
		f.lock = lock
	}
	if made, err := os.OpenFile(f.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		made.Close()
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	var err error
	f.writing, err = sql.Open("sqlite", f.dsn(false, "journal_mode(wal)", "synchronous(full)", "cache_size(-16000)",
		"wal_autocheckpoint(2000)", "journal_size_limit(67108864)"))
	if err != nil {
		return err
	}
	f.writer = newConnections(f.writing, 1)
	s, err := f.begin(ctx, true)
	if err != nil {
		return err
	}
	s.rollback()
	return nil
}

// dsn returns the file as the driver wants it named. On every connection
// what is deleted is overwritten, for erased words must be gone; "like" minds
// case, as on PostgreSQL; and a name in double quotes is never
// taken for a text.
func (f *file) dsn(readOnly bool, pragmas ...string) string {
	q := url.Values{"_dqs": {"0"}, "_error_rc": {"1"},
		"_pragma": append(pragmas, "busy_timeout(10000)", "foreign_keys(on)", "secure_delete(on)", "case_sensitive_like(on)", "temp_store(memory)")}
	if readOnly {
		q.Set("mode", "ro")
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(f.path), RawQuery: q.Encode()}
	return u.String()
}

func (f *file) begin(ctx context.Context, writing bool) (session, error) {
	from, how := f.readers, "begin"
	if writing {
		from, how = f.writer, "begin immediate"
	}
	if from == nil {
		return nil, ErrReadOnly
	}
	c, err := from.take(ctx)
	if err != nil {
		return nil, err
	}
	s := &lite{from: from, c: c, writing: writing}
	if err := s.exec(context.WithoutCancel(ctx), how, nil); err != nil {
		from.drop(c)
		return nil, err
	}
	return s, nil
}

func (f *file) about(ctx context.Context) (string, error) {
	var version string
	err := f.read.QueryRowContext(ctx, `select sqlite_version()`).Scan(&version)
	return fmt.Sprintf("SQLite %s, %s", version, f.path), err
}

func (f *file) channel(name string) string { return name }

func (f *file) listen(ctx context.Context, _ string, _ func()) error {
	<-ctx.Done()
	return context.Cause(ctx)
}

// close closes the writer last, so that it is the one to put the write-ahead
// log back into the file.
func (f *file) close() (err error) {
	f.once.Do(func() { err = f.closeAll() })
	return err
}

func (f *file) closeAll() error {
	var errs []error
	if f.readers != nil {
		errs = append(errs, f.readers.close(), f.read.Close())
	}
	if f.writer != nil {
		errs = append(errs, f.writer.close(), f.writing.Close())
	}
	if f.lock != nil {
		errs = append(errs, f.lock.Close())
	}
	return errors.Join(errs...)
}

// A lite is a transaction on a SQLite connection.
type lite struct {
	from    *connections
	c       *connection
	writing bool
	over    bool
}

// patience is the context in which a statement runs. A statement that reads
// may be interrupted. One that writes is short and runs to its end (Tx looks at
// the context before each), which spares the driver a watcher for every
// statement and leaves nothing half undone.
func (s *lite) patience(ctx context.Context) context.Context {
	if s.writing {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

func (s *lite) exec(ctx context.Context, query string, args []any) error {
	stmt, err := s.c.prepare(ctx, query)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(s.patience(ctx), args...)
	return ended(ctx, err)
}

func (s *lite) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	stmt, err := s.c.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(s.patience(ctx), args...)
	return rows, ended(ctx, err)
}

func (s *lite) script(ctx context.Context, query string) error {
	_, err := s.c.conn.ExecContext(s.patience(ctx), question(query))
	return ended(ctx, err)
}

func (s *lite) commit(ctx context.Context) error {
	if err := s.exec(ctx, "commit", nil); err != nil {
		return err
	}
	s.over = true
	s.from.give(s.c)
	return nil
}

func (s *lite) rollback() {
	if s.over {
		return
	}
	s.over = true
	err := s.exec(context.Background(), "rollback", nil)
	// A full disk, among other faults, has rolled back already.
	if err != nil && !strings.Contains(err.Error(), "no transaction is active") {
		s.from.drop(s.c)
		return
	}
	s.from.give(s.c)
}
