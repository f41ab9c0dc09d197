package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// housePage is a form by which a group's office keeps its own house in order:
// who sits in it, and by which rules all groups work.
type housePage struct {
	title, lede, action, button string
	asks                        []question
	problems                    []part.Problem
	hidden                      url.Values
	back                        string    // where the reader came from; empty is the groups
	buttons                     []part.Do // beside the main one
	ask                         bool      // it changes nothing: the answer leads to another page
	fresh                       bool      // it is taken only of somebody who has proved of late who they are
	crumbs                      []part.Link
}

func (pg housePage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T(pg.title), len(pg.problems) > 0
}

func (pg housePage) body(v *visit) templ.Component { return houseBody(v, pg) }

// keepsHouse reports whether the reader may appoint to their group.
func (v *visit) keepsHouse() bool {
	return v.acting == "" && slices.Contains([]member.Capacity{member.CoChair, member.Secretariat}, v.reader.Standing.Capacity)
}

// govern sends a command on the initiative to the clerk. Whoever agrees to
// rules agrees to those that they read, and not to others that were proposed in
// their place meanwhile.
func (v *visit) govern(in url.Values, cmd initiative.Command) error {
	return v.governWith(in, cmd, nil)
}

// governWith is govern, with what is to change beside the record.
func (v *visit) governWith(in url.Values, cmd initiative.Command, beside func(*database.Tx) error) error {
	if v.acting != "" {
		return act.Refuse(act.NotAllowed, "refuse.grant.never")
	}
	if err := v.site.Allow(v.session.Member); err != nil {
		return err
	}
	turn := -1
	if _, agrees := cmd.(initiative.AgreeRules); agrees {
		var err error
		if turn, err = turnOf(in); err != nil {
			return err
		}
	}
	// Not by send: "for" is a field of some of these forms.
	_, err := v.site.Clerk.Do(v.Context(), clerk.Order{By: v.session.Member, On: act.Initiative, Turn: turn, Key: in.Get("key"), Command: cmd, Beside: beside})
	return err
}

// refusedHouse draws the form again with what was typed.
func refusedHouse(v *visit, pg housePage, err error) (page, error) {
	no, refused := act.Refused(err)
	if !refused {
		return nil, err
	}
	pg.problems = v.mark(pg.asks, no)
	return withStatus{pg, statuses[no.Why]}, nil
}

func appointPage(v *visit, in url.Values) housePage {
	input := func(name, label string, optional bool) question {
		return question{part.Field{Name: name, Label: v.p.T(label), Value: in.Get(name), Optional: optional}, "input"}
	}
	constituency := part.Field{Name: "constituency", Label: v.p.T("web.constituency"), Value: in.Get("constituency"), Options: v.constituencies()}
	capacity := part.Field{Name: "capacity", Label: v.p.T("web.capacity"), Value: or(in, "capacity", string(member.Member)), Options: named(v, false, member.Capacities...)}
	return housePage{title: "web.appoint.title", lede: "web.appoint.lede", action: "/groups/appoint", button: "web.appoint.do",
		asks: []question{input("name", "web.appoint.name", false), input("email", "web.application.email", false), input("post", "web.appoint.post", true),
			v.askCountry(in, ""), {capacity, "radios"}, {principal(v, in), "select"}, {constituency, "radios"}, {nominating(v, in), "select"}, langField(v, in)},
		hidden: url.Values{"key": {or(in, "key", newKey())}}}
}

// principal asks for whom an alternate stands in.
func principal(v *visit, in url.Values) part.Field {
	return part.Field{Name: "for", Label: v.p.T("web.appoint.for"), Hint: v.p.T("web.appoint.for.hint"), Value: in.Get("for"), Optional: true,
		Options: append([]part.Option{{Label: v.p.T("web.appoint.nobody")}}, electors(v, noMatter())...)}
}

// nominating asks which of the organisations that the initiative names
// nominated the member.
func nominating(v *visit, in url.Values) part.Field {
	f := part.Field{Name: "nominated", Label: v.p.T("web.appoint.nominated"), Value: in.Get("nominated"), Optional: true,
		Options: []part.Option{{Label: v.p.T("web.appoint.nobody")}}}
	for _, o := range v.organisations() {
		f.Options = append(f.Options, part.Option{Value: o.ID, Label: v.say(o.Name)})
	}
	return f
}

func (s *Site) appoint(v *visit) (page, error) {
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	return appointPage(v, v.URL.Query()), nil
}

