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
	back       string
	sections   []section
	problems   []part.Problem
	photoError string
	waits      *roll.NewAddress // that nobody has confirmed yet
	asked      bool             // just now
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
	pg := v.personPage(p, own, nil)
	if own {
		pg.waits, err = s.waitingAddress(v)
		pg.asked = v.URL.Query().Get("done") == "address"
	}
	return pg, err
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
	pg := personPage{person: p, action: memberAt(p.Member) + "/edit", back: v.pageOf(p.Member, own), sections: v.askPerson(p, own, in)}
	if own {
		pg.action, pg.back = "/account/person", "/account"
	}
	return pg
}

// personSave corrects what is known of a person, with the photograph. All that
// is wrong is said at once, and nothing is kept until nothing is.
func (s *Site) personSave(v *visit) (page, error) {
	was, own, err := v.whom()
	if err != nil {
		return nil, err
	}
	in, file, err := v.upload("photo", roll.MaxPhoto)
	if err != nil {
		return nil, err
	}
	p := v.readPerson(was, own, in)
	asked := p.Email
	if p.Email != was.Email {
		// Whoever has the address can sign in, so it is not to be changed from a
		// browser that somebody left open.
		err = v.mustBeFresh()
	}
	if err == nil {
		err = s.Allow(v.session.Member)
	}
	var photo *roll.Photo
	if err == nil {
		var wrong error
		photo, wrong = s.pictured(in, file)
		var tidy roll.Person
		if tidy, err = p.Check(); err != nil || wrong != nil {
			err = act.Together(err, wrong)
		} else if own {
			asked = tidy.Email
			err = s.correctOwn(v, was, p, photo, asked)
		} else {
			err = s.Clerk.Correct(v.Context(), p, photo)
		}
	}
	if no, refused := act.Refused(err); refused {
		pg := v.personPage(was, own, in)
		pg.refused(v, no, len(file) > 0)
		if own {
			if pg.waits, err = s.waitingAddress(v); err != nil {
				return nil, err
			}
		}
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	if own && asked != was.Email && asked != "" {
		return goTo("/account/person?done=address"), nil
	}
	if back := v.pageOf(p.Member, own); back != memberAt(p.Member) {
		return goTo(back), nil
	}
	return goTo(memberAt(p.Member) + "?done=saved"), nil
}

// refused writes a refusal into the form. No browser sends a file twice, so the
// form asks for it again.
func (pg *personPage) refused(v *visit, no *act.Refusal, sent bool) {
	for _, one := range append([]*act.Refusal{no}, no.Others...) {
		if one.Field == "photo" {
			pg.photoError = v.p.Say(one.Reason)
			pg.problems = append(pg.problems, part.Problem{Text: pg.photoError, Href: "#photo"})
			continue
		}
		alone := *one
		alone.Others = nil
		pg.problems = append(pg.problems, v.markIn(pg.sections, &alone)...)
	}
	if sent && pg.photoError == "" {
		pg.photoError = v.p.T("web.person.photo.again")
		pg.problems = append(pg.problems, part.Problem{Text: pg.photoError, Href: "#photo"})
	}
}
