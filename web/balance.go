package web

import (
	"slices"

	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// balancePage shows from where the members come, group beside group.
type balancePage struct {
	order  []group.ID
	set    []member.Constituency // those named, then those that somebody came from all the same
	shares []member.Share
	absent []member.Absence
	heads  map[group.ID]headcount // of all who sit now, counted or not
}

func (s *Site) balance(v *visit) (page, error) {
	n := v.initiative
	pg := balancePage{order: group.Alternat(n.IDs(), v.now.UTC().Format("20060102")), set: slices.Clone(n.ConstituencySet())}
	pg.heads = map[group.ID]headcount{}
	for _, st := range n.Standings {
		if st.At(v.now) {
			sits := pg.heads[st.Group]
			sits.add(st)
			pg.heads[st.Group] = sits
		}
		if st.Counts() && !slices.Contains(pg.set, st.Constituency) {
			pg.set = append(pg.set, st.Constituency)
		}
	}
	pg.shares = member.Shares(n.Standings, v.now, func(id member.ID) string { return v.people.Of(id).Country })
	pg.absent = member.Absences(pg.shares, pg.order, n.ConstituencySet())
	return pg, nil
}

func (pg balancePage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.balance.title") }

func (pg balancePage) body(v *visit) templ.Component { return balanceBody(v, pg) }

// by counts the members of each group, in the order of the page, that are of
// one sort.
func (pg balancePage) by(is func(member.Share) bool) []int {
	n := make([]int, len(pg.order))
	for _, s := range pg.shares {
		if k := slices.Index(pg.order, s.Group); k >= 0 && is(s) {
			n[k] += s.N
		}
	}
	return n
}

func (pg balancePage) constituencies(v *visit) part.Composition {
	c := part.Composition{Title: v.p.T("web.balance.constituencies"), Of: v.p.T("web.constituency"), Groups: v.groupsOf(pg.order)}
	for _, one := range pg.set {
		c.Rows = append(c.Rows, part.Sort{Label: v.constituency(one), By: pg.by(func(s member.Share) bool { return s.Constituency == one })})
	}
	return c
}

func (pg balancePage) countries(v *visit) part.Composition {
	c := part.Composition{Title: v.p.T("web.balance.countries"), Of: v.p.T("web.country"), Groups: v.groupsOf(pg.order)}
	var codes []string
	for _, s := range pg.shares {
		codes = append(codes, s.Country)
	}
	for _, code := range v.byName(codes) {
		c.Rows = append(c.Rows, part.Sort{Label: v.country(code), By: pg.by(func(s member.Share) bool { return s.Country == code })})
	}
	return c
}

// both is the composition by constituency and country together.
func (pg balancePage) both(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("web.balance.both"), Unseen: true, Empty: v.p.T("web.groups.empty"),
		Columns: []part.Column{{Label: v.p.T("web.constituency")}, {Label: v.p.T("web.country")}}}
	for _, shown := range v.groupsOf(pg.order) {
		g.Columns = append(g.Columns, part.Column{Label: shown.Name, Number: true})
	}
	for n, s := range pg.shares {
		if n > 0 && s.Constituency == pg.shares[n-1].Constituency && s.Country == pg.shares[n-1].Country {
			continue
		}
		row := []part.Cell{{Text: v.constituency(s.Constituency)}, {Text: v.country(s.Country)}}
		for _, n := range pg.by(func(o member.Share) bool { return o.Constituency == s.Constituency && o.Country == s.Country }) {
			row = append(row, part.Cell{Text: v.p.Number(n)})
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// instants is at how many instants the course of the balance is looked at.
const instants = 13

// courses are how the composition of the groups has gone: by constituency, and
// by country, as far as that is known of a member now.
func (pg balancePage) courses(v *visit) []part.Course {
	var codes []string
	for _, st := range v.initiative.Standings {
		codes = append(codes, v.people.Of(st.Member).Country)
	}
	return []part.Course{
		courseOf(v, pg, "web.balance.course.constituency", pg.set, v.constituency, func(s member.Standing) member.Constituency { return s.Constituency }),
		courseOf(v, pg, "web.balance.course.country", v.byName(codes), v.country, func(s member.Standing) string { return v.people.Of(s.Member).Country }),
	}
}

func courseOf[S comparable](v *visit, pg balancePage, title string, sorts []S, label func(S) string, sort func(member.Standing) S) part.Course {
	c := part.Course{Title: v.p.T(title), When: v.p.T("web.balance.when"), Groups: v.groupsOf(pg.order)}
	at := member.Spread(v.initiative.FoundedAt, v.now, instants)
	for _, one := range at {
		c.Instants = append(c.Instants, v.p.Date(one))
	}
	all := member.Course(v.initiative.Standings, at, sort)
	for _, one := range sorts {
		if all[one] == nil {
			continue
		}
		line := part.Line{Label: label(one)}
		for _, g := range pg.order {
			by := all[one][g]
			if by == nil {
				by = make([]int, len(at))
			}
			line.By = append(line.By, by)
		}
		c.Lines = append(c.Lines, line)
	}
	return c
}
