package main

import (
	"context"
	"time"

	"example.org/counterpart/application"
	"example.org/counterpart/database"
	"example.org/counterpart/errand"
	"example.org/counterpart/register"
)

// lease is how long an instance of the program may be silent before another
// does its errands.
const lease = 30 * time.Second

// errands are what this program does after the fact.
func (o *office) errands() []errand.Errand {
	return []errand.Errand{
		{
			// Closes decisions whose time has come. A decision that closes
			// late closes all the same as it would have.
			Name: "clock", Every: 10 * time.Second,
			Round: o.Clerk.Tick,
		},
		{
			Name: "search", Every: time.Minute,
			Follow: register.Index,
		},
		{
			// Erases what applicants wrote when it has been kept for its time.
			Name: "applications", Every: time.Hour,
			Round: func(ctx context.Context) (time.Duration, error) {
				return 0, o.DB.Write(ctx, func(tx *database.Tx) error { return application.Sweep(tx, o.Now()) })
			},
		},
		{
			// Forgets which orders were carried out long ago. Sign-in sweeps
			// its own tables whenever somebody signs in.
			Name: "sweep", Every: time.Hour,
			Round: func(ctx context.Context) (rest time.Duration, err error) {
				err = o.DB.Write(ctx, func(tx *database.Tx) error {
					more, err := o.Clerk.Sweep(tx)
					if more {
						rest = time.Second
					}
					return err
				})
				return rest, err
			},
		},
	}
}

// pauseOf is how often news may wake an errand: those that follow the record at
// once, the others when there is time.
func pauseOf(e errand.Errand) time.Duration {
	if e.Follow != nil {
		return 200 * time.Millisecond
	}
	return time.Second
}
