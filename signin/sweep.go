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

// Keep says for how long what is kept of people's coming and going is kept at
// most. The zero value is as long as it is of use: see Idle, Longest, and a
// week for what is over.
type Keep struct {
	Idle    time.Duration // a session that is not used
	Longest time.Duration // any session
	Over    time.Duration // links, tokens and sessions that are over
}

func (k Keep) or(d Keep) Keep {
	shorter := func(asked, most time.Duration) time.Duration {
		if asked > 0 && asked < most {
			return asked
		}
		return most
	}
	return Keep{shorter(k.Idle, d.Idle), shorter(k.Longest, d.Longest), shorter(k.Over, d.Over)}
}

// Sweep clears away what is kept no longer. It is for an errand, so that what
// is over goes though nobody signs in any more, and for an installation that
// keeps less than it might: sessions end when they are swept.
func Sweep(tx *database.Tx, keep Keep, now time.Time) error {
	k := keep.or(Keep{Idle, Longest, keptOver})
	idle, longest := k.Idle, k.Longest
	if idle == Idle {
		idle += k.Over // which has ended by itself, and is told from none for a while
	}
	if longest == Longest {
		longest += k.Over
	}
	return sweepAll(tx, now.Add(-k.Over), now.Add(-idle), now.Add(-longest), now)
}

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
	return sweepAll(tx, now.Add(-keptOver), now.Add(-Idle-keptOver), now.Add(-Longest-keptOver), now)
}

func sweepAll(tx *database.Tx, over, idle, longest, now time.Time) error {
	for _, over := range []struct {
		query  string
		before time.Time
	}{
		{`delete from signin_count where until <= $1`, now.Add(-time.Hour)}, // the window before this one is still read
		{`delete from signin_link where until <= $1`, over},
		{`delete from signin_attempt where until <= $1`, now},
		{`delete from signin_token where until <= $1`, over},
		{`delete from signin_session where seen <= $1`, idle},
		{`delete from signin_session where began <= $1`, longest},
	} {
		if err := tx.Exec(over.query, over.before.UnixMilli()); err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
	}
	return nil
}
