package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// groupsPage lists who sits in each group, or sat in it on a day.
type groupsPage struct {
	order    []group.ID
	seats    map[group.ID][]member.Standing // those on this page
	heads    map[group.ID]headcount
	ahead    bool     // the day is still to come
	on       string   // the day that was asked about; "" is now
	only     group.ID // whose members alone are listed, a page at a time
	at, last int      // which page, of how many
	problems []part.Problem
}

// How many members stand under each group, and on a page of one group's own:
// what a page costs does not grow with the groups.
const (
	fewSeats  = 25
	manySeats = 50
)

func (s *Site) groups(v *visit) (page, error) {
	in := v.URL.Query()
	pg := groupsPage{order: group.Alternat(v.initiative.IDs(), v.now.UTC().Format("20060102")), on: strings.TrimSpace(in.Get("on")),
		only: group.ID(in.Get("group")), seats: map[group.ID][]member.Standing{}, heads: map[group.ID]headcount{}}
	day, err := time.Parse(time.DateOnly, pg.on)
	if pg.on != "" && err != nil {
		pg.problems = []part.Problem{{Text: v.p.T("web.groups.on.malformed"), Href: "#on"}}
		return withStatus{pg, statuses[act.Malformed]}, nil
	}
	pg.ahead = pg.on != "" && v.ahead(day)
	if pg.only != "" {
		if _, ok := v.initiative.Group(pg.only); !ok {
			return nil, act.Refuse(act.NotFound, "web.nowhere")
		}
		pg.order = []group.ID{pg.only}
	}
	seated := s.seated(v, pg.on, day)
	for g, list := range seated {
		pg.heads[g] = list.heads
		pg.seats[g] = list.seats[:min(fewSeats, len(list.seats))]
	}
	if all := seated[pg.only].seats; pg.only != "" {
		pg.last = max(1, (len(all)+manySeats-1)/manySeats)
		pg.at, _ = strconv.Atoi(in.Get("page"))
		pg.at = min(max(pg.at, 1), pg.last)
		pg.seats[pg.only] = all[min(len(all), (pg.at-1)*manySeats):min(len(all), pg.at*manySeats)]
	}
	return pg, nil
}

func (pg groupsPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide, f.Faulty = v.p.T("web.nav.groups"), true, len(pg.problems) > 0
}

func (pg groupsPage) body(v *visit) templ.Component { return groupsBody(v, pg) }

// link is the address of a page of one group's members.
func (pg groupsPage) link(g group.ID, page int) string {
	q := url.Values{}
	if pg.on != "" {
		q.Set("on", pg.on)
	}
	if g != "" {
		q.Set("group", string(g))
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return "/groups"
	}
	return "/groups?" + q.Encode()
}

// A seatedList is who sits in one group, in order, and how many of which sort.
type seatedList struct {
	seats []member.Standing
	heads headcount
}

// lists remembers in which order members are listed: to sort five thousand
// names by the rules of a language takes longer than to draw the page.
type lists struct {
	mu   sync.Mutex
	kept map[listKey]map[group.ID]seatedList
}

// listKey is what the order is true of.
type listKey struct {
	lang    locale.Lang
	people  int64
	sitting register.Sitting
	on      string
}

// mostLists bounds the memory that lists may take.
const mostLists = 24

// seated returns who sits in each group, or sat in it at the end of a day
// there, by precedence and then by name.
func (s *Site) seated(v *visit, on string, day time.Time) map[group.ID]seatedList {
	key := listKey{v.p.Lang(), v.changes, v.sitting, on}
	s.lists.mu.Lock()
	found, ok := s.lists.kept[key]
	s.lists.mu.Unlock()
	if ok {
		return found
	}
	sit := map[group.ID][]member.Standing{}
	if on == "" {
		for _, st := range v.sitting.All() {
			sit[st.Group] = append(sit[st.Group], st)
		}
	} else {
		for _, st := range v.initiative.Standings {
			if y, m, d := day.Date(); st.At(time.Date(y, m, d+1, 0, 0, 0, -1, location(zoneOf(v, st.Group)))) {
				sit[st.Group] = append(sit[st.Group], st)
			}
		}
	}
	found = map[group.ID]seatedList{}
	for g, list := range sit {
		locale.Sort(v.p.Lang(), list, func(st member.Standing) string { return v.name(st.Member) })
		slices.SortStableFunc(list, func(a, b member.Standing) int {
			return slices.Index(member.Capacities, a.Capacity) - slices.Index(member.Capacities, b.Capacity)
		})
		found[g] = seatedList{list, heads(list)}
	}
	s.lists.mu.Lock()
	defer s.lists.mu.Unlock()
	if s.lists.kept == nil || len(s.lists.kept) >= mostLists {
		s.lists.kept = map[listKey]map[group.ID]seatedList{}
	}
	s.lists.kept[key] = found
	return found
}

func (pg groupsPage) table(v *visit, g group.ID) part.Grid {
	empty := v.p.T("web.groups.empty")
	if pg.on != "" {
		empty = v.p.T("web.groups.nobody-then")
	}
	grid := part.Grid{Caption: v.groupName(g, v.p.Lang()), Unseen: true, Empty: empty, Columns: []part.Column{
		{Label: v.p.T("web.member")}, {Label: v.p.T("web.capacity")}, {Label: v.p.T("web.constituency")}, {Label: v.p.T("web.country")}, {Label: v.p.T("web.since")}}}
	for _, st := range pg.seats[g] {
		who := v.people.Of(st.Member)
		grid.Rows = append(grid.Rows, []part.Cell{
			{Body: memberCell(v, st.Member)}, {Text: v.capacity(st)}, {Text: v.constituency(st.Constituency)},
			{Text: v.p.Country(who.Country)}, {Text: v.p.Date(st.From, location(zoneOf(v, g)))}})
	}
	return grid
}

// capacity is in what office somebody sits, and of whom, if as an alternate.
func (v *visit) capacity(st member.Standing) string {
	if st.For != "" {
		return v.p.T("web.alternate-of", st.For)
	}
	return v.p.T(st.Capacity.Key())
}

func zoneOf(v *visit, g group.ID) string {
	found, _ := v.initiative.Group(g)
	return found.Zone
}

// day names the day that was asked about.
func (pg groupsPage) day(v *visit) string {
	day, err := time.Parse(time.DateOnly, pg.on)
	if err != nil {
		return ""
	}
	return v.p.Date(day, time.UTC)
}
