package locale

import (
	"strconv"
	"time"
	_ "time/tzdata" // Kazakhstan changed its zone in 2024; a host's own tables may be older
)

// A Zone is where a clock hangs.
type Zone struct {
	City     string // in the reader's language
	Location *time.Location
}

// A Day is a calendar day that belongs to no zone, such as a holiday or the
// date of a document. It is printed as its own fields say, wherever the reader is.
type Day time.Time

// A calendar holds one language's names and orders of the parts of a date.
type calendar struct {
	months, short [12]string // as they stand in a date
	alone         [12]string // as they stand without a day
	weekdays      [7]string  // from Sunday, as time.Weekday counts
	date          form       // {0} day, {1} month, {2} year
	shortDate     form
	full          form // {0} weekday, {1} date
	at            form // {0} clock, {1} city, {2} date
	month         form // {1} month alone, {2} year
}

func (b *book) readCalendar() (c calendar) {
	f := func(key string) form {
		s, ok := b.sentences[key]
		if !ok {
			return form{text: lack(b.lang, key)}
		}
		return s.form
	}
	for i := range 12 {
		n := strconv.Itoa(i + 1)
		c.months[i] = f("month." + n).text
		c.short[i] = f("month.short." + n).text
		c.alone[i] = f("month.alone." + n).text
	}
	for i := range 7 {
		c.weekdays[i] = f("weekday." + strconv.Itoa(i)).text
	}
	c.date, c.shortDate, c.full = f("date"), f("date.short"), f("date.full")
	c.at, c.month = f("date.at"), f("date.month")
	return c
}

// lay fills a form of the calendar. Its arguments are said by the function
// given, since pages print many dates and need no strings between.
func lay(b []byte, f *form, say func(b []byte, arg int) []byte) []byte {
	for i := range f.parts {
		part := &f.parts[i]
		b = append(b, part.text...)
		if part.arg >= 0 {
			b = say(b, part.arg)
		}
	}
	return b
}

// appendDay says the day that t shows in its own zone.
func (c *calendar) appendDay(b []byte, t time.Time, order *form, months *[12]string) []byte {
	y, m, d := t.Date()
	return lay(b, order, func(b []byte, arg int) []byte {
		switch arg {
		case 0:
			return strconv.AppendInt(b, int64(d), 10)
		case 1:
			return append(b, months[m-1]...)
		}
		return strconv.AppendInt(b, int64(y), 10)
	})
}

func (c *calendar) appendDate(b []byte, t time.Time) []byte {
	return c.appendDay(b, t, &c.date, &c.months)
}

func (c *calendar) appendFull(b []byte, t time.Time) []byte {
	return lay(b, &c.full, func(b []byte, arg int) []byte {
		if arg == 0 {
			return append(b, c.weekdays[t.Weekday()]...)
		}
		return c.appendDate(b, t)
	})
}

// appendAt says an instant on one clock, with its day.
func (c *calendar) appendAt(b []byte, t time.Time, city string, full bool) []byte {
	return lay(b, &c.at, func(b []byte, arg int) []byte {
		switch {
		case arg == 0:
			return appendClock(b, t)
		case arg == 1:
			return append(b, city...)
		case full:
			return c.appendFull(b, t)
		}
		return c.appendDate(b, t)
	})
}

func appendClock(b []byte, t time.Time) []byte {
	h, m, _ := t.Clock()
	return append(b, byte('0'+h/10), byte('0'+h%10), ':', byte('0'+m/10), byte('0'+m%10))
}

// here returns t on the clock of the first of zones, or else of the reader's own.
func (p *Printer) here(t time.Time, zones []*time.Location) time.Time {
	switch {
	case len(zones) > 0:
		return t.In(zones[0])
	case len(p.zones) > 0:
		return t.In(p.zones[0].Location)
	}
	return t.UTC()
}

// Date says the day of an instant, "23 November 2026", in the zone given or
// else in the reader's own.
func (p *Printer) Date(t time.Time, zone ...*time.Location) string {
	var space [64]byte
	return string(p.book.calendar.appendDate(space[:0], p.here(t, zone)))
}

// ShortDate says the day of an instant for a narrow column: "23 Nov 2026".
func (p *Printer) ShortDate(t time.Time, zone ...*time.Location) string {
	var space [64]byte
	c := &p.book.calendar
	return string(c.appendDay(space[:0], p.here(t, zone), &c.shortDate, &c.short))
}

// FullDate says the day of an instant with its weekday: "Monday 23 November 2026".
func (p *Printer) FullDate(t time.Time, zone ...*time.Location) string {
	var space [64]byte
	return string(p.book.calendar.appendFull(space[:0], p.here(t, zone)))
}

// Month says the month of an instant: "November 2026".
func (p *Printer) Month(t time.Time, zone ...*time.Location) string {
	var space [64]byte
	c := &p.book.calendar
	return string(c.appendDay(space[:0], p.here(t, zone), &c.month, &c.alone))
}

// Weekday says the weekday of an instant: "Monday".
func (p *Printer) Weekday(t time.Time, zone ...*time.Location) string {
	return p.book.calendar.weekdays[p.here(t, zone).Weekday()]
}

// Clock says the time of day of an instant: "14:05".
func (p *Printer) Clock(t time.Time, zone ...*time.Location) string {
	var space [8]byte
	return string(appendClock(space[:0], p.here(t, zone)))
}

// DateTime says an instant on one clock, "14:05 Washington, 23 November 2026":
// the clock given, or else the reader's own.
func (p *Printer) DateTime(t time.Time, zone ...Zone) string {
	if len(zone) == 0 {
		zone = p.clocks()
	}
	var space [96]byte
	return string(p.book.calendar.appendAt(space[:0], t.In(zone[0].Location), zone[0].City, false))
}

// utc is the clock of a reader of whom nothing is known.
var utc = []Zone{{"UTC", time.UTC}}

func (p *Printer) clocks() []Zone {
	if len(p.zones) == 0 {
		return utc
	}
	return p.zones
}

// Both says an instant on the clocks of all capitals: "09:00 Washington · 19:00
// Astana, 23 November 2026". Where they do not share the day, each is said with
// its own and the weekday, since that is where people miss meetings.
func (p *Printer) Both(t time.Time, zones ...Zone) string {
	var space [192]byte
	return string(p.appendBoth(space[:0], t, zones))
}

// AppendBoth appends what Both says to b.
func (p *Printer) AppendBoth(b []byte, t time.Time, zones ...Zone) []byte {
	return p.appendBoth(b, t, zones)
}

func (p *Printer) appendBoth(b []byte, t time.Time, zones []Zone) []byte {
	if len(zones) == 0 {
		zones = p.clocks()
	}
	apart := false
	first := t.In(zones[0].Location).Day()
	for _, z := range zones[1:] {
		apart = apart || t.In(z.Location).Day() != first // no two zones lie a month apart
	}
	for i, z := range zones {
		at := t.In(z.Location)
		if i > 0 {
			b = append(b, " · "...)
		}
		if apart || i == len(zones)-1 {
			b = p.book.calendar.appendAt(b, at, z.City, apart)
			continue
		}
		b = append(appendClock(b, at), ' ')
		b = append(b, z.City...)
	}
	return b
}
