package web

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/counterpart/holiday"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// yearPage is the calendar of a year, as it falls on the reader's own clock.
type yearPage struct {
	year  int
	drawn *piece // the months
}

// A calendarDay is one day of the calendar.
type calendarDay struct {
	number   int
	column   int // from 1, Monday first
	date     string
	meetings []dayMeeting
	rest     []string // holidays, with their cities
}

type dayMeeting struct {
	href, line string
	off        bool // called off
}

// mostInYear is how many meetings a year's calendar draws.
const mostInYear = 2000

func (pg yearPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide = v.p.T("time.year.of", strconv.Itoa(pg.year)), true
}

func (pg yearPage) body(v *visit) templ.Component {
	v.piece = pg.drawn
	return yearBody(v, pg)
}

// years keeps calendars as they were drawn for readers of one sort, who may know
// of the same meetings and read the same clocks. They change with the newest act
// on a meeting, with what people are called or have had erased, and with what
// is in their key.
type years struct {
	mu    sync.Mutex
	state state
	drawn map[string]*piece
}

// mostYears bounds the memory that they may take.
const mostYears = 50

func (y *years) recall(now state, key string) *piece {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.state != now {
		return nil
	}
	return y.drawn[key]
}

func (y *years) keep(now state, key string, drawn *piece) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.state != now || len(y.drawn) >= mostYears {
		y.state, y.drawn = now, map[string]*piece{}
	}
	y.drawn[key] = drawn
}

// clocks are those on which the calendar tells times: the reader's own, or those
// of all capitals for who sits in none.
func (v *visit) clocks() (all []locale.Zone) {
	for _, g := range v.initiative.Groups {
		if g.ID == v.reader.Standing.Group || v.reader.Standing.Group == "" {
			all = append(all, locale.Zone{City: v.groupName(g.ID, v.p.Lang()), Location: location(g.Zone)})
		}
	}
	if len(all) == 0 {
		all = []locale.Zone{{City: "UTC", Location: time.UTC}}
	}
	return all
}

// yearKey is all that a calendar depends on but for the meetings themselves: who
// reads it, in which words, on which clocks, and on which days the capitals rest.
func (v *visit) yearKey(year int, rest []holiday.Holiday, clocks []locale.Zone) string {
	var b strings.Builder
	fmt.Fprintln(&b, v.lang(), year, v.initiative.Turn, strings.Join(v.reader.Scopes(), " "))
	for _, c := range clocks {
		fmt.Fprintln(&b, c.City, c.Location)
	}
	for _, h := range rest {
		b.WriteString(string(h.Group) + " " + h.Day + " " + v.say(h.Name) + "\n")
	}
	return b.String()
}

func (s *Site) year(v *visit) (page, error) {
	year, err := v.yearAsked(v.URL.Query())
	if err != nil {
		return nil, err
	}
	rest, err := v.holidaysOf(year)
	if err != nil {
		return nil, err
	}
	clocks := v.clocks()
	pg, key, now := yearPage{year: year}, v.yearKey(year, rest, clocks), state{people: v.changes}
	var met []register.Gathering
	err = v.ask(func(q register.Questions) (err error) {
		if now.head, err = q.MeetingsMoved(); err != nil {
			return err
		}
		if pg.drawn = s.years.recall(now, key); pg.drawn == nil {
			zone := clocks[0].Location
			met, err = q.Gatherings(time.Date(year, 1, 1, 0, 0, 0, 0, zone), time.Date(year+1, 1, 1, 0, 0, 0, 0, zone), mostInYear)
		}
		return err
	})
	if err != nil || pg.drawn != nil {
		return pg, err
	}
	var b bytes.Buffer
	if err = monthsOf(v, year, v.months(year, met, rest, clocks)).Render(v.Context(), &b); err == nil {
		pg.drawn, err = newPiece(b.String())
	}
	if err == nil {
		s.years.keep(now, key, pg.drawn)
	}
	return pg, err
}

// months puts meetings and holidays on the days of a year, by the first of the
// clocks.
func (v *visit) months(year int, met []register.Gathering, rest []holiday.Holiday, clocks []locale.Zone) (months [12][]calendarDay) {
	for day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == year; day = day.AddDate(0, 0, 1) {
		month := &months[day.Month()-1]
		*month = append(*month, calendarDay{number: day.Day(), column: (int(day.Weekday())+6)%7 + 1})
	}
	for _, h := range rest {
		if day, err := time.Parse(time.DateOnly, h.Day); err == nil {
			d := &months[day.Month()-1][day.Day()-1]
			d.date, d.rest = v.p.FullDate(day, time.UTC), append(d.rest, v.p.T("time.year.rest", h.Group, v.say(h.Name)))
		}
	}
	for _, g := range met {
		at := g.Start.In(clocks[0].Location)
		d := &months[at.Month()-1][at.Day()-1]
		if d.date == "" {
			d.date = v.p.FullDate(at, clocks[0].Location)
		}
		d.meetings = append(d.meetings, dayMeeting{address(g.Ref), v.onClocks(at, clocks, v.say(g.Title)), g.Stage == meeting.CalledOff})
	}
	return months
}

// onClocks says what begins at a time, on one clock or several; where another has
// another date, with that.
func (v *visit) onClocks(at time.Time, clocks []locale.Zone, title string) string {
	if len(clocks) == 1 {
		return v.p.T("time.year.at", v.p.Clock(at, clocks[0].Location), title)
	}
	var says []string
	for _, c := range clocks {
		if local := at.In(c.Location); local.Day() != at.Day() {
			says = append(says, v.p.T("time.year.at.day", v.p.Clock(at, c.Location), c.City, v.p.ShortDate(at, c.Location)))
		} else {
			says = append(says, v.p.T("time.year.at", v.p.Clock(at, c.Location), c.City))
		}
	}
	return v.p.T("time.year.rest", strings.Join(says, " · "), title)
}

// yearLede says on whose clocks the calendar is.
func (v *visit) yearLede() string {
	clocks := v.clocks()
	if len(clocks) == 1 {
		return v.p.T("time.year.lede", clocks[0].City)
	}
	var cities []string
	for _, c := range clocks {
		cities = append(cities, c.City)
	}
	return v.p.T("time.year.lede.all", v.p.List(cities), cities[0])
}
