package signin

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/database"
)

const (
	sweepEvery = time.Hour

	// keptOver is how long what is over is kept, to be told that it expired or
	// was used rather than that there is no such thing.
	keptOver = 7 * 24 * time.Hour
)

// sweep clears away what was over long ago, if that is due. Every function
// that adds a row calls it first, so the tables stay small without a clock.
// Moving the instant locks its row, so that one transaction does it at a time.
func sweep(tx *database.Tx, now time.Time) error {
	var next int64
	err := tx.Row(`update signin_sweep set next = $1 where one = 1 and next <= $2 returning next`,
		[]any{now.Add(sweepEvery).UnixMilli(), now.UnixMilli()}, &next)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	for _, over := range []struct {
		query  string
		before time.Time
	}{
		{`delete from signin_count where until <= $1`, now.Add(-time.Hour)}, // the window before this one is still read
		{`delete from signin_link where until <= $1`, now.Add(-keptOver)},
		{`delete from signin_attempt where until <= $1`, now},
		{`delete from signin_token where until <= $1`, now.Add(-keptOver)},
		{`delete from signin_session where seen <= $1`, now.Add(-Idle - keptOver)},
		{`delete from signin_session where began <= $1`, now.Add(-Longest - keptOver)},
	} {
		if err := tx.Exec(over.query, over.before.UnixMilli()); err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
	}
	return nil
}
