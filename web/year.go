package web

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
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
// on a meeting, and then only the months are drawn again that it is about; with
// what people are called or have had erased, and then all is read again; and with
// what is in their key.
type years struct {
	mu     sync.Mutex
	people int64 // changes on the roll
	drawn  map[string]*drawnYear
}

// A drawnYear is a calendar as it stood at one act. It is never changed.
type drawnYear struct {
	head   int64 // the newest act on any meeting
	met    []register.Gathering
	months [12]string
	whole  *piece
}

// Bounds of what is kept, and of how many changes are made up for one by one.
const (
	mostYears = 50
	mostMoved = 100
)

func (y *years) recall(people int64, key string) *drawnYear {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.people != people {
		return nil
	}
	return y.drawn[key]
}

func (y *years) keep(people int64, key string, drawn *drawnYear) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.people != people || len(y.drawn) >= mostYears {
		y.people, y.drawn = people, map[string]*drawnYear{}
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
	key := v.yearKey(year, rest, clocks)
	before := s.years.recall(v.changes, key)
	after, stale, err := v.metIn(year, clocks[0].Location, before)
	if err != nil {
		return nil, err
	}
	if after != before {
		if err := v.draw(after, stale, year, rest, clocks); err != nil {
			return nil, err
		}
		s.years.keep(v.changes, key, after)
	}
	return yearPage{year, after.whole}, nil
}

// metIn reads which meetings the reader may know of in a year, or only what has
// happened to them since they were drawn, and which months are to be drawn again.
// What it returns is what was drawn before if nothing has happened.
func (v *visit) metIn(year int, zone *time.Location, before *drawnYear) (after *drawnYear, stale [12]bool, err error) {
	from, to := time.Date(year, 1, 1, 0, 0, 0, 0, zone), time.Date(year+1, 1, 1, 0, 0, 0, 0, zone)
	touch := func(g register.Gathering) bool {
		in := !g.Start.Before(from) && g.Start.Before(to)
		if in {
			stale[g.Start.In(zone).Month()-1] = true
		}
		return in
	}
	after = &drawnYear{}
	err = v.ask(func(q register.Questions) (err error) {
		if after.head, err = q.MeetingsMoved(); err != nil {
			return err
		}
		if before != nil && before.head == after.head {
			after = before
			return nil
		}
		if before != nil && before.head < after.head {
			moved, err := q.Moved(before.head, mostMoved)
			if err != nil {
				return err
			}
			if len(moved) < mostMoved {
				after.months, after.met = before.months, merge(before.met, moved, touch)
				return nil
			}
		}
		for n := range stale {
			stale[n] = true
		}
		after.met, err = q.Gatherings(from, to, mostInYear)
		return err
	})
	return after, stale, err
}

// merge puts what has happened to meetings in place of what was known of them.
// Each that comes or goes is touched; touch reports whether it belongs there.
func merge(all, moved []register.Gathering, touch func(register.Gathering) bool) (merged []register.Gathering) {
	for _, g := range all {
		if slices.ContainsFunc(moved, func(m register.Gathering) bool { return m.Ref == g.Ref }) {
			touch(g)
		} else {
			merged = append(merged, g)
		}
	}
	for _, m := range moved {
		if touch(m) {
			merged = append(merged, m)
		}
	}
	slices.SortFunc(merged, func(x, y register.Gathering) int {
		return cmp.Or(x.Start.Compare(y.Start), cmp.Compare(x.Ref, y.Ref))
	})
	return merged[:min(len(merged), mostInYear)]
}

// draw draws the months that are stale, and packs the year.
func (v *visit) draw(y *drawnYear, stale [12]bool, year int, rest []holiday.Holiday, clocks []locale.Zone) error {
	var b bytes.Buffer
	for n, month := range v.months(year, stale, y.met, rest, clocks) {
		if !stale[n] {
			continue
		}
		b.Reset()
		if err := monthOf(v, year, n, month).Render(v.Context(), &b); err != nil {
			return err
		}
		y.months[n] = b.String()
	}
	b.Reset()
	err := monthsOf(y.months).Render(v.Context(), &b)
	if err == nil {
		y.whole, err = newPiece(b.String())
	}
	return err
}

// months puts meetings and holidays on the days of a year's stale months, by the
// first of the clocks.
func (v *visit) months(year int, stale [12]bool, met []register.Gathering, rest []holiday.Holiday, clocks []locale.Zone) (months [12][]calendarDay) {
	for day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == year; day = day.AddDate(0, 0, 1) {
		month := &months[day.Month()-1]
		*month = append(*month, calendarDay{number: day.Day(), column: (int(day.Weekday())+6)%7 + 1})
	}
	for _, h := range rest {
		if day, err := time.Parse(time.DateOnly, h.Day); err == nil && stale[day.Month()-1] {
			d := &months[day.Month()-1][day.Day()-1]
			d.date, d.rest = v.p.FullDate(day, time.UTC), append(d.rest, v.p.T("time.year.rest", h.Group, v.say(h.Name)))
		}
	}
	for _, g := range met {
		at := g.Start.In(clocks[0].Location)
		if !stale[at.Month()-1] {
			continue
		}
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
