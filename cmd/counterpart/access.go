package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
)

// baseFlag says where the pages are that a link leads to.
type baseFlag struct {
	Base string `default:"http://127.0.0.1:8080" placeholder:"URL" help:"The address at which the pages are served, such as https://taskforce.example."`
}

func (f baseFlag) check() error {
	u, err := url.Parse(f.Base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return exit{exitUsage, errors.New("--base must be like https://taskforce.example")}
	}
	return nil
}

func (f baseFlag) link(token string) string {
	return strings.TrimSuffix(f.Base, "/") + "/signin/" + token
}

// An admission is a link for somebody who has a seat.
type admission struct {
	person roll.Person
	seat   member.Standing
	in     group.Group
	force  initiative.Initiative
	token  string
	until  time.Time
}

// admit makes a link for a member.
func admit(tx *database.Tx, who string, now time.Time, lasts time.Duration) (a admission, err error) {
	if a.person, err = findPerson(tx, who); err != nil {
		return a, err
	}
	if a.force, err = initiativeOf(tx); err != nil {
		return a, err
	}
	var ok bool
	if a.seat, ok = member.Of(a.force.Standings, a.person.Member, now); !ok {
		return a, fmt.Errorf("%s does not sit in any group now, and so has nothing to sign in for", who)
	}
	a.in, _ = a.force.Group(a.seat.Group)
	a.until = now.Add(lasts)
	a.token, err = signin.IssueLink(tx, a.person.Member, now, lasts)
	return a, err
}

type memberLinkCmd struct {
	Who   string   `arg:"" name:"short-name-or-e-mail" help:"Whom it is for: see counterpart member list."`
	Where dataFlag `embed:""`
	At    baseFlag `embed:""`
}

func (memberLinkCmd) Help() string {
	return "The link can be printed while the server runs. Hand it over so that nobody else reads it: whoever opens it first " +
		"is signed in as that member, in whatever browser. It cannot be printed again; a new one can."
}

func (c *memberLinkCmd) Run(ctx context.Context, to streams) error {
	if err := c.At.check(); err != nil {
		return err
	}
	db, err := database.OpenBeside(ctx, c.Where.Data)
	if err != nil {
		return c.Where.missing(err)
	}
	defer db.Close()
	var a admission
	err = db.Write(ctx, func(tx *database.Tx) error {
		a, err = admit(tx, c.Who, time.Now(), signin.PrintedLink)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(to.Out, c.At.link(a.token))
	fmt.Fprintf(to.Err, "For %s, %s: good once, until %s.\n", oneLine(a.person.Name.In("en")), a.seat.Group,
		a.until.UTC().Format("2 January 2006 15:04 UTC"))
	return nil
}

type memberInviteCmd struct {
	Who   []string `arg:"" name:"short-name-or-e-mail" help:"Whom to invite: see counterpart member list."`
	Where dataFlag `embed:""`
	At    baseFlag `embed:""`
}

func (memberInviteCmd) Help() string {
	return "Each letter is in its reader's language, and is sent by whoever runs this: by their own mail, or on paper. " +
		"Whoever opens its link first is signed in as that member. All are invited or, if one cannot be, none."
}

func (c *memberInviteCmd) Run(ctx context.Context, to streams) error {
	if err := c.At.check(); err != nil {
		return err
	}
	db, err := database.OpenBeside(ctx, c.Where.Data)
	if err != nil {
		return c.Where.missing(err)
	}
	defer db.Close()
	var all []admission
	var about initiative.Description
	err = db.Write(ctx, func(tx *database.Tx) error {
		for _, who := range c.Who {
			a, err := admit(tx, who, time.Now(), signin.InvitedLink)
			if err != nil {
				return err
			}
			all = append(all, a)
		}
		return nil
	})
	if err == nil {
		err = register.New(db).Ask(ctx, register.Public, func(q register.Questions) error {
			about, err = q.Description()
			return err
		})
	}
	if err != nil {
		return err
	}
	for n, a := range all {
		if n > 0 {
			fmt.Fprint(to.Out, "\f\n")
		}
		fmt.Fprint(to.Out, c.letter(a, about))
	}
	return nil
}

// letter is an invitation in its reader's language and time.
func (c *memberInviteCmd) letter(a admission, about initiative.Description) string {
	lang := locale.Lang(a.person.Lang)
	if !lang.Valid() {
		lang = locale.English
	}
	said := func(w map[string]string) string {
		for _, l := range []locale.Lang{lang, locale.English, locale.Russian, locale.Kazakh} {
			if w[string(l)] != "" {
				return oneLine(w[string(l)])
			}
		}
		return ""
	}
	zone, err := time.LoadLocation(a.in.Zone)
	if err != nil {
		zone = time.UTC
	}
	p := locale.For(lang).In(locale.Zone{City: said(a.in.Capital), Location: zone})
	to := ""
	if a.person.Email != "" {
		to = "<" + oneLine(a.person.Email) + ">\n\n"
	}
	return to + strings.Join([]string{
		p.T("mail.greeting", said(a.person.Name)),
		p.T("invite.text", said(about.Name), said(a.in.Name), p.T(a.seat.Capacity.Key())),
		p.T("invite.link", p.DateTime(a.until)),
		c.At.link(a.token),
		p.T("invite.after"),
	}, "\n\n") + "\n"
}

type memberRevokeCmd struct {
	Who   string   `arg:"" name:"short-name-or-e-mail" help:"Whose access ends: see counterpart member list."`
	Where dataFlag `embed:""`
}

func (memberRevokeCmd) Help() string {
	return "For a lost device, or somebody who has left. A running server knows within 5 seconds. The seat stays: whoever has " +
		"one can ask for a new link by mail, so end the seat first, on the page Groups, if they are to stay out."
}

func (c *memberRevokeCmd) Run(ctx context.Context, to streams) error {
	db, err := database.OpenBeside(ctx, c.Where.Data)
	if err != nil {
		return c.Where.missing(err)
	}
	defer db.Close()
	var ended signin.Ended
	err = db.Write(ctx, func(tx *database.Tx) error {
		p, err := findPerson(tx, c.Who)
		if err == nil {
			ended, err = signin.EndAccess(tx, p.Member)
		}
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(to.Out, "Ended: sessions %d, passkeys %d, tokens %d, links %d.\n", ended.Sessions, ended.Passkeys, ended.Tokens, ended.Links)
	return nil
}
