package dispatch

import (
	"time"

	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/register"
)

// Unmet says that the groups have not met jointly within the cadence that the
// rules state, as things stood at an instant; "" if they have, or none is
// stated. Which meeting is called is told only of now: what was called at an
// instant that is past, no table knows.
func Unmet(p *locale.Printer, q register.Questions, n initiative.Initiative, at time.Time, now bool) (string, error) {
	days := n.Rules.MeetingDays
	if days == 0 || n.FoundedAt.IsZero() {
		return "", nil
	}
	last, next, err := q.LastJoint(n.IDs(), at)
	since := last
	if last.IsZero() {
		since = n.FoundedAt
	}
	if err != nil || !at.After(since.Add(time.Duration(days)*24*time.Hour)) {
		return "", err
	}
	said := p.T("time.unmet.since", p.Date(since), days)
	if last.IsZero() {
		said = p.T("time.unmet.never", p.Date(since), days)
	}
	switch {
	case !now:
	case next.IsZero():
		said += " " + p.T("time.unmet.none")
	default:
		said += " " + p.T("time.unmet.next", p.Both(next))
	}
	return said, nil
}
