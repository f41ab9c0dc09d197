package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// A gathering is one meeting of meetings.yaml.
type gathering struct {
	Title      text.Words
	Problem    string
	Groups     []group.ID
	Public     bool
	Restricted []string // the short names of those invited
	Lang       string
	Start      string // in the zone of whoever calls it
	Minutes    int    // how long it is
	Rooms      []room
	Course     []step

	ref act.Ref
}

type room struct {
	Group                      group.ID
	Room, Address, Link, Chair string
}

// A step is one thing that somebody of the cast does in a meeting: what it is
// is told by the one field that is there.
type step struct {
	At, By  string
	Call    bool
	Item    *item
	Convene bool
	Attend  *attendance
	Take    int // the number of an item, in the order in which they were put
	End     *ending
	Adjourn bool
	Minute  []part
	Approve bool
	Assign  *task
	Done    string // what came of the first task that is open

	at time.Time
	of *gathering
	do func() error // what is done instead, if it is in no meeting
}

type item struct {
	Title      text.Words
	Note       string
	Matter     string // as the transcripts call it
	Asks       meeting.Ask
	Minutes    int
	Rapporteur string
	Rule       bool
}

type attendance struct {
	Venue   group.ID
	Present []string
}

type ending struct {
	Item  int
	Note  string
	Spoke []string
}

type part struct {
	Item  int
	Of    group.ID
	Words string
}

type task struct {
	What, Owner string
	Group       group.ID
	Due, Matter string
	Item        int
}

const minute = "2006-01-02 15:04"

// meetings returns every step of every meeting, in the order of their instants.
func meetings(zone func(string) *time.Location) ([]*step, error) {
	var all []*gathering
	if err := read("meetings.yaml", &all); err != nil {
		return nil, err
	}
	var steps []*step
	for _, g := range all {
		for n := range g.Course {
			s := &g.Course[n]
			s.of = g
			in := zone(s.By)
			if in == nil {
				return nil, fmt.Errorf("demo/meetings.yaml, %q: nobody is called %q", g.Title["en"], s.By)
			}
			at, err := time.ParseInLocation(minute, s.At, in)
			if err != nil {
				return nil, fmt.Errorf("demo/meetings.yaml, %q: %w", g.Title["en"], err)
			}
			s.at = at
			steps = append(steps, s)
		}
	}
	inOrder(steps)
	return steps, nil
}

// inOrder puts steps in the order of their instants.
func inOrder(steps []*step) {
	slices.SortStableFunc(steps, func(a, b *step) int { return cmp.Compare(a.at.Unix(), b.at.Unix()) })
}

// gather carries out the steps that come before an instant.
func (p *player) gather(ctx context.Context, until time.Time) error {
	for len(p.steps) > 0 && p.steps[0].at.Before(until) {
		s := p.steps[0]
		p.steps = p.steps[1:]
		if err := p.pass(ctx, s.at); err != nil {
			return err
		}
		if s.do != nil {
			if err := s.do(); err != nil {
				return err
			}
			continue
		}
		if err := p.step(ctx, s); err != nil {
			return fmt.Errorf("demo/meetings.yaml, %q, %s: %w", s.of.Title["en"], s.At, inEnglish(err))
		}
	}
	return nil
}

func (p *player) step(ctx context.Context, s *step) error {
	var m register.Meeting
	by := p.members[s.By]
	if s.of.ref != "" {
		reader, err := p.clerk.Register.Reader(ctx, by, s.at)
		if err != nil {
			return err
		}
		err = p.clerk.Register.Ask(ctx, reader, func(q register.Questions) (err error) {
			m, err = q.Meeting(s.of.ref)
			return err
		})
		if err != nil {
			return err
		}
	}
	cmd, err := p.meets(s, m.Meeting)
	if err != nil {
		return err
	}
	r, err := p.clerk.Do(ctx, clerk.Order{By: by, On: s.of.ref, Turn: -1, Command: cmd})
	s.of.ref = r.On
	switch cmd.(type) {
	case meeting.TakeUp:
		p.sitting = s.of
	case meeting.Conclude:
		p.sitting = nil
	}
	return err
}

