package transcript

import (
	"time"
)

// The ways in which the time of day may be written: as short as tells it.
var clocks = []string{"15:04", "15:04:05", "15:04:05.000"}

// offset follows a time of day that came twice, on the night when summer ended.
const offset = "-07:00"

const date = "2006-01-02"

// readInstant reads a date and a time of day in a zone.
func readInstant(day, clock string, zone *time.Location) (time.Time, bool) {
	for _, form := range clocks {
		for _, form := range []string{form, form + offset} {
			at, err := time.ParseInLocation(date+" "+form, day+" "+clock, zone)
			if err == nil && at.Year() >= 1900 && at.Year() < 2200 {
				return at.UTC(), true
			}
		}
	}
	return time.Time{}, false
}

// writeInstant writes an instant as readInstant reads it.
func writeInstant(at time.Time, zone *time.Location) string {
	at = at.UTC().Truncate(time.Millisecond)
	local := at.In(zone)
	for _, more := range []string{"", offset} {
		for _, form := range clocks {
			day, clock := local.Format(date), local.Format(form+more)
			if back, ok := readInstant(day, clock, zone); ok && back.Equal(at) {
				return day + " " + clock
			}
		}
	}
	return local.Format(date + " " + clocks[2] + offset)
}
