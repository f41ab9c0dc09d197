package demo_test

import (
	"context"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/demo"
	"example.org/counterpart/register"
)

// play opens a clerk on an empty database and plays everything.
func play(t testing.TB, db *database.DB) (*clerk.Clerk, *demo.Clock) {
	t.Helper()
	clock := &demo.Clock{}
	clock.Set(demo.Founded)
	secret := sha256.Sum256([]byte("test"))
	c := &clerk.Clerk{DB: db, Register: register.New(db), Secret: secret[:], Now: clock.Now}
	if err := c.Open(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { c.Run(ctx); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
	began := time.Now()
	if err := demo.Play(t.Context(), c, clock.Set); err != nil {
		t.Fatal(err)
	}
	t.Logf("played in %v", time.Since(began).Round(time.Millisecond))
	return c, clock
}

func TestPlay(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		play(t, db)
		_ = strings.TrimSpace
	})
}
