package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
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

	interests *spoken // what they have declared; nil if nobody asks them
}

// group is the one in which the member sits now, or sat last.
func (pg memberPage) group(v *visit) group.ID { return v.sitting.Group(pg.id) }

// memberAt is the address of a member's page, and photoAt that of their
// photograph, which changes with it.
func memberAt(id member.ID) string { return "/groups/" + url.PathEscape(string(id)) }

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
	if pg.interests, err = v.interestsIn(p.Member); err != nil {
		return nil, err
	}
	switch {
	case p.Erased:
	case v.session.Member == p.Member:
		pg.does = []part.Do{{Label: v.p.T("web.person.edit"), Href: "/account/person", Kind: "second"}}
	case v.keeps(p.Member):
		pg.does = []part.Do{{Label: v.p.T("web.person.edit"), Href: memberAt(p.Member) + "/edit", Kind: "second"},
			{Label: v.p.T("web.erase.ask"), Href: memberAt(p.Member) + "/erase", Kind: "link"}}
		if _, sits := v.sitting.At(p.Member, v.now); sits {
			pg.does = slices.Insert(pg.does, 1, part.Do{Label: v.p.T("web.end.do"), Href: "/groups/end?member=" + url.QueryEscape(string(p.Member)), Kind: "second"})
		}
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
	add("web.country", v.p.Country(pg.person.Country))
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

// home is the group that answers for what is known of a person: for whose member
// they act now; of whoever acts for nobody, the group in which they sit, or sat
// last, or for whose member they acted last. No other group takes an assistant
// by what is still to come.
func (v *visit) home(id member.ID) group.ID {
	g, served := member.Served(v.initiative.Grants, id, v.now)
	if served && g.At(v.now) {
		return g.Group
	}
	if sat := v.sitting.Group(id); sat != "" {
		return sat
	}
	return g.Group
}

// keeps reports whether the reader keeps the house of a person's group, and so
// may correct what is known of them.
func (v *visit) keeps(id member.ID) bool {
	g := v.home(id)
	return g != "" && v.keepsHouse() && v.reader.Standing.Group == g
}
