package schedule

import (
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"github.com/teambition/rrule-go"
)

// Units of which a regular meeting leaves some between two of its dates.
const (
	Weeks  = "weeks"
	Months = "months"
)

// MaxSeries is how many meetings one series has at most: a year of weeks, and
// some.
const MaxSeries = 60

// A Repeat says on which dates a regular meeting falls: at a wall clock time of
// one city, whatever its clocks do in between.
type Repeat struct {
	Zone    *time.Location
	From    time.Time // only its date counts
	Every   int       // weeks or months
	Unit    string
	Weekday time.Weekday
	Nth     int // of months: the first weekday to the fourth, or -1 for the last
	Hour    int
	Minute  int
	Count   int       // 0 if it ends by a date
	Until   time.Time // only its date counts; its day included
	Except  []string  // dates that are left out, as 2006-01-02 in the city
}

// Check refuses a rule that could not be followed.
func (r Repeat) Check() error {
	var all []error
	say := func(wrong bool, field, key string, args ...any) {
		if wrong {
			all = append(all, act.RefuseField(field, key, args...))
		}
	}
	say(r.From.IsZero(), "from", "time.refuse.day")
	say(r.Unit != Weeks && r.Unit != Months, "unit", "time.refuse.unit")
	say(r.Every < 1 || r.Every > 52, "every", "time.refuse.every", 52)
	say(r.Weekday < time.Sunday || r.Weekday > time.Saturday, "weekday", "time.refuse.weekday")
	say(r.Unit == Months && (r.Nth < -1 || r.Nth == 0 || r.Nth > 4), "nth", "time.refuse.nth")
	say(r.Hour < 0 || r.Hour > 23 || r.Minute < 0 || r.Minute > 59, "clock", "time.refuse.clock")
	say(r.Count < 0 || r.Count > MaxSeries, "count", "time.refuse.count", MaxSeries)
	say(r.Count == 0 && (r.Until.IsZero() || r.Until.Before(r.From)), "until", "time.refuse.until")
	return act.Together(all...)
}

// set is the rule as RFC 5545 has it.
func (r Repeat) set() (*rrule.Set, error) {
	y, m, d := r.From.Date()
	opt := rrule.ROption{Freq: rrule.WEEKLY, Interval: r.Every, Dtstart: time.Date(y, m, d, r.Hour, r.Minute, 0, 0, r.Zone),
		Byhour: []int{r.Hour}, Byminute: []int{r.Minute}, Bysecond: []int{0}, Byweekday: []rrule.Weekday{weekdays[r.Weekday]}}
	if r.Unit == Months {
		opt.Freq, opt.Byweekday = rrule.MONTHLY, []rrule.Weekday{weekdays[r.Weekday].Nth(r.Nth)}
	}
	if opt.Count = r.Count; r.Count == 0 {
		y, m, d = r.Until.Date()
		opt.Until = time.Date(y, m, d, 23, 59, 59, 0, r.Zone)
	}
	rule, err := rrule.NewRRule(opt)
	if err != nil {
		return nil, err
	}
	set := &rrule.Set{}
	set.RRule(rule)
	for _, day := range r.Except {
		if at, err := time.ParseInLocation(time.DateOnly, day, r.Zone); err == nil {
			y, m, d = at.Date()
			set.ExDate(time.Date(y, m, d, r.Hour, r.Minute, 0, 0, r.Zone))
		}
	}
	return set, nil
}

// weekdays are those of RFC 5545, in Go's order.
var weekdays = [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}

// Starts lists when the meetings of the series begin, without those left out,
// and refuses a series of none or too many.
func (r Repeat) Starts() ([]time.Time, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	set, err := r.set()
	if err != nil {
		return nil, act.RefuseField("every", "time.refuse.every", 52)
	}
	var all []time.Time
	for next := set.Iterator(); ; {
		at, ok := next()
		if !ok {
			break
		}
		if all = append(all, at); len(all) > MaxSeries {
			return nil, act.RefuseField("until", "time.refuse.many", MaxSeries)
		}
	}
	if len(all) == 0 {
		return nil, act.RefuseField("until", "time.refuse.none")
	}
	return all, nil
}

// All lists every date of the series, those left out too.
func (r Repeat) All() ([]time.Time, error) {
	r.Except = nil
	return r.Starts()
}

// LeavesOut reports whether the date of an instant is left out.
func (r Repeat) LeavesOut(at time.Time) bool {
	return slices.Contains(r.Except, at.In(r.Zone).Format(time.DateOnly))
}

// String is the rule in the form of RFC 5545, for calendars.
func (r Repeat) String() string {
	set, err := r.set()
	if err != nil {
		return ""
	}
	return strings.Join(set.Recurrence(), "\n")
}
