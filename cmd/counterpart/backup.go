package main

import (
	"context"
	"errors"
	"fmt"

	"example.org/counterpart/database"
)

// backupCmd copies the database.
type backupCmd struct {
	File  string   `arg:"" placeholder:"FILE.db" help:"The file to make."`
	Where dataFlag `embed:""`
}

func (backupCmd) Help() string {
	return `The copy is of one moment, and can be made while the server runs. To go back to it, put it into a folder as ` +
		`counterpart.db, with the keys beside it in the folder keys. It holds people's addresses and every caucus; the keys are ` +
		`not in it, and are to be copied separately. PostgreSQL has tools of its own for this, such as pg_dump.`
}

func (c *backupCmd) Run(ctx context.Context, to streams) error {
	db, err := c.Where.reading(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Backup(ctx, c.File); err != nil {
		if errors.Is(err, database.ErrUsePgDump) {
			return err
		}
		return damage(err)
	}
	fmt.Fprintf(to.Out, "%s\n", c.File)
	fmt.Fprintln(to.Err, "The keys are not in it: copy their folder separately.")
	return nil
}
