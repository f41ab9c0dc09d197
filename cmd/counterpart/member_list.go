package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/roster"
)

// memberImportCmd takes a list of members as CSV.
type memberImportCmd struct {
	File   string `arg:"" type:"path" placeholder:"FILE.csv" help:"The list: see counterpart member export for its columns."`
	Data   string `required:"" placeholder:"FOLDER|URL" help:"The installation: a folder or a postgres:// URL."`
	Keys   string `type:"path" placeholder:"FOLDER" help:"Folder of the signing key and the secret. Without it, the folder keys within the data."`
	Group  string `placeholder:"GROUP" help:"The group of rows that ask for a seat and name no group."`
	DryRun bool   `help:"Only say what is wrong with the file, or what would become of it."`
	Lang   string `default:"en" enum:"en,ru,kk" help:"In which language to say so."`
}

func (memberImportCmd) Help() string {
	return "Every problem is listed with its line and column, and then nothing is changed. A file that is in order is taken whole or " +
		"not at all: the people and their seats are one transaction. The appointments are the operator's acts. To import a file again " +
		"changes nothing. But for a dry run, a database in a folder must not be in use by a server."
}

func (c *memberImportCmd) Run(ctx context.Context, to streams, log *slog.Logger) error {
	file, err := readAtMost(c.File, roster.MaxFile+1)
	if err != nil {
		return err
	}
	rows, wrong := roster.Read(file)
	if c.DryRun {
		db, err := dataFlag{Data: c.Data}.reading(ctx)
		if err != nil {
			return err
		}
		defer db.Close()
		plan, err := c.plan(ctx, db, rows, wrong, to)
		if err == nil {
			c.tell(to, plan, "Nothing was changed. It would be: ")
		}
		return err
	}
	o, err := openOffice(ctx, officeConfig{Data: c.Data, Keys: c.Keys, Log: log})
	if err != nil {
		return err
	}
	plan, err := c.plan(ctx, o.DB, rows, wrong, to)
	if err == nil {
		err = o.Clerk.Bring(ctx, initiative.Operator, fmt.Sprintf("member import/%x/%d", sha256.Sum256(file), time.Now().UnixNano()), plan.People, plan.Appoint,
			func(tx *database.Tx) error {
				_, err := application.Settle(tx, o.Clerk.Now(), plan.Seated()...)
				return err
			})
	}
	if err == nil {
		c.tell(to, plan, "")
	}
	return errors.Join(err, o.Close())
}

// plan plans what becomes of the rows, or prints all that is wrong with them.
func (c *memberImportCmd) plan(ctx context.Context, db *database.DB, rows []roster.Row, wrong []roster.Problem, to streams) (plan roster.Plan, err error) {
	err = db.Read(ctx, func(tx *database.Tx) error {
		n, err := initiativeOf(tx)
		if err != nil || len(rows) == 0 {
			return err
		}
		people, err := roll.People(tx)
		if err != nil {
			return err
		}
		var more []roster.Problem
		plan, more = roster.Make(rows, roster.Now{Initiative: n, At: time.Now(), By: member.Standing{Member: initiative.Operator},
			People: people, Group: group.ID(c.Group), NewID: roll.NewID})
		wrong = append(wrong, more...)
		return nil
	})
	if err != nil || len(wrong) == 0 {
		return plan, err
	}
	p := locale.For(locale.Lang(c.Lang))
	for _, w := range wrong {
		fmt.Fprintf(to.Out, "%s:%d: %s%s\n", c.File, max(w.Line, 1), column(w.Column), oneLine(p.Say(w.Reason)))
	}
	return plan, exit{exitBad, fmt.Errorf("%s wrong with %s; nothing was changed", manyAre(int64(len(wrong)), "thing"), c.File)}
}

func column(name string) string {
	if name == "" {
		return ""
	}
	return oneLine(name) + ": "
}

func (c *memberImportCmd) tell(to streams, plan roster.Plan, before string) {
	fmt.Fprintf(to.Out, "%s%d entered, %d corrected, %s given, %d known already.\n", before, plan.Entered, plan.Corrected,
		many(int64(len(plan.Appoint)), "seat"), plan.Unchanged)
}

// readAtMost reads a file, at most so many bytes of it.
func readAtMost(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// memberExportCmd writes the members as CSV.
type memberExportCmd struct {
	Where dataFlag `embed:""`
	Group string   `placeholder:"GROUP" help:"Of this group only."`
	On    string   `placeholder:"DAY" help:"Who sat on that day, such as 2009-11-02, instead of now."`
	To    string   `short:"o" type:"path" placeholder:"FILE.csv" help:"Where to write it; without it, to the screen."`
}

func (memberExportCmd) Help() string {
	return "Addresses are in it. Cells that a spreadsheet would take for a formula have an apostrophe before them. Former posts and " +
		"photographs are not in it: see counterpart export for everything."
}

func (c *memberExportCmd) Run(ctx context.Context, to streams) (err error) {
	at := time.Now()
	if c.On != "" {
		day, err := time.Parse(time.DateOnly, c.On)
		if err != nil {
			return exit{exitUsage, errors.New("--on must be a day like 2009-11-02")}
		}
		at = day.Add(24*time.Hour - time.Millisecond)
	}
	db, err := c.Where.reading(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	out := to.Out
	if c.To != "" {
		f, err := os.OpenFile(c.To, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		out = f
	}
	return db.Read(ctx, func(tx *database.Tx) error {
		n, err := initiativeOf(tx)
		if err != nil {
			return err
		}
		if _, known := n.Group(group.ID(c.Group)); c.Group != "" && !known {
			return fmt.Errorf("there is no group %s", c.Group)
		}
		var ids []member.ID
		for _, s := range member.In(n.Standings, at) {
			ids = append(ids, s.Member)
		}
		people, err := roll.Several(tx, ids...)
		if err != nil {
			return err
		}
		return roster.Write(out, n, people, group.ID(c.Group), at)
	})
}

// anyPerson finds somebody by address, short name, or identifier.
func anyPerson(tx *database.Tx, who string) (roll.Person, error) {
	p, err := roll.Find(tx, member.ID(who))
	if no, refused := act.Refused(err); refused && no.Why == act.NotFound {
		return findPerson(tx, who)
	}
	return p, err
}
