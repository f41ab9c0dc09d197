package web

import (
	"net/http"
	"net/url"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/dossier"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// data answers with everything that is held about the reader, as a file.
func (s *Site) data(w http.ResponseWriter, r *http.Request) {
	v, err := s.arrive(w, r)
	if err == nil {
		err = v.mustBeMember()
	}
	if err == nil {
		err = s.Allow(v.session.Member)
	}
	var file []byte
	if err == nil {
		var d dossier.Dossier
		if d, err = dossier.Of(r.Context(), s.Register.DB, v.session.Member, s.Clock()); err == nil {
			file, err = d.Zip(r.Context(), v.p)
		}
	}
	if err != nil {
		s.answer(w, r, v, nil, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="about-me.zip"`)
	h.Set("Cache-Control", "no-store")
	w.Write(file)
}

// erasePage asks that a person be erased, or, of the second of two people,
// whether it is to be done.
type erasePage struct {
	who      member.ID
	own      bool
	asked    *roll.Erasure // there is a request already
	decides  bool          // the reader may decide it
	action   string
	back     string
	asks     []question
	problems []part.Problem
}

func (pg erasePage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.erase.title"), len(pg.problems) > 0
}

func (pg erasePage) body(v *visit) templ.Component { return eraseBody(v, pg) }

func (s *Site) erase(v *visit) (page, error) {
	pg, err := v.erasePage(v.URL.Query())
	return pg, err
}

// speaksFor reports whether somebody without a seat, who answers to no group, is
// named by the programme of a conference that the reader keeps.
func (v *visit) speaksFor(id member.ID) (is bool, err error) {
	if v.acting != "" || v.reader.Standing.Group == "" || v.home(id) != "" {
		return false, nil
	}
	err = v.ask(func(q register.Questions) error {
		named, err := q.SpeakersKept()
		is = named[id]
		return err
	})
	return is, err
}

// whomToErase is whom; or a speaker, for those who keep the conference.
func (v *visit) whomToErase() (p roll.Person, own, speaks bool, err error) {
	id := member.ID(v.PathValue("member"))
	if id != "" {
		speaks, err = v.speaksFor(id)
	}
	if err != nil || !speaks {
		p, own, err = v.whom()
		return p, own, false, err
	}
	if p, err = v.person(id); err == nil && p.Erased {
		err = act.Refuse(act.NotAllowed, roll.WasErased)
	}
	return p, false, true, err
}

func (v *visit) erasePage(in url.Values) (pg erasePage, err error) {
	p, own, speaks, err := v.whomToErase()
	if err != nil {
		return pg, err
	}
	pg = erasePage{who: p.Member, own: own, action: memberAt(p.Member) + "/erase", back: v.pageOf(p.Member, own)}
	if own {
		pg.action, pg.back = "/account/erase", "/account"
	}
	if speaks {
		pg.back = "/conferences"
	}
	err = v.ask(func(q register.Questions) error {
		all, err := q.Erasures()
		for _, e := range all {
			if e.Member == p.Member {
				pg.asked = &e
			}
		}
		return err
	})
	pg.decides = pg.asked != nil && !own && pg.asked.Asker != v.session.Member
	pg.asks = []question{{part.Field{Name: "words", Label: v.p.T("web.erase.words"), Value: or(in, "words", "no"), Options: []part.Option{
		{Value: "no", Label: v.p.T("web.erase.words.no"), Hint: v.p.T("web.erase.words.no.hint")},
		{Value: "yes", Label: v.p.T("web.erase.words.yes"), Hint: v.p.T("web.erase.words.yes.hint")}}}, "radios"}}
	return pg, err
}

// mayDrop reports whether the reader may take back what was asked: who asked,
// and the person themselves. Others would only have to leave it undone.
func (pg erasePage) mayDrop(v *visit) bool { return pg.own || pg.asked.Asker == v.session.Member }

// does are the buttons of a request.
func (pg erasePage) does(v *visit) (all []part.Do) {
	if pg.decides {
		all = append(all, part.Do{Label: v.p.T("web.erase.do"), Name: "what", Value: "do"})
	}
	if pg.mayDrop(v) {
		all = append(all, part.Do{Label: v.p.T("web.erase.drop"), Name: "what", Value: "drop", Kind: "second"})
	}
	return all
}

// eraseDo asks, takes back what was asked, or does it.
func (s *Site) eraseDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg, err := v.erasePage(in)
	if err != nil {
		return nil, err
	}
	if err := s.Allow(v.session.Member); err != nil {
		return nil, err
	}
	to := "/groups"
	switch in.Get("what") {
	case "ask":
		to = pg.action
		err = s.Clerk.AskErasure(v.Context(), roll.Erasure{Member: pg.who, Asker: v.session.Member, Asked: s.Clock(), Words: in.Get("words") == "yes"})
	case "drop":
		if pg.asked != nil && !pg.mayDrop(v) {
			return nil, act.Refuse(act.NotAllowed, "web.erase.not-yours")
		}
		to, err = pg.back, s.Clerk.DropErasure(v.Context(), pg.who)
	case "do":
		if pg.own {
			err = act.Refuse(act.NotAllowed, roll.ErasureSame)
			break
		}
		if err = v.mustBeFresh(); err == nil {
			err = s.Clerk.DoErasure(v.Context(), pg.who, v.session.Member, dossier.Forgets()...)
			s.Door.Doubt(pg.who)
		}
	default:
		err = act.Refuse(act.Malformed, "web.form-unreadable")
	}
	if no, refused := act.Refused(err); refused {
		pg.problems = v.mark(pg.asks, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo(to), nil
}

// toErase are the requests that wait for the reader's group, or for those who keep
// a conference.
func (v *visit) toErase() (all []member.ID, err error) {
	if !v.keepsHouse() {
		return nil, nil
	}
	err = v.ask(func(q register.Questions) error {
		open, err := q.Erasures()
		homeless := func(e roll.Erasure) bool { return v.home(e.Member) == "" }
		var speakers map[member.ID]bool
		if err == nil && slices.ContainsFunc(open, homeless) {
			speakers, err = q.SpeakersKept()
		}
		for _, e := range open {
			if v.home(e.Member) == v.reader.Standing.Group || homeless(e) && speakers[e.Member] {
				all = append(all, e.Member)
			}
		}
		return err
	})
	return all, err
}
