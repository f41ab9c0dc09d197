package clerktest

import (
	"context"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/conference"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// Conference announces a public conference of groups, in Astana, thirty days
// from now and of two days.
func (f *TaskForce) Conference(groups ...group.ID) conference.Announce {
	from := f.Time().Add(30 * 24 * time.Hour)
	return conference.Announce{Announcement: conference.Announcement{
		Title: text.Words{"en": "Trust on two shores", "ru": "Доверие на двух берегах"}, City: text.Words{"en": "Astana", "ru": "Астана"},
		Groups: groups, Public: true, Zone: "Asia/Almaty", Langs: []string{"en", "ru"},
		From: from.Format(time.DateOnly), To: from.AddDate(0, 0, 1).Format(time.DateOnly)}}
}

// AskConference carries out a command on a conference, and says how it went.
func (f *TaskForce) AskConference(on act.Ref, cmd conference.Command) (clerk.Receipt, error) {
	return f.Do(context.Background(), clerk.Order{By: f.by, On: on, Turn: -1, Command: cmd})
}

// Confers carries out commands on a conference, and fails the test if one is
// not carried out. A programme is drafted on the newest, and the newest
// released. It returns the conference.
func (f *TaskForce) Confers(on act.Ref, cmds ...conference.Command) act.Ref {
	f.T.Helper()
	for _, cmd := range cmds {
		switch c := cmd.(type) {
		case conference.DraftProgramme:
			c.Base = f.Congress(f.by, on).Draft.Hash
			cmd = c
		case conference.Release:
			c.Draft = f.Congress(f.by, on).Draft.Hash
			cmd = c
		}
		r, err := f.AskConference(on, cmd)
		if err != nil {
			f.T.Fatalf("%s, %s: %v", f.by, cmd.Name(), err)
		}
		on = r.On
	}
	return on
}

// Congress is a conference as somebody sees it in the register.
func (f *TaskForce) Congress(who member.ID, on act.Ref) (c register.Conference) {
	f.T.Helper()
	f.Reads(who, func(q register.Questions) (err error) {
		c, err = q.Conference(on)
		return err
	})
	return c
}
