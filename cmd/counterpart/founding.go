package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
	"gopkg.in/yaml.v3"
)

// A founding is a file that describes a task force that is to be founded.
// doc/example-initiative.yaml is one, with every field explained.
type founding struct {
	file foundingFile
	root yaml.Node
}

// foundingFile is the form of the file.
type foundingFile struct {
	Name       said
	Mandate    said
	From, To   string
	Notice     said
	Conveners  []organisationForm
	Funders    []funderForm
	Criticism  []criticismForm
	Dimensions []organisationForm

	Constituencies []organisationForm
	Addressees     []organisationForm
	Assessed       []organisationForm
	Sources        []sourceForm
	Groups         []groupForm
	Rules          rulesForm
	Members        []memberForm
}

type organisationForm struct {
	ID   string
	Name said
}

type funderForm struct {
	ID       string
	Name     said
	Form     string
	Amount   int64
	Currency string
	Status   said
	Sources  []sourceForm
	Legal    initiative.LegalForm
	Band     initiative.Band
	From, To string
	Purpose  said
}

type criticismForm struct {
	Date                string
	About, Text, Answer said
	Sources             []sourceForm
}

type sourceForm struct{ Publisher, What, URL string }

type groupForm struct {
	ID            group.ID
	Name, Capital said
	Zone          string
	Languages     []string
	Rule          *ruleForm
}

type ruleForm struct {
	Kind         group.RuleKind
	N, M, Quorum int
}

// rulesForm is filled with the defaults before the file is read, so that what
// the file does not say stays as it is by default.
type rulesForm struct {
	OwnDays         int `yaml:"ownDays"`
	CounterpartDays int `yaml:"counterpartDays"`
	AnswerDays      int `yaml:"answerDays"`
	Contributors    int
	NoticeDays      int `yaml:"noticeDays"`
	SilenceHours    int `yaml:"silenceHours"`
	Raise           []member.Capacity
	Refer           []member.Capacity
	Consider        []member.Capacity
	Draft           []member.Capacity
	Move            []member.Capacity
	Symbol          string
	Yearly          bool
	BulletinDays    int `yaml:"bulletinDays"`
	MeetingDays     int `yaml:"meetingDays"`
}

type memberForm struct {
	Slug         string
	Name         said
	Email        string
	Group        group.ID
	Capacity     member.Capacity
	Constituency member.Constituency
	Country      string
	Post         said
	Affiliation  said
	Lang         string
	Zone         string
}

// said is words in one or several languages: a map from language to words, or
// the words alone if they are English.
type said text.Words

// UnmarshalYAML reads either form.
func (s *said) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*s = said{"en": n.Value}
		return nil
	}
	words := map[string]string{}
	if err := n.Decode(&words); err != nil {
		return err
	}
	*s = words
	for lang := range words {
		if !slices.Contains(procedure.Languages, lang) {
			return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %q is not a language here; there are %s",
				n.Line, lang, strings.Join(procedure.Languages, ", "))}}
		}
	}
	return nil
}

