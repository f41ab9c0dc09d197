package web

import (
	"net/url"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/calendar"
	"example.org/counterpart/database"
	"example.org/counterpart/invitation"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/outbox"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// invitationsPage is what a reader sees of a meeting's invitations: their own,
// and, if they keep the meeting's papers, all of them.
type invitationsPage struct {
	m        register.Meeting
	keeps    bool
	open     bool     // people can be invited
	own      *summons // nil if the reader is not asked to come
	list     []invitation.Invitation
	states   map[string]outbox.State
	asks     []question // about a guest
	problems []part.Problem
	done     string // the key of what was just done
}

func (pg invitationsPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide = v.p.T("invitation.title"), pg.keeps
	f.Faulty = len(pg.problems) > 0 || pg.own != nil && len(pg.own.problems) > 0
}

func (pg invitationsPage) body(v *visit) templ.Component { return invitationsBody(v, pg) }

func (pg invitationsPage) at() string { return "/meeting/" + string(pg.m.Ref) }

func askGuest(v *visit, in url.Values) []question {
	input := func(name, kind, complete string, optional bool) question {
		return question{part.Field{Name: name, Type: kind, Label: v.p.T("invitation.add." + name), Value: in.Get(name), AutoComplete: complete, Optional: optional}, "input"}
	}
	lang := langField(v, in)
	lang.Label = v.p.T("invitation.add.lang")
	return []question{input("name", "", "off", false), input("affiliation", "", "off", true), input("email", "email", "off", false), lang}
}

func (s *Site) invitations(v *visit) (page, error) {
	pg, err := s.invitationsOf(v)
	if done := v.URL.Query().Get("done"); slices.Contains([]string{"sent", "answer", "guest", "removed"}, done) {
		pg.done = "invitation.done." + done
	}
	return pg, err
}

func (s *Site) invitationsOf(v *visit) (pg invitationsPage, err error) {
	if err := v.mustBeMember(); err != nil {
		return pg, err
	}
	if v.acting != "" {
		return pg, act.Refuse(act.NotAllowed, "refuse.grant.never")
	}
	seat := v.reader.Standing
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) error {
		q := s.Register.In(tx, v.reader)
		if pg.m, err = q.Meeting(act.Ref(v.PathValue("ref"))); err != nil {
			return err
		}
		as, err := q.Mine(pg.m.Ref)
		if err != nil {
			return err
		}
		pg.keeps = pg.m.Keeps(seat)
		pg.open = pg.m.Stage == meeting.Planned && pg.m.End.After(v.now)
		if pg.m.Comes(seat, as[pg.m.Ref]) {
			if err := pg.findOwn(v, tx, q); err != nil {
				return err
			}
		}
		if !pg.keeps {
			if pg.own == nil {
				return act.Refuse(act.NotAllowed, "refuse.meeting.keeper")
			}
			return nil
		}
		if pg.list, err = invitation.To(tx, pg.m.Ref); err != nil {
			return err
		}
		var letters []string
		for _, i := range pg.list {
			if i.Letter != "" {
				letters = append(letters, i.Letter)
			}
		}
		pg.states, err = (&outbox.Box{DB: s.Clerk.DB}).States(tx, letters...)
		return err
	})
	locale.Sort(v.p.Lang(), pg.list, func(i invitation.Invitation) string { return v.name(i.Person) + i.ID })
	pg.asks = askGuest(v, url.Values{"lang": {v.lang()}})
	return pg, err
}

// findOwn finds the reader's own invitation. Whoever has not been invited yet,
// as a moment after a meeting was called, is as soon as they answer.
func (pg *invitationsPage) findOwn(v *visit, tx *database.Tx, q register.Questions) error {
	i, err := invitation.Of(tx, pg.m.Ref, v.session.Member)
	if _, refused := act.Refused(err); refused {
		i, err = invitation.Invitation{Meeting: pg.m.Ref, Person: v.session.Member, Group: v.reader.Standing.Group, Answer: invitation.None}, nil
	}
	if err != nil {
		return err
	}
	p, err := q.Particulars(pg.m.Ref)
	own := v.summoned(i, pg.m, p[pg.m.Ref])
	pg.own = &own
	return err
}

