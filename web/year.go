package web

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/counterpart/meeting"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// yearPage is the calendar of a year, as it falls in the reader's own city.
type yearPage struct {
	year   int
	months [12][]calendarDay
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
	href, clock, title string
	off                bool // called off
}

// mostInYear is how many meetings a year's calendar draws.
const mostInYear = 2000

func (pg yearPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide = v.p.T("time.year.of", strconv.Itoa(pg.year)), true
}

func (pg yearPage) body(v *visit) templ.Component { return yearBody(v, pg) }

// years keeps which meetings readers of one sort may know of in a year. That
// changes with the record, with what people are called or have had erased, and
// with nothing else.
type years struct {
	mu    sync.Mutex
	state state
	met   map[string][]register.Gathering
}

// mostYears bounds the memory that they may take.
const mostYears = 50

// metIn are the meetings of a period that the reader may know of.
func (v *visit) metIn(from, to time.Time) (met []register.Gathering, err error) {
	keep, now := &v.site.years, state{head: v.size, people: v.changes}
	key := from.Format(time.RFC3339) + to.Format(time.RFC3339) + strings.Join(v.reader.Scopes(), " ")
	keep.mu.Lock()
	met, known := keep.met[key]
	known = known && keep.state == now
	keep.mu.Unlock()
	if known {
		return met, nil
	}
	err = v.ask(func(q register.Questions) error { met, err = q.Gatherings(from, to, mostInYear); return err })
	keep.mu.Lock()
	defer keep.mu.Unlock()
	if keep.state != now || len(keep.met) >= mostYears {
		keep.state, keep.met = now, map[string][]register.Gathering{}
	}
	if err == nil {
		keep.met[key] = met
	}
	return met, err
}

func (s *Site) year(v *visit) (page, error) {
	year, err := v.yearAsked(v.URL.Query())
	if err != nil {
		return nil, err
	}
	zone := v.zone()
	from, to := time.Date(year, 1, 1, 0, 0, 0, 0, zone), time.Date(year+1, 1, 1, 0, 0, 0, 0, zone)
	met, err := v.metIn(from, to)
	if err != nil {
		return nil, err
	}
	rest, err := v.holidaysOf(year)
	if err != nil {
		return nil, err
	}
	pg := yearPage{year: year}
	for day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == year; day = day.AddDate(0, 0, 1) {
		month := &pg.months[day.Month()-1]
		*month = append(*month, calendarDay{number: day.Day(), column: (int(day.Weekday())+6)%7 + 1})
	}
	for _, h := range rest {
		if day, err := time.Parse(time.DateOnly, h.Day); err == nil {
			d := &pg.months[day.Month()-1][day.Day()-1]
			d.date, d.rest = v.p.FullDate(day, time.UTC), append(d.rest, v.p.T("time.year.rest", h.Group, v.say(h.Name)))
		}
	}
	for _, g := range met {
		at := g.Start.In(zone)
		d := &pg.months[at.Month()-1][at.Day()-1]
		if d.date == "" {
			d.date = v.p.FullDate(at, zone)
		}
		d.meetings = append(d.meetings, dayMeeting{address(g.Ref), v.p.Clock(at, zone), v.say(g.Title), g.Stage == meeting.CalledOff})
	}
	return pg, nil
}
