package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"example.org/counterpart/mail"
)

// serveCmd serves a task force.
type serveCmd struct {
	Data   string `required:"" placeholder:"FOLDER|URL" help:"Where everything is kept: a folder, for the database in a file, or a postgres:// URL."`
	Keys   string `type:"path" placeholder:"FOLDER" help:"Folder of the signing key and the secret. Without it, the folder keys within the data; a postgres:// URL needs it."`
	Origin string `placeholder:"NAME" help:"Name under which the record is signed, like taskforce.example/record. Without it, the one of which there is a key, or a new one."`

	SMTP string  `name:"smtp" placeholder:"URL" help:"Mail relay for sign-in links: smtp://user:password@host:port, or smtps://. Without it links are only printed by the command line."`
	From string  `name:"mail-from" placeholder:"ADDRESS" help:"Address that mail comes from."`
	Rate float64 `default:"5" help:"Acts a second that one member may do; 0 is no limit."`

	MailIn mailInFlags `embed:""`
	Listen listenFlags `embed:""`
}

func (c *serveCmd) Run(ctx context.Context, to streams, log *slog.Logger) error {
	sender, err := mail.New(c.SMTP, c.From)
	if err != nil {
		return exit{exitUsage, err}
	}
	if sender.Sends() && c.Listen.Base == "" {
		return exit{exitUsage, errors.New("--smtp needs --base, the address that people type: links in mail lead there")}
	}
	if _, _, _, err := c.MailIn.read(); err != nil {
		return exit{exitUsage, err}
	}
	sender.Report = func(err error) { log.Error("mail was not sent", "err", err) }
	o, err := openOffice(ctx, officeConfig{Data: c.Data, Keys: c.Keys, Origin: c.Origin, Log: log, Progress: progress(log)})
	if err != nil {
		return err
	}
	in, err := c.MailIn.open(o, sender, c.From, c.Listen.Base, log)
	if err != nil {
		return errors.Join(err, o.Close())
	}
	if err := o.Work(ctx); err != nil {
		return errors.Join(err, o.Close())
	}
	m := media{office: o, mail: sender, rate: c.Rate}
	size, err := o.Size(ctx)
	if err != nil {
		return errors.Join(err, o.Close())
	}
	log.Info("open", "record", o.Key.Signer.Name(), "key", o.Key.VKey, "acts", size)
	ready := func(string) {}
	if size == 0 {
		m.setup = rand.Text()
		ready = func(address string) {
			fmt.Fprintf(to.Err, "This installation is empty. Set the task force up at %s/setup?token=%s\n", address, m.setup)
		}
	}
	endMail, err := in.listen(log)
	if err != nil {
		return errors.Join(err, o.Close())
	}
	err = c.Listen.serve(ctx, to, log, m, ready)
	err = errors.Join(err, endMail())
	waiting, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	sender.Close(waiting) // letters are written from the database
	return errors.Join(err, o.Close())
}

// progress logs how far long work has come, every few seconds.
func progress(log *slog.Logger) func(done, total int64) {
	last := time.Now()
	return func(done, total int64) {
		if time.Since(last) > 3*time.Second {
			last = time.Now()
			log.Info("bringing the register up to date", "acts", done, "of", total)
		}
	}
}
