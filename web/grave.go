package web

import (
	"net/url"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// gravePage says what a grave step would do, and to whom, before it is done.
type gravePage struct {
	title    string // a key
	about    []part.Row
	happens  []string
	action   string
	button   string // a key
	back     string
	hidden   url.Values
	problems []part.Problem
}

func (pg gravePage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T(pg.title), len(pg.problems) > 0
}

func (pg gravePage) body(v *visit) templ.Component { return graveBody(v, pg) }

// sure asks once more about what a form asks for, with all that was typed; nil if
// that was done.
func (v *visit) sure(in url.Values, title, button, action, back string, happens ...string) page {
	if in.Get("sure") != "" {
		return nil
	}
	hidden := url.Values{"sure": {"yes"}}
	for name, values := range in {
		if name != "as" && name != "for" { // the page says by itself who confirms
			hidden[name] = values
		}
	}
	return gravePage{title: title, happens: happens, action: action, button: button, back: back, hidden: hidden}
}

// refusedGrave draws the page again, and says why it was not done.
func (v *visit) refusedGrave(pg gravePage, err error) (page, error) {
	no, refused := act.Refused(err)
	if !refused {
		return nil, err
	}
	pg.problems = v.mark(nil, no)
	pg.hidden.Set("key", newKey())
	return withStatus{pg, statuses[no.Why]}, nil
}

// wouldRefuse says why the rules would refuse a command of the reader's now.
func (v *visit) wouldRefuse(cmd initiative.Command) error {
	if v.acting != "" {
		return act.Refuse(act.NotAllowed, "refuse.grant.never")
	}
	_, err := initiative.Decide(v.initiative, initiative.Instant{At: v.now, By: v.reader.Standing}, cmd)
	return err
}

// end asks whose seat is to end, and then whether it shall.
func (s *Site) end(v *visit) (page, error) {
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	in := v.URL.Query()
	if in.Get("member") == "" {
		return endPage(v, in), nil
	}
	if err := v.wouldRefuse(endOf(v, in)); err != nil {
		return refusedHouse(v, endPage(v, in), err)
	}
	return v.confirmEnd(in), nil
}

func endOf(v *visit, in url.Values) initiative.End {
	return initiative.End{Member: member.ID(in.Get("member")), Group: v.reader.Standing.Group}
}

// endPage asks whose seat it is; the answer leads to the page that confirms.
func endPage(v *visit, in url.Values) housePage {
	who := part.Field{Name: "member", Label: v.p.T("web.member"), Value: in.Get("member"), Options: v.groupMembers(v.reader.Standing.Group)}
	return housePage{title: "web.end.title", lede: "web.end.lede", action: "/groups/end", button: "web.end.next", asks: []question{{who, "select"}}, ask: true}
}

// groupMembers are those who sit in a group, to choose from.
func (v *visit) groupMembers(g group.ID) (options []part.Option) {
	for _, st := range v.sitting.All() {
		if st.Group == g {
			options = append(options, part.Option{Value: string(st.Member), Label: v.name(st.Member)})
		}
	}
	locale.Sort(v.p.Lang(), options, func(o part.Option) string { return o.Label })
	return append([]part.Option{{Label: v.p.T("web.end.choose")}}, options...)
}

func (v *visit) confirmEnd(in url.Values) gravePage {
	who := member.ID(in.Get("member"))
	pg := gravePage{title: "web.end.title", action: "/groups/end", button: "web.end.do", back: memberAt(who),
		hidden: url.Values{"member": {string(who)}, "key": {or(in, "key", newKey())}}}
	pg.about = []part.Row{{Key: v.p.T("web.member"), Value: v.name(who)}, {Key: v.p.T("web.apply.group"), Value: v.groupTitle(v.reader.Standing.Group)}}
	for _, st := range v.sitting.Of(who) {
		if st.Group == v.reader.Standing.Group && st.At(v.now) {
			pg.about = append(pg.about, part.Row{Key: v.p.T("web.capacity"), Value: v.capacity(st)},
				part.Row{Key: v.p.T("web.since"), Value: v.p.Date(st.From, v.zone())})
		}
	}
	if who == v.session.Member {
		pg.happens = append(pg.happens, v.p.T("grave.own-seat"))
	}
	if v.lastChair(who) {
		pg.happens = append(pg.happens, v.p.T("grave.last-chair"))
	}
	pg.happens = append(pg.happens, v.p.T("web.end.now"), v.p.T("web.end.stays"), v.p.T("web.end.for-them"), v.p.T("web.end.again"))
	return pg
}

// lastChair reports whether somebody is the only co-chair that the reader's group
// has.
func (v *visit) lastChair(who member.ID) bool {
	chairs := map[member.ID]bool{}
	for _, st := range v.sitting.All() {
		if st.Group == v.reader.Standing.Group && st.Capacity == member.CoChair && st.At(v.now) {
			chairs[st.Member] = true
		}
	}
	return chairs[who] && len(chairs) == 1
}

func (s *Site) endDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	cmd := endOf(v, in)
	if err := v.govern(in, cmd); err != nil {
		if no, refused := act.Refused(err); refused && no.Why == act.NotFound {
			return refusedHouse(v, endPage(v, in), err) // there is no such seat to speak of
		}
		return v.refusedGrave(v.confirmEnd(in), err)
	}
	return goTo(memberAt(cmd.Member) + "?done=ended"), nil
}

