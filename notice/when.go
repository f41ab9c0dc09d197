package notice

import "time"

// A Pace is how often somebody wants to be told.
type Pace string

// The paces.
const (
	Each   Pace = "each"   // each event at once
	Daily  Pace = "daily"  // gathered, each morning
	Weekly Pace = "weekly" // gathered, on Monday morning
	Never  Pace = "never"
)

// Paces lists them all.
var Paces = []Pace{Each, Daily, Weekly, Never}

// Key is the pace's name in the catalogues.
func (p Pace) Key() string { return "notice.pace." + string(p) }

// Quiet are hours of the day in which nobody is written to, as minutes after
// midnight on the person's own clock. They may reach over midnight; if they end
// where they begin there are none.
type Quiet struct{ From, To int }

const dayMinutes = 24 * 60

// At reports whether an instant is in the quiet hours of a zone.
func (q Quiet) At(t time.Time, zone *time.Location) bool {
	h, m, _ := t.In(zone).Clock()
	now := h*60 + m
	if q.From <= q.To {
		return q.From <= now && now < q.To
	}
	return now >= q.From || now < q.To
}

// Next is the first instant from t on that is not quiet.
func (q Quiet) Next(t time.Time, zone *time.Location) time.Time {
	if !q.At(t, zone) {
		return t
	}
	here := t.In(zone)
	h, m, _ := here.Clock()
	y, month, d := here.Date()
	if h*60+m >= q.To { // they end tomorrow
		d++
	}
	end := time.Date(y, month, d, q.To/60, q.To%60, 0, 0, zone)
	if !end.After(t) {
		// The clock is put back meanwhile and shows that time twice.
		end = t.Truncate(time.Minute).Add(time.Duration((q.To-(h*60+m)+dayMinutes)%dayMinutes) * time.Minute)
	}
	for q.At(end, zone) { // the clock is put forward over that time, or back behind it
		end = end.Add(time.Minute)
	}
	return end
}

// morning is the hour at which gathered notices are sent.
const morning = 8

// Due is when somebody who keeps a pace is told of what happens at t: never in
// their quiet hours. Whoever is never told has no such time.
func (p Pace) Due(t time.Time, zone *time.Location, q Quiet) time.Time {
	here := t.In(zone)
	y, m, d := here.Date()
	at := time.Date(y, m, d, morning, 0, 0, 0, zone)
	if !at.After(t) {
		at = time.Date(y, m, d+1, morning, 0, 0, 0, zone)
	}
	switch p {
	case Daily:
		return q.Next(at, zone)
	case Weekly:
		y, m, d = at.Date()
		wait := (int(time.Monday) - int(at.Weekday()) + 7) % 7
		return q.Next(time.Date(y, m, d+wait, morning, 0, 0, 0, zone), zone)
	}
	return q.Next(t, zone)
}

// firstMonday is where periods are counted from.
var firstMonday = time.Date(1970, 1, 5, 0, 0, 0, 0, time.UTC)

// Period is the last period of so many days that was over at t. All begin and
// end at midnight in UTC, so that they are the same in every capital; those of
// weeks on Mondays.
func Period(t time.Time, days int) (from, to time.Time) {
	length := time.Duration(days) * 24 * time.Hour
	passed := t.Sub(firstMonday) / length
	to = firstMonday.Add(passed * length)
	return to.Add(-length), to
}
