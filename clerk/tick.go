package clerk

import (
	"context"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
)

// Tick turns deadlines that have passed into acts: it closes every decision
// whose time has come, and releases what was timed. It returns how long nothing will need doing, 0 if that
// is not known. That a decision is closed late changes nothing in it, for
// positions count by the instant at which they were stated.
func (c *Clerk) Tick(ctx context.Context) (rest time.Duration, err error) {
	for {
		var due []act.Ref
		err := c.DB.Read(ctx, func(tx *database.Tx) (err error) {
			due, err = c.Register.Due(tx, c.Now(), 100)
			return err
		})
		if err != nil {
			return 0, err
		}
		closed := 0
		for _, ref := range due {
			_, err := c.Do(ctx, Order{By: member.Clock, On: ref, Turn: -1, Command: dueOn(ref)})
			if _, refused := act.Refused(err); err != nil && !refused {
				return 0, err
			}
			if err == nil {
				closed++
			}
		}
		if closed == 0 {
			break
		}
	}
	err = c.DB.Read(ctx, func(tx *database.Tx) error {
		at, ok, err := c.Register.NextDeadline(tx)
		if ok {
			rest = max(at.Sub(c.Now()), 50*time.Millisecond)
		}
		return err
	})
	return rest, err
}

// dueOn is the command that a deadline on ref is carried out by.
func dueOn(ref act.Ref) any {
	if ref.Prints() {
		return publication.Release{}
	}
	return procedure.Close{}
}
