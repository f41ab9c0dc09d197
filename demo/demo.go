// Package demo plays the model case: the U.S.–Kazakhstan OSCE Task Force of
// 2009–2010, with its sourced facts, an invented cast, and its sixteen sourced
// recommendations as matters in every stage of the course.
//
// Its law: it has no door of its own. Everything is done through the clerk, by
// those who may, at the instants that the transcripts in course/ give; what
// the rules refuse there is an error here. No real person is a member or is
// given words.
package demo

import (
	"embed"
	"fmt"
	"time"

	"gopkg.in/yaml.v3"

	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

//go:embed cast.yaml rules.yaml words.yaml interests.yaml meetings.yaml conferences.yaml publications.yaml data/initiative.yaml data/publications.yaml data/organisations.yaml data/holidays_*.csv course/*.txt
var files embed.FS

// Present is the instant at which the demonstration stands when it opens.
var Present = time.Date(2009, 12, 14, 14, 0, 0, 0, time.UTC)

// Founded is when the task force of the demonstration is founded.
var Founded = time.Date(2009, 2, 2, 14, 0, 0, 0, time.UTC)

// Describe returns the founding of the task force, as sourced, and its cast.
func Describe() (initiative.Found, []Cast, error) {
	var (
		facts facts
		rules rulesFile
		cast  castFile
		words map[string]text.Words
		orgs  struct{ Organisations []organisation }
	)
	for name, into := range map[string]any{"data/initiative.yaml": &facts, "data/organisations.yaml": &orgs,
		"rules.yaml": &rules, "cast.yaml": &cast, "words.yaml": &words} {
		if err := read(name, into); err != nil {
			return initiative.Found{}, nil, err
		}
	}
	if !rules.Clock.Equal(Present) || !rules.Founded.Equal(Founded) {
		return initiative.Found{}, nil, fmt.Errorf("demo/rules.yaml: the clock reads %v and the founding %v; the program says %v and %v",
			rules.Clock, rules.Founded, Present, Founded)
	}
	found := initiative.Found{Rules: rules.rules()}
	for _, g := range rules.Groups {
		found.Groups = append(found.Groups, group.Group{ID: g.ID, Name: g.Name, Capital: g.Capital, Zone: g.Zone, Languages: g.Languages})
	}
	var err error
	found.Description, err = describer{facts, rules, cast, words, byID(orgs.Organisations)}.description()
	if err != nil {
		return found, nil, err
	}
	people, err := cast.people(found.Groups)
	return found, people, err
}

func read(name string, into any) error {
	data, err := files.ReadFile(name)
	if err == nil {
		err = yaml.Unmarshal(data, into)
	}
	if err != nil {
		return fmt.Errorf("demo/%s: %w", name, err)
	}
	return nil
}

// rulesFile is rules.yaml.
type rulesFile struct {
	Clock, Founded time.Time
	Groups         []struct {
		ID        group.ID
		Name      text.Words
		Capital   text.Words
		Zone      string
		Languages []string
	}
	Dimensions []initiative.Dimension
	Addressees []organisation
	Assessed   []organisation
	Rules      struct {
		OwnDays         int `yaml:"ownDays"`
		CounterpartDays int `yaml:"counterpartDays"`
		AnswerDays      int `yaml:"answerDays"`
		Contributors    int
		NoticeDays      int `yaml:"noticeDays"`
		SilenceHours    int `yaml:"silenceHours"`
		MeetingDays     int `yaml:"meetingDays"`
		Raise           []member.Capacity
		Refer           []member.Capacity
		Consider        []member.Capacity
		Draft           []member.Capacity
		Move            []member.Capacity
		Decide          map[group.ID]struct {
			Kind         group.RuleKind
			N, M, Quorum int
		}
		Symbol string
		Yearly bool
	}
}

func (f rulesFile) rules() procedure.Rules {
	r := f.Rules
	rules := procedure.Rules{
		OwnDays: r.OwnDays, CounterpartDays: r.CounterpartDays, AnswerDays: r.AnswerDays, Contributors: r.Contributors,
		NoticeDays: r.NoticeDays, SilenceHours: r.SilenceHours, MeetingDays: r.MeetingDays,
		Raise: r.Raise, Refer: r.Refer, Consider: r.Consider, Draft: r.Draft, Move: r.Move,
		Decide: map[group.ID]group.Rule{}, Symbol: r.Symbol, Yearly: r.Yearly,
	}
	for g, d := range r.Decide {
		rules.Decide[g] = group.Rule{Kind: d.Kind, N: d.N, M: d.M, Quorum: d.Quorum}
	}
	return rules
}
