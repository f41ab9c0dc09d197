// Package schedule holds the rules by which a time is found: when groups in
// several cities could meet, who would sit outside the hours of the day for it,
// whose turn that is, and on which dates a regular meeting falls.
//
// The rules are pure. Zones come in from outside, as they are on the day that
// is asked about.
//
// The law of this package: a time is always somebody's wall clock. What recurs
// keeps the wall clock of one stated city; in every other city it is told as it
// falls there, with the weekday and date of that city.
package schedule

import (
	"cmp"
	"slices"
	"time"

	"example.org/counterpart/group"
)

// The hours of the day: who meets outside DayBegins and DayEnds bears it for the
// others. Between OfficeBegins and OfficeEnds people are in their offices.
const (
	DayBegins    = 8
	DayEnds      = 20
	OfficeBegins = 9
	OfficeEnds   = 18
	NightEnds    = 6 // from midnight until then nobody is asked to meet, unless there is no other time
)

// A City is where a group sits.
type City struct {
	Group group.ID
	Zone  *time.Location
}

// A Slot is a time at which a meeting could be.
type Slot struct{ Start, End time.Time }

// Outside is how many minutes of the slot lie outside some hours of the day in
// a zone.
func (s Slot) Outside(zone *time.Location, begins, ends int) int {
	inside := time.Duration(0)
	for day := s.Start.In(zone); ; day = day.AddDate(0, 0, 1) {
		y, m, d := day.Date()
		if time.Date(y, m, d, 0, 0, 0, 0, zone).After(s.End) {
			break
		}
		from, to := time.Date(y, m, d, begins, 0, 0, 0, zone), time.Date(y, m, d, ends, 0, 0, 0, zone)
		if from.Before(s.Start) {
			from = s.Start
		}
		if to.After(s.End) {
			to = s.End
		}
		inside += max(0, to.Sub(from))
	}
	return int((s.End.Sub(s.Start) - inside).Minutes())
}

// AtNight reports whether some of the slot lies between midnight and NightEnds in
// a zone.
func (s Slot) AtNight(zone *time.Location) bool {
	return s.Outside(zone, 0, NightEnds) < int(s.End.Sub(s.Start).Minutes())
}

// A Share is what one group would bear of a slot.
type Share struct {
	Group   group.ID
	Minutes int // outside the hours of the day
	Borne   Burden
}

// A Score is how a slot stands beside others: those come first that fewest
// cannot take, then those on fewest holidays, then those that leave the groups
// most alike in what they have borne.
type Score struct {
	Slot
	Shares   []Share // of every group that meets, in the order of the cities
	Cost     int     // 0 if nobody sits outside the hours of the day
	Holidays int     // in how many of the cities it falls on one
	Can      int
	IfNeed   int
	Cannot   int
}

// Of scores a slot. What it costs is by how much the squares of what the groups
// have borne would grow, reckoned from the group that has borne least: so two
// hours for the one are worse than an hour for each, and a group that has borne
// more than the others is spared until they have caught up.
func Of(s Slot, cities []City, borne map[group.ID]Burden) Score {
	least := 0
	for n, c := range cities {
		if b := borne[c.Group].Minutes; n == 0 || b < least {
			least = b
		}
	}
	score := Score{Slot: s}
	for _, c := range cities {
		b := borne[c.Group]
		share := Share{c.Group, s.Outside(c.Zone, DayBegins, DayEnds), b}
		score.Cost += share.Minutes * (2*(b.Minutes-least) + share.Minutes)
		score.Shares = append(score.Shares, share)
	}
	return score
}

// Rank puts scores in their order, the best first.
func Rank(all []Score) {
	slices.SortStableFunc(all, func(a, b Score) int {
		return cmp.Or(cmp.Compare(a.Cannot, b.Cannot), cmp.Compare(a.Holidays, b.Holidays), cmp.Compare(a.Cost, b.Cost),
			cmp.Compare(a.IfNeed, b.IfNeed), a.Start.Compare(b.Start))
	})
}

// A Wish is what is asked of a time: between two days, both included, of the
// first city, and on these days of the week in every city.
type Wish struct {
	From, To time.Time // only their dates count
	Length   time.Duration
	Days     []time.Weekday
}

// Limits of a wish, and of what is proposed for it.
const (
	MaxPeriod   = 62 // days
	MinLength   = 15 * time.Minute
	MaxLength   = 12 * time.Hour
	MaxProposed = 30
	mostADay    = 3
)

// Slots lists every slot on the half hour that fits a wish.
func (w Wish) Slots(cities []City) (all []Slot) {
	if len(cities) == 0 {
		return nil
	}
	y, m, d := w.From.Date()
	at := time.Date(y, m, d, 0, 0, 0, 0, cities[0].Zone)
	y, m, d = w.To.Date()
	end := time.Date(y, m, d+1, 0, 0, 0, 0, cities[0].Zone)
	for ; at.Before(end); at = at.Add(30 * time.Minute) {
		s := Slot{at.UTC(), at.Add(w.Length).UTC()}
		if !slices.ContainsFunc(cities, func(c City) bool { return !slices.Contains(w.Days, at.In(c.Zone).Weekday()) }) {
			all = append(all, s)
		}
	}
	return all
}

// Propose ranks the slots that fit a wish, and returns the best: at most three
// of one day, so that there is something to choose from. Nights are among them
// only if there is nothing else. The holidays function tells in how many cities a
// slot falls on one.
func (w Wish) Propose(cities []City, borne map[group.ID]Burden, holidays func(Slot) int) (best []Score) {
	var all []Score
	slots := w.Slots(cities)
	atNight := func(s Slot) bool {
		return slices.ContainsFunc(cities, func(c City) bool { return s.AtNight(c.Zone) })
	}
	if awake := slices.DeleteFunc(slices.Clone(slots), atNight); len(awake) > 0 {
		slots = awake
	}
	for _, s := range slots {
		score := Of(s, cities, borne)
		score.Holidays = holidays(s)
		all = append(all, score)
	}
	Rank(all)
	onDay := map[string]int{}
	for _, s := range all {
		day := s.Start.In(cities[0].Zone).Format(time.DateOnly)
		if onDay[day]++; onDay[day] <= mostADay && len(best) < MaxProposed {
			best = append(best, s)
		}
	}
	return best
}

// SharesOffice reports whether some slot that fits the wish lies within office
// hours in every city.
func (w Wish) SharesOffice(cities []City) bool {
	return slices.ContainsFunc(w.Slots(cities), func(s Slot) bool {
		return !slices.ContainsFunc(cities, func(c City) bool { return s.Outside(c.Zone, OfficeBegins, OfficeEnds) > 0 })
	})
}
