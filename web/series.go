package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/group"
	"example.org/counterpart/holiday"
	"example.org/counterpart/meeting"
	"example.org/counterpart/register"
	"example.org/counterpart/schedule"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// seriesPage calls regular meetings: every date is shown in every city before
// anything is called.
type seriesPage struct {
	asks     []question
	problems []part.Problem
	key      string
	repeat   schedule.Repeat
	length   time.Duration
	dates    []time.Time // all of them, those left out too; nil before they are asked for
	groups   []group.ID
	rest     []holiday.Holiday
}

func (pg seriesPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide, f.Faulty = v.p.T("time.series.title"), true, len(pg.problems) > 0
}

func (pg seriesPage) body(v *visit) templ.Component { return seriesBody(v, pg) }

func (pg seriesPage) slot(at time.Time) schedule.Slot {
	return schedule.Slot{Start: at, End: at.Add(pg.length)}
}

// shifted are the cities in which a date falls at another hour than the one
// before it: some city's clocks were changed in between.
func (pg seriesPage) shifted(v *visit, n int) (says []string) {
	for _, c := range v.cities(pg.groups) {
		if n > 0 && v.p.Clock(pg.dates[n], c.Zone) != v.p.Clock(pg.dates[n-1], c.Zone) {
			says = append(says, v.p.T("time.series.shift", c.Group, v.p.Clock(pg.dates[n-1], c.Zone), v.p.Clock(pg.dates[n], c.Zone)))
		}
	}
	return says
}

func seriesAsks(v *visit, in url.Values) []question {
	input := func(name, label, offered string) question {
		return question{part.Field{Name: name, Label: v.p.T(label), Value: or(in, name, offered)}, "input"}
	}
	short := func(q question) question { q.Short = true; return q }
	day := func(q question, optional bool) question { q.Type, q.Optional = "date", optional; return q }
	choose := func(name, label, offered string, options []part.Option) question {
		return question{part.Field{Name: name, Label: v.p.T(label), Value: or(in, name, offered), Options: options}, "select"}
	}
	var nths, units, cities, langs []part.Option
	for _, n := range []string{"1", "2", "3", "4"} {
		nths = append(nths, part.Option{Value: n, Label: v.p.T("time.nth." + n)})
	}
	nths = append(nths, part.Option{Value: "-1", Label: v.p.T("time.nth.last")})
	for _, u := range []string{schedule.Weeks, schedule.Months} {
		units = append(units, part.Option{Value: u, Label: v.p.T("time.unit." + u)})
	}
	for _, g := range v.initiative.IDs() {
		cities = append(cities, part.Option{Value: string(g), Label: v.groupName(g, v.p.Lang())})
	}
	for _, l := range meeting.Languages {
		langs = append(langs, part.Option{Value: l, Label: v.p.T("language." + l)})
	}
	public := part.Field{Name: "public", Label: v.p.T("time.series.public"), Values: in["public"],
		Options: []part.Option{{Value: "yes", Label: v.p.T("time.series.public.yes")}}}
	first := v.now.In(v.zone()).AddDate(0, 0, 7).Format(time.DateOnly)
	asks := []question{input("title", "time.series.name", ""), {v.groupsAsked(in), "checks"}, {public, "checks"},
		choose("lang", "time.series.lang", v.lang(), langs),
		choose("city", "time.series.city", string(v.reader.Standing.Group), cities),
		day(input("from", "time.series.from", first), false),
		short(input("every", "time.series.every", "1")), choose("unit", "time.series.unit", schedule.Weeks, units),
		choose("nth", "time.series.nth", "1", nths), choose("weekday", "time.series.weekday", v.weekdayOf(in, first), v.dayOptions()),
		short(input("clock", "time.series.clock", "09:00")), short(input("length", "time.length", "90")),
		day(input("until", "time.series.until", ""), true), short(input("count", "time.series.count", ""))}
	asks[len(asks)-1].Optional = true
	for _, g := range v.initiative.IDs() {
		room := question{part.Field{Name: "room." + string(g), Label: v.p.T("time.series.room", g), Value: in.Get("room." + string(g)), Optional: true}, "input"}
		link := question{part.Field{Name: "link." + string(g), Label: v.p.T("time.series.link", g), Value: in.Get("link." + string(g)), Optional: true}, "input"}
		asks = append(asks, room, link)
	}
	return asks
}

// weekdayOf is the day of the week of a series' first day, as far as it is typed.
func (v *visit) weekdayOf(in url.Values, first string) string {
	day, err := time.Parse(time.DateOnly, or(in, "from", first))
	if err != nil {
		return "1"
	}
	return strconv.Itoa(int(day.Weekday()))
}

// repeated reads the rule by which meetings recur.
func (v *visit) repeated(in url.Values) (r schedule.Repeat, length time.Duration, err error) {
	var wrong []error
	whole := func(name string, empty int) int {
		said := strings.TrimSpace(in.Get(name))
		if said == "" {
			return empty
		}
		n, err := strconv.Atoi(said)
		if err != nil {
			wrong = append(wrong, act.RefuseField(name, "web.number"))
		}
		return n
	}
	day := func(name string) time.Time {
		at, _ := time.Parse(time.DateOnly, in.Get(name))
		return at
	}
	city, ok := v.initiative.Group(group.ID(in.Get("city")))
	if !ok {
		wrong = append(wrong, act.RefuseField("city", "refuse.call.unknown", in.Get("city")))
	}
	clock, err := time.Parse("15:04", strings.TrimSpace(in.Get("clock")))
	if err != nil {
		wrong = append(wrong, act.RefuseField("clock", "time.refuse.clock"))
	}
	r = schedule.Repeat{Zone: location(city.Zone), From: day("from"), Until: day("until"), Every: whole("every", 0), Unit: in.Get("unit"),
		Weekday: time.Weekday(whole("weekday", -1)), Nth: whole("nth", 0), Hour: clock.Hour(), Minute: clock.Minute(),
		Count: whole("count", 0), Except: in["out"]}
	length = time.Duration(min(max(whole("length", 0), 0), 10_000)) * time.Minute
	if length < schedule.MinLength || length > schedule.MaxLength {
		wrong = append(wrong, act.RefuseField("length", "time.refuse.length", int(schedule.MinLength.Minutes()), int(schedule.MaxLength.Minutes())))
	}
	return r, length, act.Together(append(wrong, r.Check())...)
}

