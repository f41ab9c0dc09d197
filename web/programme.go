package web

import (
	"slices"
	"strconv"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// A programme is drawn day by day: on a wide page as a table of hours and rooms,
// on a narrow one as a list. at is the conference's own zone, in which hours are
// given.
type programme struct {
	sessions conference.Programme
	c        register.Conference
	titles   map[act.Ref]string
	edit     bool // each session leads to its form
}

// A programmeDay is one day of it.
type programmeDay struct {
	name string
	grid part.Grid
}

// days are the tables.
func (p programme) days(v *visit) (all []programmeDay) {
	for len(p.sessions) > 0 {
		day := p.sessions[0].Day
		n := slices.IndexFunc(p.sessions, func(s conference.Session) bool { return s.Day != day })
		if n < 0 {
			n = len(p.sessions)
		}
		all = append(all, p.day(v, day, p.sessions[:n]))
		p.sessions = p.sessions[n:]
	}
	return all
}

func (p programme) day(v *visit, day string, sessions conference.Programme) programmeDay {
	at, _ := time.Parse(time.DateOnly, day)
	d := programmeDay{name: v.p.FullDate(at, time.UTC)}
	var rooms, hours []string
	for _, s := range sessions {
		if !slices.Contains(rooms, s.Room) {
			rooms = append(rooms, s.Room)
		}
		if hour := s.Start + "–" + s.End; !slices.Contains(hours, hour) {
			hours = append(hours, hour)
		}
	}
	slices.Sort(rooms)
	d.grid = part.Grid{Caption: d.name, Unseen: true, Columns: []part.Column{{Label: v.p.T("conference.hour")}}}
	for _, room := range rooms {
		if room == "" && len(rooms) == 1 { // of a day of which no room is known nothing is said of rooms
			room = v.p.T("conference.session")
		} else if room == "" {
			room = v.p.T("conference.room.none")
		}
		d.grid.Columns = append(d.grid.Columns, part.Column{Label: room})
	}
	for _, hour := range hours {
		row := make([]part.Cell, len(rooms)+1)
		for _, s := range sessions {
			if s.Start+"–"+s.End == hour {
				k := slices.Index(rooms, s.Room) + 1
				row[0] = part.Cell{Body: hourCell(v, p.hours(v, s), p.elsewhere(v, s))}
				before := row[k].Body
				row[k] = part.Cell{Body: sessionCell(v, p, s, before)}
			}
		}
		d.grid.Rows = append(d.grid.Rows, row)
	}
	return d
}

// hours are when a session is, at its place.
func (p programme) hours(v *visit, s conference.Session) string {
	switch {
	case s.Start == "":
		return v.p.T("conference.hour.unknown")
	case s.End == "":
		return s.Start
	}
	return s.Start + "–" + s.End
}

// begins is the instant at which a session begins; ok is false if that is not
// known.
func begins(f conference.Facts, day, clock string) (t time.Time, ok bool) {
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, location(f.Zone))
	return t, err == nil
}

// elsewhere are the hours of the capitals in which it is another hour then, with
// the weekday where that is another, too.
func (p programme) elsewhere(v *visit, s conference.Session) (all []string) {
	at, ok := begins(p.c.Facts, s.Day, s.Start)
	if !ok {
		return nil
	}
	for _, g := range v.initiative.Groups {
		there := at.In(location(g.Zone))
		_, here := at.Zone()
		if _, offset := there.Zone(); offset == here {
			continue
		}
		key, weekday := "conference.elsewhere", v.p.Weekday(there, there.Location())
		if there.Day() != at.Day() {
			key = "conference.elsewhere.day"
		}
		all = append(all, v.p.T(key, v.groupName(g.ID, v.p.Lang()), v.p.Clock(there, there.Location()), weekday))
	}
	return all
}

// languagesOf are a session's languages in one line; "" if they are the
// conference's.
func languagesOf(v *visit, s conference.Session) string {
	switch {
	case len(s.Langs) > 0 && len(s.Interpreted) > 0:
		return v.p.T("conference.session.both", v.tongues(s.Langs), v.tongues(s.Interpreted))
	case len(s.Langs) > 0:
		return v.p.T("conference.session.langs", v.tongues(s.Langs))
	case len(s.Interpreted) > 0:
		return v.p.T("conference.session.interpreted", v.tongues(s.Interpreted))
	}
	return ""
}

// called is what somebody is called who speaks or moderates.
func (v *visit) called(p conference.Person) string {
	switch {
	case p.Member != "" && v.outside(p.Member) != "":
		return v.p.T("conference.person", v.name(p.Member), v.outside(p.Member))
	case p.Member != "":
		return v.name(p.Member)
	case p.Affiliation != "":
		return v.p.T("conference.person", p.Name, p.Affiliation)
	}
	return p.Name
}

func (v *visit) calledAll(all []conference.Person) string {
	var names []string
	for _, p := range all {
		names = append(names, v.called(p))
	}
	return v.p.List(names)
}

