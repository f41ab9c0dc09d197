package clerktest

import (
	"context"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// Meeting is a call for a meeting of groups, three days from now.
func (f *TaskForce) Meeting(groups ...group.ID) meeting.Call {
	at := f.Time().Add(72 * time.Hour).Truncate(time.Hour)
	c := meeting.Call{Title: text.Words{"en": "Regular meeting"}, Groups: groups, Lang: "en",
		Times: meeting.Times{Start: at, End: at.Add(2 * time.Hour)}}
	for _, g := range groups {
		c.Venues = append(c.Venues, meeting.Room{Group: g, Room: "Hall", Address: "1 Main Street"})
	}
	return c
}

// AskMeeting carries out a command on a meeting, and says how it went.
func (f *TaskForce) AskMeeting(on act.Ref, cmd meeting.Command) (clerk.Receipt, error) {
	return f.Do(context.Background(), clerk.Order{By: f.by, On: on, Turn: -1, Command: cmd})
}

// Meets carries out commands on a meeting, and fails the test if one is not
// carried out. It returns the meeting.
func (f *TaskForce) Meets(on act.Ref, cmds ...meeting.Command) act.Ref {
	f.T.Helper()
	for _, cmd := range cmds {
		r, err := f.AskMeeting(on, cmd)
		if err != nil {
			f.T.Fatalf("%s, %s: %v", f.by, cmd.Name(), err)
		}
		on = r.On
	}
	return on
}

// Gathering is a meeting as somebody sees it in the register.
func (f *TaskForce) Gathering(who member.ID, on act.Ref) (m register.Meeting) {
	f.T.Helper()
	f.Reads(who, func(q register.Questions) (err error) {
		m, err = q.Meeting(on)
		return err
	})
	return m
}
