package database

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	patience  = 30 * time.Second // a silence after which a listener asks whether the server is there
	firstWait = 100 * time.Millisecond
	longWait  = 10 * time.Second
)

// channel names a channel apart from those of other schemas, for PostgreSQL
// keeps channels by database, and cuts names at 63 bytes.
func (s *server) channel(name string) string {
	sum := sha256.Sum256([]byte(s.schema + "\x00" + name))
	return fmt.Sprintf("counterpart_%x", sum[:16])
}

// listen stays connected, whatever happens to the server, until ctx ends.
func (s *server) listen(ctx context.Context, channel string, f func()) error {
	wait := firstWait
	for ctx.Err() == nil {
		began := time.Now()
		s.listenOnce(ctx, channel, f)
		if time.Since(began) > longWait {
			wait = firstWait
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
			wait = min(2*wait, longWait)
		}
	}
	return context.Cause(ctx)
}

// listenOnce listens until the connection fails. Why it failed does not
// matter: everything else that needs the server will say so.
func (s *server) listenOnce(ctx context.Context, channel string, f func()) {
	conn, err := pgx.ConnectConfig(ctx, s.config.Copy())
	if err != nil {
		return
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "listen "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return
	}
	f()
	for {
		silence, cancel := context.WithTimeout(ctx, patience)
		_, err := conn.WaitForNotification(silence)
		cancel()
		switch {
		case err == nil:
			f()
		case conn.IsClosed(), ctx.Err() != nil:
			return
		default:
			// Only the silence ended. The answer may take no longer.
			asking, cancel := context.WithTimeout(ctx, patience)
			err := conn.Ping(asking)
			cancel()
			if err != nil {
				return
			}
		}
	}
}
