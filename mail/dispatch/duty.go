package dispatch

import (
	"context"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// outcomeOf is the meeting in which an act on a matter was done; empty if it was
// in none.
func outcomeOf(b act.Body) act.Ref {
	switch b := b.(type) {
	case procedure.ConsideredAct:
		return b.Meeting
	case procedure.MeetingRecorded:
		return b.Meeting
	}
	return ""
}

// meetingsOf are what the meetings are called in which acts were done, as far as
// the reader may know of them.
func meetingsOf(q register.Questions, lines []register.Line) (map[act.Ref]text.Words, error) {
	var refs []act.Ref
	for _, l := range lines {
		if in := outcomeOf(l.Body); in != "" {
			refs = append(refs, in)
		}
	}
	return q.Titles(refs...)
}

// mostOverdue is how many overdue action items are looked at in one round.
const mostOverdue = 1000

// Duties reminds those to whom overdue action items fall, of each meeting's at
// most once in a week, whichever instance of the program does it. It is an
// errand's.
func (w *Writer) Duties(ctx context.Context) (rest time.Duration, err error) {
	now := w.Now()
	owed, err := w.Register.Overdue(ctx, now.Add(14*time.Hour), mostOverdue) // the day in the easternmost zone
	if err != nil || len(owed) == 0 {
		return 0, err
	}
	zones, err := w.zones(ctx)
	if err != nil {
		return 0, err
	}
	by := map[act.Ref][]register.Owed{}
	var order []act.Ref
	for _, o := range owed {
		if meeting.Late(o.Task, now, zones(o.Task)) == 0 {
			continue
		}
		if by[o.On] == nil {
			order = append(order, o.On)
		}
		by[o.On] = append(by[o.On], o)
	}
	_, week := notice.Period(now, 7)
	for _, on := range order {
		letter := outbox.Letter{Sort: outbox.Duty, Matter: on, About: week.UnixMilli()}
		if _, err := w.Box.Announce(ctx, w.Register, now, notice.Overdue+" "+string(on), week.UnixMilli(), letter, owing(by[on])); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// zones returns the zone in which a task is owed.
func (w *Writer) zones(ctx context.Context) (func(meeting.Task) *time.Location, error) {
	var zones func(meeting.Task) *time.Location
	err := w.Register.Ask(ctx, register.Public, func(q register.Questions) error {
		n, err := q.Initiative()
		zones = func(t meeting.Task) *time.Location {
			g, _ := n.Group(t.Group)
			return outbox.Zone(g.Zone, time.UTC)
		}
		return err
	})
	return zones, err
}

// owing returns those of seats to whom one of some tasks falls.
func owing(all []register.Owed) func([]member.Standing) []member.Standing {
	return func(seats []member.Standing) (out []member.Standing) {
		c := notice.Case{Of: notice.Overdue, Seats: seats}
		for _, s := range seats {
			for _, o := range all {
				if o.Task.Owes(s, o.Owner) {
					c.Owing = append(c.Owing, s.Member)
				}
			}
		}
		for _, t := range notice.Tell(c) {
			out = append(out, t.Standing)
		}
		return out
	}
}

// duties writes which action items of a meeting are overdue that fall to the
// reader; ok is false if none is any more.
func (to addressee) duties(q register.Questions, l outbox.Letter) (letter mail.Letter, ok bool, err error) {
	m, err := q.Meeting(l.Matter)
	if no, refused := act.Refused(err); refused && no.Why == act.NotFound || err == nil && !m.Inside {
		return letter, false, nil
	}
	if err != nil {
		return letter, false, err
	}
	var open []register.Task
	for _, t := range m.Open() {
		open = append(open, register.Task{Task: t, Meeting: m.Ref})
	}
	told, err := q.TasksTold(open)
	if err != nil {
		return letter, false, err
	}
	p, title := to.p, m.Title.In(string(to.p.Lang()), "en", "ru", "kk")
	var b strings.Builder
	b.WriteString(title + "\n" + to.base + "/meeting/" + string(m.Ref) + "/tasks\n\n")
	for n, t := range open {
		g, _ := to.initiative.Group(t.Group)
		late := meeting.Late(t.Task, to.now, outbox.Zone(g.Zone, time.UTC))
		if late == 0 || !t.Owes(to.who.Standing, told[n].Owner) {
			continue
		}
		ok = true
		what := told[n].What
		if m.Meeting.Inside() == act.Caucus {
			what = p.T("letter.duty.caucus")
		}
		due, _ := time.Parse(time.DateOnly, t.Due) // as the rules took it
		b.WriteString("* " + what + "\n  " + p.T("letter.duty.due", locale.Day(due), late) + "\n")
	}
	letter.Subject = p.T("letter.duty.subject", title, to.site)
	letter.Text = b.String() + "\n" + p.T("notice.why.owes", to.who.Standing.Group) + "\n\n"
	return letter, ok, nil
}
