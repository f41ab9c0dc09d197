package main

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/errand"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
)

// importCmd reads an export into a new installation.
type importCmd struct {
	File string `arg:"" placeholder:"FILE.zip" help:"What counterpart export made."`
	Data string `required:"" placeholder:"FOLDER|URL" help:"The new installation: a folder, made if need be, or a postgres:// URL. It must be empty."`
	Keys string `type:"path" placeholder:"FOLDER" help:"Folder of the keys, copied from the old installation. Without it, the folder keys within the data."`
	Key  string `placeholder:"VKEY" help:"The public key that must have signed. Without it, that of the keys' folder, or else the one in the file, which proves less."`
}

func (importCmd) Help() string {
	return `The file is verified before anything is written, and the register is folded afresh. If the import is interrupted, ` +
		`remove the new folder, or empty the database, and begin again.`
}

func (c *importCmd) Run(ctx context.Context, to streams, log *slog.Logger) (err error) {
	z, err := zip.OpenReader(c.File)
	if err != nil {
		return fmt.Errorf("read %s: %w", c.File, err)
	}
	defer z.Close()
	archive, err := record.ReadArchive(z)
	if err != nil {
		return err
	}
	where := dataFlag{Data: c.Data}
	vkey, whose := c.auditKey(archive, where.keys(c.Keys))
	v, err := verifier(vkey)
	if err != nil {
		return err
	}
	audit := clerk.Audit(v)
	m := newMeter(to.Err, "verify")
	audit.Progress = m.tell
	report, err := record.Verify(ctx, archive, audit) // before a folder is made
	m.end()
	if err == nil && report.Withheld > 0 {
		err = fmt.Errorf("%s withheld in it: this export is for the public, and nobody can go on from it", manyAre(report.Withheld, "act"))
	}
	if err != nil {
		return damage(fmt.Errorf("%s: %w", c.File, err))
	}
	lines, err := readRoll(z)
	if err != nil {
		return err
	}
	db, err := database.Open(ctx, c.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := enter(ctx, db, lines); err != nil {
		return err
	}
	m = newMeter(to.Err, "import")
	audit.Progress = m.tell
	if report, err = record.Restore(ctx, db, archive, audit, time.Now()); err == nil {
		err = register.Catch(ctx, db, m.tell)
	}
	m.end()
	if err != nil {
		return fmt.Errorf("%w; what was begun in %s is of no use: remove it and begin again", err, shown(c.Data))
	}
	fmt.Fprintf(to.Out, "%s, root %v, verified by %s and read into %s\n", many(report.Size, "act"), report.Root, whose, shown(c.Data))
	if _, err := record.LoadKey(where.keys(c.Keys), report.Checkpoint.Origin); err != nil {
		fmt.Fprintf(to.Err, "To go on with it, copy the folder of the old installation's keys to %s: neither the key nor the secret is in the export.\n",
			where.keys(c.Keys))
	}
	return nil
}

// auditKey is the key that is to have signed, and where it is from.
func (c *importCmd) auditKey(a *record.Archive, folder string) (vkey, whose string) {
	if c.Key != "" {
		return c.Key, "the key that was given"
	}
	signed, _ := a.Checkpoint(context.Background())
	origin, _, _ := strings.Cut(string(signed), "\n")
	if key, err := record.LoadKey(folder, origin); err == nil {
		return key.VKey, "the key in " + filepath.Clean(folder)
	}
	return a.VKey, "the key that came with it"
}

// enter makes the tables of an installation, and fills the roll. It refuses
// where anything is recorded or anybody known.
func enter(ctx context.Context, db *database.DB, lines []roll.Copied) error {
	return db.Write(ctx, func(tx *database.Tx) error {
		err := errors.Join(record.Migrate(tx), roll.Open(tx), signin.Open(tx), errand.Open(tx), register.OpenSearch(tx))
		if err != nil {
			return err
		}
		size, err := record.Size(tx)
		if err != nil {
			return err
		}
		known := 0
		if err := roll.Copy(tx, func(roll.Copied) error { known++; return nil }); err != nil {
			return err
		}
		if size > 0 || known > 0 {
			return fmt.Errorf("%w: there are %d acts and %d lines in the roll; an import needs a new installation", record.ErrNotEmpty, size, known)
		}
		return roll.Enter(tx, lines)
	})
}

// maxRollLine is the longest line of a roll in bytes: all names and posts of a
// person, each as long as may be.
const maxRollLine = 1 << 20

func readRoll(files fs.FS) (lines []roll.Copied, err error) {
	f, err := files.Open(exportRoll)
	if err != nil {
		return nil, fmt.Errorf("this is not a whole export: %w", err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, maxRollLine)
	for s.Scan() {
		var l roll.Copied
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", exportRoll, len(lines)+1, err)
		}
		lines = append(lines, l)
	}
	return lines, s.Err()
}

// damage gives an error the exit code of what is not in order, if it tells of
// a record or a database that is not.
func damage(err error) error {
	if _, ok := errors.AsType[*record.Damage](err); ok || database.Damaged(err) {
		return exit{exitBad, err}
	}
	return err
}
