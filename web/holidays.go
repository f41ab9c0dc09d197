package web

import (
	"net/url"
	"strconv"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/holiday"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// holidaysPage lists the holidays of a year, and lets those who keep a group's
// papers put in its own.
type holidaysPage struct {
	year     int
	all      []holiday.Holiday
	ask      []question
	problems []part.Problem
}

func (pg holidaysPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("time.holidays.title"), len(pg.problems) > 0
}

func (pg holidaysPage) body(v *visit) templ.Component { return holidaysBody(v, pg) }

// yearAsked is the year that an address names, or else this one.
func (v *visit) yearAsked(in url.Values) (int, error) {
	if !in.Has("year") {
		return v.now.In(v.zone()).Year(), nil
	}
	year, err := strconv.Atoi(in.Get("year"))
	if err != nil || year < 1990 || year > 2100 {
		return 0, act.Refuse(act.NotFound, "web.nowhere")
	}
	return year, nil
}

func (v *visit) holidaysOf(year int) (all []holiday.Holiday, err error) {
	y := strconv.Itoa(year)
	err = v.site.Register.DB.Read(v.Context(), func(tx *database.Tx) error {
		all, err = holiday.Between(tx, y+"-01-01", y+"-12-31")
		return err
	})
	return all, err
}

func (s *Site) holidaysList(v *visit) (page, error) { return s.holidaysPage(v, v.URL.Query()) }

func (s *Site) holidaysPage(v *visit, in url.Values) (pg holidaysPage, err error) {
	if pg.year, err = v.yearAsked(in); err != nil {
		return pg, err
	}
	if pg.all, err = v.holidaysOf(pg.year); err != nil || !v.keepsPapers() {
		return pg, err
	}
	pg.ask = []question{{part.Field{Name: "list", Label: v.p.T("time.holidays.list", v.reader.Standing.Group, strconv.Itoa(pg.year)),
		Hint: v.p.T("time.holidays.hint"), Rows: 14, Value: or(in, "list", holiday.Write(pg.of(v.reader.Standing.Group)))}, "area"}}
	return pg, nil
}

func (pg holidaysPage) of(g group.ID) (all []holiday.Holiday) {
	for _, h := range pg.all {
		if h.Group == g {
			all = append(all, h)
		}
	}
	return all
}

func (pg holidaysPage) table(v *visit, g group.ID) part.Grid {
	grid := part.Grid{Caption: v.groupName(g, v.p.Lang()), Unseen: true, Empty: v.p.T("time.holidays.none"),
		Columns: []part.Column{{Label: v.p.T("time.holidays.day")}, {Label: v.p.T("time.holidays.name")}}}
	for _, h := range pg.of(g) {
		day, _ := time.Parse(time.DateOnly, h.Day)
		grid.Rows = append(grid.Rows, []part.Cell{{Text: v.p.FullDate(day, time.UTC)}, {Text: v.say(h.Name)}})
	}
	return grid
}

// holidaysDo puts in a year's holidays of the reader's own group.
func (s *Site) holidaysDo(v *visit) (page, error) {
	if err := v.mustKeepPapers(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	year, err := v.yearAsked(in)
	if err != nil {
		return nil, err
	}
	all, err := holiday.Read(in.Get("list"), strconv.Itoa(year))
	if err == nil {
		if err = s.Allow(v.session.Member); err == nil {
			err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
				return holiday.Replace(tx, v.reader.Standing.Group, strconv.Itoa(year), all)
			})
		}
	}
	if no, refused := act.Refused(err); refused {
		pg, err := s.holidaysPage(v, in)
		pg.problems = v.mark(pg.ask, no)
		return withStatus{pg, statuses[no.Why]}, err
	}
	if err != nil {
		return nil, err
	}
	return goTo("/meetings/holidays?year=" + strconv.Itoa(year)), nil
}