// differ says in a sentence what changed.
func (v *visit) differ(d conference.Difference) string {
	s := d.Session()
	title := v.say(s.Title)
	either := func(w string) string {
		if w == "" {
			return v.p.T("conference.differs.nothing")
		}
		return w
	}
	when := func(s conference.Session) string {
		day := v.asKnown(s.Day)
		if s.Start == "" {
			return day
		}
		return v.p.T("conference.differs.when", day, (programme{}).hours(v, s))
	}
	switch d.Field {
	case conference.Added:
		return v.p.T(d.Key(), title, when(s))
	case conference.Removed:
		return v.p.T(d.Key(), title, when(s))
	case conference.Moved:
		return v.p.T(d.Key(), title, when(d.Was), when(d.Now))
	case conference.Roomed:
		return v.p.T(d.Key(), title, either(d.Was.Room), either(d.Now.Room))
	case conference.Titled:
		return v.p.T(d.Key(), v.say(d.Was.Title), title)
	case conference.Speaking:
		return v.p.T(d.Key(), title, either(v.calledAll(d.Was.Speakers)), either(v.calledAll(d.Now.Speakers)))
	case conference.Moderating:
		return v.p.T(d.Key(), title, either(v.calledAll(d.Was.Moderators)), either(v.calledAll(d.Now.Moderators)))
	case conference.Spoken:
		return v.p.T(d.Key(), title, either(v.tongues(d.Was.Langs)), either(v.tongues(d.Now.Langs)))
	case conference.Interpreted:
		return v.p.T(d.Key(), title, either(v.tongues(d.Was.Interpreted)), either(v.tongues(d.Now.Interpreted)))
	}
	return v.p.T(d.Key(), title)
}

// comparePage tells how two versions of a programme differ.
type comparePage struct {
	c        register.Conference
	from, to int
	all      []conference.Difference
}

func (s *Site) compareConference(v *visit) (page, error) {
	in := v.URL.Query()
	from, errFrom := strconv.Atoi(in.Get("from"))
	to, errTo := strconv.Atoi(in.Get("to"))
	pg := comparePage{from: from, to: to}
	return pg, v.ask(func(q register.Questions) (err error) {
		if pg.c, err = q.Conference(act.Ref(v.PathValue("ref"))); err != nil {
			return err
		}
		if n := len(pg.c.Versions); errFrom != nil || errTo != nil || from < 1 || to < 1 || from > n || to > n {
			return act.Refuse(act.NotFound, "refuse.programme.unknown")
		}
		pg.all, err = differences(q, pg.c.Ref, pg.c.Versions[from-1].Draft, pg.c.Versions[to-1].Draft)
		return err
	})
}

// differences compares two states of a programme.
func differences(q register.Questions, ref act.Ref, from, to act.Hash) ([]conference.Difference, error) {
	was, _, err := q.Programme(ref, from)
	if err != nil {
		return nil, err
	}
	now, _, err := q.Programme(ref, to)
	return conference.Compare(was, now), err
}

func (pg comparePage) head(v *visit, f *part.Page) { f.Title = v.p.T("conference.compare.title") }

func (pg comparePage) body(v *visit) templ.Component { return compareBody(v, pg) }

// reportPage is the skeleton of a conference's report: text to take over, session
// by session.
type reportPage struct {
	conferencePage
}

func (s *Site) report(v *visit) (page, error) {
	pg, err := s.conferenceOf(v, act.Ref(v.PathValue("ref")))
	if err == nil && !pg.keeps(v) {
		err = act.Refuse(act.NotAllowed, "refuse.conference.keeper")
	}
	return reportPage{pg}, err
}

func (pg reportPage) head(v *visit, f *part.Page) { f.Title = v.p.T("conference.report") }

func (pg reportPage) body(v *visit) templ.Component { return reportBody(v, pg) }

// lines are the report as text.
func (pg reportPage) lines(v *visit) (all []string) {
	add := func(s string) { all = append(all, s) }
	add(v.say(pg.c.Title))
	add(v.p.T("conference.report.held", v.span(pg.c.Facts), v.say(pg.words.City)))
	if pg.version.N > 0 {
		add(v.p.T("conference.report.by", pg.version.N))
	}
	for n, s := range pg.programme {
		add("")
		add(v.p.T("conference.report.session", n+1, v.say(s.Title)))
		when := v.asKnown(s.Day)
		if s.Start != "" {
			when = v.p.T("conference.differs.when", when, (programme{}).hours(v, s))
		}
		add(when)
		if len(s.Moderators) > 0 {
			add(v.p.T("conference.report.moderated", v.calledAll(s.Moderators)))
		}
		if len(s.Speakers) > 0 {
			add(v.p.T("conference.report.spoke", v.calledAll(s.Speakers)))
		}
		for _, ref := range s.Matters {
			add(v.p.T("conference.report.matter", pg.title(ref)))
		}
		add(v.p.T("conference.report.notes"))
	}
	return all
}

// title is what a matter is called, or its reference if the reader may not know.
func (pg conferencePage) title(ref act.Ref) string {
	if t := pg.titles[ref]; t != "" {
		return t
	}
	return string(ref)
}
