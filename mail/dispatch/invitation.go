package dispatch

import (
	"context"
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/calendar"
	"example.org/counterpart/database"
	"example.org/counterpart/invitation"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/meeting"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/register"
)

// invitation writes that somebody is invited to a meeting, that it has moved, or
// that it is called off: as it stands at the moment. ok is false if they were
// told that by another letter, or are not asked to come any more.
func (w *Writer) invitation(ctx context.Context, l outbox.Letter) (letter mail.Letter, ok bool, err error) {
	now := w.Now()
	set, _, err := w.Box.Settings(ctx, l.Member)
	if err != nil {
		return letter, false, err
	}
	reader, err := w.Register.Reader(ctx, l.Member, now)
	if err != nil {
		return letter, false, err
	}
	err = w.Box.DB.Write(ctx, func(tx *database.Tx) error {
		i, err := invitation.Last(tx, l.Matter, l.Member)
		if _, refused := act.Refused(err); refused {
			return nil // the person is forgotten
		}
		if err != nil || set.Pace == notice.Never && !i.Guest && !i.Comes() {
			return err
		}
		q := w.Register.In(tx, reader)
		m, p, err := q.Invited(l.Matter)
		if err != nil {
			return err
		}
		if !i.Guest && !i.Released {
			as, err := q.Mine(m.Ref)
			if err != nil || !m.Visible(reader.Standing) || !m.Comes(reader.Standing, as[m.Ref]) {
				return err
			}
		}
		if !i.Due(m.Meeting) && i.Letter != l.ID || m.Stage != meeting.Planned && m.Stage != meeting.CalledOff || !m.End.After(now) {
			return nil
		}
		var to addressee
		if to, ok, err = w.addressee(q, "", now); err != nil || !ok {
			return err
		}
		if to.own == "" {
			to.own = i.Group
		}
		letter = w.invite(to, l, i, m, p)
		if i.Released {
			ok, err = invitation.ClaimRelease(tx, i.ID, l.ID, now)
		} else {
			ok, err = invitation.Claim(tx, i.ID, l.ID, m.Meeting, now)
		}
		return err
	})
	return letter, ok, err
}

// invite writes the letter, for people and for their calendars.
func (w *Writer) invite(to addressee, l outbox.Letter, i invitation.Invitation, m register.Meeting, p register.Particulars) mail.Letter {
	said := calendar.Said{Meeting: m.Meeting, Title: m.Title, Rooms: p.Rooms, Links: p.Links, Reason: p.Reason, Changed: to.now, Own: to.own}
	event := w.Place.Event(to.p, said, to.clocks())
	event.CalledOff = event.CalledOff || i.Released
	answer := to.base + "/rsvp/" + invitation.Key(w.Secret, i.ID)
	if i.Guest {
		event.Description = strings.Replace(event.Description, event.URL, answer, 1)
		event.URL = answer
	}
	letter := mail.Letter{To: to.address, Lang: to.p.Lang(), ID: l.ID, Thread: "meeting." + string(m.Ref), Method: event.Method()}
	organizer := calendar.Party{Name: to.site, Email: w.From.Email}
	if w.ReplyTo != nil {
		if at := w.ReplyTo(l.Member, m.Ref); at != "" {
			organizer.Email, letter.ReplyTo = at, at
		}
	}
	letter.Calendar = calendar.Invite(event, organizer, calendar.Party{Name: to.address.Name, Email: to.address.Email})
	letter.Subject, letter.Text = to.summons(said, i, answer, letter.ReplyTo != "")
	if !i.Guest && to.who.Standing.Group != "" {
		letter.List, letter.Unsubscribe = "notices", to.base+"/unsubscribe/"+Token(w.Secret, l.Member, l.Sort)
		letter.Text += to.p.T("letter.meeting.page", event.URL) + "\n\n—\n" + to.p.T("letter.settings", to.base+"/account/mail") + "\n" +
			to.p.T("letter.stop", letter.Unsubscribe) + "\n"
	} else {
		letter.Text += "—\n" + to.p.T("letter.meeting.guest", to.site) + "\n"
	}
	return letter
}

// summons is what an invitation says to people.
func (to addressee) summons(s calendar.Said, i invitation.Invitation, answer string, byMail bool) (subject, text string) {
	title := calendar.Title(to.p, s)
	first := i.Sequence < 0 || s.Revision == 0
	lead, lines := to.p.T("letter.meeting.moved", title), []string{}
	switch subject = to.p.T("letter.meeting.subject.moved", title); {
	case i.Released:
		subject, lead = to.p.T("letter.meeting.subject.off", title), to.p.T("letter.meeting.released", title)
	case s.Stage == meeting.CalledOff:
		subject, lead = to.p.T("letter.meeting.subject.off", title), to.p.T("letter.meeting.off", title)
	case first:
		subject, lead = to.p.T("letter.meeting.subject", title), to.p.T("letter.meeting.invited", s.Groups, title)
	case !i.Start.Equal(s.Start):
		lines = append(lines, to.p.T("letter.meeting.was", i.Start))
	}
	body := slices.Concat(calendar.When(to.p, s.Meeting, to.clocks()), lines, calendar.Where(to.p, s), calendar.Why(to.p, s))
	if s.Stage == meeting.CalledOff || i.Released {
		body = slices.Concat(calendar.When(to.p, s.Meeting, to.clocks()), calendar.Why(to.p, s))
	}
	all := []string{to.p.T("mail.greeting", to.address.Name), lead, strings.Join(body, "\n")}
	switch {
	case s.Stage == meeting.CalledOff, i.Released:
	case byMail:
		all = append(all, to.p.T("letter.meeting.answer", answer))
	default:
		all = append(all, to.p.T("letter.meeting.answer.page", answer))
	}
	return subject, strings.Join(all, "\n\n") + "\n\n"
}

func (to addressee) clocks() []locale.Zone {
	return calendar.Clocks(to.p, to.initiative.Groups, to.own, to.zone)
}
