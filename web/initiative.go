package web

import (
	"fmt"
	"slices"

	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// initiativePage says what the task force is: who convenes it, who pays, by
// what rules it works, and what was said against it.
type initiativePage struct{ d initiative.Description }

func (s *Site) initiative(v *visit) (page, error) { return initiativePage{v.description}, nil }

func (pg initiativePage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.nav.initiative") }

func (pg initiativePage) body(v *visit) templ.Component { return initiativeBody(v, pg) }

// sum is how much a funder gives, as far as it is known.
func (v *visit) sum(f initiative.Funder) string {
	if f.Amount == 0 {
		return v.p.T("web.initiative.sum-unknown")
	}
	return fmt.Sprintf("%s %s", v.p.Number(int(f.Amount)), f.Currency)
}

// formOf is the form in which a funder gives, in the reader's language where
// the catalogues know it.
func (v *visit) formOf(f initiative.Funder) string {
	switch key := "web.funder." + f.Form; {
	case f.Form == "":
		return v.p.T("web.initiative.sum-unknown")
	case v.p.Has(key):
		return v.p.T(key)
	}
	return f.Form
}

// rulesInWords are the rules of procedure in force, as sentences.
func rulesInWords(v *visit, r procedure.Rules) (says []string) {
	p := v.p
	says = append(says,
		p.T("web.rules.raise", r.Raise),
		p.T("web.rules.own", r.OwnDays, r.Contributors, r.Refer),
		p.T("web.rules.counterpart", r.CounterpartDays, r.Contributors, r.Consider),
		p.T("web.rules.answer", r.AnswerDays),
		p.T("web.rules.draft", r.Draft),
		p.T("web.rules.move", r.Move),
		p.T("web.rules.written", r.NoticeDays),
		p.T("web.rules.silence", r.SilenceHours),
	)
	for _, g := range v.initiative.IDs() {
		says = append(says, p.T("web.rules.decide", g, p.Rule(r.Decide[g])))
	}
	return append(says, p.T("web.rules.all"), p.T("web.rules.symbol", r.Number(1, v.now)))
}

// groupsPage lists who sits in each group.
type groupsPage struct {
	order  []group.ID
	seats  map[group.ID][]member.Standing
	former map[group.ID][]member.Standing // the latest seats that ended
}

// formerOnPage is how many seats that ended are shown of a group.
const formerOnPage = 50

func (s *Site) groups(v *visit) (page, error) {
	pg := groupsPage{order: group.Alternat(v.initiative.IDs(), v.now.UTC().Format("20060102")), seats: map[group.ID][]member.Standing{},
		former: map[group.ID][]member.Standing{}}
	for _, st := range v.initiative.Standings {
		if !st.To.IsZero() && !st.To.After(v.now) && st.To.After(st.From) {
			pg.former[st.Group] = append(pg.former[st.Group], st)
		}
	}
	for g, list := range pg.former {
		slices.SortStableFunc(list, func(a, b member.Standing) int { return b.To.Compare(a.To) })
		pg.former[g] = list[:min(len(list), formerOnPage)]
	}
	for _, st := range member.In(v.initiative.Standings, v.now) {
		pg.seats[st.Group] = append(pg.seats[st.Group], st)
	}
	for _, list := range pg.seats {
		locale.Sort(v.p.Lang(), list, func(st member.Standing) string { return v.name(st.Member) })
		slices.SortStableFunc(list, func(a, b member.Standing) int {
			return slices.Index(member.Capacities, a.Capacity) - slices.Index(member.Capacities, b.Capacity)
		})
	}
	return pg, nil
}

func (pg groupsPage) head(v *visit, f *part.Page) { f.Title, f.Wide = v.p.T("web.nav.groups"), true }

func (pg groupsPage) body(v *visit) templ.Component { return groupsBody(v, pg) }

// table lists seats of a group.
func (pg groupsPage) table(v *visit, g group.ID, seats []member.Standing) part.Grid {
	grid := part.Grid{Caption: v.groupName(g, v.p.Lang()), Unseen: true, Empty: v.p.T("web.groups.empty"), Columns: []part.Column{
		{Label: v.p.T("web.member")}, {Label: v.p.T("web.capacity")}, {Label: v.p.T("web.constituency")}, {Label: v.p.T("web.country")}, {Label: v.p.T("web.seat.held")}}}
	for _, st := range seats {
		who := v.people[st.Member]
		constituency, capacity := v.constituency(st.Constituency), v.p.T(st.Capacity.Key())
		if st.For != "" {
			capacity = v.p.T("web.alternate-of", st.For)
		}
		grid.Rows = append(grid.Rows, []part.Cell{
			{Body: memberCell(v.name(st.Member), v.say(who.Post))}, {Text: capacity}, {Text: constituency},
			{Text: who.Country}, {Text: v.span(st)}})
	}
	return grid
}

// span is from when to when a seat is held.
func (v *visit) span(st member.Standing) string {
	zone := location(zoneOf(v, st.Group))
	if st.To.IsZero() {
		return v.p.T("web.seat.since", v.p.Date(st.From, zone))
	}
	return v.p.T("web.seat.until", v.p.Date(st.From, zone), v.p.Date(st.To, zone))
}

func zoneOf(v *visit, g group.ID) string {
	found, _ := v.initiative.Group(g)
	return found.Zone
}
