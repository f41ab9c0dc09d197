package signin

import (
	"net/netip"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
)

// Limit counts one more of what, as asked for from a network address, and
// refuses with a key, whose argument is the minutes to wait, when that is more
// than most in per. What is refused is not counted, provided that the
// transaction fails with the refusal.
func Limit(tx *database.Tx, what string, from netip.Addr, most int, per time.Duration, key string, now time.Time) error {
	if err := sweep(tx, now); err != nil {
		return err
	}
	wait, err := limit{most, per}.count(tx, what+"\n"+Network(from), now)
	if err == nil && wait > 0 {
		err = act.Refuse(act.TooMany, key, wait)
	}
	return err
}
