package clerktest

import (
	"context"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// Brief begins a policy brief of groups, in English and Russian, of which both
// are authentic.
func (f *TaskForce) Brief(groups ...group.ID) publication.Begin {
	return publication.Begin{Plan: publication.Plan{
		Facts: publication.Facts{Series: publication.Brief, Groups: groups, Authentic: []string{"en", "ru"}},
		Title: text.Words{"en": "Water between neighbours"}, Authors: []publication.Author{{Name: "Amy Smith", Affiliation: "University of Nowhere"}}}}
}

// AskPublication carries out a command on a publication, and says how it went.
func (f *TaskForce) AskPublication(on act.Ref, cmd publication.Command) (clerk.Receipt, error) {
	return f.Do(context.Background(), clerk.Order{By: f.by, On: on, Turn: -1, Command: cmd})
}

// Prints carries out commands on a publication, and fails the test if one is
// not carried out. What is written is written on the newest version, and renders
// the newest; keys are turned on what is ready. It returns the publication.
func (f *TaskForce) Prints(on act.Ref, cmds ...publication.Command) act.Ref {
	f.T.Helper()
	for _, cmd := range cmds {
		switch c := cmd.(type) {
		case publication.Write:
			p := f.Imprint(f.by, on)
			c.Base = p.Drafts[c.Lang].Hash
			if c.Lang != p.Lead() {
				c.Of = p.Drafts[p.Lead()].Hash
			}
			cmd = c
		case publication.Turn:
			c.Drafts = f.Imprint(f.by, on).Ready()
			cmd = c
		case publication.Force:
			c.Drafts = f.Imprint(f.by, on).Ready()
			cmd = c
		}
		r, err := f.AskPublication(on, cmd)
		if err != nil {
			f.T.Fatalf("%s, %s: %v", f.by, cmd.Name(), err)
		}
		on = r.On
	}
	return on
}

// Imprint is a publication as somebody sees it in the register.
func (f *TaskForce) Imprint(who member.ID, on act.Ref) (p register.Publication) {
	f.T.Helper()
	f.Reads(who, func(q register.Questions) (err error) {
		p, err = q.Publication(on)
		return err
	})
	return p
}
