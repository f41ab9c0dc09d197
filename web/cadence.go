package web

import (
	"time"

	"example.org/counterpart/locale"
	"example.org/counterpart/register"
)

// unmet says that the groups have not met jointly within the cadence that the
// rules state, as things stood at an instant; "" if they have, or none is
// stated. Which meeting is called is told only of now: what was called at an
// instant that is past, a table does not know.
func (v *visit) unmet(q register.Questions, at time.Time, now bool) (string, error) {
	days := v.initiative.Rules.MeetingDays
	if days == 0 || v.initiative.FoundedAt.IsZero() {
		return "", nil
	}
	last, next, err := q.LastJoint(v.initiative.IDs(), at)
	since := last
	if last.IsZero() {
		since = v.initiative.FoundedAt
	}
	if err != nil || !at.After(since.Add(time.Duration(days)*24*time.Hour)) {
		return "", err
	}
	said := v.p.T("time.unmet.since", locale.Day(since.In(v.zone())), days)
	if last.IsZero() {
		said = v.p.T("time.unmet.never", locale.Day(since.In(v.zone())), days)
	}
	switch {
	case !now:
	case next.IsZero():
		said += " " + v.p.T("time.unmet.none")
	default:
		said += " " + v.p.T("time.unmet.next", v.p.Both(next))
	}
	return said, nil
}
