package schedule_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"example.org/counterpart/group"
	"example.org/counterpart/schedule"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func cities(t testing.TB) []schedule.City {
	return []schedule.City{{Group: "washington", Zone: zone(t, "America/New_York")}, {Group: "astana", Zone: zone(t, "Asia/Almaty")}}
}

func slot(t testing.TB, start string, minutes int) schedule.Slot {
	t.Helper()
	at, err := time.Parse(time.RFC3339, start)
	if err != nil {
		t.Fatal(err)
	}
	return schedule.Slot{Start: at, End: at.Add(time.Duration(minutes) * time.Minute)}
}

// TestZones tells one instant in both cities, on the days on which one of them
// changed its clocks.
func TestZones(t *testing.T) {
	for _, c := range []struct{ washington, astana string }{
		{"Thu 2024-02-29 17:00", "Fri 2024-03-01 03:00"}, // the last hours of UTC+6 are over in Almaty
		{"Thu 2024-02-29 12:59", "Thu 2024-02-29 23:59"},
		{"Thu 2024-02-29 13:00", "Thu 2024-02-29 23:00"}, // its midnight came twice
		{"Sun 2024-03-10 03:00", "Sun 2024-03-10 12:00"}, // two was no hour in Washington
		{"Wed 2009-12-16 09:00", "Wed 2009-12-16 20:00"},
	} {
		const form = "Mon 2006-01-02 15:04"
		at, err := time.ParseInLocation(form, c.washington, zone(t, "America/New_York"))
		if err != nil {
			t.Fatal(err)
		}
		if got := at.In(zone(t, "Asia/Almaty")).Format(form); got != c.astana {
			t.Errorf("%s in Washington is %s in Astana, and not %s", c.washington, got, c.astana)
		}
	}
}

// TestOutside counts the minutes before eight and after eight.
func TestOutside(t *testing.T) {
	for _, c := range []struct {
		start              string
		minutes            int
		washington, astana int
	}{
		{"2009-12-16T14:00:00Z", 60, 0, 60},     // 09–10 and 20–21
		{"2009-12-16T13:30:00Z", 60, 0, 30},     // 08:30–09:30 and 19:30–20:30
		{"2009-12-16T12:00:00Z", 120, 60, 0},    // 07–09 and 18–20
		{"2024-02-29T22:00:00Z", 90, 0, 90},     // 17–18:30, and 03–04:30 on the next day
		{"2009-12-16T06:00:00Z", 600, 420, 0},   // 01–11 and 12–22: see below
		{"2009-12-16T01:00:00Z", 24 * 60, 0, 0}, // a day and a night
		{"2024-03-10T05:00:00Z", 60, 60, 0},     // the night of the change
		{"2024-11-03T12:00:00Z", 120, 60, 0},    // 07–09 after the clocks went back
		{"2024-10-30T12:00:00Z", 120, 0, 0},     // 08–10 before that, and 17–19
	} {
		s := slot(t, c.start, c.minutes)
		got := [2]int{s.Outside(zone(t, "America/New_York"), 8, 20), s.Outside(zone(t, "Asia/Almaty"), 8, 20)}
		want := [2]int{c.washington, c.astana}
		switch c.minutes {
		case 600:
			want[1] = 120
		case 24 * 60:
			want = [2]int{720, 720}
		}
		if got != want {
			t.Errorf("%s for %d minutes lies outside by %v, and not %v", c.start, c.minutes, got, want)
		}
	}
}

// TestAtNight tells the hours at which people sleep.
func TestAtNight(t *testing.T) {
	for _, c := range []struct {
		start              string
		minutes            int
		washington, astana bool
	}{
		{"2009-12-16T12:00:00Z", 60, false, false}, // 07–08 and 18–19
		{"2009-12-16T10:30:00Z", 60, true, false},  // 05:30–06:30
		{"2009-12-16T11:00:00Z", 60, false, false}, // 06–07
		{"2009-12-16T17:00:00Z", 60, false, false}, // 12–13 and 23–24
		{"2009-12-16T17:00:00Z", 61, false, true},
	} {
		s := slot(t, c.start, c.minutes)
		if w, a := s.AtNight(zone(t, "America/New_York")), s.AtNight(zone(t, "Asia/Almaty")); w != c.washington || a != c.astana {
			t.Errorf("%s for %d minutes is at night in Washington %t, in Astana %t", c.start, c.minutes, w, a)
		}
	}
}

