package web

import (
	"fmt"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// fundersPage is the register of funders, now or as it stood on a day, with
// what was said against it.
type fundersPage struct {
	d       register.Described
	at      time.Time // of the register
	day     string    // as asked for; empty is now
	asked   part.Field
	history []register.Described // newest first
}

// registersOnPage is of how many descriptions the page tells what they changed.
const registersOnPage = 30

func (s *Site) funders(v *visit) (page, error) {
	pg := fundersPage{at: v.now, day: strings.TrimSpace(v.URL.Query().Get("on"))}
	pg.asked = part.Field{Name: "on", Label: v.p.T("web.funders.on"), Hint: v.p.T("web.funders.on.hint"), Value: pg.day, Short: true, Optional: true}
	if pg.day != "" {
		at, err := time.Parse(time.DateOnly, pg.day)
		if err != nil {
			pg.asked.Error, pg.day = v.p.T("web.groups.on.malformed"), ""
		} else if v.ahead(at) {
			pg.asked.Error, pg.day = v.p.T("web.funders.ahead", v.now), ""
		} else {
			pg.at = at.AddDate(0, 0, 1).Add(-time.Millisecond) // as the day ended, in UTC
		}
	}
	err := v.ask(func(q register.Questions) (err error) {
		if pg.d, err = q.DescriptionOn(pg.at); err != nil {
			return err
		}
		pg.history, err = q.Descriptions(registersOnPage)
		return err
	})
	if no, refused := act.Refused(err); refused {
		if err = nil; pg.day != "" { // else nothing is founded yet, and nobody pays
			pg.asked.Error = v.p.Say(no.Reason)
		}
	}
	if pg.asked.Error != "" {
		return withStatus{pg, statuses[act.Malformed]}, err
	}
	return pg, err
}

// ahead reports whether a day has begun in no capital yet.
func (v *visit) ahead(day time.Time) bool {
	day = day.UTC()
	for _, g := range append(v.initiative.Groups[:len(v.initiative.Groups):len(v.initiative.Groups)], group.Group{Zone: "UTC"}) {
		if y, m, d := v.now.In(location(g.Zone)).Date(); !day.After(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) {
			return false
		}
	}
	return true
}

func (pg fundersPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.nav.funders"), pg.asked.Error != ""
}

func (pg fundersPage) body(v *visit) templ.Component { return fundersBody(v, pg) }

// mayChange reports whether the reader keeps the register, and looks at it as it
// stands now.
func (pg fundersPage) mayChange(v *visit) bool { return v.keepsHouse() && pg.day == "" }

// rows are what is known of a funder.
func (pg fundersPage) rows(v *visit, f initiative.Funder) []part.Row {
	unknown := v.p.T("web.funders.unknown")
	either := func(s string) string {
		if s == "" {
			return unknown
		}
		return s
	}
	legal := unknown
	if f.Legal != "" {
		legal = v.p.T(f.Legal.Key())
	}
	rows := []part.Row{
		{Key: v.p.T("web.funders.legal"), Value: legal},
		{Key: v.p.T("web.funders.given"), Value: v.formOf(f)},
		{Key: v.p.T("web.funders.sum"), Value: v.sum(f)},
		{Key: v.p.T("web.funders.period"), Value: either(v.period(f.From, f.To))},
		{Key: v.p.T("web.funders.purpose"), Value: either(v.say(f.Purpose))},
	}
	if status := v.say(f.Status); status != "" {
		rows = append(rows, part.Row{Key: v.p.T("web.funders.word"), Value: status})
	}
	return rows
}

// ties say what else a funder is to the task force.
func (pg fundersPage) ties(v *visit, f initiative.Funder, affiliated map[member.ID]text.Words) (says []string) {
	for _, tie := range v.initiative.Ties(pg.d.Description, f.Organisation, pg.at, affiliated) {
		says = append(says, v.p.T(tie.Relation.Key(), tie.Members))
	}
	return says
}

// affiliations are those of everybody on the roll who is known.
func (v *visit) affiliations() map[member.ID]text.Words {
	all := map[member.ID]text.Words{}
	for id, who := range v.people.All() {
		all[id] = who.Affiliation
	}
	return all
}

// changes tell how the register has changed, newest first.
func (pg fundersPage) changes(v *visit) (says []string) {
	tell := func(key string, on time.Time, all []initiative.Funder) {
		for _, f := range all {
			says = append(says, v.p.T(key, v.p.Date(on, v.zone()), f.Name))
		}
	}
	for n, d := range pg.history {
		var before []initiative.Funder
		switch last := n == len(pg.history)-1; {
		case d.Erased, !last && pg.history[n+1].Erased, last && len(pg.history) == registersOnPage:
			continue // what it changed is not known
		case !last:
			before = pg.history[n+1].Funders
		}
		c := initiative.Changes(before, d.Funders)
		tell("web.funders.added", d.At, c.Added)
		tell("web.funders.changed", d.At, c.Changed)
		tell("web.funders.removed", d.At, c.Removed)
	}
	return says
}

// sum is how much a funder gives, as far as it is known.
func (v *visit) sum(f initiative.Funder) string {
	switch {
	case f.Amount > 0:
		return v.p.T("web.funders.sum.of", v.p.Number(int(f.Amount)), f.Currency)
	case f.Band != "":
		return v.p.T("web.funders.sum.of", v.p.T(f.Band.Key()), f.Currency)
	}
	return v.p.T("web.funders.unknown")
}

// period is from when until when, as far as it is known.
func (v *visit) period(from, to string) string {
	switch {
	case from != "" && to != "":
		return v.p.T("web.funders.period.both", v.asKnown(from), v.asKnown(to))
	case from != "":
		return v.p.T("web.funders.period.from", v.asKnown(from))
	case to != "":
		return v.p.T("web.funders.period.to", v.asKnown(to))
	}
	return ""
}

// asKnown is a date as far as it is known, in the reader's language if it is a
// day.
func (v *visit) asKnown(s string) string {
	if at, err := time.Parse(time.DateOnly, s); err == nil {
		return v.p.Date(at, time.UTC)
	}
	return s
}

// formOf is the form in which a funder gives, in the reader's language where
// the catalogues know it.
func (v *visit) formOf(f initiative.Funder) string {
	switch key := "web.funder." + f.Form; {
	case f.Form == "":
		return v.p.T("web.funders.unknown")
	case v.p.Has(key):
		return v.p.T(key)
	}
	return f.Form
}

// funding is who pays now, in one sentence; it stands on every page. A task
// force that names no funder has none to stamp its pages with.
func (v *visit) funding() string {
	if len(v.description.Funders) == 0 {
		return ""
	}
	return v.p.Say(v.description.Stamp(v.now))
}

// stampOf is the sentence for what was recorded at a place and instant.
func (v *visit) stampOf(d register.Described, at time.Time) string { return v.p.Say(d.Stamp(at)) }

// sourceLines are sources as a form takes them, one on each line.
func sourceLines(all []initiative.Source) string {
	var b strings.Builder
	for _, s := range all {
		fmt.Fprintln(&b, strings.TrimRight(strings.Join([]string{s.Publisher, s.What, s.URL}, " | "), " |"))
	}
	return b.String()
}

// readSources reads what sourceLines writes. An address may stand alone.
func readSources(s string) (all []initiative.Source) {
	for _, line := range linesOf(s) {
		parts := strings.SplitN(line, "|", 3)
		for n := range parts {
			parts[n] = strings.TrimSpace(parts[n])
		}
		one := initiative.Source{Publisher: parts[0]}
		if last := parts[len(parts)-1]; len(parts) == 3 || strings.Contains(last, "://") {
			one.URL, parts = last, parts[:len(parts)-1]
		}
		if len(parts) > 1 {
			one.What = parts[1]
		}
		if one.Publisher == one.URL || len(parts) == 0 {
			one.Publisher = one.URL
		}
		all = append(all, one)
	}
	return all
}

// inLanguages asks for the same words in every language, the reader's first.
func inLanguages(v *visit, name, label string, area bool, optional bool, value func(lang string) string) (asks []question) {
	for n, l := range langsFrom(v.p.Lang()) {
		q := question{part.Field{Name: name + "." + string(l), Label: v.p.T(label, l.OwnName()), Lang: string(l), Optional: optional || n > 0,
			Value: value(string(l)), Rows: 3}, "input"}
		if area {
			q.kind = "area"
		}
		asks = append(asks, q)
	}
	return asks
}
