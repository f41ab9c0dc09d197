package web

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// programmePage shows the draft of a programme to the groups that hold the
// conference: how it differs from what was released, and to those who keep it
// the way to each session, and to a release.
type programmePage struct {
	conferencePage
	sessions conference.Programme
	differs  []conference.Difference
	key      string
}

func (s *Site) draftProgramme(v *visit) (page, error) {
	pg := programmePage{key: newKey()}
	var err error
	if pg.conferencePage, err = s.conferenceOf(v, act.Ref(v.PathValue("ref"))); err != nil {
		return nil, err
	}
	if !pg.c.Inside {
		return nil, act.Refuse(act.NotFound, "web.nowhere")
	}
	return pg, v.ask(func(q register.Questions) (err error) {
		if pg.sessions, pg.gone, err = draftOf(q, pg.c); err != nil {
			return err
		}
		pg.differs = conference.Compare(pg.programme, pg.sessions)
		pg.titles, err = v.informed(q, pg.sessions)
		return err
	})
}

// draftOf is the newest draft.
func draftOf(q register.Questions, c register.Conference) (conference.Programme, bool, error) {
	if c.Draft.Hash == (act.Hash{}) {
		return nil, false, nil
	}
	return q.Programme(c.Ref, c.Draft.Hash)
}

func (pg programmePage) head(v *visit, f *part.Page) {
	f.Title, f.Wide = v.p.T("conference.draft.title"), true
}

func (pg programmePage) body(v *visit) templ.Component { return draftProgrammeBody(v, pg) }

// may reports whether a command is open to the reader.
func (pg conferencePage) may(command string) bool {
	for _, w := range pg.ways {
		if w.Command == command {
			return w.No == nil
		}
	}
	return false
}

// A sessionForm is the form of one session of a draft. It names the draft that
// it was drawn from, so that nobody undoes unseen what another entered.
type sessionForm struct {
	housePage
	c        register.Conference
	sessions conference.Programme
	at       int                  // which of them; -1 for a new one
	may      func(member.ID) bool // be chosen from the roll
}

func (s *Site) session(v *visit) (page, error) {
	f, err := v.sessionForm(url.Values{}, v.URL.Query().Get("id"))
	return f.housePage, err
}

func (v *visit) sessionForm(in url.Values, id string) (f sessionForm, err error) {
	if f.c, _, err = v.restating(); err != nil {
		return f, err
	}
	if !f.c.Inside {
		return f, act.Refuse(act.NotFound, "web.nowhere")
	}
	one := conference.Session{Day: f.c.From}
	var matters []part.Option
	err = v.ask(func(q register.Questions) (err error) {
		if f.sessions, _, err = draftOf(q, f.c); err != nil {
			return err
		}
		f.at = slices.IndexFunc(f.sessions, func(s conference.Session) bool { return string(s.ID) == id })
		if f.at >= 0 {
			one = f.sessions[f.at]
		} else if id != "" {
			return act.Refuse(act.NotFound, "refuse.programme.session")
		}
		if f.may, err = q.Nameable(f.c.Ref, v.now); err != nil {
			return err
		}
		matters, err = mattersToName(v, q, f.c, one.Matters)
		return err
	})
	if err != nil {
		return f, err
	}
	at := address(f.c.Ref)
	f.housePage = housePage{crumbs: append(conferenceCrumbs(v, f.c), part.Link{Label: v.p.T("conference.draft.title"), Href: at + "/programme"}), title: "conference.session", lede: "conference.session.lede", action: at + "/session", button: "conference.session.do", back: at + "/programme",
		asks: v.askSession(in, one, matters, f.may),
		hidden: url.Values{"key": {or(in, "key", newKey())}, "turn": {strconv.Itoa(f.c.Turn)},
			"base": {f.c.Draft.Hash.String()}, "id": {id}}}
	if f.at >= 0 {
		f.buttons = []part.Do{{Label: v.p.T("conference.session.remove"), Name: "what", Value: "remove", Kind: "grave"}}
		f.buttons = append(f.buttons, v.eraseSpeakers(one)...)
	}
	return f, nil
}