func (s *Site) appointDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	lang := in.Get("lang")
	who := roll.Person{Member: roll.NewID(), Name: text.Words{lang: strings.TrimSpace(in.Get("name"))}, Email: strings.TrimSpace(in.Get("email")),
		Country: strings.ToUpper(strings.TrimSpace(in.Get("country"))), Lang: lang}
	if post := strings.TrimSpace(in.Get("post")); post != "" {
		who.Post = text.Words{lang: post}
	}
	if err := v.mustBeFresh(); err != nil {
		return refusedHouse(v, appointPage(v, in), err)
	}
	var closed []application.Application
	err = v.governWith(in, initiative.Appoint{Member: who.Member, Group: v.reader.Standing.Group,
		Capacity: member.Capacity(in.Get("capacity")), Constituency: member.Constituency(in.Get("constituency")),
		For: member.ID(in.Get("for")), Nominated: in.Get("nominated")},
		func(tx *database.Tx) (err error) {
			closed, err = enter(tx, who, v.now)
			return err
		})
	s.Register.ForgetPeople()
	if err != nil {
		return refusedHouse(v, appointPage(v, in), err)
	}
	s.tellClosed(v, closed)
	return goTo("/groups"), nil
}

// The numbers of the rules that the page asks for.
var ruleNumbers = []struct {
	name  string
	label string
	at    func(*procedure.Rules) *int
}{
	{"ownDays", "web.rules.own-days", func(r *procedure.Rules) *int { return &r.OwnDays }},
	{"counterpartDays", "web.rules.counterpart-days", func(r *procedure.Rules) *int { return &r.CounterpartDays }},
	{"answerDays", "web.rules.answer-days", func(r *procedure.Rules) *int { return &r.AnswerDays }},
	{"contributors", "web.rules.contributors", func(r *procedure.Rules) *int { return &r.Contributors }},
	{"noticeDays", "web.rules.notice-days", func(r *procedure.Rules) *int { return &r.NoticeDays }},
	{"silenceHours", "web.rules.silence-hours", func(r *procedure.Rules) *int { return &r.SilenceHours }},
	{"bulletinDays", "bulletin.days", func(r *procedure.Rules) *int { return &r.BulletinDays }},
	{"meetingDays", "time.cadence.days", func(r *procedure.Rules) *int { return &r.MeetingDays }},
}

func rulesPage(v *visit, in url.Values) housePage {
	r := v.initiative.Rules
	pg := housePage{title: "web.rules.title", lede: "web.rules.lede", action: "/initiative/rules", button: "web.rules.propose",
		hidden: url.Values{"key": {or(in, "key", newKey())}}}
	for _, n := range ruleNumbers {
		pg.asks = append(pg.asks, question{part.Field{Name: n.name, Label: v.p.T(n.label), Short: true,
			Value: or(in, n.name, strconv.Itoa(*n.at(&r)))}, "input"})
	}
	for _, g := range v.initiative.IDs() {
		rule := r.Decide[g]
		kind := part.Field{Name: "kind." + string(g), Label: v.p.T("web.rules.kind", g), Value: or(in, "kind."+string(g), string(rule.Kind)),
			Options: named(v, false, group.Consensus, group.ConsensusMinus, group.Majority, group.KOfN)}
		number := func(name, label string, n int) question {
			f := part.Field{Name: name + "." + string(g), Label: v.p.T(label, g), Short: true, Value: or(in, name+"."+string(g), strconv.Itoa(n))}
			return question{f, "input"}
		}
		pg.asks = append(pg.asks, question{kind, "select"}, number("n", "web.rules.n", rule.N), number("m", "web.rules.m", rule.M),
			number("quorum", "web.rules.quorum", rule.Quorum))
	}
	return pg
}

func (s *Site) rules(v *visit) (page, error) {
	if v.reader.Standing.Capacity != member.CoChair {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.chair")
	}
	return rulesPage(v, v.URL.Query()), nil
}

// rulesDo proposes rules, or agrees to those proposed, or drops them.
func (s *Site) rulesDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	switch in.Get("what") {
	case "agree":
		err = v.govern(in, initiative.AgreeRules{})
	case "drop":
		err = v.govern(in, initiative.DropRules{})
	default:
		var r procedure.Rules
		if r, err = readRules(v, in); err == nil {
			err = v.govern(in, initiative.ProposeRules{Rules: r})
		}
		if err != nil {
			return refusedHouse(v, rulesPage(v, in), err)
		}
	}
	if err != nil {
		return nil, err
	}
	return goTo("/initiative#rules"), nil
}

func readRules(v *visit, in url.Values) (procedure.Rules, error) {
	r := v.initiative.Rules
	whole := func(name string) (int, error) {
		n, err := strconv.Atoi(strings.TrimSpace(in.Get(name)))
		if err != nil {
			return 0, act.RefuseField(name, "web.number")
		}
		return n, nil
	}
	var err error
	for _, n := range ruleNumbers {
		if *n.at(&r), err = whole(n.name); err != nil {
			return r, err
		}
	}
	r.Decide = map[group.ID]group.Rule{}
	for _, g := range v.initiative.IDs() {
		rule := group.Rule{Kind: group.RuleKind(in.Get("kind." + string(g)))}
		for name, to := range map[string]*int{"n": &rule.N, "m": &rule.M, "quorum": &rule.Quorum} {
			if *to, err = whole(name + "." + string(g)); err != nil {
				return r, err
			}
		}
		r.Decide[g] = rule
	}
	return r, nil
}
