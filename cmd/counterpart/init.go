package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
)

// initCmd founds a task force from a file.
type initCmd struct {
	File   string `arg:"" placeholder:"FILE.yaml" help:"What the task force is: see below."`
	Data   string `required:"" placeholder:"FOLDER|URL" help:"Where it is to be kept: a folder, made if need be, or a postgres:// URL."`
	Keys   string `type:"path" placeholder:"FOLDER" help:"Folder for the signing key and the secret. Without it, the folder keys within the data; a postgres:// URL needs it."`
	Origin string `placeholder:"NAME" help:"Name under which the record is to be signed for good, like taskforce.example/record. Without it, one is made up."`
	Check  bool   `short:"n" help:"Only look whether the file is in order."`
}

func (initCmd) Help() string {
	return `The file is YAML; doc/example-initiative.yaml is one in full, with every field explained. In short:

  name, mandate              words; in several languages: {en: …, ru: …, kk: …}
  from, to, notice           optional: when it works, and what its pages are to say first
  conveners, funders         lists of {id, name}; funders also legal, form, amount or band, currency, from, to, purpose, status
  dimensions, addressees     lists of {id, name}: what matters are about, whom they address
  groups                     list of {id, name, capital, zone, languages, rule}; at least two
  rules                      the rules of procedure; what is left out is as by default
  members                    list of {slug, name, email, group, capacity, constituency, …}

The whole file is looked through first, and every problem named with its line; then all is done. If that is
interrupted, run the same command with the same file again: it goes on where it was.`
}

func (c *initCmd) Run(ctx context.Context, to streams, log *slog.Logger) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	f, problems, err := readFounding(data)
	if err == nil && len(problems) == 0 {
		problems, err = f.check(ctx)
	}
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintf(to.Err, "%s:%d: %s\n", c.File, p.line, p.what)
	}
	if n := len(problems); n > 0 {
		return exit{exitBad, fmt.Errorf("nothing was founded; %s in %s", many(int64(n), "problem"), c.File)}
	}
	if c.Check {
		fmt.Fprintf(to.Out, "%s is in order.\n", c.File)
		return nil
	}
	o, err := openOffice(ctx, officeConfig{Data: c.Data, Keys: c.Keys, Origin: c.Origin, Log: log})
	if err != nil {
		return err
	}
	if err := f.carryOut(ctx, o, fmt.Sprintf("init/%x/", sha256.Sum256(data))); err != nil {
		return errors.Join(err, o.Close())
	}
	fmt.Fprintf(to.Out, "Founded, with %s and %s. The record is signed by\n  %s\n",
		many(int64(len(f.file.Groups)), "group"), many(int64(len(f.file.Members)), "member"), o.Key.VKey)
	fmt.Fprintf(to.Out, "Next: counterpart serve --data %s, and, for everyone's first link: counterpart member invite SHORT-NAME --data %[1]s\n", shown(c.Data))
	return o.Close()
}

// shown is a place as it may be printed: no password is in it.
func shown(at string) string {
	if (dataFlag{Data: at}).folder() == "" {
		return "postgres://…"
	}
	return at
}

// carryOut founds what the file describes. Each order has a key that begins
// with mark, so that to do it again does only what was not done before.
func (f *founding) carryOut(ctx context.Context, o *office, mark string) error {
	order := func(key string, cmd initiative.Command) error {
		_, err := o.Clerk.Do(ctx, clerk.Order{By: initiative.Operator, On: act.Initiative, Turn: -1, Key: mark + key, Command: cmd})
		return err
	}
	// The founding comes first: if another task force is kept here, it is
	// refused before anything is changed.
	if err := order("found", f.found()); err != nil {
		return err
	}
	ids := make([]member.ID, len(f.file.Members))
	err := o.DB.Write(ctx, func(tx *database.Tx) error {
		for k, m := range f.file.Members {
			id, err := f.entered(tx, m)
			if err != nil {
				return err
			}
			if ids[k] = id; id != "" {
				continue
			}
			ids[k] = roll.NewID()
			if err := roll.Put(tx, m.person(ids[k])); err != nil {
				return fmt.Errorf("%s%s: %w", m.Slug, m.Email, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for k, m := range f.file.Members {
		if err := order(fmt.Sprint(k), m.appoint(ids[k])); err != nil {
			return fmt.Errorf("appoint %s%s: %w", m.Slug, m.Email, err)
		}
	}
	o.Register.ForgetPeople()
	return nil
}

// entered is who a member of the file is if they were entered before; else "".
func (f *founding) entered(tx *database.Tx, m memberForm) (member.ID, error) {
	who := m.Slug
	if who == "" {
		who = m.Email
	}
	find := roll.BySlug
	if m.Slug == "" {
		find = roll.ByEmail
	}
	p, err := find(tx, who)
	if no, refused := act.Refused(err); refused && no.Why == act.NotFound {
		return "", nil
	}
	return p.Member, err
}
