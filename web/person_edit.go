package web

import (
	"net/url"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// personPage is the form by which what is known of a person is corrected: by
// the person, or by the office of their group.
type personPage struct {
	person     roll.Person
	action     string
	photo      string
	back       string
	sections   []section
	problems   []part.Problem
	photoError string
}

type section struct {
	title, lede string
	asks        []question
}

func (pg personPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.person.edit"), len(pg.problems) > 0
}

func (pg personPage) body(v *visit) templ.Component { return personBody(v, pg) }

// whom finds the person whose page is asked for: the reader's own, or one of
// their group's. Who may not correct it is refused.
func (v *visit) whom() (p roll.Person, own bool, err error) {
	if err := v.mustBeMember(); err != nil {
		return p, false, err
	}
	id := member.ID(v.PathValue("member"))
	if id == "" {
		p, err = v.person(v.session.Member)
		own = true
	} else if assistant := len(v.sitting.Of(id)) == 0 && v.keeps(id); assistant {
		p, err = v.person(id)
	} else if p, err = v.seatedMember(); err == nil && !v.keeps(p.Member) {
		err = act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	if err == nil && p.Erased {
		err = act.Refuse(act.NotAllowed, roll.WasErased)
	}
	return p, own, err
}

func (s *Site) personEdit(v *visit) (page, error) {
	p, own, err := v.whom()
	if err != nil {
		return nil, err
	}
	return v.personPage(p, own, nil), nil
}

// pageOf is where a person's page is, and of whoever has none, where one goes
// back to.
func (v *visit) pageOf(id member.ID, own bool) string {
	switch seated := len(v.sitting.Of(id)) > 0; {
	case seated:
		return memberAt(id)
	case own:
		return "/account"
	}
	return "/assistants"
}

func (v *visit) personPage(p roll.Person, own bool, in url.Values) personPage {
	pg := personPage{person: p, action: memberAt(p.Member) + "/edit", photo: memberAt(p.Member) + "/photo", back: v.pageOf(p.Member, own), sections: v.askPerson(p, own, in)}
	if own {
		pg.action, pg.photo, pg.back = "/account/person", "/account/photo", "/account"
	}
	return pg
}

// personSave corrects what is known of a person.
func (s *Site) personSave(v *visit) (page, error) {
	was, own, err := v.whom()
	if err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	p := readPerson(was, own, in)
	if p.Email != was.Email {
		// Whoever has the address can sign in, so it is not to be changed from a
		// browser that somebody left open.
		err = v.mustBeFresh()
	}
	if err == nil {
		err = s.Allow(v.session.Member)
	}
	if err == nil {
		err = s.Clerk.Enroll(v.Context(), p)
	}
	if err != nil {
		no, refused := act.Refused(err)
		if !refused {
			return nil, err
		}
		pg := v.personPage(was, own, in)
		for n := range pg.sections {
			for _, problem := range v.mark(pg.sections[n].asks, no) {
				if problem.Href != "" {
					pg.problems = append(pg.problems, problem)
				}
			}
		}
		if len(pg.problems) == 0 {
			pg.problems = v.mark(nil, no)
		}
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if back := v.pageOf(p.Member, own); back != memberAt(p.Member) {
		return goTo(back), nil
	}
	return goTo(memberAt(p.Member) + "?done=saved"), nil
}
