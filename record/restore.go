package record

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/database"
)

// ErrNotEmpty is the answer to restoring into a record that has entries.
var ErrNotEmpty = errors.New("the record is not empty")

// Restore fills the empty record of a database from a source, checkpoint and
// all, after verifying the source whole. A source that withholds an entry
// cannot be restored from, for nobody can go on appending to what they cannot
// read. The time is that of the restoring.
//
// If it is interrupted, the database has part of the entries and no checkpoint;
// start again with a new one.
func Restore(ctx context.Context, db *database.DB, src Source, how Audit, at time.Time) (Report, error) {
	report, err := Verify(ctx, src, how)
	if err == nil && report.Withheld > 0 {
		err = fmt.Errorf("%d entries are withheld", report.Withheld)
	}
	if err != nil {
		return report, fmt.Errorf("restore: %w", err)
	}
	signed, err := src.Checkpoint(ctx)
	if err != nil {
		return report, fmt.Errorf("restore: %w", err)
	}
	var cache Edge
	var batch []Entry
	var done int64
	for item, err := range src.Items(ctx) {
		if err != nil {
			return report, fmt.Errorf("restore: %w", err)
		}
		if batch = append(batch, item.Entry); len(batch) < page {
			continue
		}
		if err := restore(ctx, db, &cache, done, batch); err != nil {
			return report, fmt.Errorf("restore: %w", err)
		}
		done += int64(len(batch))
		batch = batch[:0]
	}
	if err := restore(ctx, db, &cache, done, batch); err != nil {
		return report, fmt.Errorf("restore: %w", err)
	}
	return report, db.Write(ctx, func(tx *database.Tx) error {
		r, err := Take(tx, &cache)
		if err != nil {
			return err
		}
		// The source could have changed since it was verified.
		if root := r.edge.root(); root != report.Root {
			return damaged(r.first, CheckpointWrong, "root %v verified, %v restored", report.Root, root)
		}
		return tx.Exec(`insert into record_checkpoint (size, note, at) values ($1, $2, $3)`,
			report.Size, string(signed), at.UnixMilli())
	})
}

// restore appends entries to a record that should hold done of them.
func restore(ctx context.Context, db *database.DB, cache *Edge, done int64, entries []Entry) error {
	return db.Write(ctx, func(tx *database.Tx) error {
		r, err := Take(tx, cache)
		if err != nil {
			return err
		}
		if r.Next() != done {
			return fmt.Errorf("%w: it has %d entries", ErrNotEmpty, r.Next())
		}
		for _, e := range entries {
			if _, _, err := r.Append(e); err != nil {
				return err
			}
		}
		return r.Seal(nil, "", time.Time{})
	})
}
