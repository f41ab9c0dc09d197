package dispatch

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/register"
)

// Bulletins announces the bulletin of the last period once it is over, and that
// a group has been silent past its date: each once in a period, whichever
// instance of the program does it. Once a year it asks members to renew what
// they declared of their interests. It is an errand's.
func (w *Writer) Bulletins(ctx context.Context) (rest time.Duration, err error) {
	var (
		n    initiative.Initiative
		late []register.Desk
		now  = w.Now()
	)
	err = w.Register.Ask(ctx, register.Joint, func(q register.Questions) error {
		if n, err = q.Initiative(); err != nil {
			return err
		}
		late, err = q.Overdue(now, mostLate)
		return err
	})
	if err != nil || n.FoundedAt.IsZero() {
		return 0, err
	}
	_, end := notice.Period(now, n.Rules.Cadence())
	if n.FoundedAt.Before(end) {
		letter := outbox.Letter{Sort: outbox.Bulletin, About: end.UnixMilli()}
		if _, err := w.Box.Announce(ctx, w.Register, now, notice.Bulletin, end.UnixMilli(), letter, around(notice.Bulletin, "", n.IDs())); err != nil {
			return 0, err
		}
	}
	for _, d := range late {
		letter := outbox.Letter{Sort: outbox.Silence, Matter: d.Ref, Group: d.Group}
		what := notice.Silent + " " + string(d.Ref) + " " + string(d.Group)
		if _, err := w.Box.Announce(ctx, w.Register, now, what, end.UnixMilli(), letter, around(notice.Silent, d.Group, n.IDs())); err != nil {
			return 0, err
		}
	}
	var due []initiative.DueDate
	for _, g := range n.IDs() {
		for _, d := range n.Overdue(g, now) {
			if !d.Never { // the overview asks those, from their first day
				due = append(due, d)
			}
		}
	}
	return 0, w.Box.Renew(ctx, w.Register, now, due)
}

// mostLate is how many silent groups are told of at a time.
const mostLate = 500

// around returns those of seats who are to be told of what is no act.
func around(what string, g group.ID, groups []group.ID) func([]member.Standing) []member.Standing {
	return func(seats []member.Standing) (all []member.Standing) {
		for _, t := range notice.Tell(notice.Case{Of: what, Group: g, Groups: groups, Seats: seats}) {
			all = append(all, t.Standing)
		}
		return all
	}
}

// bulletin writes the bulletin of a period. What it says is the same for all who
// read its language and sit in one group.
func (to addressee) bulletin(q register.Questions, l outbox.Letter) (mail.Letter, error) {
	end := time.UnixMilli(l.About).UTC()
	from, _ := notice.Period(end, to.initiative.Rules.Cadence())
	b, err := q.Bulletin(from, end)
	if err != nil {
		return mail.Letter{}, err
	}
	unmet, err := Unmet(to.p, q, to.initiative, end, false)
	if err != nil {
		return mail.Letter{}, err
	}
	p, last := to.p, locale.Day(end.AddDate(0, 0, -1))
	var s strings.Builder
	s.WriteString(p.T("bulletin.period", locale.Day(from), last) + "\n" + to.base + "/bulletin?to=" + end.Format(time.DateOnly) + "\n\n")
	if unmet != "" {
		s.WriteString(unmet + "\n\n")
	}
	for _, g := range group.Alternat(to.initiative.IDs(), end.Format(time.DateOnly)) {
		to.desk(&s, b, g)
	}
	to.decided(&s, b)
	to.due(&s, b)
	if b.More {
		s.WriteString(p.T("bulletin.more") + "\n\n")
	}
	s.WriteString(p.T("notice.why.bulletin", to.who.Standing.Group) + "\n\n")
	return mail.Letter{Subject: p.T("bulletin.subject", to.site, last), Text: s.String()}, nil
}

// desk writes what lay on a group's desk.
func (to addressee) desk(s *strings.Builder, b register.Bulletin, g group.ID) {
	p := to.p
	s.WriteString(p.T("bulletin.desk", g) + "\n\n")
	none := true
	for _, o := range b.Open {
		for _, d := range o.Desks {
			if d.Group != g {
				continue
			}
			none = false
			s.WriteString("* " + to.called(o.Ref, o.Title.In(string(p.Lang()), "en", "ru", "kk")) + "\n")
			s.WriteString("  " + p.T("bulletin.wants", p.T("command."+d.Wants), d.Since) + "\n")
			if slices.Contains(o.Silent(b.To), g) {
				s.WriteString("  " + p.T("bulletin.silent", d.Until) + "\n")
			}
			for _, line := range Heard(p, o) {
				s.WriteString("  " + line + "\n")
			}
			s.WriteString("  " + to.base + "/matter/" + string(o.Ref) + "\n\n")
		}
	}
	if none {
		s.WriteString(p.T("bulletin.desk.none") + "\n\n")
	}
}

// Heard says when the groups last communicated on an open matter, a line for
// each group.
func Heard(p *locale.Printer, o register.Waiting) (lines []string) {
	for _, g := range group.Alternat(o.Groups, string(o.Ref)) {
		if at, ok := o.Last[g]; ok {
			lines = append(lines, p.T("bulletin.heard", g, at))
		} else {
			lines = append(lines, p.T("bulletin.heard.never", g))
		}
	}
	return lines
}

func (to addressee) called(ref act.Ref, title string) string {
	if title == "" {
		return string(ref)
	}
	return title
}

// decided writes what the groups settled.
func (to addressee) decided(s *strings.Builder, b register.Bulletin) {
	p := to.p
	s.WriteString(p.T("bulletin.decided") + "\n\n")
	for _, l := range b.Decided {
		said := p.Deed(locale.Deed{Kind: l.Kind, Body: l.Body, Group: l.Group, Author: l.Author, Via: l.Via, Aided: l.Assisted}, false)
		s.WriteString("* " + to.called(l.On, b.Titles[l.On].In(string(p.Lang()), "en", "ru", "kk")) + "\n  " + said + "\n  " + p.Both(l.At) + "\n\n")
	}
	if len(b.Decided) == 0 {
		s.WriteString(p.T("bulletin.decided.none") + "\n\n")
	}
}

// due writes what is expected next, soonest first.
func (to addressee) due(s *strings.Builder, b register.Bulletin) {
	p := to.p
	s.WriteString(p.T("bulletin.due") + "\n\n")
	soon := Due(b)
	for _, o := range soon {
		s.WriteString("* " + p.Both(o.Due()) + "\n  " + to.called(o.Ref, o.Title.In(string(p.Lang()), "en", "ru", "kk")) + "\n\n")
	}
	if len(soon) == 0 {
		s.WriteString(p.T("bulletin.due.none") + "\n\n")
	}
}

// Due are the open matters for which something is still to come, soonest first.
func Due(b register.Bulletin) (soon []register.Waiting) {
	for _, o := range b.Open {
		if at := o.Due(); at.After(b.To) {
			soon = append(soon, o)
		}
	}
	slices.SortStableFunc(soon, func(a, b register.Waiting) int {
		return cmp.Or(a.Due().Compare(b.Due()), cmp.Compare(a.Ref, b.Ref))
	})
	return soon
}
