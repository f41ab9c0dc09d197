package demo

import (
	"context"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/holiday"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
	"example.org/counterpart/transcript"
)

// Play founds the task force in an empty record, enters the cast, and carries
// out every line of every transcript at its instant. The clerk must run, and
// take the time from what setNow sets.
func Play(ctx context.Context, c *clerk.Clerk, setNow func(time.Time)) error {
	found, cast, err := Describe()
	if err != nil {
		return err
	}
	zone := zones(found.Groups, cast)
	lines, err := course(zone)
	if err != nil {
		return err
	}
	steps, err := meetings(zone)
	if err != nil {
		return err
	}
	p := &player{clerk: c, setNow: setNow, members: map[string]member.ID{}, matters: map[string]*matter{}, steps: steps}
	setNow(Founded)
	if err := p.found(ctx, found, cast); err != nil {
		return fmt.Errorf("found the task force of the demonstration: %w", err)
	}
	var ids []group.ID
	for _, g := range found.Groups {
		ids = append(ids, g.ID)
	}
	if err := p.conferences(ctx, zone, ids); err != nil {
		return err
	}
	if err := p.publications(ctx, zone, ids); err != nil {
		return err
	}
	for _, l := range lines {
		if err := p.line(ctx, l); err != nil {
			return err
		}
	}
	if err := p.gather(ctx, Present); err != nil {
		return err
	}
	return p.pass(ctx, Present)
}

// A player carries out transcripts.
type player struct {
	clerk   *clerk.Clerk
	setNow  func(time.Time)
	members map[string]member.ID // by short name
	matters map[string]*matter   // by the transcripts' names
	steps   []*step              // of meetings, that are still to come
	sitting *gathering           // the meeting that is at an item; nil if none is
	next    time.Time            // when the next open decision closes; zero if none is open
}

// A matter is what later lines need to know of earlier ones.
type matter struct {
	ref    act.Ref
	moment transcript.Moment
	closes time.Time // of the decision last moved, if it was not for a meeting
}

// rests puts in the holidays of a group's capital.
func (p *player) rests(ctx context.Context, g group.ID) error {
	list, err := files.ReadFile("data/holidays_" + string(g) + ".csv")
	if err != nil {
		return err
	}
	all, err := holiday.Read(string(list), "")
	if err != nil {
		return err
	}
	return p.clerk.DB.Write(ctx, func(tx *database.Tx) error {
		if err := holiday.Open(tx); err != nil {
			return err
		}
		return holiday.Put(tx, g, all...)
	})
}

func (p *player) found(ctx context.Context, found initiative.Found, cast []Cast) error {
	govern := func(cmd initiative.Command) error {
		_, err := p.clerk.Do(ctx, clerk.Order{By: initiative.Operator, On: act.Initiative, Turn: -1, Command: cmd})
		return inEnglish(err)
	}
	if err := govern(found); err != nil {
		return err
	}
	people := make([]roll.Person, len(cast))
	for n, c := range cast {
		people[n], p.members[c.Person.Slug] = c.Person, c.Person.Member
	}
	if err := p.clerk.Enroll(ctx, people...); err != nil {
		return fmt.Errorf("enter the cast on the roll: %w", inEnglish(err))
	}
	for _, g := range found.Groups {
		if err := p.rests(ctx, g.ID); err != nil {
			return fmt.Errorf("put in the holidays of %s: %w", g.ID, inEnglish(err))
		}
	}
	for _, c := range cast {
		err := govern(initiative.Appoint{Member: c.Person.Member, Group: c.Group, Capacity: c.Capacity, Constituency: c.Constituency})
		if err != nil {
			return fmt.Errorf("appoint %s: %w", c.Person.Slug, err)
		}
	}
	return p.declare(ctx)
}

// declare has the cast speak of their interests, a while after they were seated.
func (p *player) declare(ctx context.Context) error {
	all, err := interests()
	if err != nil {
		return err
	}
	p.setNow(Founded.Add(72 * time.Hour))
	for _, d := range all {
		_, err := p.clerk.Do(ctx, clerk.Order{By: p.members[d.By], On: act.Initiative, Turn: -1, Command: d.command()})
		if err != nil {
			return fmt.Errorf("demo/interests.yaml, %s: %w", d.By, inEnglish(err))
		}
	}
	return nil
}

