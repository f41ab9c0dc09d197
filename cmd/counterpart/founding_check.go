package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
	"gopkg.in/yaml.v3"
)

// A problem is something in a file that will not do, and on which line.
type problem struct {
	line int // from 1
	what string
}

var lineOf = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)

// asProblem reads what yaml says. Types of ours mean nothing to whoever wrote
// the file.
func asProblem(said string) problem {
	p := problem{1, strings.TrimPrefix(said, "yaml: ")}
	if m := lineOf.FindStringSubmatch(said); m != nil {
		p.line, _ = strconv.Atoi(m[1])
		p.what = m[2]
	}
	p.what = regexp.MustCompile(`field (\S+) not found in type \S+`).ReplaceAllString(p.what, "there is no field $1 here")
	p.what = regexp.MustCompile("cannot unmarshal \\S+( `[^`]*`)? into (\\S+)").ReplaceAllString(p.what, "what is here$1 has another form than it should")
	return p
}

// line is where in the file a path leads, or the nearest place above it.
func (f *founding) line(path ...any) int {
	n := &f.root
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	for _, step := range path {
		next := (*yaml.Node)(nil)
		switch step := step.(type) {
		case int:
			if n.Kind == yaml.SequenceNode && step < len(n.Content) {
				next = n.Content[step]
			}
		case string:
			for k := 0; n.Kind == yaml.MappingNode && k+1 < len(n.Content); k += 2 {
				if n.Content[k].Value == step {
					next = n.Content[k+1]
				}
			}
		}
		if next == nil {
			break
		}
		n = next
	}
	return max(n.Line, 1)
}

// A checker gathers problems.
type checker struct {
	*founding
	found []problem
}

func (c *checker) wrong(what string, path ...any) {
	if len(path) > 0 {
		if field, ok := path[len(path)-1].(string); ok && field != "" {
			what = field + ": " + what
		}
	}
	p := problem{c.line(path...), what}
	if !slices.Contains(c.found, p) {
		c.found = append(c.found, p)
	}
}

func (c *checker) err(err error, path ...any) {
	if err != nil {
		c.wrong(inWords(err), path...)
	}
}

// check finds everything that would be refused, before anything is done. It
// asks the same rules, a piece of the file at a time, the rest being in order.
func (f *founding) check(ctx context.Context) ([]problem, error) {
	c := &checker{founding: f}
	c.description()
	c.groups()
	c.rules()
	if err := c.members(ctx); err != nil {
		return nil, err
	}
	if len(c.found) == 0 {
		c.err(try(f.found())) // whatever shows only in the whole
	}
	slices.SortStableFunc(c.found, func(a, b problem) int { return cmp.Compare(a.line, b.line) })
	return c.found, nil
}

// try asks the rules whether an initiative could be founded so.
func try(cmd initiative.Found) error {
	_, err := initiative.Decide(initiative.Initiative{}, initiative.Instant{At: time.Now(), By: member.Standing{Member: initiative.Operator}}, cmd)
	return err
}

// inOrder is a founding to which nobody could object.
func inOrder() initiative.Found {
	x := text.Words{"en": "X"}
	return initiative.Found{
		Description: initiative.Description{Name: x, Dimensions: []initiative.Dimension{{ID: "x", Name: x}}},
		Groups: []group.Group{{ID: "first--x", Name: x, Capital: x, Zone: "UTC", Languages: []string{"en"}},
			{ID: "second--x", Name: x, Capital: x, Zone: "UTC", Languages: []string{"en"}}},
		Rules: procedure.Defaults([]group.ID{"first--x", "second--x"}),
	}
}

func (c *checker) description() {
	d := c.founding.found().Description
	for _, piece := range []struct {
		path string
		set  func(*initiative.Description)
	}{
		{"name", func(to *initiative.Description) { to.Name = d.Name }},
		{"mandate", func(to *initiative.Description) { to.Mandate = d.Mandate }},
		{"notice", func(to *initiative.Description) { to.Notice = d.Notice }},
		{"dimensions", func(to *initiative.Description) { to.Dimensions = d.Dimensions }},
		{"constituencies", func(to *initiative.Description) { to.Constituencies = d.Constituencies }},
	} {
		probe := inOrder()
		piece.set(&probe.Description)
		c.err(try(probe), piece.path)
	}
	in := c.file
	c.named(in.Dimensions, "dimensions")
	c.named(in.Addressees, "addressees")
	c.named(in.Assessed, "assessed")
	c.named(in.Conveners, "conveners")
	var funders []organisationForm
	for n, f := range in.Funders {
		funders = append(funders, organisationForm{f.ID, f.Name})
		c.sources(f.Sources, "funders", n)
	}
	c.named(funders, "funders")
	for n, said := range in.Criticism {
		c.sources(said.Sources, "criticism", n)
	}
	c.sources(in.Sources)
}

func (c *checker) sources(all []sourceForm, path ...any) {
	for n, s := range sourcesOf(all) {
		probe := inOrder()
		probe.Description.Sources = []initiative.Source{s}
		c.err(try(probe), append(slices.Clone(path), "sources", n)...)
	}
}

