package meeting

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
)

// CallSeries calls the meetings of a series, all or none. Each is from then on
// a meeting by itself: one that is moved or called off is an exception.
type CallSeries struct {
	Call               // of which the first is called; the others are like it but for when
	Starts []time.Time `json:"starts"`
}

// MaxSeries is how many meetings are called at once.
const MaxSeries = 60

// Calls are the calls that it consists of; the clerk names the series.
func (c CallSeries) Calls() ([]Call, error) {
	if len(c.Starts) == 0 || len(c.Starts) > MaxSeries {
		return nil, act.RefuseField("until", "time.refuse.many", MaxSeries)
	}
	length := c.End.Sub(c.Start)
	all := make([]Call, len(c.Starts))
	for n, at := range c.Starts {
		all[n] = c.Call
		all[n].Start, all[n].End = at, at.Add(length)
	}
	return all, nil
}

// CallOffSeries calls off several meetings of one series, all or none.
type CallOffSeries struct {
	CallOff
	Meetings []act.Ref `json:"meetings"`
}

// Of refuses unless a meeting is one of the series.
func (c CallOffSeries) Of(series act.Ref, m Meeting) error {
	if series == "" || m.Series != series {
		return act.Refuse(act.NotFound, "refuse.meeting.unknown")
	}
	return nil
}

// SameGroups reports whether the same groups meet, in whatever order.
func SameGroups(a, b []group.ID) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
