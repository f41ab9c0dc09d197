package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// refoldCmd folds the register afresh.
type refoldCmd struct {
	Where dataFlag `embed:""`
	Dry   bool     `name:"dry-run" short:"n" help:"Fold into a temporary copy, and report every row of the register that is not as it would be."`
}

func (refoldCmd) Help() string {
	return `The register is the tables that pages are drawn from. It can always be dropped and folded again from the record. ` +
		`With -n the server may run meanwhile, and exit code 3 means that there are differences; without, on a folder, it must not.`
}

func (c *refoldCmd) Run(ctx context.Context, to streams, log *slog.Logger) (err error) {
	m := newMeter(to.Err, "fold")
	if c.Dry {
		db, err := c.Where.reading(ctx)
		if err != nil {
			return err
		}
		defer db.Close()
		d, err := differences(ctx, db, m.tell)
		m.end()
		if err != nil {
			return damage(err)
		}
		for _, line := range d.lines {
			fmt.Fprintln(to.Out, line)
		}
		fmt.Fprintf(to.Out, "%s, %s of the register, %s\n", many(d.acts, "act"), many(d.rows, "row"), many(int64(d.n), "difference"))
		if d.n > 0 {
			return exit{exitBad, errors.New("the register is not what the record says; counterpart refold mends it")}
		}
		return nil
	}
	if _, err := os.Stat(c.Where.Data); err != nil && c.Where.folder() != "" {
		return c.Where.missing(err)
	}
	db, err := database.Open(ctx, c.Where.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var total int64
	if err := register.Drop(ctx, db); err != nil {
		return err
	}
	err = register.Catch(ctx, db, func(done, all int64) { total = all; m.tell(done, all) })
	m.end()
	if err != nil {
		return damage(err)
	}
	fmt.Fprintf(to.Out, "%s folded\n", many(total, "act"))
	return nil
}

// A diff is how a register compares with the record.
type diff struct {
	acts, rows int64
	n          int
	lines      []string // the first mostDifferences
}

const mostDifferences = 1000

// differences folds the record of a database, as it stands at one moment, into
// a temporary one, and compares the registers row by row.
func differences(ctx context.Context, db *database.DB, progress func(done, total int64)) (d diff, err error) {
	folder, err := os.MkdirTemp("", "counterpart-fold-*")
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	scratch, err := database.Open(ctx, folder)
	if err != nil {
		return d, err
	}
	defer scratch.Close()
	err = db.Read(ctx, func(live *database.Tx) error {
		if d.acts, err = copyRecord(ctx, live, scratch); err != nil {
			return err
		}
		if next, ok, err := register.Head(live); err != nil || !ok || next != d.acts {
			return errors.Join(err, fmt.Errorf("the register is at act %d of %d, or of another version: counterpart serve and counterpart refold bring it up to date", next, d.acts))
		}
		if err := register.Catch(ctx, scratch, progress); err != nil {
			return err
		}
		return scratch.Read(ctx, func(folded *database.Tx) error {
			d.rows, err = register.Compare(folded, live, func(one register.Difference) {
				if d.n++; len(d.lines) < mostDifferences {
					d.lines = append(d.lines, one.String())
				}
			})
			return err
		})
	})
	return d, err
}

// copyPage is how many acts are copied in one transaction.
const copyPage = 1000

// copyRecord copies the record and the roll into an empty database, without
// signing anything.
func copyRecord(ctx context.Context, live *database.Tx, to *database.DB) (size int64, err error) {
	err = to.Write(ctx, func(tx *database.Tx) error {
		if err := errors.Join(record.Migrate(tx), roll.Open(tx)); err != nil {
			return err
		}
		var lines []roll.Copied
		put := func() error { err := roll.Enter(tx, lines); lines = lines[:0]; return err }
		err := roll.Copy(live, func(l roll.Copied) error {
			if lines = append(lines, l); len(lines) == copyPage {
				return put()
			}
			return nil
		})
		if err != nil {
			return err
		}
		return put()
	})
	if err != nil {
		return 0, fmt.Errorf("copy the roll: %w", err)
	}
	if size, err = record.Size(live); err != nil {
		return 0, err
	}
	var edge record.Edge
	for next := int64(0); next < size; {
		entries, err := record.Entries(live, next, copyPage)
		if err == nil && len(entries) == 0 {
			err = &record.Damage{Seq: next, What: record.EntryMissing}
		}
		if err != nil {
			return size, err
		}
		err = to.Write(ctx, func(tx *database.Tx) error {
			right, err := record.Take(tx, &edge)
			if err != nil {
				return err
			}
			for _, e := range entries {
				if e.Seq != next {
					return &record.Damage{Seq: next, What: record.EntryMissing}
				}
				if _, _, err := right.Append(e); err != nil {
					return err
				}
				next++
			}
			return right.Seal(nil, "", time.Time{})
		})
		if err != nil {
			return size, err
		}
	}
	return size, nil
}
