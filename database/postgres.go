package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// server is the PostgreSQL engine. Reading and writing have connections of
// their own, so that neither can wait for the other's.
type server struct {
	config        *pgx.ConnConfig
	schema        string
	reading       *sql.DB
	writing       *sql.DB // nil when open for reading only
	version, name string
}

// How many connections one program may have, besides one for each Listen.
const (
	pgReaders = 8
	pgWriters = 4
)

func openPostgres(ctx context.Context, at string, readOnly bool) (*DB, error) {
	config, err := pgx.ParseConfig(at) // whose errors hide the password
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	s := &server{config: config}
	s.name = fmt.Sprintf("%s on %s:%d", config.Database, config.Host, config.Port)
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "counterpart"
	}
	if readOnly {
		config.RuntimeParams["default_transaction_read_only"] = "on"
	}
	s.reading = pool(config, pgReaders)
	if !readOnly {
		s.writing = pool(config, pgWriters)
	}
	if err := s.open(ctx); err != nil {
		s.close()
		return nil, fmt.Errorf("open %s: %w", s.name, err)
	}
	return &DB{Engine: Postgres, engine: s}, nil
}

// pool opens connections on which a commit is durable even if the server was
// told that it need not be, while a server told more (to wait for a standby)
// is left as it is.
func pool(config *pgx.ConnConfig, n int) *sql.DB {
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, `select set_config('synchronous_commit', 'on', false)
			where current_setting('synchronous_commit') = 'off'`)
		return err
	}))
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db
}

// open looks at the server and refuses what could not work.
func (s *server) open(ctx context.Context) error {
	var schema sql.NullString
	var encoding string
	err := s.reading.QueryRowContext(ctx, `select current_schema(), current_setting('server_encoding'),
		current_setting('server_version')`).Scan(&schema, &encoding, &s.version)
	switch {
	case err != nil:
		return err
	case !schema.Valid:
		return fmt.Errorf("the schema in search_path (%q) does not exist", s.config.RuntimeParams["search_path"])
	case encoding != "UTF8":
		return fmt.Errorf("the database is encoded in %s and must be in UTF8", encoding)
	}
	s.schema = schema.String
	return nil
}

func (s *server) begin(ctx context.Context, writing bool) (session, error) {
	db, how := s.reading, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	if writing {
		db, how = s.writing, &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	}
	if db == nil {
		return nil, ErrReadOnly
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	tx, err := conn.BeginTx(ctx, how)
	if err != nil {
		conn.Close()
		return nil, err
	}
	return pgSession{conn, tx}, nil
}

func (s *server) about(context.Context) (string, error) {
	return fmt.Sprintf("PostgreSQL %s, %s, schema %s", s.version, s.name, s.schema), nil
}

func (s *server) close() error {
	err := s.reading.Close()
	if s.writing != nil {
		err = errors.Join(err, s.writing.Close())
	}
	return err
}

// alone is the key of the lock under which one instance at a time changes the
// tables of a schema.
func (s *server) alone() int64 {
	h := fnv.New64a()
	h.Write([]byte("counterpart " + s.schema))
	return int64(h.Sum64())
}

// A pgSession is a transaction on a PostgreSQL connection. The driver keeps
// the statements of a connection prepared, by their text, 512 of them.
type pgSession struct {
	conn *sql.Conn
	tx   *sql.Tx
}

func (s pgSession) exec(ctx context.Context, query string, args []any) error {
	_, err := s.tx.ExecContext(ctx, query, args...)
	return ended(ctx, err)
}

func (s pgSession) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	rows, err := s.tx.QueryContext(ctx, query, args...)
	return rows, ended(ctx, err)
}

func (s pgSession) script(ctx context.Context, query string) error {
	_, err := s.tx.ExecContext(ctx, query, pgx.QueryExecModeSimpleProtocol)
	return ended(ctx, err)
}

// send sends statements without waiting for the answer to each before the next.
func (s pgSession) send(ctx context.Context, all []statement) error {
	var batch pgx.Batch
	for _, one := range all {
		batch.Queue(one.query, one.args...)
	}
	return s.conn.Raw(func(c any) error {
		answers := c.(*stdlib.Conn).Conn().SendBatch(ctx, &batch)
		for _, one := range all {
			if _, err := answers.Exec(); err != nil {
				answers.Close()
				return ended(ctx, fmt.Errorf("%s: %w", firstLine(one.query), err))
			}
		}
		return ended(ctx, answers.Close())
	})
}

func (s pgSession) commit(ctx context.Context) error {
	defer s.conn.Close()
	return ended(ctx, s.tx.Commit())
}

func (s pgSession) rollback() {
	s.tx.Rollback()
	s.conn.Close()
}
