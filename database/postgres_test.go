package database_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
)

func TestSearchPath(t *testing.T) {
	one, two := databasetest.Open(t, databasetest.Postgres(t)), databasetest.Open(t, databasetest.Postgres(t))
	define(t, one, matters)
	err := two.Read(t.Context(), func(tx *database.Tx) error {
		var n int
		return tx.Row(`select count(*) from matter`, nil, &n)
	})
	if err == nil {
		t.Error("a table is seen from another schema")
	}
	about, _ := one.About(t.Context())
	if !strings.HasPrefix(about, "PostgreSQL ") || !strings.Contains(about, "schema test_") {
		t.Errorf("it says of itself %q", about)
	}
	_, err = database.Open(t.Context(), strings.Replace(databasetest.Postgres(t), "test_", "nowhere_", 1))
	if err == nil || !strings.Contains(err.Error(), "search_path") {
		t.Errorf("a schema that is not there: %v", err)
	}
}

func TestPostgresReadOnly(t *testing.T) {
	at := databasetest.Postgres(t)
	db := databasetest.Open(t, at)
	define(t, db, matters)
	reader, err := database.OpenReadOnly(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := reader.Write(t.Context(), func(*database.Tx) error { return nil }); !errors.Is(err, database.ErrReadOnly) {
		t.Errorf("a reader's Write is %v", err)
	}
	if err := reader.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestUnreachable(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := database.Open(ctx, "postgres://ana:secret@127.0.0.1:1/x")
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a server that is not there: %v", err)
	}
	_, err = database.Open(ctx, "postgres://ana:secret@127.0.0.1:x/x")
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a URL that is none: %v", err)
	}
}

// TestDurable shows that a server told not to wait for the disk is asked to.
func TestDurable(t *testing.T) {
	db := databasetest.Open(t, databasetest.Postgres(t)+"&synchronous_commit=off")
	read(t, db, func(tx *database.Tx) error {
		var s string
		err := tx.Row(`select current_setting('synchronous_commit')`, nil, &s)
		if s != "on" {
			t.Errorf("synchronous_commit is %s", s)
		}
		return err
	})
}

func TestNotify(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		db := databasetest.Open(t, at)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var called atomic.Int64
		done := make(chan error, 1)
		go func() { done <- db.Listen(ctx, "record", func() { called.Add(1) }) }()
		notify := func(db *database.DB, channel string, err error) {
			db.Write(t.Context(), func(tx *database.Tx) error { return errors.Join(tx.Notify(channel), err) })
		}
		if db.Engine == database.Postgres {
			wait(t, "the call at the beginning", func() bool { return called.Load() == 1 })
			other := databasetest.Open(t, at)
			notify(other, "record", nil)
			wait(t, "a call for another instance's commit", func() bool { return called.Load() == 2 })

			// Three that must not wake, and then one that must.
			notify(other, "record", errors.New("undone"))
			notify(other, "another channel", nil)
			notify(databasetest.Open(t, databasetest.Postgres(t)), "record", nil)
			notify(other, "record", nil)
			wait(t, "a call for the second commit", func() bool { return called.Load() >= 3 })
			time.Sleep(200 * time.Millisecond) // for one call too many
			if n := called.Load(); n != 3 {
				t.Errorf("it was called %d times", n)
			}

			// The server ends the listener's connection.
			write(t, other, func(tx *database.Tx) error {
				return tx.Exec(`select pg_terminate_backend(pid) from pg_stat_activity
					where query = 'listen "' || $1 || '"' and pid <> pg_backend_pid()`, database.ChannelOf(db, "record"))
			})
			wait(t, "a call after the connection was lost", func() bool { return called.Load() == 4 })
			notify(other, "record", nil)
			wait(t, "a call over the new connection", func() bool { return called.Load() == 5 })
		} else {
			notify(db, "record", nil)
		}
		stop()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Listen ended with %v", err)
		}
	})
}

// TestLostConnections ends every connection of a database in the server's way.
func TestLostConnections(t *testing.T) {
	at := databasetest.Postgres(t) + "&application_name=" + strings.ToLower(strings.ReplaceAll(t.Name(), "/", "_"))
	db := databasetest.Open(t, at)
	define(t, db, matters)
	killer := databasetest.Open(t, os.Getenv("COUNTERPART_TEST_POSTGRES"))
	write(t, killer, func(tx *database.Tx) error {
		return tx.Exec(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'testlostconnections'`)
	})
	time.Sleep(50 * time.Millisecond)
	var err error
	for range 3 { // a connection that died may be noticed only when it is used
		err = db.Write(t.Context(), func(tx *database.Tx) error { return tx.Exec(`update matter set title = 'x'`) })
		if err == nil {
			return
		}
	}
	t.Errorf("after the connections were lost: %v", err)
}

func wait(t *testing.T, what string, until func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !until(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s did not come", what)
		}
	}
}
