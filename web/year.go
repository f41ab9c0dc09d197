package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/counterpart/group"
	"example.org/counterpart/holiday"
	"example.org/counterpart/meeting"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// yearPage is the calendar of a year, as it falls in one of the capitals: the
// reader's own, unless another is asked for.
type yearPage struct {
	year int
	city group.ID // whose time it tells
	grid string   // its months, drawn
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

// in is the same year as it falls in another city.
func (pg yearPage) in(city group.ID) string {
	return "/meetings/year?" + url.Values{"year": {strconv.Itoa(pg.year)}, "city": {string(city)}}.Encode()
}

func (pg yearPage) body(v *visit) templ.Component { return yearBody(v, pg) }

// years keeps the months of a year as they were drawn for readers of one sort:
// who may know of the same meetings, in one language and one city. That changes
// with the record, with what people are called or have had erased, with the
// holidays, which the key names, and with nothing else.
type years struct {
	mu    sync.Mutex
	state state
	drawn map[string]string
}

// mostYears bounds the memory that they may take.
const mostYears = 50

// recall returns what was kept under a key, or makes it.
func (keep *years) recall(now state, key string, draw func() (string, error)) (string, error) {
	keep.mu.Lock()
	grid, known := keep.drawn[key]
	known = known && keep.state == now
	keep.mu.Unlock()
	if known {
		return grid, nil
	}
	grid, err := draw()
	if err != nil {
		return "", err
	}
	keep.mu.Lock()
	defer keep.mu.Unlock()
	if keep.state != now || len(keep.drawn) >= mostYears {
		keep.state, keep.drawn = now, map[string]string{}
	}
	keep.drawn[key] = grid
	return grid, nil
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
	pg := yearPage{year: year, city: v.cityAsked()}
	key := fmt.Sprint(year, v.lang(), pg.city, v.reader.Scopes(), rest)
	pg.grid, err = s.years.recall(state{head: v.size, people: v.changes}, key, func() (string, error) {
		months, err := v.months(year, location(zoneOf(v, pg.city)), rest)
		var b strings.Builder
		if err == nil {
			err = monthsOf(v, year, months).Render(v.Context(), &b)
		}
		return b.String(), err
	})
	return pg, err
}

// cityAsked is the group in whose city times are told: the one that is asked for,
// the reader's own, or the first of them.
func (v *visit) cityAsked() group.ID {
	for _, id := range []group.ID{group.ID(v.URL.Query().Get("city")), v.reader.Standing.Group} {
		if _, ok := v.initiative.Group(id); ok {
			return id
		}
	}
	if ids := v.initiative.IDs(); len(ids) > 0 {
		return ids[0]
	}
	return ""
}

// months are the days of a year, with the meetings that the reader may know of
// and the holidays.
func (v *visit) months(year int, zone *time.Location, rest []holiday.Holiday) (months [12][]calendarDay, err error) {
	from, to := time.Date(year, 1, 1, 0, 0, 0, 0, zone), time.Date(year+1, 1, 1, 0, 0, 0, 0, zone)
	var met []register.Gathering
	err = v.ask(func(q register.Questions) error { met, err = q.Gatherings(from, to, mostInYear); return err })
	if err != nil {
		return months, err
	}
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
		at := g.Start.In(zone)
		d := &months[at.Month()-1][at.Day()-1]
		if d.date == "" {
			d.date = v.p.FullDate(at, zone)
		}
		d.meetings = append(d.meetings, dayMeeting{address(g.Ref), v.p.Clock(at, zone), v.say(g.Title), g.Stage == meeting.CalledOff})
	}
	return months, nil
}