func (v *visit) askSession(in url.Values, one conference.Session, matters []part.Option, may func(member.ID) bool) []question {
	sent := in.Has("key")
	input := func(name, label, kind, have string, optional bool) question {
		return question{part.Field{Name: name, Label: v.p.T(label), Value: or(in, name, have), Type: kind, Short: kind != "", Optional: optional}, "input"}
	}
	area := func(name, label, hint, have string) question {
		return question{part.Field{Name: name, Label: v.p.T(label), Hint: v.p.T(hint), Value: or(in, name, have), Rows: 4, Optional: true}, "area"}
	}
	var named []string
	for _, m := range one.Matters {
		named = append(named, string(m))
	}
	asks := inEach(v, in, "title", "conference.session.title", "input", 0, one.Title)
	asks = append(asks, input("day", "conference.day", "date", one.Day, false), input("start", "conference.start", "time", one.Start, true),
		input("end", "conference.end", "time", one.End, true), input("room", "conference.room", "", one.Room, true))
	asks = append(asks, area("speakers", "conference.speakers", "conference.persons.hint", v.typedPersons(one.Speakers)), v.chooseSpeaker(in, "speakers", "attend.speaker", may),
		area("moderators", "conference.moderators", "conference.persons.hint", v.typedPersons(one.Moderators)), v.chooseSpeaker(in, "moderators", "attend.moderator", may),
		question{part.Field{Name: "langs", Label: v.p.T("conference.session.in"), Hint: v.p.T("conference.session.in.hint"), Values: many(in, sent, "langs", one.Langs), Options: tongueOptions(v), Optional: true}, "checks"},
		question{part.Field{Name: "interpreted", Label: v.p.T("conference.session.into"), Values: many(in, sent, "interpreted", one.Interpreted), Options: tongueOptions(v), Optional: true}, "checks"},
		area("papers", "conference.papers", "conference.papers.hint", typedPapers(one.Papers)))
	if len(matters) > 0 {
		asks = append(asks, question{part.Field{Name: "matters", Label: v.p.T("conference.matters"), Hint: v.p.T("conference.matters.hint"), Values: many(in, sent, "matters", named), Options: matters, Optional: true}, "checks"})
	}
	return append(asks, inEach(v, in, "abstract", "conference.abstract", "area", 4, one.Abstract)...)
}

// ofOne takes which session it is off the name of a field.
var ofOne = regexp.MustCompile(`^sessions\.\d+\.`)

func (s *Site) sessionDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	f, err := v.sessionForm(in, in.Get("id"))
	if err != nil {
		return nil, err
	}
	if err := chosen(in, f.may); err != nil {
		return refusedHouse(v, f.housePage, err)
	}
	base, _ := act.ParseHash(in.Get("base")) // none, before the first draft
	all := f.with(v, in)
	fresh, err := v.enrol(all)
	if err != nil {
		return nil, err
	}
	_, err = v.answer(f.c.Ref, in, conference.DraftProgramme{Base: base, Sessions: all})
	if err := v.dismiss(f.c.Ref, fresh); err != nil {
		return nil, err
	}
	if no, refused := act.Refused(err); refused {
		for _, one := range append([]*act.Refusal{no}, no.Others...) {
			one.Field = ofOne.ReplaceAllString(one.Field, "")
		}
		return refusedHouse(v, f.housePage, err)
	}
	if err != nil {
		return nil, err
	}
	return goTo(address(f.c.Ref) + "/programme?done=yes"), nil
}

// with is the draft with the session as it was typed, or without it.
func (f sessionForm) with(v *visit, in url.Values) conference.Programme {
	all := slices.Clone(f.sessions)
	if in.Get("what") == "remove" && f.at >= 0 {
		return slices.Delete(all, f.at, f.at+1)
	}
	var stood conference.Session
	if f.at >= 0 {
		stood = all[f.at]
	}
	one := conference.Session{Day: in.Get("day"), Start: in.Get("start"), End: in.Get("end"), Room: in.Get("room"), Title: eachOf(in, "title"), Abstract: eachOf(in, "abstract"),
		Speakers: v.readSpeakers(in, "speakers", stood.Speakers, f.sessions), Moderators: v.readSpeakers(in, "moderators", stood.Moderators, f.sessions), Langs: in["langs"], Interpreted: in["interpreted"], Papers: readPapers(in.Get("papers"))}
	for _, ref := range in["matters"] {
		one.Matters = append(one.Matters, act.Ref(ref))
	}
	if f.at < 0 {
		return append(all, one)
	}
	one.ID = all[f.at].ID
	all[f.at] = one
	return all
}
