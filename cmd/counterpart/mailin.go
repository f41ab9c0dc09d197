package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/errand"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/inbox"
	"example.org/counterpart/mail/reply"
	"example.org/counterpart/member"
)

// mailInFlags say how replies by mail come in.
type mailInFlags struct {
	MailIn             string `placeholder:"URL" help:"Take replies by mail: lmtp://127.0.0.1:2424 or lmtp:///run/counterpart/lmtp.sock (or smtp://) from the mail server on this machine, or imaps://user@host/INBOX?move=FOLDER out of a mailbox. Without it none are taken."`
	MailReply          string `placeholder:"ADDRESS" help:"Mailbox of replies, like reply@taskforce.example: members reply to reply+…@taskforce.example."`
	MailInPassword     string `placeholder:"PASSWORD" help:"Password of the mailbox. Better given by its environment variable, or in a file."`
	MailInPasswordFile string `type:"path" placeholder:"FILE" help:"File that holds the password of the mailbox."`
	MailInCA           string `name:"mail-in-ca" type:"path" placeholder:"FILE" help:"Certificates, in PEM, of which the mail server must have one if its own is known to nobody else. Without it, those that this machine trusts."`
}

// read checks the flags; on is false if no mail is taken.
func (f mailInFlags) read() (source inbox.Source, password string, on bool, err error) {
	if f.MailIn == "" {
		if f.MailReply != "" {
			err = errors.New("--mail-reply needs --mail-in: nobody shall be asked to reply where nobody reads")
		}
		return source, "", false, err
	}
	if source, err = inbox.ReadSource(f.MailIn); err != nil {
		return source, "", false, fmt.Errorf("--mail-in: %w", err)
	}
	if err := reply.CheckBox(f.MailReply); err != nil {
		return source, "", false, fmt.Errorf("--mail-reply: %w", err)
	}
	password = f.MailInPassword
	if f.MailInPasswordFile != "" {
		text, err := os.ReadFile(f.MailInPasswordFile)
		if err != nil {
			return source, "", false, fmt.Errorf("read the password of the mailbox: %w", err)
		}
		password = strings.TrimRight(string(text), "\r\n")
	}
	if !source.Listens() && password == "" {
		return source, "", false, errors.New("--mail-in: the mailbox needs a password, in COUNTERPART_MAIL_IN_PASSWORD or --mail-in-password-file")
	}
	return source, password, true, nil
}

// trust reads whose certificates the mail server may have; nil for whoever this
// machine trusts.
func (f mailInFlags) trust() (*tls.Config, error) {
	if f.MailInCA == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(f.MailInCA)
	if err != nil {
		return nil, fmt.Errorf("--mail-in-ca: %w", err)
	}
	config, err := inbox.Trust(pem)
	if err != nil {
		return nil, fmt.Errorf("--mail-in-ca %s: %w", f.MailInCA, err)
	}
	return config, nil
}

// mailIn is how replies by mail come in, once it is open.
type mailIn struct {
	source   inbox.Source
	password string
	desk     *inbox.Desk
}

// open prepares to take mail for an office; nil if none is to be taken.
func (f mailInFlags) open(o *office, sender *mail.Sender, from, base string, log *slog.Logger) (*mailIn, error) {
	source, password, on, err := f.read()
	if err != nil || !on {
		return nil, err
	}
	in := &mailIn{source, password, &inbox.Desk{Clerk: o.Clerk, Mail: sender, Box: f.MailReply, Base: base, Place: o.Place, Lookup: lookup, Log: log,
		Outbox: o.Box}}
	if a, err := mail.ReadAddress(from); err == nil {
		in.desk.From = a.Email
	}
	if o.Post != nil {
		o.Post.Writer.ReplyTo = func(who member.ID, on act.Ref) string {
			return reply.Address(o.Clerk.Secret, f.MailReply, who, on)
		}
		o.Post.Writer.Return = func(letter, mark string) string {
			return reply.Return(o.Clerk.Secret, f.MailReply, letter, mark)
		}
	}
	if !source.Listens() {
		box := &inbox.Mailbox{Source: source, Password: password, Desk: in.desk}
		if box.TLS, err = f.trust(); err != nil {
			return nil, err
		}
		o.also = append(o.also, errand.Errand{Name: "mail-in", Every: time.Minute, Round: box.Round})
	}
	return in, nil
}

// listen begins to take mail that is brought, and returns how to end that.
func (in *mailIn) listen(log *slog.Logger) (end func() error, err error) {
	if in == nil || !in.source.Listens() {
		return func() error { return nil }, nil
	}
	l, err := inbox.Listen(in.source, in.desk)
	if err != nil {
		return nil, err
	}
	log.Info("taking mail", "at", l.Addr().String())
	return l.Close, nil
}

// lookupTime is how long the DNS may take over one key.
const lookupTime = 5 * time.Second

// lookup asks the DNS for TXT records.
func lookup(name string) ([]string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lookupTime)
	defer cancel()
	return net.DefaultResolver.LookupTXT(ctx, name)
}
