package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
)

// memberCmd is about those who sit in the groups.
type memberCmd struct {
	List memberListCmd `cmd:"" help:"List the members who sit in the groups now."`
	Link memberLinkCmd `cmd:"" help:"Print a link by which a member signs in, once, within 24 hours."`

	Import memberImportCmd `cmd:"" help:"Enter, correct and appoint the people of a CSV file, all or none."`
	Export memberExportCmd `cmd:"" help:"Write the members as a CSV file."`
	Data   memberDataCmd   `cmd:"" help:"Write everything that is held about a person into a file for them."`
	Erase  memberEraseCmd  `cmd:"" help:"Erase a person; the record still verifies."`
}

type memberListCmd struct {
	Where dataFlag `embed:""`
}

func (c *memberListCmd) Run(ctx context.Context, to streams) error {
	db, err := c.Where.reading(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	var (
		n      initiative.Initiative
		people map[member.ID]roll.Person
	)
	err = db.Read(ctx, func(tx *database.Tx) error {
		if n, err = initiativeOf(tx); err != nil {
			return err
		}
		var ids []member.ID
		for _, s := range n.Standings {
			ids = append(ids, s.Member)
		}
		people, err = roll.Several(tx, ids...)
		return err
	})
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(to.Out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "SHORT NAME\tNAME\tGROUP\tCAPACITY\tE-MAIL")
	seats := member.In(n.Standings, time.Now())
	slices.SortStableFunc(seats, func(a, b member.Standing) int {
		return cmp.Or(cmp.Compare(slices.Index(n.IDs(), a.Group), slices.Index(n.IDs(), b.Group)),
			cmp.Compare(slices.Index(member.Capacities, a.Capacity), slices.Index(member.Capacities, b.Capacity)))
	})
	for _, s := range seats {
		p := people[s.Member]
		name := p.Name.In("en")
		if p.Erased || name == "" {
			name = "(name erased)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", cmp.Or(p.Slug, "-"), oneLine(name), s.Group, s.Capacity, cmp.Or(p.Email, "-"))
	}
	return w.Flush()
}

// oneLine keeps what a name holds from moving the terminal's cursor.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

type memberLinkCmd struct {
	Who   string   `arg:"" name:"short-name-or-e-mail" help:"Whom it is for: see counterpart member list."`
	Where dataFlag `embed:""`
	Base  string   `default:"http://127.0.0.1:8080" placeholder:"URL" help:"The address at which the pages are served, such as https://taskforce.example."`
}

func (memberLinkCmd) Help() string {
	return "The link can be printed while the server runs. Hand it over so that nobody else reads it: whoever opens it first " +
		"is signed in as that member. It cannot be printed again; a new one can."
}

func (c *memberLinkCmd) Run(ctx context.Context, to streams) error {
	u, err := url.Parse(c.Base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return exit{exitUsage, errors.New("--base must be like https://taskforce.example")}
	}
	db, err := database.OpenBeside(ctx, c.Where.Data)
	if err != nil {
		return c.Where.missing(err)
	}
	defer db.Close()
	now := time.Now()
	var (
		token string
		p     roll.Person
		in    group.ID
	)
	err = db.Write(ctx, func(tx *database.Tx) error {
		if p, err = findPerson(tx, c.Who); err != nil {
			return err
		}
		n, err := initiativeOf(tx)
		if err != nil {
			return err
		}
		seat, ok := member.Of(n.Standings, p.Member, now)
		if !ok {
			return fmt.Errorf("%s does not sit in any group now, and so has nothing to sign in for", c.Who)
		}
		in = seat.Group
		token, err = signin.IssueLink(tx, p.Member, now, signin.PrintedLink)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(to.Out, "%s/signin/%s\n", strings.TrimSuffix(c.Base, "/"), token)
	fmt.Fprintf(to.Err, "For %s, %s: good once, until %s.\n", oneLine(p.Name.In("en")), in,
		now.Add(signin.PrintedLink).UTC().Format("2 January 2006 15:04 UTC"))
	return nil
}

// findPerson finds somebody by address or short name.
func findPerson(tx *database.Tx, who string) (p roll.Person, err error) {
	if strings.Contains(who, "@") {
		p, err = roll.ByEmail(tx, who)
	} else {
		p, err = roll.BySlug(tx, who)
	}
	if no, ok := act.Refused(err); ok && no.Why == act.NotFound {
		return p, fmt.Errorf("nobody is called %s here; see counterpart member list", who)
	}
	return p, err
}
