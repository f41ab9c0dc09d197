package web

import (
	"net/url"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// applicationsPage lists what waits for the co-chairs of the reader's group,
// and what was answered of late.
type applicationsPage struct {
	waiting, answered []application.Application
}

const applicationsOnPage = 100

func (s *Site) applications(v *visit) (page, error) {
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	var pg applicationsPage
	err := s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		if pg.waiting, err = application.List(tx, v.reader.Standing.Group, applicationsOnPage); err != nil {
			return err
		}
		pg.answered, err = application.Answered(tx, v.reader.Standing.Group, applicationsOnPage)
		return err
	})
	return pg, err
}

func (pg applicationsPage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.applications.title") }

func (pg applicationsPage) body(v *visit) templ.Component { return applicationsBody(v, pg) }

func (pg applicationsPage) table(v *visit, caption string, list []application.Application) part.Grid {
	g := part.Grid{Caption: caption, Empty: v.p.T("web.applications.none"), Columns: []part.Column{
		{Label: v.p.T("web.appoint.name")}, {Label: v.p.T("web.constituency")}, {Label: v.p.T("web.country")},
		{Label: v.p.T("web.application.made")}, {Label: v.p.T("web.applications.note")}}}
	for _, a := range list {
		note := ""
		switch {
		case a.State != application.Waiting:
			note = v.p.T(a.State.Key())
		case !a.Proved:
			note = v.p.T("web.applications.bare")
		case a.Nominator != "":
			note = v.p.T("web.applications.nominated", v.name(a.Nominator))
		}
		g.Rows = append(g.Rows, []part.Cell{{Text: a.Name, Href: "/applications/" + a.ID}, {Text: v.constituency(a.Constituency)},
			{Text: v.p.Country(a.Country)}, {Text: v.p.Ago(a.Made, v.now)}, {Text: note}})
	}
	return g
}

// waiting is how many applications wait for the reader to decide.
func (s *Site) waiting(v *visit) (n int, err error) {
	if v.acting != "" || application.MayDecide(v.reader.Standing) != nil {
		return 0, nil
	}
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		n, err = application.Count(tx, v.reader.Standing.Group)
		return err
	})
	return n, err
}

// decidePage shows one application, and asks a co-chair to answer it.
type decidePage struct {
	a        application.Application
	chair    bool
	taken    bool // somebody on the roll has the address, so that it cannot be accepted
	asks     []question
	problems []part.Problem
	key      string
}

func (pg decidePage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.applications.title"), len(pg.problems) > 0
}

func (pg decidePage) body(v *visit) templ.Component { return decideBody(v, pg) }

func (s *Site) application(v *visit) (page, error) { return s.decidePage(v, url.Values{}, nil) }

