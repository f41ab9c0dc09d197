package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
)

// memberCmd is about those who sit in the groups.
type memberCmd struct {
	List memberListCmd `cmd:"" help:"List the members who sit in the groups now."`

	Import memberImportCmd `cmd:"" help:"Enter, correct and appoint the people of a CSV file, all or none."`
	Export memberExportCmd `cmd:"" help:"Write the members as a CSV file."`
	Data   memberDataCmd   `cmd:"" help:"Write everything that is held about a person into a file for them."`
	Erase  memberEraseCmd  `cmd:"" help:"Erase a person; the record still verifies."`

	Invite memberInviteCmd `cmd:"" help:"Print letters of invitation, each with a link that is good once, within 7 days."`
	Link   memberLinkCmd   `cmd:"" name:"signin-link" aliases:"link" help:"Print a link by which a member signs in, once, within 24 hours."`
	Revoke memberRevokeCmd `cmd:"" help:"End everything by which a member is let in: sessions, passkeys, tokens, links."`
}

type memberListCmd struct {
	Where   dataFlag `embed:""`
	Outside bool     `help:"Instead, those on the roll who have never had a seat: speakers, guests, assistants; by identifier."`
}

func (c *memberListCmd) Run(ctx context.Context, to streams) error {
	db, err := c.Where.reading(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if c.Outside {
		return listOutside(ctx, db, to)
	}
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

// listOutside lists those on the roll who have never had a seat: who is on no
// page of a group, and is erased by identifier.
func listOutside(ctx context.Context, db *database.DB, to streams) error {
	w := tabwriter.NewWriter(to.Out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "IDENTIFIER\tNAME\tAFFILIATION\tE-MAIL")
	err := db.Read(ctx, func(tx *database.Tx) error {
		n, err := initiativeOf(tx)
		if err != nil {
			return err
		}
		seated := map[member.ID]bool{}
		for _, s := range n.Standings {
			seated[s.Member] = true
		}
		people, err := roll.People(tx)
		for _, p := range people {
			if !seated[p.Member] {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", p.Member, oneLine(p.Name.In("en", "ru", "kk")), cmp.Or(oneLine(p.Affiliation.In("en", "ru", "kk")), "-"), cmp.Or(p.Email, "-"))
			}
		}
		return err
	})
	if err != nil {
		return err
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
