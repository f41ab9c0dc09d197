package web

import (
	"net/url"
	"slices"
	"strconv"

	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// interestsPage is what binds the members of each group to organisations, by
// their own word.
type interestsPage struct {
	groups []declared
}

// declared are the declarations of one group: how many have spoken, and what
// some of its members said.
type declared struct {
	group                         group.ID
	asked, holds, nothing, silent int
	heads                         headcount // of all who sit there, asked or not
	members                       []spoken
	next                          string // address of the page with the rest
}

// spoken is what one member has said of their interests.
type spoken struct {
	member    member.ID
	due       initiative.DueDate
	said      initiative.Said
	interests []interest
}

// interest is a declaration with its words.
type interest struct {
	initiative.Interest
	register.InterestWords
	gone bool // the words were erased
}

// interestsOnPage is how many members of a group stand on a page.
const interestsOnPage = 50

func (s *Site) interests(v *visit) (page, error) {
	only := group.ID(v.URL.Query().Get("group"))
	from, _ := strconv.Atoi(v.URL.Query().Get("from"))
	var pg interestsPage
	for _, g := range group.Alternat(v.initiative.IDs(), v.now.UTC().Format("20060102")) {
		if only == "" || only == g {
			pg.groups = append(pg.groups, v.declared(g, max(0, from)))
		}
	}
	var all [][]interest
	for _, g := range pg.groups {
		for _, who := range g.members {
			all = append(all, who.interests)
		}
	}
	return pg, v.ask(func(q register.Questions) error { return putWords(q, all...) })
}

// declared gathers the members of a group from a place on, and what each has
// declared.
func (v *visit) declared(g group.ID, from int) declared {
	d := declared{group: g}
	for _, s := range v.initiative.Standings {
		if s.Group != g || !s.At(v.now) {
			continue
		}
		d.heads.add(s)
		due, asked := v.initiative.DueIn(s)
		if !asked {
			continue
		}
		said, spoke := v.initiative.Said[s.Member]
		switch {
		case !spoke:
			d.silent++
		case said.Nothing:
			d.nothing++
		default:
			d.holds++
		}
		if d.asked++; d.asked > from && len(d.members) < interestsOnPage {
			d.members = append(d.members, spoken{member: s.Member, due: due, said: said})
		}
	}
	if d.asked > from+interestsOnPage {
		d.next = "/interests?" + url.Values{"group": {string(g)}, "from": {strconv.Itoa(from + interestsOnPage)}}.Encode()
	}
	at := map[member.ID]int{}
	for n, who := range d.members {
		at[who.member] = n
	}
	for _, i := range v.initiative.Interests {
		if n, ok := at[i.Member]; ok {
			d.members[n].interests = append(d.members[n].interests, interest{Interest: i})
		}
	}
	locale.Sort(v.p.Lang(), d.members, func(s spoken) string { return v.name(s.member) })
	return d
}

// putWords reads the words of declarations, all at once.
func putWords(q register.Questions, lists ...[]interest) error {
	var places []int64
	for _, list := range lists {
		for _, i := range list {
			places = append(places, i.Seq)
		}
	}
	said, err := q.InterestWords(places...)
	for _, list := range lists {
		for n := range list {
			words, ok := said[list[n].Seq]
			list[n].InterestWords, list[n].gone = words, !ok
		}
	}
	return err
}

func (pg interestsPage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.nav.interests") }

func (pg interestsPage) body(v *visit) templ.Component { return interestsBody(v, pg) }

// state is where a member stands with their declarations.
func (s spoken) state(v *visit) string {
	switch {
	case s.due.Never:
		return v.p.T("web.interests.silent")
	case s.due.IsDue(v.now):
		return v.p.T("web.interests.said", s.said.At) + "; " + v.p.T("web.interests.late", s.due.At)
	}
	return v.p.T("web.interests.said", s.said.At)
}

// lasting are the interests that hold, and over those that do not any more.
func (s spoken) lasting(v *visit) (lasting, over []interest) {
	for _, i := range s.interests {
		if i.Holds(v.now) {
			lasting = append(lasting, i)
		} else {
			over = append(over, i)
		}
	}
	return lasting, over
}

// when is since when an interest is held and until when, and when it was over.
func (i interest) when(v *visit) string {
	said := v.period(i.From, i.To)
	if !i.Ended.IsZero() {
		if said != "" {
			said += "; "
		}
		said += v.p.T("web.interests.over", i.Ended)
	}
	return said
}

// pays reports whether an interest is in whoever pays for the task force.
func (i interest) pays(v *visit) bool {
	return slices.ContainsFunc(v.description.FundersOn(v.now), func(f initiative.Funder) bool { return f.ID == i.Of })
}

// ownInterests is what the reader has said of their own interests; nil if they are not
// asked.
func (v *visit) ownInterests() (*spoken, error) { return v.interestsIn(v.reader.Member) }

// interestsIn is what a member has declared; nil if nobody asks them.
func (v *visit) interestsIn(id member.ID) (*spoken, error) {
	due, asked := v.initiative.Due(id, v.now)
	if !asked {
		return nil, nil
	}
	own := &spoken{member: id, due: due, said: v.initiative.Said[id]}
	for _, i := range v.initiative.Interests {
		if i.Member == id {
			own.interests = append(own.interests, interest{Interest: i})
		}
	}
	return own, v.ask(func(q register.Questions) error { return putWords(q, own.interests) })
}

// toDeclare reports whether the reader is to speak of their interests now.
func (v *visit) toDeclare() (initiative.DueDate, bool) {
	due, asked := v.initiative.Due(v.reader.Member, v.now)
	return due, asked && due.IsDue(v.now)
}

// overdue are the members of the reader's own group who are to speak of their
// interests; for whoever keeps the group's house.
func (v *visit) overdue() []initiative.DueDate {
	if !v.keepsHouse() {
		return nil
	}
	return v.initiative.Overdue(v.reader.Standing.Group, v.now)
}

// dueOnPage is how many of them the overview names.
const dueOnPage = 8

// dueSince says for how long somebody is due.
func dueSince(v *visit, d initiative.DueDate) string {
	if d.Never {
		return v.p.T("web.interests.due.never")
	}
	return v.p.T("web.interests.due.since", d.At)
}

func (s *Site) declare(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	return declareForm(v, v.URL.Query()), nil
}

func declareForm(v *visit, in url.Values) housePage {
	input := func(name, label, hint string, short, optional bool) question {
		f := part.Field{Name: name, Label: v.p.T(label), Hint: v.p.T(hint), Value: in.Get(name), Short: short, Optional: optional}
		return question{f, "input"}
	}
	kind := part.Field{Name: "interest", Label: v.p.T("web.interest-form.kind"), Value: in.Get("interest"), Options: named(v, false, initiative.InterestKinds...)}
	of := part.Field{Name: "of", Label: v.p.T("web.interest-form.of"), Hint: v.p.T("web.interest-form.of.hint"), Value: in.Get("of"),
		Options: append([]part.Option{{Label: v.p.T("web.interest-form.of.none")}}, v.namedOrganisations()...)}
	return housePage{title: "command.declare", lede: "command.declare.hint", action: "/interests/declare", button: "command.declare", back: "/account#interests",
		asks: []question{{kind, "radios"}, input("organisation", "web.interest-form.organisation", "web.interest-form.organisation.hint", false, true), {of, "select"},
			input("from", "web.interest-form.from", "web.interest-form.date.hint", true, true), input("to", "web.interest-form.to", "web.interest-form.date.hint", true, true),
			{part.Field{Name: "text", Label: v.p.T("web.interest-form.text"), Hint: v.p.T("web.interest-form.text.hint"), Value: in.Get("text"),
				Max: initiative.MaxInterestText, Rows: 4, Optional: true}, "area"}, langField(v, in)},
		hidden: url.Values{"key": {or(in, "key", newKey())}}}
}

func (s *Site) declareDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	cmd := initiative.Declare{Interest: initiative.InterestKind(in.Get("interest")), Organisation: in.Get("organisation"), Of: in.Get("of"),
		From: in.Get("from"), To: in.Get("to"), Text: in.Get("text"), Lang: in.Get("lang")}
	for _, o := range v.organisations() {
		if cmd.Organisation == "" && o.ID == cmd.Of {
			cmd.Organisation = o.Name.In(cmd.Lang, "en", "ru", "kk")
		}
	}
	if err := v.govern(in, cmd); err != nil {
		return refusedHouse(v, declareForm(v, in), err)
	}
	return goTo("/account#interests"), nil
}

func (s *Site) interestsRenew(v *visit) (page, error) {
	in, err := v.form()
	if err == nil {
		err = v.mustBeMember()
	}
	if err == nil {
		err = v.govern(in, initiative.RenewInterests{})
	}
	if err != nil {
		return nil, err
	}
	return goTo("/account#interests"), nil
}
