package web

import (
	"slices"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/holiday"
	"example.org/counterpart/register"
	"example.org/counterpart/schedule"
)

// cities are where groups sit, the reader's own first.
func (v *visit) cities(groups []group.ID) (all []schedule.City) {
	for _, g := range groups {
		c := schedule.City{Group: g, Zone: location(zoneOf(v, g))}
		if g == v.reader.Standing.Group {
			all = append([]schedule.City{c}, all...)
		} else {
			all = append(all, c)
		}
	}
	return all
}

// memory is how far back it counts who sat outside the hours of the day.
const memory = 2 * 365 * 24 * time.Hour

// held are the meetings of several groups that were held lately, and where each
// group sat: in its own city, or where there was a room. Meetings of a few who
// were invited are not the groups'.
func (v *visit) held(q register.Questions) (all []schedule.Held, err error) {
	met, err := q.Gatherings(v.now.Add(-memory), v.now, 2000)
	for _, g := range met {
		if !g.Held() || g.Restricted || len(g.Groups) < 2 {
			continue
		}
		h := schedule.Held{Slot: schedule.Slot{Start: g.Start, End: g.End}}
		for _, id := range g.Groups {
			at := id
			if len(g.Venues) > 0 && !slices.Contains(g.Venues, id) {
				at = g.Venues[0]
			}
			h.Cities = append(h.Cities, schedule.City{Group: id, Zone: location(zoneOf(v, at))})
		}
		all = append(all, h)
	}
	return all, err
}

// resting lists the holidays of a time's days in the capitals.
func (v *visit) resting(from, to time.Time) (all []holiday.Holiday, err error) {
	err = v.site.Register.DB.Read(v.Context(), func(tx *database.Tx) error {
		all, err = holiday.Between(tx, from.AddDate(0, 0, -1).Format(time.DateOnly), to.AddDate(0, 0, 1).Format(time.DateOnly))
		return err
	})
	return all, err
}

// restOn are those of some holidays on which a time falls in some cities.
func restOn(all []holiday.Holiday, s schedule.Slot, cities []schedule.City) (on []holiday.Holiday) {
	for _, c := range cities {
		first, last := s.Start.In(c.Zone).Format(time.DateOnly), s.End.Add(-time.Nanosecond).In(c.Zone).Format(time.DateOnly)
		for _, h := range all {
			if h.Group == c.Group && h.Day >= first && h.Day <= last {
				on = append(on, h)
			}
		}
	}
	return on
}

// warn says on which holidays a time falls.
func (v *visit) warn(on []holiday.Holiday) (says []string) {
	for _, h := range on {
		day, _ := time.Parse(time.DateOnly, h.Day)
		says = append(says, v.p.T("time.holiday", h.Group, v.p.FullDate(day, time.UTC), v.say(h.Name)))
	}
	return says
}

// holidays says on which holidays a meeting falls, in the cities of its venues.
func (v *visit) holidays(m register.Meeting) ([]string, error) {
	var cities []schedule.City
	for _, venue := range m.Venues {
		cities = append(cities, schedule.City{Group: venue.Group, Zone: location(venue.Zone)})
	}
	return v.holidaysAt(schedule.Slot{Start: m.Start, End: m.End}, cities)
}

// holidaysAt says on which holidays a time falls in some cities.
func (v *visit) holidaysAt(s schedule.Slot, cities []schedule.City) ([]string, error) {
	all, err := v.resting(s.Start, s.End)
	return v.warn(restOn(all, s, cities)), err
}

// locally says a time on the clocks of each city, with its weekday and date.
func (v *visit) locally(s schedule.Slot, cities []schedule.City) (says []string) {
	for _, c := range cities {
		says = append(says, v.p.T("time.local", c.Group, v.p.Clock(s.Start, c.Zone), v.p.Clock(s.End, c.Zone), v.p.FullDate(s.Start, c.Zone)))
	}
	return says
}
