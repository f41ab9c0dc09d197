package web

import (
	"net/url"

	"example.org/counterpart/act"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// mayNominate refuses whoever has no voice in a group.
func (v *visit) mayNominate() error {
	if err := v.mustBeMember(); err != nil {
		return err
	}
	if v.acting != "" || !v.reader.Standing.Speaks() {
		return act.Refuse(act.NotAllowed, "refuse.application.nominate")
	}
	return nil
}

func (s *Site) nominate(v *visit) (page, error) {
	if err := v.mayNominate(); err != nil {
		return nil, err
	}
	return s.newApply(v, url.Values{}, true), nil
}

func (s *Site) nominateDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if err := v.mayNominate(); err != nil {
		return nil, err
	}
	if err := s.Allow(v.session.Member); err != nil {
		return s.refusedApply(v, in, true, err)
	}
	a := read(in)
	a.Group, a.Nominator, a.Proved = v.reader.Standing.Group, v.session.Member, true
	token, err := s.receive(v, in.Get("stamp"), a, false)
	if err != nil {
		return s.refusedApply(v, in, true, err)
	}
	pg := nominatedPage{name: a.Name}
	if !s.mails() {
		pg.link = v.base() + "/application/" + token
	}
	return pg, nil
}

// nominatedPage says what follows a nomination. The link is the nominee's; it is
// shown to the member only where it cannot be mailed.
type nominatedPage struct{ name, link string }

func (pg nominatedPage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.nominate.title") }

func (pg nominatedPage) body(v *visit) templ.Component { return nominatedBody(v, pg) }