func (s *Site) series(v *visit) (page, error) {
	if err := v.mustKeepPapers(); err != nil {
		return nil, err
	}
	return seriesPage{asks: seriesAsks(v, v.URL.Query()), key: newKey()}, nil
}

// seriesDo shows the dates of a series, and calls it.
func (s *Site) seriesDo(v *visit) (page, error) {
	if err := v.mustKeepPapers(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg := seriesPage{asks: seriesAsks(v, in), key: or(in, "key", newKey())}
	for _, g := range v.initiative.IDs() {
		if slices.Contains(in["groups"], string(g)) {
			pg.groups = append(pg.groups, g)
		}
	}
	pg.repeat, pg.length, err = v.repeated(in)
	if err == nil {
		pg.dates, err = pg.repeat.All()
	}
	if err == nil {
		if pg.rest, err = v.resting(pg.dates[0], pg.dates[len(pg.dates)-1]); err != nil {
			return nil, err
		}
	}
	if err == nil && in.Get("what") == "call" {
		var starts []time.Time
		if starts, err = pg.repeat.Starts(); err == nil {
			if err = s.callSeries(v, in, pg, starts); err == nil {
				return goTo("/meetings/year?year=" + strconv.Itoa(starts[0].In(v.zone()).Year()) + "&done=series"), nil
			}
		}
	}
	if no, refused := act.Refused(err); refused {
		if no.Reason.Key == clerk.KeyReused {
			pg.key = newKey()
		}
		pg.problems = v.mark(pg.asks, renamed(no, func(field string) string {
			if asked, ok := seriesFields[field]; ok {
				return asked
			}
			return field
		}))
		return withStatus{pg, statuses[no.Why]}, nil
	}
	return pg, err
}

// seriesFields are the questions of the form that the fields of a call come from.
var seriesFields = map[string]string{"start": "from", "end": "length"}

func (s *Site) callSeries(v *visit, in url.Values, pg seriesPage, starts []time.Time) error {
	c := meeting.CallSeries{Starts: starts, Call: meeting.Call{Title: text.Words{in.Get("lang"): in.Get("title")}, Groups: pg.groups,
		Public: in.Get("public") == "yes", Lang: in.Get("lang"),
		Times: meeting.Times{Start: starts[0], End: starts[0].Add(pg.length)}}}
	for _, g := range pg.groups {
		c.Venues = append(c.Venues, meeting.Room{Group: g, Room: in.Get("room." + string(g)), Link: in.Get("link." + string(g))})
	}
	_, err := v.send(in, clerk.Order{Turn: -1, Command: c})
	return err
}

// restPage lists the meetings of a series, and calls off those to come.
type restPage struct {
	m        register.Meeting
	all      []register.Gathering
	rest     []string // holidays on which it falls
	ask      []question
	problems []part.Problem
	key      string
}

func (pg restPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("time.rest.title"), len(pg.problems) > 0
}

func (pg restPage) body(v *visit) templ.Component { return restBody(v, pg) }

// left are the meetings that are called off with the one that is shown: it and
// those after it in which the same groups meet.
func (pg restPage) left() (refs []act.Ref) {
	for _, g := range pg.all {
		if g.Stage == meeting.Planned && !g.Start.Before(pg.m.Start) && meeting.SameGroups(g.Groups, pg.m.Groups) && len(refs) < meeting.MaxSeries {
			refs = append(refs, g.Ref)
		}
	}
	return refs
}

func (s *Site) restPage(v *visit, in url.Values) (pg restPage, err error) {
	err = v.ask(func(q register.Questions) error {
		if pg.m, err = q.Meeting(act.Ref(v.PathValue("ref"))); err != nil {
			return err
		}
		pg.all, err = q.Series(pg.m.Series)
		return err
	})
	if err == nil {
		pg.rest, err = v.holidays(pg.m)
	}
	pg.key = or(in, "key", newKey())
	if v.keepsPapers() && pg.m.Keeps(v.reader.Standing) && len(pg.left()) > 0 {
		pg.ask = []question{{part.Field{Name: "reason", Label: v.p.T("time.rest.reason"), Hint: v.p.T("time.rest.hint"), Value: in.Get("reason")}, "area"}}
	}
	return pg, err
}

func (s *Site) seriesRest(v *visit) (page, error) { return s.restPage(v, nil) }

func (s *Site) seriesRestDo(v *visit) (page, error) {
	if err := v.mustKeepPapers(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg, err := s.restPage(v, in)
	if err != nil {
		return nil, err
	}
	_, err = v.send(in, clerk.Order{Turn: -1, Command: meeting.CallOffSeries{CallOff: meeting.CallOff{Reason: in.Get("reason")}, Meetings: pg.left()}})
	if no, refused := act.Refused(err); refused {
		if no.Reason.Key == clerk.KeyReused {
			pg.key = newKey()
		}
		pg.problems = v.mark(pg.ask, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo("/meeting/" + string(pg.m.Ref) + "/series"), nil
}
