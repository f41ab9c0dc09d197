package schedule_test

import (
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/schedule"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// TestAcrossChanges repeats a meeting over the change of the clocks in Almaty on
// 1 March 2024 and those of Washington on 10 March and 3 November: the stated
// city keeps its wall clock, and the other's shifts.
func TestAcrossChanges(t *testing.T) {
	const form = "Mon 01-02 15:04"
	washington, astana := zone(t, "America/New_York"), zone(t, "Asia/Almaty")
	for _, c := range []struct {
		what   string
		repeat schedule.Repeat
		other  *time.Location
		want   string
	}{
		{"every week, by Washington", schedule.Repeat{Zone: washington, From: day(2024, 2, 20), Every: 1, Unit: schedule.Weeks,
			Weekday: time.Thursday, Hour: 9, Count: 4}, astana,
			"Thu 02-22 09:00 = Thu 02-22 20:00, Thu 02-29 09:00 = Thu 02-29 20:00, Thu 03-07 09:00 = Thu 03-07 19:00, Thu 03-14 09:00 = Thu 03-14 18:00"},
		{"every week, by Astana", schedule.Repeat{Zone: astana, From: day(2024, 2, 22), Every: 1, Unit: schedule.Weeks,
			Weekday: time.Thursday, Hour: 19, Count: 4}, washington,
			"Thu 02-22 19:00 = Thu 02-22 08:00, Thu 02-29 19:00 = Thu 02-29 08:00, Thu 03-07 19:00 = Thu 03-07 09:00, Thu 03-14 19:00 = Thu 03-14 10:00"},
		{"the first Friday of each month, with one left out", schedule.Repeat{Zone: washington, From: day(2024, 9, 1), Every: 1, Unit: schedule.Months,
			Weekday: time.Friday, Nth: 1, Hour: 17, Minute: 30, Until: day(2024, 12, 6), Except: []string{"2024-10-04"}}, astana,
			"Fri 09-06 17:30 = Sat 09-07 02:30, Fri 11-01 17:30 = Sat 11-02 02:30, Fri 12-06 17:30 = Sat 12-07 03:30"},
		{"the last Tuesday of every second month", schedule.Repeat{Zone: astana, From: day(2009, 1, 28), Every: 2, Unit: schedule.Months,
			Weekday: time.Tuesday, Nth: -1, Hour: 18, Count: 2}, washington,
			"Tue 03-31 18:00 = Tue 03-31 08:00, Tue 05-26 18:00 = Tue 05-26 08:00"},
	} {
		all, err := c.repeat.Starts()
		if err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		var got []string
		for _, at := range all {
			got = append(got, at.In(c.repeat.Zone).Format(form)+" = "+at.In(c.other).Format(form))
		}
		if said := strings.Join(got, ", "); said != c.want {
			t.Errorf("%s: %s\n not %s", c.what, said, c.want)
		}
	}
}

// TestRefusedRepeats refuses what could not be followed, and says where.
func TestRefusedRepeats(t *testing.T) {
	good := schedule.Repeat{Zone: time.UTC, From: day(2024, 1, 1), Every: 1, Unit: schedule.Weeks, Weekday: time.Monday, Hour: 9, Count: 3}
	for field, spoil := range map[string]func(*schedule.Repeat){
		"from":    func(r *schedule.Repeat) { r.From = time.Time{} },
		"unit":    func(r *schedule.Repeat) { r.Unit = "days" },
		"every":   func(r *schedule.Repeat) { r.Every = 0 },
		"weekday": func(r *schedule.Repeat) { r.Weekday = 7 },
		"nth":     func(r *schedule.Repeat) { r.Unit, r.Nth = schedule.Months, 5 },
		"clock":   func(r *schedule.Repeat) { r.Hour = 24 },
		"count":   func(r *schedule.Repeat) { r.Count = schedule.MaxSeries + 1 },
		"until":   func(r *schedule.Repeat) { r.Count, r.Until = 0, day(2023, 1, 1) },
	} {
		r := good
		spoil(&r)
		_, err := r.Starts()
		if no, _ := act.Refused(err); no == nil || no.Field != field {
			t.Errorf("a wrong %s is answered with %v", field, err)
		}
	}
	for what, spoil := range map[string]func(*schedule.Repeat){
		"time.refuse.none": func(r *schedule.Repeat) { r.Count, r.Except = 1, []string{"2024-01-01"} },
		"time.refuse.many": func(r *schedule.Repeat) { r.Count, r.Until = 0, day(2026, 1, 1) },
	} {
		r := good
		spoil(&r)
		_, err := r.Starts()
		if no, _ := act.Refused(err); no == nil || no.Reason.Key != what {
			t.Errorf("%s is answered with %v", what, err)
		}
	}
	if said := good.String(); !strings.Contains(said, "FREQ=WEEKLY") || !strings.Contains(said, "COUNT=3") {
		t.Errorf("the rule reads %q", said)
	}
}
