package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// memberPage says who a member is, and in what capacity since when. Everybody
// may read it: who sits at the table is public.
type memberPage struct {
	id     member.ID
	person roll.Person
	seats  []member.Standing // the newest first
	does   []part.Do
	done   string
}

// memberAt is the address of a member's page, and photoAt that of their
// photograph, which changes with it.
func memberAt(id member.ID) string { return "/groups/" + url.PathEscape(string(id)) }

func photoAt(id member.ID, photo string, width int) string {
	return fmt.Sprintf("%s/photo/%s-%d.jpg", memberAt(id), photo, width)
}

// seatedMember is the member whom an address names. Who has never had a seat
// has no page, whatever the roll knows of them.
func (v *visit) seatedMember() (roll.Person, error) {
	id := member.ID(v.PathValue("member"))
	if len(v.sitting.Of(id)) == 0 {
		return roll.Person{}, act.Refuse(act.NotFound, "roll.person.unknown")
	}
	return v.person(id)
}

func (v *visit) person(id member.ID) (p roll.Person, err error) {
	err = v.ask(func(q register.Questions) error {
		p, err = q.Person(id)
		return err
	})
	if no, refused := act.Refused(err); refused && no.Why == act.NotFound {
		return roll.Person{Member: id, Erased: true}, nil // a seat without anybody on the roll
	}
	return p, err
}

func (s *Site) member(v *visit) (page, error) {
	p, err := v.seatedMember()
	if err != nil {
		return nil, err
	}
	pg := memberPage{id: p.Member, person: p, seats: slices.Clone(v.sitting.Of(p.Member)), done: v.URL.Query().Get("done")}
	slices.Reverse(pg.seats)
	switch {
	case p.Erased:
	case v.session.Member == p.Member:
		pg.does = []part.Do{{Label: v.p.T("web.person.edit"), Href: "/account/person", Kind: "second"}}
	case v.keeps(p.Member):
		pg.does = []part.Do{{Label: v.p.T("web.person.edit"), Href: memberAt(p.Member) + "/edit", Kind: "second"},
			{Label: v.p.T("web.erase.ask"), Href: memberAt(p.Member) + "/erase", Kind: "link"}}
	}
	return pg, nil
}

func (pg memberPage) head(v *visit, f *part.Page) { f.Title = v.name(pg.id) }

func (pg memberPage) body(v *visit) templ.Component { return memberBody(v, pg) }

// what is what the member is now: a post, and where.
func (pg memberPage) what(v *visit) string {
	return both(v.say(pg.person.Post), v.say(pg.person.Affiliation))
}

// both are two things, if there are two.
func both(one, other string) string {
	if one != "" && other != "" {
		return one + ", " + other
	}
	return one + other
}

func (pg memberPage) facts(v *visit) (rows []part.Row) {
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, part.Row{Key: v.p.T(key), Value: value})
		}
	}
	var names []string
	for _, lang := range slices.Sorted(maps.Keys(pg.person.Name)) {
		if name := pg.person.Name[lang]; name != v.name(pg.id) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	add("web.person.also", strings.Join(names, " · "))
	add("web.country", pg.person.Country)
	add("web.person.speaks", languages(pg.person.Speaks))
	add("web.person.nominated", v.say(pg.person.Nominated))
	return rows
}

// languages are the names of languages, each in itself where we know it.
func languages(tags []string) string {
	var all []string
	for _, tag := range tags {
		if lang := locale.Lang(tag); lang.Valid() {
			tag = lang.OwnName()
		}
		all = append(all, tag)
	}
	return strings.Join(all, ", ")
}

// term says from when to when a seat was held.
func (pg memberPage) term(v *visit, st member.Standing) string {
	zone := location(zoneOf(v, st.Group))
	if st.To.IsZero() {
		return v.p.T("web.person.since", v.p.Date(st.From, zone))
	}
	return v.p.T("web.person.from-to", v.p.Date(st.From, zone), v.p.Date(st.To, zone))
}

