// Package errand does the work that acts call for after the fact: indexing for
// search, ending decisions whose time has come, writing and sending mail,
// clearing what is out of date, and later typesetting.
//
// An errand follows the record with a stored cursor. Of many instances of the
// program one at a time runs a given errand, while its lease lasts. If it
// dies, another goes on from where the cursor stands. Work within the database
// is done in the transaction that moves the cursor, and so exactly once; any
// other work may be met twice, and must make nothing of the second time.
package errand

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/record"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the table of errands.
func Open(tx *database.Tx) error {
	return tx.Migrate("errand", migrations)
}

// An Errand is one sort of work. It has Follow or Round.
type Errand struct {
	Name string
	// Every is how long to rest when there is nothing to do and nothing wakes
	// the errand.
	Every time.Duration
	// Follow does, within tx, the work that some of the acts from next on call
	// for, and returns the place after the last of them.
	Follow func(tx *database.Tx, next int64) (after int64, err error)
	// Round does work that no act calls for. It returns how long it may rest;
	// 0 is Every.
	Round func(ctx context.Context) (rest time.Duration, err error)
}

// A Runner runs errands for one instance of the program.
type Runner struct {
	DB     *database.DB
	Holder string        // names this instance, and no other
	Lease  time.Duration // how long it may be silent before another takes over
	Now    func() time.Time
	Log    *slog.Logger
}

// Run runs e until ctx ends, whenever wake says so or its rest is over. A
// failed turn is logged and tried again after a rest.
func (r *Runner) Run(ctx context.Context, e Errand, wake <-chan struct{}) {
	for {
		rest, err := r.Turn(ctx, e)
		if err != nil && ctx.Err() == nil {
			r.Log.Error("errand failed and will be tried again", "errand", e.Name, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-time.After(rest):
		}
	}
}

// Turn does all the work that waits for e, unless another instance holds it,
// and returns how long it may rest.
func (r *Runner) Turn(ctx context.Context, e Errand) (rest time.Duration, err error) {
	for ctx.Err() == nil {
		if e.Follow == nil {
			held, err := r.hold(ctx, e)
			if err != nil || !held {
				return e.Every, err
			}
			rest, err := e.Round(ctx)
			if rest <= 0 {
				rest = e.Every
			}
			return min(rest, max(r.Lease/2, e.Every)), err
		}
		more, err := r.follow(ctx, e)
		if err != nil || !more {
			return e.Every, err
		}
	}
	return e.Every, ctx.Err()
}

// hold takes or renews the lease.
func (r *Runner) hold(ctx context.Context, e Errand) (held bool, err error) {
	err = r.DB.Write(ctx, func(tx *database.Tx) error {
		_, held, err = r.lease(tx, e)
		return err
	})
	return held, err
}

func (r *Runner) lease(tx *database.Tx, e Errand) (next int64, held bool, err error) {
	now := r.Now()
	if err := tx.Exec(`insert into errand (name, next, holder, until) values ($1, 0, '', 0) on conflict do nothing`, e.Name); err != nil {
		return 0, false, err
	}
	err = tx.Row(`
		update errand set holder = $2, until = $3
		where name = $1 and (holder = $2 or until < $4) returning next`,
		[]any{e.Name, r.Holder, now.Add(r.Lease).UnixMilli(), now.UnixMilli()}, &next)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return next, err == nil, err
}

// follow does one stretch of work and moves the cursor, in one transaction.
func (r *Runner) follow(ctx context.Context, e Errand) (more bool, err error) {
	// Looking first, in a transaction that takes no lock, keeps an idle
	// errand from writing.
	var next, size int64
	err = r.DB.Read(ctx, func(tx *database.Tx) (err error) {
		if size, err = record.Size(tx); err != nil {
			return err
		}
		err = tx.Row(`select next from errand where name = $1`, []any{e.Name}, &next)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil || next >= size {
		return false, err
	}
	err = r.DB.Write(ctx, func(tx *database.Tx) error {
		next, held, err := r.lease(tx, e)
		if err != nil || !held {
			return err
		}
		after, err := e.Follow(tx, next)
		if err != nil {
			return fmt.Errorf("at act %d: %w", next, err)
		}
		more = after > next && after < size
		return tx.Exec(`update errand set next = $2 where name = $1`, e.Name, after)
	})
	return more, err
}