// named looks whether everything in a list can be told apart and be called
// something.
func (c *checker) named(all []organisationForm, list string) {
	seen := map[string]bool{}
	for n, o := range all {
		switch {
		case o.ID == "":
			c.wrong("an id is missing: a short word by which the record names this", list, n)
		case seen[o.ID]:
			c.wrong("the id "+strconv.Quote(o.ID)+" is there twice", list, n, "id")
		}
		seen[o.ID] = true
		if text.Words(o.Name).In("en") == "" {
			c.wrong("a name is missing", list, n)
		}
	}
}

func (c *checker) groups() {
	var ids []group.ID
	f := c.founding.found()
	if len(f.Groups) < 2 {
		probe := inOrder()
		probe.Groups = probe.Groups[:1]
		c.err(try(probe), "groups")
	}
	for n, g := range f.Groups {
		probe := inOrder()
		probe.Groups[0] = g
		rule := probe.Rules.Decide["first--x"]
		delete(probe.Rules.Decide, "first--x")
		probe.Rules.Decide[g.ID] = rule
		c.err(try(probe), "groups", n)
		if slices.Contains(ids, g.ID) {
			c.wrong("the id "+strconv.Quote(string(g.ID))+" is there twice", "groups", n, "id")
		}
		ids = append(ids, g.ID)
		if r := c.file.Groups[n].Rule; r != nil {
			if why := (group.Rule{Kind: r.Kind, N: r.N, M: r.M, Quorum: r.Quorum}).Check(); why != "" {
				c.err(act.Refuse(act.Malformed, why), "groups", n, "rule")
			}
		}
	}
}

func (c *checker) rules() {
	r := c.file.Rules
	for _, piece := range []struct {
		field string
		set   func(*rulesForm)
	}{
		{"ownDays", func(to *rulesForm) { to.OwnDays = r.OwnDays }},
		{"counterpartDays", func(to *rulesForm) { to.CounterpartDays = r.CounterpartDays }},
		{"answerDays", func(to *rulesForm) { to.AnswerDays = r.AnswerDays }},
		{"contributors", func(to *rulesForm) { to.Contributors = r.Contributors }},
		{"noticeDays", func(to *rulesForm) { to.NoticeDays = r.NoticeDays }},
		{"silenceHours", func(to *rulesForm) { to.SilenceHours = r.SilenceHours }},
		{"raise", func(to *rulesForm) { to.Raise = r.Raise }},
		{"refer", func(to *rulesForm) { to.Refer = r.Refer }},
		{"consider", func(to *rulesForm) { to.Consider = r.Consider }},
		{"draft", func(to *rulesForm) { to.Draft = r.Draft }},
		{"move", func(to *rulesForm) { to.Move = r.Move }},
		{"bulletinDays", func(to *rulesForm) { to.BulletinDays = r.BulletinDays }},
		{"meetingDays", func(to *rulesForm) { to.MeetingDays = r.MeetingDays }},
		{"symbol", func(to *rulesForm) { to.Symbol, to.Yearly = r.Symbol, r.Yearly }},
	} {
		probe, form := inOrder(), defaultRules()
		piece.set(&form)
		probe.Rules = form.rules([]group.ID{"first--x", "second--x"})
		c.err(try(probe), "rules", piece.field)
	}
}

// members enters everybody into a roll that is thrown away.
func (c *checker) members(ctx context.Context) (err error) {
	folder, err := os.MkdirTemp("", "counterpart-check-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	db, err := database.Open(ctx, folder)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Write(ctx, roll.Open); err != nil {
		return err
	}
	n := initiative.Initiative{FoundedAt: time.Now(), Groups: c.founding.found().Groups}
	for _, one := range c.file.Constituencies {
		n.Constituencies = append(n.Constituencies, member.Constituency(one.ID))
	}
	chairs := map[group.ID]bool{}
	for k, m := range c.file.Members {
		id := roll.NewID()
		err := db.Write(ctx, func(tx *database.Tx) error { return roll.Put(tx, m.person(id)) })
		if no, refused := act.Refused(err); refused {
			c.err(err, "members", k, no.Field)
		} else if err != nil {
			return err
		}
		if m.Slug == "" && m.Email == "" {
			c.wrong("a slug or an e-mail is missing: nobody could sign in without either", "members", k)
		}
		cmd := m.appoint(id)
		_, err = initiative.Decide(n, initiative.Instant{At: time.Now(), By: member.Standing{Member: initiative.Operator}}, cmd)
		if no, refused := act.Refused(err); refused {
			c.err(err, "members", k, no.Field)
		}
		chairs[m.Group] = chairs[m.Group] || cmd.Capacity == member.CoChair
	}
	for k, g := range c.file.Groups {
		if !chairs[g.ID] {
			c.wrong(fmt.Sprintf("no member of %s is a co-chair: nobody could refer a matter for it or appoint its members", g.ID), "groups", k)
		}
	}
	return nil
}
