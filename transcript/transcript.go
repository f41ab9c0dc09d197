// Package transcript reads and writes the course of a matter as a transcript
// that a secretary could have kept: one act after the other, each with its
// instant, who acted, and the words.
//
//	matter odihr   source REC-007
//
//	2009-03-06 15:30 okafor states, caucus, named, en, on p2
//	  id: s1
//	  The second paragraph is the heart of it.
//
//	2009-03-09 11:00 lindqvist states, caucus, named, en, on p2, reply s1
//	  Agreed on substance, less on the verb.
//
// Its law: what is written reads back as the same commands. A transcript holds
// nothing that its reader may not read, for it is written from the answers of
// the register; who spoke without a name is not named here either.
//
// The form is described in full in the demonstration's course/README.md. Times
// are local in the zone of the group of whoever acts. Besides members, three
// sorts of names can stand before a verb: a group's id, for somebody of the
// group whom the record does not name; Somebody, for words without any
// attribution, in UTC; and Clock, in UTC, for deadlines. Where an assistant acted
// for a member, "via" and the assistant's name stand behind the member's.
package transcript

import (
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// Names that stand for no member.
const (
	Somebody = "somebody" // whoever spoke without attribution
	Clock    = "clock"    // deadlines
)

// A Line is one act as a transcript tells it.
type Line struct {
	File   string
	No     int    // of the first line of the act in the file, from 1
	Matter string // the name that the file gives the matter
	Source string // what it plays, if the file says so
	At     time.Time
	Who    string // a short name of the roll, or one that stands for no member
	Via    string // the same of the assistant who acted for them; empty if nobody

	// Do is the command, but for what only the moment can tell: which version
	// is the latest, which act is answered, who somebody is. See Line.Command.
	Do procedure.Command

	Name    string             // by which later lines answer this statement
	Reply   string             // the statement that this one answers
	Version int                // the number of the version spoken to, if it was not the latest
	Kept    []text.ParagraphID // paragraphs that an issue leaves as they are
}

// A Moment is what a matter has come to when a line is to be carried out.
type Moment struct {
	Versions []act.Hash // of the matter, oldest first
	IDs      int        // the highest paragraph id ever given is p<IDs>
	Base     text.Text  // words of the latest version; needed if the line keeps some
	Said     map[string]act.Hash
	Member   func(name string) (member.ID, bool)
}

// Command returns the command as it is given at a moment.
func (l Line) Command(m Moment) (procedure.Command, error) {
	latest := act.Hash{}
	if n := len(m.Versions); n > 0 {
		latest = m.Versions[n-1]
	}
	switch c := l.Do.(type) {
	case procedure.Revise:
		ps, err := l.paragraphs(c.Paragraphs, m)
		c.Paragraphs = ps
		return c, err
	case procedure.Issue:
		ps, err := l.paragraphs(c.Paragraphs, m)
		c.Base, c.Paragraphs = latest, ps
		return c, err
	case procedure.State:
		return l.state(c, m, latest)
	case procedure.RecordMeeting:
		return l.meeting(c, m, latest)
	case procedure.Recuse:
		return l.recuse(c, m)
	case procedure.Consider:
		c.Version = latest
		return c, nil
	case procedure.Move:
		c.Version = latest
		return c, nil
	case procedure.Second:
		c.Version = latest
		return c, nil
	case procedure.Choose:
		c.Version = latest
		return c, nil
	case procedure.Amend:
		c.Version = latest
		return c, nil
	case procedure.Reserve:
		c.Version = latest
		return c, nil
	}
	return l.Do, nil
}

// paragraphs fills in those that are kept, and leaves the ids of new ones to
// the rules, which give the next ones in order.
func (l Line) paragraphs(ps []text.Paragraph, m Moment) ([]text.Paragraph, error) {
	kept := map[text.ParagraphID]bool{}
	for _, id := range l.Kept {
		kept[id] = true
	}
	out := make([]text.Paragraph, 0, len(ps))
	for _, p := range ps {
		switch n := number(p.ID); {
		case kept[p.ID]:
			was, ok := m.Base.Paragraph(p.ID)
			if !ok {
				return nil, l.wrong("%s cannot stay as it is: the latest version has no such paragraph", p.ID)
			}
			p = was
		case n == m.IDs+1:
			m.IDs++
			p.ID = ""
		case n > m.IDs:
			return nil, l.wrong("the next new paragraph is p%d, not %s", m.IDs+1, p.ID)
		}
		out = append(out, p)
	}
	return out, nil
}

func (l Line) state(c procedure.State, m Moment, latest act.Hash) (procedure.Command, error) {
	c.Version = latest
	if l.Version > len(m.Versions) {
		return nil, l.wrong("there is no version %d yet", l.Version)
	}
	if l.Version > 0 {
		c.Version = m.Versions[l.Version-1]
	}
	if l.Reply != "" {
		to, ok := m.Said[l.Reply]
		if !ok {
			return nil, l.wrong("nothing called %s was said before", l.Reply)
		}
		c.ReplyTo = to
	}
	return c, nil
}

func (l Line) meeting(c procedure.RecordMeeting, m Moment, latest act.Hash) (procedure.Command, error) {
	c.Version = latest
	for _, list := range []*[]member.ID{&c.Present, &c.Aside, &c.Object} {
		var ids []member.ID
		for _, name := range *list {
			id, ok := m.Member(string(name))
			if !ok {
				return nil, l.wrong("nobody is called %s", name)
			}
			ids = append(ids, id)
		}
		*list = ids
	}
	return c, nil
}

func (l Line) recuse(c procedure.Recuse, m Moment) (procedure.Command, error) {
	if c.Member == "" {
		return c, nil
	}
	id, ok := m.Member(string(c.Member))
	if !ok {
		return nil, l.wrong("nobody is called %s", c.Member)
	}
	c.Member = id
	return c, nil
}

// wrong is an error in this line.
func (l Line) wrong(form string, args ...any) error { return wrong(l.File, l.No, form, args...) }

// An Error says what cannot be read in a transcript, and where.
type Error struct {
	File string
	Line int
	What string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.What) }

func wrong(file string, line int, form string, args ...any) error {
	return &Error{file, line, fmt.Sprintf(form, args...)}
}
