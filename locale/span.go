package locale

import "time"

// For says a length of time in its largest sensible unit: "3 days". It is
// rounded down, so that nobody is promised more time than there is.
func (p *Printer) For(d time.Duration) string {
	key, n := unit(d.Abs())
	if n == 0 {
		return p.T("unit.now")
	}
	return p.T("unit."+key, n)
}

// Ago says how long before now an instant was, "3 days ago", or how long after
// now it will be, "in 5 hours".
func (p *Printer) Ago(t, now time.Time) string {
	d := now.Sub(t)
	key, n := unit(d.Abs())
	switch {
	case n == 0:
		return p.T("ago.now")
	case d < 0:
		return p.T("in."+key, n)
	}
	return p.T("ago."+key, n)
}

// Until says what is left until a deadline, "5 hours left", or by how much it
// has passed, "2 days overdue".
func (p *Printer) Until(t, now time.Time) string {
	d := t.Sub(now)
	key, n := unit(d.Abs())
	switch {
	case n == 0 && d > 0:
		return p.T("left.now")
	case n == 0:
		return p.T("overdue.now")
	case d < 0:
		return p.T("overdue."+key, n)
	}
	return p.T("left."+key, n)
}

const day = 24 * time.Hour

// unit chooses the unit in which people would count d. Deliberation is counted
// in days, so these reach furthest.
func unit(d time.Duration) (key string, n int) {
	switch {
	case d < time.Hour:
		return "minute", int(d / time.Minute)
	case d < 2*day:
		return "hour", int(d / time.Hour)
	case d < 90*day:
		return "day", int(d / day)
	case d < 730*day:
		return "month", int(d / day * 100 / 3044) // a month is 30.44 days
	}
	return "year", int(d / day * 100 / 36525)
}
