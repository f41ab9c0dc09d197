package notice

import (
	"testing"
	"time"
	_ "time/tzdata"
)

// TestQuiet goes through quiet hours in both capitals, and through the nights in
// which clocks are changed.
func TestQuiet(t *testing.T) {
	night := Quiet{22 * 60, 7 * 60}
	for _, c := range []struct {
		what, zone, at, want string // instants in UTC
		quiet                Quiet
	}{
		{"by day", "America/New_York", "2009-03-04T14:00", "2009-03-04T14:00", night},
		{"before midnight", "America/New_York", "2009-03-05T03:30", "2009-03-05T12:00", night},
		{"after midnight", "America/New_York", "2009-03-05T08:00", "2009-03-05T12:00", night},
		{"as they begin", "America/New_York", "2009-03-05T03:00", "2009-03-05T12:00", night},
		{"as they end", "America/New_York", "2009-03-05T12:00", "2009-03-05T12:00", night},
		{"a working hour of Washington is night in Astana", "Asia/Almaty", "2009-03-04T20:00", "2009-03-05T01:00", night},
		{"an evening of Washington is day in Astana", "Asia/Almaty", "2009-03-05T03:30", "2009-03-05T03:30", night},
		{"Kazakhstan went to five hours in 2024", "Asia/Almaty", "2026-11-25T20:00", "2026-11-26T02:00", night},
		{"at noon, for a rest", "Asia/Almaty", "2009-03-04T07:00", "2009-03-04T09:00", Quiet{12 * 60, 15 * 60}},
		{"none", "Asia/Almaty", "2009-03-04T20:00", "2009-03-04T20:00", Quiet{}},
		{"none, said otherwise", "Asia/Almaty", "2009-03-04T20:00", "2009-03-04T20:00", Quiet{60, 60}},
		{"the night is short", "America/New_York", "2009-03-08T04:00", "2009-03-08T11:00", night},
		{"the night is long", "America/New_York", "2009-11-01T03:30", "2009-11-01T12:00", night},
		{"they end at an hour that there is not", "America/New_York", "2009-03-08T04:00", "2009-03-08T07:00", Quiet{22 * 60, 2*60 + 30}},
		{"they end in an hour that there is twice, in the first", "America/New_York", "2009-11-01T05:00", "2009-11-01T05:30", Quiet{22 * 60, 90}},
		{"in the second", "America/New_York", "2009-11-01T06:10", "2009-11-01T06:30", Quiet{22 * 60, 90}},
		{"half an hour of the clock", "Australia/Lord_Howe", "2026-04-04T15:05", "2026-04-04T15:15", Quiet{22 * 60, 105}},
	} {
		t.Run(c.what, func(t *testing.T) {
			zone, at := place(t, c.zone), instant(t, c.at)
			got := c.quiet.Next(at, zone)
			if !got.Equal(instant(t, c.want)) {
				t.Errorf("%s: %s, not %s", c.at, got.UTC().Format(form), c.want)
			}
			if c.quiet.At(got, zone) || got.Before(at) {
				t.Errorf("%s is still quiet, or past", got)
			}
		})
	}
}

// TestNeverInQuiet goes through two years by the quarter of an hour.
func TestNeverInQuiet(t *testing.T) {
	for _, name := range []string{"America/New_York", "Asia/Almaty", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu"} {
		zone := place(t, name)
		for _, q := range []Quiet{{22 * 60, 7 * 60}, {0, 120}, {22 * 60, 150}, {90, 170}, {7*60 + 1, 7 * 60}, {60, 60}} {
			for at := instant(t, "2025-01-01T00:00"); at.Year() < 2027; at = at.Add(45 * time.Minute) {
				got := q.Next(at, zone)
				if got.Before(at) || q.At(got, zone) || got.Sub(at) > 25*time.Hour {
					t.Fatalf("%s, quiet %v: from %s to %s", name, q, at, got)
				}
				for _, p := range []Pace{Daily, Weekly} {
					if due := p.Due(at, zone, q); due.Before(at) || q.At(due, zone) || due.Sub(at) > 9*24*time.Hour {
						t.Fatalf("%s, quiet %v, %s: from %s to %s", name, q, p, at, due)
					}
				}
			}
		}
	}
}

// TestDue looks at when gathered notices are sent.
func TestDue(t *testing.T) {
	night := Quiet{22 * 60, 7 * 60}
	for _, c := range []struct {
		pace          Pace
		zone, at, due string
		quiet         Quiet
	}{
		{Each, "Asia/Almaty", "2009-03-04T14:00", "2009-03-04T14:00", night},
		{Daily, "Asia/Almaty", "2009-03-04T14:00", "2009-03-05T02:00", night},
		{Daily, "Asia/Almaty", "2009-03-05T01:59", "2009-03-05T02:00", night},
		{Daily, "Asia/Almaty", "2009-03-05T02:00", "2009-03-06T02:00", night},
		{Daily, "Asia/Almaty", "2009-03-04T14:00", "2009-03-05T04:00", Quiet{20 * 60, 10 * 60}},
		{Daily, "America/New_York", "2009-03-07T20:00", "2009-03-08T12:00", night}, // the day that the clocks change
		{Weekly, "America/New_York", "2009-03-04T14:00", "2009-03-09T12:00", night},
		{Weekly, "America/New_York", "2009-03-09T11:00", "2009-03-09T12:00", night},
		{Weekly, "America/New_York", "2009-03-09T13:00", "2009-03-16T12:00", night},
	} {
		if got := c.pace.Due(instant(t, c.at), place(t, c.zone), c.quiet); !got.Equal(instant(t, c.due)) {
			t.Errorf("%s at %s in %s: %s, not %s", c.pace, c.at, c.zone, got.UTC().Format(form), c.due)
		}
	}
}

// TestPeriod holds that periods follow each other without a gap.
func TestPeriod(t *testing.T) {
	if from, to := Period(instant(t, "2009-03-04T14:00"), 7); from != instant(t, "2009-02-23T00:00") || to != instant(t, "2009-03-02T00:00") {
		t.Errorf("the week before is from %s to %s", from, to)
	}
	for days := 1; days < 40; days++ {
		at := instant(t, "2009-03-04T14:00")
		from, to := Period(at, days)
		next, _ := Period(at.AddDate(0, 0, days), days)
		if to.After(at) || at.Sub(to) >= time.Duration(days)*24*time.Hour || next != to || to.Sub(from) != time.Duration(days)*24*time.Hour {
			t.Errorf("%d days: from %s to %s, then from %s", days, from, to, next)
		}
	}
}

const form = "2006-01-02T15:04"

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(form, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func place(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}