// readFounding reads a file. What is wrong with its form comes as problems.
func readFounding(data []byte) (*founding, []problem, error) {
	f := &founding{}
	f.file.Rules = defaultRules()
	if err := yaml.Unmarshal(data, &f.root); err != nil {
		return nil, []problem{asProblem(err.Error())}, nil
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	err := d.Decode(&f.file)
	if wrong, ok := errors.AsType[*yaml.TypeError](err); ok {
		var all []problem
		for _, said := range wrong.Errors {
			all = append(all, asProblem(said))
		}
		return f, all, nil
	}
	if errors.Is(err, io.EOF) {
		return nil, []problem{{1, "the file is empty"}}, nil
	}
	return f, nil, err
}

func defaultRules() rulesForm {
	d := procedure.Defaults(nil)
	return rulesForm{OwnDays: d.OwnDays, CounterpartDays: d.CounterpartDays, AnswerDays: d.AnswerDays, Contributors: d.Contributors,
		NoticeDays: d.NoticeDays, SilenceHours: d.SilenceHours, Raise: d.Raise, Refer: d.Refer, Consider: d.Consider,
		Draft: d.Draft, Move: d.Move, Symbol: d.Symbol, Yearly: d.Yearly, BulletinDays: d.Cadence()}
}

// found is the file as a command.
func (f *founding) found() initiative.Found {
	in := f.file
	out := initiative.Found{Description: initiative.Description{
		Name: text.Words(in.Name), Mandate: text.Words(in.Mandate), Notice: text.Words(in.Notice), From: in.From, To: in.To,
		Conveners: organisations(in.Conveners), Addressees: organisations(in.Addressees), Assessed: organisations(in.Assessed), Sources: sourcesOf(in.Sources),
	}}
	d := &out.Description
	for _, o := range in.Dimensions {
		d.Dimensions = append(d.Dimensions, initiative.Dimension{ID: o.ID, Name: text.Words(o.Name)})
	}
	for _, o := range in.Constituencies {
		d.Constituencies = append(d.Constituencies, initiative.Constituency{ID: member.Constituency(o.ID), Name: text.Words(o.Name)})
	}
	for _, o := range in.Funders {
		d.Funders = append(d.Funders, initiative.Funder{Organisation: initiative.Organisation{ID: o.ID, Name: text.Words(o.Name)},
			Form: o.Form, Amount: o.Amount, Currency: o.Currency, Status: text.Words(o.Status), Sources: sourcesOf(o.Sources),
			Legal: o.Legal, Band: o.Band, From: o.From, To: o.To, Purpose: text.Words(o.Purpose)})
	}
	for _, c := range in.Criticism {
		d.Criticism = append(d.Criticism, initiative.Criticism{Date: c.Date, About: text.Words(c.About), Text: text.Words(c.Text),
			Answer: text.Words(c.Answer), Sources: sourcesOf(c.Sources)})
	}
	var ids []group.ID
	for _, g := range in.Groups {
		ids = append(ids, g.ID)
		out.Groups = append(out.Groups, group.Group{ID: g.ID, Name: text.Words(g.Name), Capital: text.Words(g.Capital),
			Zone: g.Zone, Languages: g.Languages})
	}
	out.Rules = in.Rules.rules(ids)
	for _, g := range in.Groups {
		if g.Rule != nil {
			out.Rules.Decide[g.ID] = group.Rule{Kind: g.Rule.Kind, N: g.Rule.N, M: g.Rule.M, Quorum: g.Rule.Quorum}
		}
	}
	return out
}

func (r rulesForm) rules(groups []group.ID) procedure.Rules {
	out := procedure.Defaults(groups)
	out.OwnDays, out.CounterpartDays, out.AnswerDays, out.Contributors = r.OwnDays, r.CounterpartDays, r.AnswerDays, r.Contributors
	out.NoticeDays, out.SilenceHours, out.Symbol, out.Yearly = r.NoticeDays, r.SilenceHours, r.Symbol, r.Yearly
	out.BulletinDays, out.MeetingDays = r.BulletinDays, r.MeetingDays
	out.Raise, out.Refer, out.Consider, out.Draft, out.Move = r.Raise, r.Refer, r.Consider, r.Draft, r.Move
	return out
}

func organisations(all []organisationForm) (out []initiative.Organisation) {
	for _, o := range all {
		out = append(out, initiative.Organisation{ID: o.ID, Name: text.Words(o.Name)})
	}
	return out
}

func sourcesOf(all []sourceForm) (out []initiative.Source) {
	for _, s := range all {
		out = append(out, initiative.Source(s))
	}
	return out
}

// person is what the roll is to know of a member.
func (m memberForm) person(id member.ID) roll.Person {
	return roll.Person{Member: id, Name: text.Words(m.Name), Post: text.Words(m.Post), Affiliation: text.Words(m.Affiliation),
		Country: m.Country, Email: m.Email, Lang: m.Lang, Zone: m.Zone, Slug: m.Slug}
}

func (m memberForm) appoint(id member.ID) initiative.Appoint {
	capacity := m.Capacity
	if capacity == "" {
		capacity = member.Member
	}
	return initiative.Appoint{Member: id, Group: m.Group, Capacity: capacity, Constituency: m.Constituency}
}
