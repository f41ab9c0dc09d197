package signin

import (
	"testing"
	"time"

	"example.org/counterpart/database"
)

// TestKeep sweeps by the clock of an errand: no later than what is of use, and
// sooner where that is asked for.
func TestKeep(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		begin := func() {
			write(t, db, func(tx *database.Tx) error { return Forget(tx, "aida") })
			start(t, db, "aida", noon)
			issueTo(t, db, "aida", noon, MailedLink)
		}
		for _, c := range []struct {
			keep           Keep
			after          time.Duration
			sessions, link int
		}{
			{Keep{}, Idle, 1, 0}, {Keep{}, Idle + keptOver, 0, 0}, {Keep{}, keptOver, 1, 1}, {Keep{}, keptOver + MailedLink, 1, 0},
			{Keep{Idle: 24 * time.Hour}, 23 * time.Hour, 1, 1}, {Keep{Idle: 24 * time.Hour}, 24 * time.Hour, 0, 1},
			{Keep{Longest: 48 * time.Hour}, 48 * time.Hour, 0, 1}, {Keep{Over: time.Hour}, 2 * time.Hour, 1, 0},
			{Keep{Idle: 1000 * Idle, Over: 1000 * Idle}, Idle + keptOver, 0, 0}, // not for longer
		} {
			begin()
			write(t, db, func(tx *database.Tx) error { return Sweep(tx, c.keep, noon.Add(c.after)) })
			if s, l := count(t, db, "signin_session"), count(t, db, "signin_link"); s != c.sessions || l != c.link {
				t.Errorf("%+v after %v: %d sessions and %d links", c.keep, c.after, s, l)
			}
		}
	})
}
