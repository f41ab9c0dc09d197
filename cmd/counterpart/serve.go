package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"example.org/counterpart/mail"
	"example.org/counterpart/signin"
)

// serveCmd serves a task force.
type serveCmd struct {
	Data   string `required:"" placeholder:"FOLDER|URL" help:"Where everything is kept: a folder, for the database in a file, or a postgres:// URL."`
	Keys   string `type:"path" placeholder:"FOLDER" help:"Folder of the signing key and the secret. Without it, the folder keys within the data; a postgres:// URL needs it."`
	Origin string `placeholder:"NAME" help:"Name under which the record is signed, like taskforce.example/record. Without it, the one of which there is a key, or a new one."`

	SMTP string `name:"smtp" placeholder:"URL" help:"Mail relay for sign-in links, notices and bulletins: smtp://user:password@host:port, or smtps://. Without it links are only printed by the command line, and nobody is written to."`
	From string `name:"mail-from" placeholder:"ADDRESS" help:"Address that mail comes from."`
	DKIM struct {
		Selector string `placeholder:"NAME" help:"Name under which the public half of the DKIM key stands in the domain name system, as NAME._domainkey."`
		Key      string `type:"path" placeholder:"FILE" help:"Private key with which letters are signed: RSA or Ed25519, in PEM. Without it they go unsigned, or the relay signs them."`
	} `embed:"" prefix:"dkim-"`
	Rate float64 `default:"5" help:"Acts a second that one member may do; 0 is no limit."`

	Keep          keepFlags `embed:"" prefix:"keep-"`
	ReadRate      float64   `default:"20" help:"Pages a second that one network address may read, and ten times as many at once; 0 is no limit. This machine is never held back."`
	Organisations string    `type:"path" placeholder:"FILE" help:"Organisations that vouch for their people by OpenID Connect: see doc/operate.md. Needs --base."`

	MailIn mailInFlags `embed:""`
	Listen listenFlags `embed:""`
}

// keepFlags say for how long what is kept of people's coming and going is kept
// at most. They can be shortened and not lengthened.
type keepFlags struct {
	Idle     time.Duration `default:"720h" help:"How long a session lasts that is not used: 720h (30 days) at most."`
	Sessions time.Duration `default:"2160h" help:"How long any session lasts: 2160h (90 days) at most."`
	Over     time.Duration `default:"168h" help:"How long links, tokens and sessions are kept that are over: 168h (7 days) at most."`
	Receipts time.Duration `default:"168h" help:"How long a repeated order is answered with its first receipt. Receipts lie under numbers that lead to nobody."`
}

func (k keepFlags) check() error {
	for _, d := range []time.Duration{k.Idle, k.Sessions, k.Over, k.Receipts} {
		if d < time.Hour {
			return errors.New("what is kept is swept every hour: the --keep- flags must be 1h or more")
		}
	}
	return nil
}

func (k keepFlags) signin() signin.Keep {
	return signin.Keep{Idle: k.Idle, Longest: k.Sessions, Over: k.Over}
}

func (c *serveCmd) Run(ctx context.Context, to streams, log *slog.Logger) error {
	if err := c.Keep.check(); err != nil {
		return exit{exitUsage, err}
	}
	sender, err := mail.New(c.SMTP, c.From)
	if err != nil {
		return exit{exitUsage, err}
	}
	if sender.Sends() && c.Listen.Base == "" {
		return exit{exitUsage, errors.New("--smtp needs --base, the address that people type: links in mail lead there")}
	}
	organisations, err := organisationsIn(c.Organisations)
	if err == nil && len(organisations) > 0 && c.Listen.Base == "" {
		err = exit{exitUsage, errors.New("--organisations needs --base, the address that people type: organisations send theirs back there")}
	}
	if err != nil {
		return err
	}
	if c.DKIM.Key != "" || c.DKIM.Selector != "" {
		if err := sender.Sign(c.DKIM.Selector, c.DKIM.Key); err != nil {
			return exit{exitUsage, err}
		}
	}
	if _, _, _, err := c.MailIn.read(); err != nil {
		return exit{exitUsage, err}
	}
	sender.Report = func(err error) { log.Error("mail was not sent", "err", err) }
	o, err := openOffice(ctx, officeConfig{Data: c.Data, Keys: c.Keys, Origin: c.Origin, Log: log, Progress: progress(log), Keep: c.Keep,
		Mail: sender, Base: c.Listen.Base})
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
	m := media{office: o, mail: sender, rate: c.Rate, readRate: c.ReadRate, organisations: organisations}
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
