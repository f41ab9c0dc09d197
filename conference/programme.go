package conference

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// A SessionID names a session of one conference for good.
type SessionID string

// A Programme is the sessions of a conference, in the order in which they begin.
type Programme []Session

// A Session is one part of the programme, in one room.
type Session struct {
	ID          SessionID  `json:"id,omitempty" doc:"Left out of a new session"`
	Day         string     `json:"day" doc:"Such as 2010-02-16"`
	Start       string     `json:"start,omitempty" doc:"Such as 14:30, at the place; left out if it is not known"`
	End         string     `json:"end,omitempty"`
	Room        string     `json:"room,omitempty"`
	Title       text.Words `json:"title"`
	Abstract    text.Words `json:"abstract,omitempty"`
	Speakers    []Person   `json:"speakers,omitempty"`
	Moderators  []Person   `json:"moderators,omitempty"`
	Langs       []string   `json:"langs,omitempty" doc:"In which it is held, if other than the conference's"`
	Interpreted []string   `json:"interpreted,omitempty" doc:"Into which languages it is interpreted"`
	Papers      []Paper    `json:"papers,omitempty"`
	Matters     []act.Ref  `json:"matters,omitempty" doc:"The matters that it informs"`
}

// A Person speaks or moderates. Who is on the roll is named by their id and
// called what the roll calls them; everybody else by name.
type Person struct {
	Name        string    `json:"name,omitempty"`
	Affiliation string    `json:"affiliation,omitempty"`
	Member      member.ID `json:"member,omitempty"`
}

// A Paper is something to read for a session.
type Paper struct {
	Title string `json:"title"`
	Link  string `json:"link,omitempty"`
}

// SessionWords are what a programme's act says of a session beside its slot.
type SessionWords struct {
	Room        string     `json:"room,omitempty"`
	Title       text.Words `json:"title"`
	Abstract    text.Words `json:"abstract,omitempty"`
	Speakers    []Person   `json:"speakers,omitempty"`
	Moderators  []Person   `json:"moderators,omitempty"`
	Langs       []string   `json:"langs,omitempty"`
	Interpreted []string   `json:"interpreted,omitempty"`
	Papers      []Paper    `json:"papers,omitempty"`
}

// DraftProgramme lays a whole programme before the groups that hold the
// conference.
type DraftProgramme struct {
	Base     act.Hash  `json:"base,omitzero" doc:"The draft that it was written on; left out for the first"`
	Sessions Programme `json:"sessions"`
}

// DraftedAct records a state of the programme.
type DraftedAct struct {
	IDs   int    `json:"ids"` // the highest number given to a session by now
	Slots []Slot `json:"slots"`
}

// ProgrammeWords are the words of a programme, in the order of its slots.
type ProgrammeWords struct {
	Sessions []SessionWords `json:"sessions"`
}

// Named adds those of the roll whom the words name to a set of them.
func (w ProgrammeWords) Named(to map[member.ID]bool) {
	for _, s := range w.Sessions {
		for _, p := range slices.Concat(s.Speakers, s.Moderators) {
			if p.Member != "" {
				to[p.Member] = true
			}
		}
	}
}

func (DraftedAct) Kind() string { return "conference.drafted" }

func (DraftProgramme) Name() string { return "draft-programme" }

func (DraftProgramme) May(c Conference, i Instant) error { return keeping(c, i, Announced) }

func (d DraftProgramme) Decide(c Conference, i Instant) ([]act.Deed, error) {
	if d.Base != c.Draft.Hash {
		return nil, act.Refuse(act.Stale, "refuse.programme.base")
	}
	if len(d.Sessions) > MaxSessions {
		return nil, act.RefuseField("sessions", "refuse.programme.many", MaxSessions)
	}
	known := map[SessionID]bool{}
	for _, s := range c.Draft.Slots {
		known[s.ID] = true
	}
	var all Programme
	var wrong []error
	ids := c.IDs
	for k, s := range d.Sessions {
		field := fmt.Sprintf("sessions.%d.", k+1)
		switch {
		case s.ID == "":
			ids++
			s.ID = SessionID(fmt.Sprint("s", ids))
		case !known[s.ID]:
			wrong = append(wrong, act.RefuseField(field+"id", "refuse.programme.session"))
		}
		known[s.ID] = false // each is in it once
		s, err := s.check(field, c, i)
		wrong = append(wrong, err)
		all = append(all, s)
	}
	if err := act.Together(wrong...); err != nil {
		return nil, err
	}
	all.sort()
	if err := all.meet(); err != nil {
		return nil, err
	}
	body, words := all.part()
	body.IDs = ids
	return []act.Deed{{Body: body, Words: words, Group: i.By.Group}}, nil
}

// check returns s as it will be kept, or refuses whatever is wrong with it.
func (s Session) check(field string, c Conference, i Instant) (Session, error) {
	var err [10]error
	s.Title, err[0] = named(field+"title", s.Title, "refuse.programme.title")
	s.Abstract, err[1] = written(field+"abstract", s.Abstract, MaxAbout)
	s.Room, err[2] = procedure.Line(field+"room", s.Room, MaxLine)
	s.Speakers, err[3] = people(field+"speakers", s.Speakers, i)
	s.Moderators, err[4] = people(field+"moderators", s.Moderators, i)
	s.Langs, err[5] = languages(field+"langs", s.Langs)
	s.Interpreted, err[6] = languages(field+"interpreted", s.Interpreted)
	s.Papers, err[7] = papers(field+"papers", s.Papers)
	err[8] = s.timed(field, c)
	err[9] = s.informs(field+"matters", c, i)
	return s, act.Together(err[:]...)
}