// post says what somebody was, where, and when.
func (pg memberPage) post(v *visit, p roll.Post) string {
	what := both(v.say(p.Post), v.say(p.Affiliation))
	switch {
	case p.From != "" && p.To != "":
		return v.p.T("web.person.post.from-to", what, p.From, p.To)
	case p.From != "":
		return v.p.T("web.person.post.since", what, p.From)
	case p.To != "":
		return v.p.T("web.person.post.until", what, p.To)
	}
	return what
}

// lines are the paragraphs of a longer text.
func lines(s string) []string {
	return slices.DeleteFunc(strings.Split(s, "\n"), func(l string) bool { return l == "" })
}

// photo answers with a photograph. A browser keeps it for an hour, so that one
// which was taken away or erased is gone soon; nobody between us and the
// browser may keep it.
func (s *Site) photo(w http.ResponseWriter, r *http.Request) {
	v, err := s.arrive(w, r)
	name, ok := strings.CutSuffix(r.PathValue("name"), ".jpg")
	hash, size, _ := strings.Cut(name, "-")
	width, _ := strconv.Atoi(size)
	id := member.ID(r.PathValue("member"))
	if err == nil && (!ok || hash == "" || !slices.Contains(roll.Widths, width) || v.people[id].Photo != hash || len(v.sitting.Of(id)) == 0) {
		err = act.Refuse(act.NotFound, "web.nowhere")
	}
	var file []byte
	if err == nil {
		err = v.ask(func(q register.Questions) error {
			file, err = q.Photo(id, width)
			return err
		})
	}
	if err == nil && file == nil {
		err = act.Refuse(act.NotFound, "web.nowhere")
	}
	if err != nil {
		s.answer(w, r, v, nil, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Disposition", `inline; filename="portrait.jpg"`)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("ETag", `"`+name+`"`)
	if r.Header.Get("If-None-Match") == `"`+name+`"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(file)))
	w.Write(file)
}

// keeps reports whether the reader keeps the house of the group in which a
// member sits, or sat last, and so may correct what is known of them.
func (v *visit) keeps(id member.ID) bool {
	g := v.sitting.Group(id)
	return g != "" && v.keepsHouse() && v.reader.Standing.Group == g
}

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
	if v.PathValue("member") == "" {
		p, err = v.person(v.session.Member)
		own = true
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

func (v *visit) personPage(p roll.Person, own bool, in url.Values) personPage {
	pg := personPage{person: p, action: memberAt(p.Member) + "/edit", photo: memberAt(p.Member) + "/photo", back: memberAt(p.Member), sections: v.askPerson(p, own, in)}
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
	if len(v.sitting.Of(p.Member)) == 0 {
		return goTo("/account"), nil
	}
	return goTo(memberAt(p.Member) + "?done=saved"), nil
}

// photoSave takes a photograph, or takes it away.
func (s *Site) photoSave(v *visit) (page, error) {
	p, own, err := v.whom()
	if err != nil {
		return nil, err
	}
	if err := s.Allow(v.session.Member); err != nil {
		return nil, err
	}
	in, file, err := v.upload("photo", roll.MaxPhoto)
	if err != nil {
		return nil, err
	}
	var photo roll.Photo
	if in.Get("what") != "remove" {
		s.portrait.Lock() // to decode a large picture takes much memory
		photo, err = roll.ReadPhoto(file)
		s.portrait.Unlock()
	}
	if err == nil {
		err = s.Clerk.Portray(v.Context(), p.Member, photo)
	}
	if no, refused := act.Refused(err); refused {
		pg := v.personPage(p, own, nil)
		pg.photoError = v.p.Say(no.Reason)
		pg.problems = []part.Problem{{Text: pg.photoError, Href: "#photo"}}
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	if own {
		return goTo("/account/person"), nil
	}
	return goTo(memberAt(p.Member) + "/edit"), nil
}

// wordsIn reads what was typed in each language, under a name and a stop.
func wordsIn(in url.Values, name string) text.Words {
	words := text.Words{}
	for _, lang := range locale.Langs {
		if s := strings.TrimSpace(in.Get(name + "." + string(lang))); s != "" {
			words[string(lang)] = s
		}
	}
	return words
}