func (s *Site) decidePage(v *visit, in url.Values, no *act.Refusal) (page, error) {
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	pg := decidePage{chair: application.MayDecide(v.reader.Standing) == nil, key: or(in, "key", newKey())}
	err := s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		pg.a, err = application.Find(tx, v.reader.Standing.Group, v.PathValue("id"))
		if err == nil && pg.a.Erased() {
			err = act.Refuse(act.NotFound, "refuse.application.unknown")
		}
		if err == nil && pg.a.State == application.Waiting {
			_, pg.taken, err = roll.AtEmail(tx, pg.a.Email)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	capacities := []member.Capacity{member.Member, member.Rapporteur, member.Alternate, member.Observer, member.Secretariat}
	pg.asks = []question{
		{part.Field{Name: "answer", Label: v.p.T("web.applications.answer"), Value: in.Get("answer"), Options: named(v, true, application.Accepted, application.Declined, application.Closed)}, "radios"},
		{part.Field{Name: "capacity", Label: v.p.T("web.applications.capacity"), Value: or(in, "capacity", string(member.Member)), Options: named(v, false, capacities...)}, "select"},
		{part.Field{Name: "reason", Label: v.p.T("web.field.reason"), Hint: v.p.T("web.applications.reason.hint"), Value: in.Get("reason"), Max: procedure.MaxReason, Rows: 5}, "area"},
	}
	if no != nil {
		if no.Reason.Key == clerk.KeyReused {
			pg.key = newKey()
		}
		pg.problems = v.mark(pg.asks, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	return pg, nil
}

// applicationDo answers an application. Whoever is accepted is entered on the
// roll and appointed, and the application closed, in one transaction: no crash
// leaves one without the others, and of two co-chairs who answer at once, or
// of two clicks, one has done it.
func (s *Site) applicationDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	a, err := s.answerIt(v, in)
	if no, refused := act.Refused(err); refused && (no.Reason.Key == signin.SessionStale || no.Why != act.NotFound && no.Why != act.NotAllowed) {
		return s.decidePage(v, in, no)
	}
	if err != nil {
		return nil, err
	}
	if s.mails() && a.State == application.Waiting { // as it was before this answer
		s.writeTo(v, a, func(p *locale.Printer, m mail.Application) (mail.Letter, error) {
			return mail.ApplicationAnswered(p, m, in.Get("answer"), in.Get("reason"))
		})
	}
	return goTo("/applications/" + a.ID), nil
}

// answerIt carries out a co-chair's answer, and returns the application as it
// was before.
func (s *Site) answerIt(v *visit, in url.Values) (a application.Application, err error) {
	if !v.keepsHouse() {
		return a, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	by, now := v.reader.Standing, v.now
	if err := application.MayDecide(by); err != nil {
		return a, err
	}
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		a, err = application.Find(tx, by.Group, v.PathValue("id"))
		return err
	})
	if err != nil {
		return a, err
	}
	reason := in.Get("reason")
	_, noReason := application.Reason(reason)
	switch to := application.State(in.Get("answer")); to {
	case application.Accepted:
		if noReason != nil {
			return a, noReason
		}
		return a, s.accept(v, in, a, by, now)
	case application.Declined, application.Closed:
		if noReason != nil {
			return a, noReason
		}
		return a, s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
			_, err := application.Decide(tx, a.ID, to, by, reason, now)
			return err
		})
	}
	return a, act.Together(act.RefuseField("answer", "refuse.application.answer"), noReason)
}

func (s *Site) accept(v *visit, in url.Values, a application.Application, by member.Standing, now time.Time) error {
	if err := s.Allow(v.session.Member); err != nil {
		return err
	}
	if err := v.mustBeFresh(); err != nil {
		return err
	}
	var closed []application.Application
	_, err := s.Clerk.Do(v.Context(), clerk.Order{
		By: by.Member, On: act.Initiative, Turn: -1, Key: in.Get("key"),
		Command: initiative.Appoint{Member: a.Member, Group: a.Group, Capacity: member.Capacity(in.Get("capacity")), Constituency: a.Constituency},
		Beside: func(tx *database.Tx) error {
			a, err := application.Decide(tx, a.ID, application.Accepted, by, in.Get("reason"), now)
			if err != nil {
				return err
			}
			closed, err = enter(tx, a.Person(), now)
			return err
		},
	})
	s.Register.ForgetPeople()
	if err == nil {
		s.tellClosed(v, closed)
	}
	return err
}

// enter puts somebody on the roll who is being given a seat, and closes what
// waits under their address.
func enter(tx *database.Tx, p roll.Person, now time.Time) ([]application.Application, error) {
	if err := roll.Put(tx, p); err != nil {
		return nil, err
	}
	return application.Settle(tx, now, p.Member)
}

// tellClosed writes to whoever has a seat now that nobody need answer what they
// had sent before.
func (s *Site) tellClosed(v *visit, closed []application.Application) {
	if !s.mails() {
		return
	}
	for _, a := range closed {
		s.writeTo(v, a, func(p *locale.Printer, m mail.Application) (mail.Letter, error) {
			return mail.ApplicationAnswered(p, m, "settled", "")
		})
	}
}

// days is a time in whole days.
func days(d time.Duration) int { return int(d / (24 * time.Hour)) }

// open says whether an application is still to be answered, for a key.
func open(a application.Application) string {
	if a.State == application.Waiting {
		return "waiting"
	}
	return "answered"
}