// timed refuses a day that is none of the conference's, and hours that are none.
func (s Session) timed(field string, c Conference) error {
	if at, err := time.Parse(time.DateOnly, s.Day); err != nil || at.Format(time.DateOnly) != s.Day {
		return act.RefuseField(field+"day", "refuse.programme.day")
	}
	switch {
	case !c.covers(s.Day):
		return act.RefuseField(field+"day", "refuse.programme.outside")
	case s.Start != "" && !clock(s.Start), s.Start == "" && s.End != "":
		return act.RefuseField(field+"start", "refuse.programme.start")
	case s.End != "" && (!clock(s.End) || s.End <= s.Start):
		return act.RefuseField(field+"end", "refuse.programme.end")
	}
	return nil
}

func clock(s string) bool {
	at, err := time.Parse("15:04", s)
	return err == nil && at.Format("15:04") == s
}

// informs refuses a matter that the person cannot see, or of which not all may
// know who will read the programme.
func (s Session) informs(field string, c Conference, i Instant) error {
	if len(s.Matters) > MaxMatters {
		return act.RefuseField(field, "refuse.programme.matters", MaxMatters)
	}
	for k, ref := range s.Matters {
		m := i.Matter(ref)
		switch {
		case m.Stage == "" || !m.Visible(i.By):
			return act.RefuseField(field, "refuse.matter.unknown")
		case slices.Contains(s.Matters[:k], ref):
			return act.RefuseField(field, "refuse.programme.twice")
		case m.Audience() == act.Caucus && c.Audience() != act.Caucus:
			return act.RefuseField(field, "refuse.programme.caucus")
		case m.Audience().Ring() < c.Audience().Ring():
			return act.RefuseField(field, "refuse.programme.joint")
		}
	}
	return nil
}

func people(field string, all []Person, i Instant) ([]Person, error) {
	if len(all) > MaxPeople {
		return nil, act.RefuseField(field, "refuse.programme.people", MaxPeople)
	}
	var out []Person
	for _, p := range all {
		if p.Member != "" {
			if !i.People(p.Member) {
				return nil, act.RefuseField(field, "refuse.programme.member")
			}
			out = append(out, Person{Member: p.Member}) // called what the roll calls them
			continue
		}
		name, badName := needed(field, p.Name, MaxTitle)
		affiliation, badAffiliation := procedure.Line(field, p.Affiliation, MaxLine)
		if err := act.Together(badName, badAffiliation); err != nil {
			return nil, err
		}
		out = append(out, Person{Name: name, Affiliation: affiliation})
	}
	return out, nil
}

func papers(field string, all []Paper) ([]Paper, error) {
	if len(all) > MaxPeople {
		return nil, act.RefuseField(field, "refuse.programme.papers", MaxPeople)
	}
	var out []Paper
	for _, p := range all {
		title, badTitle := needed(field, p.Title, MaxLine)
		link, badLink := webAddress(field, p.Link)
		if err := act.Together(badTitle, badLink); err != nil {
			return nil, err
		}
		out = append(out, Paper{title, link})
	}
	return out, nil
}

// sort puts the sessions into the order in which they begin.
func (p Programme) sort() {
	slices.SortFunc(p, func(a, b Session) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End),
			cmp.Compare(a.Room, b.Room), cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
}

// meet refuses two sessions at one time in one room, or with one member in both.
func (p Programme) meet() error {
	for k, a := range p {
		for _, b := range p[:k] {
			if a.Day != b.Day || a.Start == "" || b.Start == "" || a.Start >= b.until() || b.Start >= a.until() {
				continue
			}
			if a.Room != "" && strings.EqualFold(a.Room, b.Room) {
				return act.RefuseField("sessions", "refuse.programme.room", a.Room, a.Day, b.Start, a.Start)
			}
			for _, who := range slices.Concat(a.Speakers, a.Moderators) {
				if who.Member != "" && slices.Contains(slices.Concat(b.Speakers, b.Moderators), who) {
					return act.RefuseField("sessions", "refuse.programme.both", who.Member, a.Day, b.Start, a.Start)
				}
			}
		}
	}
	return nil
}

// until is when a session is over; of which that is not known counts as one
// minute, so that only what certainly meets is refused.
func (s Session) until() string {
	if s.End != "" {
		return s.End
	}
	return s.Start + "+"
}

// part divides a programme into what the rules need and what is said.
func (p Programme) part() (b DraftedAct, w ProgrammeWords) {
	b.Slots, w.Sessions = []Slot{}, []SessionWords{}
	for _, s := range p {
		b.Slots = append(b.Slots, Slot{s.ID, s.Day, s.Start, s.End, s.Matters})
		w.Sessions = append(w.Sessions, SessionWords{s.Room, s.Title, s.Abstract, s.Speakers, s.Moderators, s.Langs, s.Interpreted, s.Papers})
	}
	return b, w
}

// Join puts together what part divided. Of words that are erased the slots are
// left.
func Join(slots []Slot, w ProgrammeWords) Programme {
	p := make(Programme, len(slots))
	for k, s := range slots {
		p[k] = Session{ID: s.ID, Day: s.Day, Start: s.Start, End: s.End, Matters: s.Matters}
		if k < len(w.Sessions) {
			x := w.Sessions[k]
			p[k].Room, p[k].Title, p[k].Abstract, p[k].Speakers, p[k].Moderators = x.Room, x.Title, x.Abstract, x.Speakers, x.Moderators
			p[k].Langs, p[k].Interpreted, p[k].Papers = x.Langs, x.Interpreted, x.Papers
		}
	}
	return p
}

func (b DraftedAct) Apply(c *Conference, a act.Act) { c.Draft, c.IDs = Draft{a.Hash, b.Slots}, b.IDs }