// meets is the command of a step.
func (p *player) meets(s *step, m meeting.Meeting) (meeting.Command, error) {
	nth := func(n int) meeting.ItemID {
		if n < 1 || n > len(m.Items) {
			return ""
		}
		return m.Items[n-1].ID
	}
	switch {
	case s.Call:
		return p.call(s)
	case s.Item != nil:
		i := s.Item
		return meeting.PutItem{Title: i.Title, Note: i.Note, Matter: p.ref(i.Matter), Asks: i.Asks, Minutes: i.Minutes,
			Rapporteur: p.members[i.Rapporteur], Rule: i.Rule}, nil
	case s.Convene:
		return meeting.Convene{}, nil
	case s.Attend != nil:
		return meeting.Attend{Venue: s.Attend.Venue, Present: p.ids(s.Attend.Present)}, nil
	case s.Take > 0:
		return meeting.TakeUp{Item: nth(s.Take)}, nil
	case s.End != nil:
		return meeting.Conclude{Item: nth(s.End.Item), Note: s.End.Note, Spoke: p.ids(s.End.Spoke)}, nil
	case s.Adjourn:
		return meeting.Adjourn{}, nil
	case s.Minute != nil:
		c := meeting.Minute{Base: m.Minutes.Version}
		for n, w := range s.Minute {
			id := ""
			if n < len(m.Minutes.Parts) {
				id = m.Minutes.Parts[n].ID
			}
			c.Parts = append(c.Parts, meeting.PartWords{ID: id, Item: nth(w.Item), Of: w.Of, Words: w.Words})
		}
		return c, nil
	case s.Approve:
		return meeting.Approve{Version: m.Minutes.Version}, nil
	case s.Assign != nil:
		t := s.Assign
		return meeting.Assign{What: t.What, Group: t.Group, Owner: p.members[t.Owner], Due: t.Due, Item: nth(t.Item), Matter: p.ref(t.Matter)}, nil
	case s.Done != "" && len(m.Open()) > 0:
		return meeting.Discharge{Task: m.Open()[0].ID, Result: s.Done}, nil
	}
	return nil, fmt.Errorf("nothing is done")
}

func (p *player) call(s *step) (meeting.Command, error) {
	start, err := time.ParseInLocation(minute, s.of.Start, s.at.Location())
	if err != nil {
		return nil, err
	}
	g := s.of
	c := meeting.Call{Title: g.Title, Problem: g.Problem, Groups: g.Groups, Public: g.Public, Lang: g.Lang,
		Restricted: len(g.Restricted) > 0, Invited: p.ids(g.Restricted),
		Times: meeting.Times{Start: start, End: start.Add(time.Duration(g.Minutes) * time.Minute)}}
	for _, r := range g.Rooms {
		c.Venues = append(c.Venues, meeting.Room{Group: r.Group, Room: r.Room, Address: r.Address, Link: r.Link, Chair: p.members[r.Chair]})
	}
	return c, nil
}

func (p *player) ids(names []string) (ids []member.ID) {
	for _, name := range names {
		ids = append(ids, p.members[name])
	}
	return ids
}

func (p *player) ref(matter string) act.Ref {
	if m := p.matters[matter]; m != nil {
		return m.ref
	}
	return ""
}

// inMeeting makes an answer or a decision one of the meeting that is at its
// item.
func (p *player) inMeeting(cmd procedure.Command) procedure.Command {
	if p.sitting == nil {
		return cmd
	}
	switch c := cmd.(type) {
	case procedure.Consider:
		c.Meeting = p.sitting.ref
		return c
	case procedure.RecordMeeting:
		c.Meeting = p.sitting.ref
		return c
	}
	return cmd
}
