package api

import (
	"strconv"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/holiday"
	"example.org/counterpart/text"
)

// A Holiday is a day on which a capital rests.
type Holiday struct {
	Group group.ID   `json:"group" doc:"Whose capital"`
	Day   string     `json:"day" doc:"There, such as 2009-12-16"`
	Name  text.Words `json:"name"`
}

type holidaysIn struct {
	Year int `query:"year" minimum:"1990" maximum:"2100" doc:"By default this one"`
}

func (a *api) holidays(v *visit, in *holidaysIn) (*answer[Page[Holiday]], error) {
	year := in.Year
	if year == 0 {
		year = v.now.Year()
	}
	return v.tellHolidays(year)
}

func (v *visit) tellHolidays(year int) (*answer[Page[Holiday]], error) {
	y := strconv.Itoa(year)
	var items []Holiday
	err := v.api.Register.DB.Read(v.ctx, func(tx *database.Tx) error {
		all, err := holiday.Between(tx, y+"-01-01", y+"-12-31")
		for _, h := range all {
			items = append(items, Holiday{h.Group, h.Day, h.Name})
		}
		return err
	})
	return whole(items), err
}

// HolidayList is the holidays of one capital in one year.
type HolidayList struct {
	Year int          `json:"year" minimum:"1990" maximum:"2100"`
	Days []HolidayDay `json:"days"`
}

// HolidayDay is one of them.
type HolidayDay struct {
	Day  string     `json:"day" doc:"Such as 2009-12-16"`
	Name text.Words `json:"name" doc:"In en, ru or kk"`
}

type holidaysPut struct{ Body HolidayList }

// putHolidays keeps a year's holidays of the own group in place of those that
// were kept. What a list may hold is judged where lists are read.
func (v *visit) putHolidays(in *holidaysPut) (*answer[Page[Holiday]], error) {
	if err := v.mayWrite(); err != nil {
		return nil, err
	}
	if err := v.keepsPapers(); err != nil {
		return nil, err
	}
	var typed []holiday.Holiday
	for n, d := range in.Body.Days {
		for lang := range d.Name {
			if lang != "en" && lang != "ru" && lang != "kk" {
				return nil, act.RefuseField("days", "time.refuse.line", n+1)
			}
		}
		typed = append(typed, holiday.Holiday{Day: d.Day, Name: d.Name})
	}
	year := strconv.Itoa(in.Body.Year)
	all, err := holiday.Read(holiday.Write(typed), year)
	if no, refused := act.Refused(err); refused {
		return nil, act.RefuseField("days", no.Reason.Key, no.Reason.Args...)
	}
	if err == nil {
		err = v.api.Clerk.DB.Write(v.ctx, func(tx *database.Tx) error { return holiday.Replace(tx, v.standing().Group, year, all) })
	}
	if err != nil {
		return nil, err
	}
	return v.tellHolidays(in.Body.Year)
}
