package web

import (
	"fmt"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// decisionPage shows the groups' decision on one version: who is entitled,
// how each group stands by its own rule, how long is left, and what is
// attached to the text.
type decisionPage struct {
	m        register.Matter
	account  procedure.Account
	ways     []procedure.Way
	names    map[act.Alias]member.ID
	moves    []register.Line // the acts of this decision, oldest first
	tallies  map[group.ID]group.Tally
	verdicts map[group.ID]group.Verdict
	ended    *register.Line // how it ended, if it has
}

func (s *Site) decision(v *visit) (page, error) {
	var pg decisionPage
	err := v.ask(func(q register.Questions) (err error) {
		if pg.m, err = q.Matter(act.Ref(v.PathValue("ref"))); err != nil {
			return err
		}
		instant, err := q.Instant(pg.m.Matter, v.now)
		if err != nil {
			return err
		}
		pg.account = pg.m.Explain(instant)
		if v.reader.Standing.Group != "" {
			pg.ways = v.ways(pg.m.Matter, instant)
		}
		if pg.names, err = q.Names(pg.m.Ref); err != nil {
			return err
		}
		pg.moves, err = q.Moves(pg.m.Ref)
		return err
	})
	if err != nil {
		return nil, err
	}
	pg.gather()
	if pg.m.Decision == nil && pg.ended == nil {
		return nil, act.Refuse(act.NotFound, "web.decision.none")
	}
	return pg, nil
}

// gather finds the acts of the latest decision, and how it stands or ended.
func (pg *decisionPage) gather() {
	for n, l := range slices.Backward(pg.moves) {
		if _, moved := l.Body.(procedure.Moved); moved {
			pg.moves = pg.moves[n:]
			break
		}
	}
	for n := range pg.moves {
		if closed, ok := pg.moves[n].Body.(procedure.Closed); ok {
			pg.ended, pg.tallies, pg.verdicts = &pg.moves[n], closed.Tallies, closed.Verdicts
		}
	}
	if pg.ended == nil && pg.m.Decision != nil && !pg.m.Decision.Opened.IsZero() {
		pg.tallies, pg.verdicts = map[group.ID]group.Tally{}, map[group.ID]group.Verdict{}
		for _, g := range pg.m.Groups {
			pg.tallies[g], pg.verdicts[g] = pg.m.Decision.Tally(g), pg.m.Verdict(g)
		}
	}
}

func (pg decisionPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide = v.p.T("web.decision.title", v.say(pg.m.Title)), true
	if v.reader.Standing.Group != "" {
		f.Live = v.following(pg.m.Ref)
	}
}

func (pg decisionPage) body(v *visit) templ.Component { return decisionBody(v, pg) }

// moved is the motion that the decision is on.
func (pg decisionPage) moved() procedure.Moved {
	for _, l := range slices.Backward(pg.moves) {
		if m, ok := l.Body.(procedure.Moved); ok {
			return m
		}
	}
	return procedure.Moved{}
}

// bySilence reports whether a silence that nobody broke was the groups' consent,
// which tallies of those who spoke do not show.
func (pg decisionPage) bySilence() bool {
	if pg.ended == nil || pg.moved().Method != procedure.Silence {
		return false
	}
	closed, ok := pg.ended.Body.(procedure.Closed)
	return ok && closed.Carried
}

// order is the groups' order of precedence on this page.
func (pg decisionPage) order() []group.ID { return group.Alternat(pg.m.Groups, string(pg.m.Ref)) }

// count is where a group stands.
func (pg decisionPage) count(v *visit, g group.ID) part.Count {
	t := pg.tallies[g]
	rule := pg.m.Rules.Decide[g]
	c := part.Count{Group: v.group(g), Rule: v.p.Rule(rule), Entitled: t.Entitled, Consent: t.Consent, Aside: t.Aside, Object: t.Object, Quorum: rule.Quorum}
	if pg.moved().Method == procedure.Silence {
		c.Quorum, c.Rule = 0, v.p.T("web.silence.rule")
	}
	if pg.ended != nil {
		verdict := pg.verdicts[g]
		tone := "stop"
		if verdict == group.Carried {
			tone = "done"
		}
		c.Verdict = &part.Badge{Label: v.p.T(verdict.Key()), Tone: tone}
	}
	return c
}

// positions lists who is entitled in a group and what they said, for members
// to read; nil for everybody else.
func (pg decisionPage) positions(v *visit, g group.ID) *part.Grid {
	d := pg.m.Decision
	if d == nil || len(pg.names) == 0 || len(d.Electorate[g]) == 0 {
		return nil
	}
	grid := part.Grid{Caption: v.p.T("web.decision.positions", g), Unseen: true,
		Columns: []part.Column{{Label: v.p.T("web.member")}, {Label: v.p.T("web.field.choice")}}}
	type row struct{ name, choice string }
	var rows []row
	for _, who := range d.Electorate[g] {
		r := row{name: v.p.T("web.name-erased"), choice: v.p.T("web.decision.silent")}
		if id, ok := pg.names[who]; ok {
			r.name = v.name(id)
		}
		if c, ok := d.Choices[who]; ok {
			r.choice = v.p.T(c.Key())
		}
		rows = append(rows, r)
	}
	locale.Sort(v.p.Lang(), rows, func(r row) string { return r.name })
	for _, r := range rows {
		grid.Rows = append(grid.Rows, []part.Cell{{Text: r.name}, {Text: r.choice}})
	}
	return &grid
}

// riders are the reservations and interpretative statements attached to the
// version decided.
func (pg decisionPage) riders(v *visit) (entries []part.Entry) {
	for _, l := range pg.moves {
		if r, ok := l.Body.(procedure.Reserved); ok && r.Version == pg.moved().Version {
			entries = append(entries, v.rider(l, pg.m))
		}
	}
	return entries
}

// rider is what is attached to a text, as it stands beside the text; the act
// itself has its own place on the page.
func (v *visit) rider(l register.Line, m register.Matter) part.Entry {
	e := v.entry(l, m, nil, false)
	e.ID = fmt.Sprint("rider-", l.Seq)
	return e
}

// story is what was done in this decision, as facing entries.
func (pg decisionPage) story(v *visit) part.Spread {
	sp := part.Spread{Label: v.p.T("web.decision.story")}
	for _, g := range pg.order() {
		sp.Sides = append(sp.Sides, part.Side{Group: v.group(g)})
	}
	for _, l := range pg.moves {
		sp.Entries = append(sp.Entries, v.entry(l, pg.m, nil, false))
	}
	return sp
}

// tasks are the ways of a decision that are open to the reader.
func (pg decisionPage) tasks() matterPage {
	of := []string{"second", "unmove", "choose", "amend", "record-meeting", "reserve", "close"}
	return matterPage{m: pg.m, ways: slices.DeleteFunc(slices.Clone(pg.ways), func(w procedure.Way) bool { return !slices.Contains(of, w.Command) })}
}