func (s *Site) invitationsDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg, err := s.invitationsOf(v)
	if err != nil {
		return nil, err
	}
	if err := s.Allow(v.session.Member); err != nil {
		return nil, err
	}
	what, done := v.PathValue("what"), "?done=sent"
	if what == "answer" {
		return s.answerOwn(v, pg, in)
	}
	if !pg.keeps {
		return nil, act.Refuse(act.NotAllowed, "refuse.meeting.keeper")
	}
	if what == "again" && !pg.open {
		return nil, act.Refuse(act.NotNow, "refuse.invitation.over")
	}
	err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		switch what {
		case "add":
			if !s.Caller.Letters {
				done = "?done=guest"
			}
			return s.Caller.Admit(tx, pg.m.Meeting, invitation.Guest{Name: in.Get("name"), Affiliation: in.Get("affiliation"), Email: in.Get("email"), Lang: in.Get("lang")}, v.reader.Standing)
		case "remove":
			done = "?done=removed"
			return s.Caller.Withdraw(tx, pg.m.Meeting, in.Get("id"))
		case "again":
			if err := invitation.Again(tx, pg.m.Ref, in.Get("id")); err != nil {
				return err
			}
			return s.Caller.Call(tx, pg.m.Meeting)
		case "send":
			return s.Caller.Call(tx, pg.m.Meeting)
		}
		return act.Refuse(act.NotFound, "web.nowhere")
	})
	s.Register.ForgetPeople()
	if no, refused := act.Refused(err); refused && what == "add" {
		pg.asks = askGuest(v, in)
		pg.problems = v.mark(pg.asks, nameless(no, "refuse.guest.name"))
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo(pg.at() + "/invitations" + done), nil
}

// answerOwn keeps what a member answers on the page.
func (s *Site) answerOwn(v *visit, pg invitationsPage, in url.Values) (page, error) {
	if pg.own == nil {
		return nil, act.Refuse(act.NotFound, "refuse.invitation.unknown")
	}
	err := s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		own := *pg.own
		if own.i.ID == "" && own.open {
			err := invitation.Put(tx, pg.m.Meeting, v.now, own.i)
			if err == nil {
				own.i, err = invitation.Of(tx, pg.m.Ref, v.session.Member)
			}
			if err != nil {
				return err
			}
		}
		return v.take(tx, own, in, invitation.Page)
	})
	if no, refused := act.Refused(err); refused && no.Why != act.NotFound {
		pg.own.asks = askAnswer(v, pg.own.i, in)
		pg.own.problems = v.mark(pg.own.asks, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo(pg.at() + "/invitations?done=answer"), nil
}

// sum says how many were invited, and how many answered what.
func (pg invitationsPage) sum(v *visit) string {
	n := map[invitation.Answer]int{}
	for _, i := range pg.list {
		n[i.Answer]++
	}
	return v.p.T("invitation.sum", len(pg.list), n[invitation.Accepted], n[invitation.Tentative], n[invitation.Declined])
}

// table is everybody who is invited.
func (pg invitationsPage) table(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("invitation.list"), Unseen: true, Empty: v.p.T("invitation.list.none"), Columns: []part.Column{
		{Label: v.p.T("invitation.who")}, {Label: v.p.T("invitation.as")}, {Label: v.p.T("invitation.sent")}, {Label: v.p.T("invitation.said")}}}
	if pg.open {
		g.Columns = append(g.Columns, part.Column{Label: v.p.T("invitation.do")})
	}
	for _, i := range pg.list {
		row := []part.Cell{{Text: v.name(i.Person)}, {Text: v.invitedAs(i)}, {Text: pg.sent(v, i)}, {Body: answerCell(v, pg, i)}}
		if pg.open {
			row = append(row, part.Cell{Body: invitationDo(v, pg, i)})
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func (v *visit) invitedAs(i invitation.Invitation) string {
	if !i.Guest {
		return v.groupName(i.Group, v.p.Lang())
	}
	if where := v.say(v.people.Of(i.Person).Affiliation); where != "" {
		return v.p.T("invitation.guest") + " · " + where
	}
	return v.p.T("invitation.guest")
}

// sent says what somebody was sent of the meeting as it stands.
func (pg invitationsPage) sent(v *visit, i invitation.Invitation) string {
	if i.Sent.IsZero() {
		return v.p.T("invitation.sent.none")
	}
	said := v.p.Both(i.Sent)
	if state, ok := pg.states[i.Letter]; ok {
		said += " · " + v.p.T(state.Key())
	}
	if i.Sequence < pg.m.Revision {
		said += " · " + v.p.T("invitation.sent.old")
	}
	return said
}

// said is an answer, when it came, and by which way.
func (pg invitationsPage) said(v *visit, i invitation.Invitation) string {
	said := v.p.T("invitation.is." + string(i.Answer))
	if i.Answered.IsZero() {
		return said
	}
	said += " · " + v.p.Both(i.Answered) + " · " + v.p.T(i.Through.Key())
	if i.AnsweredTo < pg.m.Revision {
		said += " · " + v.p.T("invitation.said.old")
	}
	return said
}

func (pg invitationsPage) title(v *visit) string { return v.say(pg.m.Title) }

func (s summons) title(v *visit) string { return calendar.Title(v.p, s.said) }

// guestLink is the link of a guest, for the keeper to pass on where the site
// sends no mail.
func (v *visit) guestLink(i invitation.Invitation) string {
	if !i.Guest || v.site.Caller.Letters {
		return ""
	}
	return v.base() + "/rsvp/" + invitation.Key(v.site.Clerk.Secret, i.ID)
}