// ownInterest is the interest of the reader's that a form names, with its words.
func (v *visit) ownInterest(in url.Values) (i interest, err error) {
	if err := v.mustBeMember(); err != nil {
		return i, err
	}
	hash, err := act.ParseHash(in.Get("interest"))
	if err != nil {
		return i, act.Refuse(act.NotFound, "refuse.interest.unknown")
	}
	if err := v.wouldRefuse(initiative.EndInterest{Interest: hash}); err != nil {
		return i, err
	}
	for _, own := range v.initiative.Interests {
		if own.Act == hash {
			i.Interest = own
		}
	}
	all := []interest{i}
	err = v.ask(func(q register.Questions) error { return putWords(q, all) })
	return all[0], err
}

// interestOver asks whether an interest is over.
func (s *Site) interestOver(v *visit) (page, error) {
	i, err := v.ownInterest(v.URL.Query())
	if err != nil {
		return nil, err
	}
	return v.confirmInterest(v.URL.Query(), i), nil
}

func (v *visit) confirmInterest(in url.Values, i interest) gravePage {
	pg := gravePage{title: "command.end-interest", action: "/interests/end", button: "web.interests.end.do", back: "/account#interests",
		hidden: url.Values{"interest": {i.Act.String()}, "key": {or(in, "key", newKey())}}}
	what := i.Organisation
	if i.gone {
		what = v.p.T("web.interests.erased")
	}
	pg.about = []part.Row{{Key: v.p.T("web.member"), Value: v.name(i.Member)}, {Key: v.p.T("web.interest-form.kind"), Value: v.p.T(i.Kind.Key())},
		{Key: v.p.T("web.interest-form.organisation"), Value: what}}
	if when := i.when(v); when != "" {
		pg.about = append(pg.about, part.Row{Key: v.p.T("web.funders.period"), Value: when})
	}
	pg.happens = []string{v.p.T("web.interests.end.stays", v.now), v.p.T("web.interests.end.said", v.now.AddDate(1, 0, 0)), v.p.T("web.interests.end.again")}
	return pg
}

func (s *Site) interestEnd(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	i, err := v.ownInterest(in)
	if err != nil {
		return nil, err
	}
	if err := v.govern(in, initiative.EndInterest{Interest: i.Act}); err != nil {
		return v.refusedGrave(v.confirmInterest(in, i), err)
	}
	return goTo("/account#interests"), nil
}

// withdraw asks whether an application, or what is left of one, shall be erased.
func (s *Site) withdraw(v *visit) (page, error) {
	pg, err := s.followed(v)
	if err != nil {
		return nil, err
	}
	at := "/application/" + pg.token
	if pg.a.Erased() {
		return goTo(at), nil
	}
	what := "web.application.withdraw." + open(pg.a)
	grave := gravePage{title: what, action: at + "/withdraw", button: what, back: at,
		about:   []part.Row{{Key: v.p.T("web.appoint.name"), Value: pg.a.Name}, {Key: v.p.T("web.apply.group"), Value: v.groupTitle(pg.a.Group)}},
		happens: []string{v.p.T("web.application.withdraw.goes")}}
	if pg.a.State == application.Waiting {
		grave.happens = append(grave.happens, v.p.T("web.application.withdraw.ends"))
	}
	return grave, nil
}
