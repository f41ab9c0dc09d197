// Package databasetest runs a test against every engine the program supports.
//
// PostgreSQL is the server that COUNTERPART_TEST_POSTGRES names, as a
// postgres:// URL. Without one its tests are skipped, and with CI=true they
// fail.
package databasetest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"example.org/counterpart/database"
)

// Each runs f once for each engine, at the same time. Every run has an empty
// database of its own, which is closed at its end.
func Each(t *testing.T, f func(t *testing.T, db *database.DB)) {
	t.Helper()
	EachAt(t, func(t *testing.T, at string) { f(t, Open(t, at)) })
}

// EachAt is Each for what opens the database itself, perhaps more than once.
func EachAt(t *testing.T, f func(t *testing.T, at string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, t.TempDir())
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, Postgres(t))
	})
}

// Open opens a database for the length of a test.
func Open(t testing.TB, at string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return db
}

// Postgres returns a URL with an empty schema of the test's own, or skips the
// test if there is no server.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv("COUNTERPART_TEST_POSTGRES")
	if server == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("COUNTERPART_TEST_POSTGRES is not set")
		}
		t.Skip("COUNTERPART_TEST_POSTGRES is not set")
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	schema := "test_" + strings.ToLower(rand.Text())
	run(t, server, "create schema "+schema)
	t.Cleanup(func() { run(t, server, "drop schema "+schema+" cascade") })
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

func run(t testing.TB, server, stmt string) {
	t.Helper()
	ctx := context.Background() // a cleanup outlives the test's own
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatalf("connect to COUNTERPART_TEST_POSTGRES: %v", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, stmt); err != nil {
		t.Errorf("%s: %v", stmt, err)
	}
}
