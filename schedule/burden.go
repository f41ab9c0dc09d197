package schedule

import (
	"slices"
	"time"

	"example.org/counterpart/group"
)

// A Burden is what a group has borne: in how many meetings it sat outside the
// hours of the day, and for how many minutes in all.
type Burden struct{ Times, Minutes int }

// A Held is a meeting that was held, and where each group sat for it.
type Held struct {
	Slot
	Cities []City
}

// Bear sums up what the groups have borne in meetings of several groups. Who
// meets alone bears nothing for anybody.
func Bear(past []Held) map[group.ID]Burden {
	borne := map[group.ID]Burden{}
	for _, h := range past {
		if len(h.Cities) < 2 {
			continue
		}
		for _, c := range h.Cities {
			if n := h.Outside(c.Zone, DayBegins, DayEnds); n > 0 {
				b := borne[c.Group]
				borne[c.Group] = Burden{b.Times + 1, b.Minutes + n}
			}
		}
	}
	return borne
}

// Course tells what the groups had borne at each of some instants, in minutes.
func Course(past []Held, at []time.Time) map[group.ID][]int {
	course := map[group.ID][]int{}
	for n, one := range at {
		until := slices.DeleteFunc(slices.Clone(past), func(h Held) bool { return h.Start.After(one) })
		for g, b := range Bear(until) {
			if course[g] == nil {
				course[g] = make([]int, len(at))
			}
			course[g][n] = b.Minutes
		}
	}
	return course
}
