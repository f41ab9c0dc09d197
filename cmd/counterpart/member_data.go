package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/dossier"
	"example.org/counterpart/locale"
	"example.org/counterpart/roll"
)

// memberDataCmd writes everything that is held about a person.
type memberDataCmd struct {
	Who   string   `arg:"" name:"who" help:"The member's identifier, short name, or e-mail address."`
	Where dataFlag `embed:""`
	To    string   `short:"o" type:"path" placeholder:"FILE.zip" help:"Where to write it; without it, the member's identifier and .zip."`
	Lang  string   `enum:"en,ru,kk," default:"" help:"Language of the page in it; without it, the person's own."`
}

func (memberDataCmd) Help() string {
	return "A ZIP file with about.html, for people, and data.json, for programs. It holds what the person may know of themselves: hand " +
		"it to nobody else."
}

func (c *memberDataCmd) Run(ctx context.Context, to streams) error {
	db, err := c.Where.reading(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	var p roll.Person
	err = db.Read(ctx, func(tx *database.Tx) error {
		p, err = anyPerson(tx, c.Who)
		return err
	})
	if err != nil {
		return err
	}
	d, err := dossier.Of(ctx, db, p.Member, time.Now())
	if err != nil {
		return err
	}
	lang := locale.Lang(p.Lang)
	if c.Lang != "" || !lang.Valid() {
		lang = locale.Match(c.Lang)
	}
	file, err := d.Zip(ctx, locale.For(lang))
	if err != nil {
		return err
	}
	if c.To == "" {
		c.To = string(p.Member) + ".zip"
	}
	f, err := os.OpenFile(c.To, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(file); err != nil {
		return errors.Join(err, f.Close())
	}
	fmt.Fprintf(to.Err, "Written to %s.\n", c.To)
	return f.Close()
}

// memberEraseCmd erases a person.
type memberEraseCmd struct {
	Who   string `arg:"" name:"who" help:"The member's identifier, short name, or e-mail address."`
	Data  string `required:"" placeholder:"FOLDER|URL" help:"The installation: a folder or a postgres:// URL."`
	Keys  string `type:"path" placeholder:"FOLDER" help:"Folder of the signing key and the secret. Without it, the folder keys within the data."`
	Words bool   `help:"Erase also what they said under their name: the discussion will have holes."`
	Yes   bool   `help:"Do it. Without this, only say what would happen."`
}

func (memberEraseCmd) Help() string {
	return "Name, address, posts, biography, photograph, sessions and tokens go for good, and a seat that is held ends. The record " +
		"stays as it is and verifies; pages say \"a member of the group\". Backups and exports made before still hold everything: " +
		"after restoring one, erase again. A database in a folder must not be in use by a server; members can do the same on " +
		"their pages while it runs."
}

func (c *memberEraseCmd) Run(ctx context.Context, to streams, log *slog.Logger) error {
	if !c.Yes {
		fmt.Fprintf(to.Out, "This would erase %s for good. To do it, add --yes.\n", oneLine(c.Who))
		return nil
	}
	o, err := openOffice(ctx, officeConfig{Data: c.Data, Keys: c.Keys, Log: log})
	if err != nil {
		return err
	}
	var p roll.Person
	err = o.DB.Read(ctx, func(tx *database.Tx) error {
		p, err = anyPerson(tx, c.Who)
		return err
	})
	if err == nil {
		err = o.Clerk.Forget(ctx, p.Member, c.Words, dossier.Forgets()...)
	}
	if err == nil {
		fmt.Fprintf(to.Out, "%s is erased.\n", p.Member)
	}
	return errors.Join(err, o.Close())
}