// TestTurns ranks the same slots after different pasts: who has borne more is
// spared.
func TestTurns(t *testing.T) {
	early, late, split := slot(t, "2009-12-16T12:00:00Z", 60), slot(t, "2009-12-16T14:00:00Z", 60), slot(t, "2009-12-16T13:30:00Z", 60)
	for _, c := range []struct {
		what  string
		borne map[group.ID]schedule.Burden
		want  []schedule.Slot
	}{
		{"nobody has borne anything", nil, []schedule.Slot{split, early, late}},
		{"Astana has borne more", map[group.ID]schedule.Burden{"astana": {Times: 3, Minutes: 300}}, []schedule.Slot{early, split, late}},
		{"Washington has borne more", map[group.ID]schedule.Burden{"washington": {Times: 3, Minutes: 300}}, []schedule.Slot{split, late, early}},
		{"both have borne much", map[group.ID]schedule.Burden{"washington": {Times: 9, Minutes: 900}, "astana": {Times: 9, Minutes: 900}}, []schedule.Slot{split, early, late}},
	} {
		var all []schedule.Score
		for _, s := range []schedule.Slot{late, split, early} {
			all = append(all, schedule.Of(s, cities(t), c.borne))
		}
		schedule.Rank(all)
		for n, s := range all {
			if s.Slot != c.want[n] {
				t.Errorf("%s: place %d is of %v, and not %v", c.what, n+1, s.Start, c.want[n].Start)
			}
		}
		// What nobody can take comes last, however fair it is.
		all[0].Cannot = 1
		best := all[0].Slot
		if schedule.Rank(all); all[len(all)-1].Slot != best {
			t.Errorf("%s: a slot that somebody cannot take is before one that all can", c.what)
		}
	}
}

// TestPropose finds the half hours of a week, on the days asked for in both
// cities, and says that there is no office hour in both.
func TestPropose(t *testing.T) {
	monday := time.Date(2009, 12, 14, 0, 0, 0, 0, time.UTC)
	w := schedule.Wish{From: monday, To: monday.AddDate(0, 0, 6), Length: time.Hour,
		Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}}
	both := cities(t)
	off := monday.AddDate(0, 0, 2).Format(time.DateOnly)
	best := w.Propose(both, nil, func(s schedule.Slot) int {
		if s.Start.In(both[0].Zone).Format(time.DateOnly) == off {
			return 1
		}
		return 0
	})
	if len(best) != 15 {
		t.Fatalf("%d slots are proposed, and not three on each of five days", len(best))
	}
	for n, s := range best {
		for _, c := range both {
			if day := s.Start.In(c.Zone).Weekday(); day == time.Saturday || day == time.Sunday {
				t.Errorf("%v is a %s in %s", s.Start, day, c.Group)
			}
		}
		if last := n >= 12; last != (s.Holidays == 1) {
			t.Errorf("place %d falls on %d holidays", n+1, s.Holidays)
		}
		if s.Cost != 0 && n < 4 || s.Start.Minute()%30 != 0 {
			t.Errorf("place %d, %v, costs %d", n+1, s.Start, s.Cost)
		}
	}
	for _, s := range best {
		for _, c := range both {
			if s.AtNight(c.Zone) {
				t.Errorf("%v is at night in %s", s.Start, c.Group)
			}
		}
	}
	w.Length = 12 * time.Hour // it is night somewhere, whenever it begins
	if long := w.Propose(both, nil, func(schedule.Slot) int { return 0 }); len(long) == 0 || !long[0].AtNight(both[0].Zone) && !long[0].AtNight(both[1].Zone) {
		t.Errorf("for twelve hours are proposed %v", long)
	}
	w.Length = time.Hour
	if w.SharesOffice(both) {
		t.Error("Washington and Astana share an office hour")
	}
	both[1].Zone = zone(t, "Europe/Vienna")
	if !w.SharesOffice(both) {
		t.Error("Washington and Vienna share none")
	}
}

// TestBear sums up past meetings; a group that meets alone, or sat in the
// other's city, bears only what fell there.
func TestBear(t *testing.T) {
	both := cities(t)
	guests := []schedule.City{{Group: "washington", Zone: both[1].Zone}, both[1]}
	past := []schedule.Held{
		{Slot: slot(t, "2009-10-01T14:00:00Z", 60), Cities: both},                     // 10–11 and 20–21
		{Slot: slot(t, "2009-11-04T12:00:00Z", 60), Cities: both},                     // 07–08 and 18–19
		{Slot: slot(t, "2009-11-11T02:00:00Z", 60), Cities: []schedule.City{both[0]}}, // alone
		{Slot: slot(t, "2009-11-18T03:00:00Z", 60), Cities: guests},                   // 09–10 in Astana
		{Slot: slot(t, "2009-12-02T14:30:00Z", 90), Cities: both},                     // 20:30–22
	}
	borne := schedule.Bear(past)
	if borne["washington"] != (schedule.Burden{Times: 1, Minutes: 60}) || borne["astana"] != (schedule.Burden{Times: 2, Minutes: 150}) {
		t.Errorf("borne: %v", borne)
	}
	course := schedule.Course(past, []time.Time{past[0].Start.Add(-time.Hour), past[0].Start, past[1].Start, past[4].Start})
	want := map[group.ID][]int{"washington": {0, 0, 60, 60}, "astana": {0, 60, 60, 150}}
	for g, all := range want {
		for n := range all {
			if course[g][n] != all[n] {
				t.Errorf("%s had borne %v, and not %v", g, course[g], all)
				break
			}
		}
	}
}