// line carries out one line.
func (p *player) line(ctx context.Context, l transcript.Line) error {
	if err := p.gather(ctx, l.At); err != nil {
		return err
	}
	if err := p.pass(ctx, l.At); err != nil {
		return fmt.Errorf("%s:%d: %w", l.File, l.No, err)
	}
	if l.Who == transcript.Clock {
		return nil // the clock has acted by itself
	}
	m := p.matters[l.Matter]
	if m == nil {
		m = &matter{moment: transcript.Moment{Said: map[string]act.Hash{}, Member: func(name string) (member.ID, bool) {
			id, ok := p.members[name]
			return id, ok
		}}}
		p.matters[l.Matter] = m
	}
	if len(l.Kept) > 0 {
		if err := p.readBase(ctx, l, m); err != nil {
			return fmt.Errorf("%s:%d: %w", l.File, l.No, err)
		}
	}
	cmd, err := l.Command(m.moment)
	if err != nil {
		return err
	}
	o := clerk.Order{By: p.members[l.Who], On: m.ref, Turn: -1, Command: p.inMeeting(cmd)}
	if l.Via != "" {
		o.By, o.For = p.members[l.Via], o.By
	}
	receipt, err := p.clerk.Do(ctx, o)
	if err != nil {
		return fmt.Errorf("%s:%d: %s, %s: %w", l.File, l.No, l.Who, cmd.Name(), inEnglish(err))
	}
	m.ref = receipt.On
	p.learn(l, m, cmd, receipt)
	return nil
}

// pass lets the time pass, and deadlines with it.
func (p *player) pass(ctx context.Context, until time.Time) error {
	for !p.next.IsZero() && !p.next.After(until) {
		at := p.next
		p.setNow(at)
		if _, err := p.clerk.Tick(ctx); err != nil {
			return fmt.Errorf("the clock at %v: %w", at, err)
		}
		p.next = time.Time{}
		for _, m := range p.matters {
			if m.closes.After(at) && (p.next.IsZero() || m.closes.Before(p.next)) {
				p.next = m.closes
			}
		}
	}
	p.setNow(until)
	return nil
}

// readBase reads the words of the latest version as whoever acts may read them.
func (p *player) readBase(ctx context.Context, l transcript.Line, m *matter) error {
	reader, err := p.clerk.Register.Reader(ctx, p.members[l.Who], l.At)
	if err != nil {
		return err
	}
	return p.clerk.Register.Ask(ctx, reader, func(q register.Questions) error {
		v, err := q.Text(m.ref, m.moment.Versions[len(m.moment.Versions)-1])
		m.moment.Base = v.Paragraphs
		return inEnglish(err)
	})
}

// learn remembers what later lines speak of.
func (p *player) learn(l transcript.Line, m *matter, cmd procedure.Command, receipt clerk.Receipt) {
	for _, a := range receipt.Acts {
		switch a.Kind {
		case procedure.RaisedAct{}.Kind(), procedure.RevisedAct{}.Kind(), procedure.IssuedAct{}.Kind():
			m.moment.Versions = append(m.moment.Versions, a.Hash)
		case procedure.Stated{}.Kind():
			if l.Name != "" {
				m.moment.Said[l.Name] = a.Hash
			}
		}
	}
	switch c := cmd.(type) {
	case procedure.Raise:
		m.moment.IDs = len(c.Paragraphs)
	case procedure.Revise:
		m.moment.IDs += unnumbered(c.Paragraphs)
	case procedure.Issue:
		m.moment.IDs += unnumbered(c.Paragraphs)
	case procedure.Move:
		if c.Method != procedure.Meeting {
			m.closes = c.Closes
			if p.next.IsZero() || c.Closes.Before(p.next) {
				p.next = c.Closes
			}
		}
	}
}

func unnumbered(ps []text.Paragraph) (n int) {
	for _, q := range ps {
		if q.ID == "" {
			n++
		}
	}
	return n
}

// inEnglish turns a refusal into an error that can be read, and leaves others.
func inEnglish(err error) error {
	no, ok := act.Refused(err)
	if !ok {
		return err
	}
	en := locale.For(locale.English)
	said := en.Say(no.Reason)
	for _, more := range no.More {
		said += " " + en.Say(more)
	}
	return fmt.Errorf("refused: %s", said)
}
