package roster

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
)

// Now is what holds when a file is to be taken.
type Now struct {
	Initiative initiative.Initiative
	At         time.Time
	By         member.Standing // who asks; of the operator only Member is set
	People     []roll.Person   // everybody on the roll, whole
	Group      group.ID        // where a seat is that a row asks for without naming a group; may be empty
	NewID      func() member.ID
}

// A Plan is what becomes of a file: people to be entered or corrected, and
// seats to be given, in one order.
type Plan struct {
	People    []roll.Person
	Appoint   []initiative.Appoint
	Entered   int // people who were not on the roll
	Corrected int
	Unchanged int // rows that say what is known already
}

// Seated are those to whom the seats are to be given.
func (p Plan) Seated() (ids []member.ID) {
	for _, a := range p.Appoint {
		ids = append(ids, a.Member)
	}
	return ids
}

// planner goes through the rows and remembers what earlier ones said.
type planner struct {
	now       Now
	plan      Plan
	problems  []Problem
	byID      map[member.ID]roll.Person
	bySlug    map[string]member.ID
	byEmail   map[string]member.ID
	met       map[member.ID]int // in which line
	tentative initiative.Initiative
}

// Make says what becomes of rows, or everything that is wrong with them. The
// same rules and the same roll that will judge the order are asked.
func Make(rows []Row, now Now) (Plan, []Problem) {
	p := &planner{now: now, byID: map[member.ID]roll.Person{}, bySlug: map[string]member.ID{}, byEmail: map[string]member.ID{},
		met: map[member.ID]int{}, tentative: now.Initiative.Clone()}
	for _, known := range now.People {
		p.know(known)
	}
	for _, r := range rows {
		p.row(r)
	}
	if len(p.problems) > 0 {
		return Plan{}, p.problems
	}
	return p.plan, nil
}

func (p *planner) know(who roll.Person) {
	p.byID[who.Member] = who
	if who.Slug != "" {
		p.bySlug[who.Slug] = who.Member
	}
	if box := roll.PostBox(who.Email); box != "" {
		p.byEmail[box] = who.Member
	}
}

func (p *planner) wrong(r Row, column, key string, args ...any) {
	p.problems = append(p.problems, Problem{r.Line, column, act.Because(key, args...)})
}

// row looks at one row, and plans what becomes of it.
func (p *planner) row(r Row) {
	before := len(p.problems)
	was, known, ok := p.whose(r)
	if !ok {
		return
	}
	if line, twice := p.met[was.Member]; twice {
		p.wrong(r, "", "roster.twice", line)
		return
	}
	p.met[was.Member] = r.Line
	who, err := roll.Check(r.person(was))
	p.refused(r, err)
	p.taken(r, who)
	if known && was.Email != "" && who.Email != was.Email && p.now.By.Member != initiative.Operator {
		p.wrong(r, "email", "roster.email.kept")
	}
	if known && !p.may(who.Member) {
		p.wrong(r, "", "roster.elsewhere")
	}
	seats := len(p.plan.Appoint)
	p.seat(r, who.Member, known)
	if len(p.problems) > before {
		return
	}
	p.know(who)
	switch {
	case !known:
		p.plan.People, p.plan.Entered = append(p.plan.People, who), p.plan.Entered+1
	case !same(was, who):
		p.plan.People, p.plan.Corrected = append(p.plan.People, who), p.plan.Corrected+1
	case len(p.plan.Appoint) == seats:
		p.plan.Unchanged++
	}
}

// may reports whether whoever asks may correct somebody on the roll: the
// operator anybody, the office of a group those who sit in it, or sat last.
func (p *planner) may(id member.ID) bool {
	if p.now.By.Member == initiative.Operator {
		return true
	}
	in := group.ID("")
	for _, s := range p.now.Initiative.Standings {
		if s.Member == id {
			in = s.Group
		}
	}
	for _, g := range p.now.Initiative.Grants { // who has no seat, and assists, is of the group that they assist
		if in == "" && g.To == id && g.At(p.now.At) {
			in = g.Group
		}
	}
	return in == "" || in == p.now.By.Group
}

// whose finds out whom a row is about: by the member's identifier, the short
// name, or the address. Somebody who is not known is given an identifier.
func (p *planner) whose(r Row) (who roll.Person, known, ok bool) {
	id, slug, box := member.ID(r.cells["member"]), r.cells["slug"], roll.PostBox(r.cells["email"])
	var found []member.ID
	if id != "" {
		if _, there := p.byID[id]; there {
			found = append(found, id)
		} else if slug == "" && r.cells["email"] == "" {
			p.wrong(r, "member", "roster.member.unknown")
			return who, false, false
		}
	}
	if other, there := p.bySlug[slug]; there && slug != "" {
		found = append(found, other)
	}
	if other, there := p.byEmail[box]; there && box != "" {
		found = append(found, other)
	}
	if len(found) == 0 {
		if id == "" && slug == "" && r.cells["email"] == "" {
			p.wrong(r, "", "roster.nobody")
			return who, false, false
		}
		return roll.Person{Member: p.now.NewID()}, false, true
	}
	if slices.ContainsFunc(found, func(other member.ID) bool { return other != found[0] }) && id == "" {
		p.wrong(r, "", "roster.two")
		return who, false, false
	}
	return p.byID[found[0]], true, true
}

// taken finds an address or a short name that somebody else has.
func (p *planner) taken(r Row, who roll.Person) {
	if other, there := p.byEmail[roll.PostBox(who.Email)]; there && who.Email != "" && other != who.Member {
		p.wrong(r, "email", roll.EmailTaken)
	}
	if other, there := p.bySlug[who.Slug]; there && who.Slug != "" && other != who.Member {
		p.wrong(r, "slug", roll.SlugTaken, who.Slug)
	}
}

// refused enters every reason of a refusal under the column that it concerns.
func (p *planner) refused(r Row, err error) {
	no, ok := act.Refused(err)
	if !ok {
		return
	}
	for _, one := range append([]*act.Refusal{no}, no.Others...) {
		column := one.Field
		if post, ok := strings.CutPrefix(column, "posts."); ok {
			if _, column, _ = strings.Cut(post, "."); column == "from" || column == "to" {
				column = "since"
			}
		}
		p.problems = append(p.problems, Problem{r.Line, column, one.Reason})
	}
}

// seat plans the seat that a row asks for, unless it is held already.
func (p *planner) seat(r Row, id member.ID, known bool) {
	a, asks := r.seat(id)
	if !asks {
		return
	}
	if a.Group == "" {
		a.Group = p.now.Group
	}
	if a.Capacity == "" {
		a.Capacity = member.Member
	}
	if s := r.cells["from"]; s != "" {
		from, err := time.Parse(time.DateOnly, s)
		if err != nil {
			p.wrong(r, "from", "roster.from")
			return
		}
		if g, ok := p.now.Initiative.Group(a.Group); ok {
			if zone, err := time.LoadLocation(g.Zone); err == nil {
				y, m, d := from.Date()
				from = time.Date(y, m, d, 0, 0, 0, 0, zone)
			}
		}
		a.From = from.UTC()
	}
	if held, ok := p.held(id, a); known && ok && held.Group == a.Group && held.Capacity == a.Capacity && held.Constituency == a.Constituency {
		return
	}
	after, err := p.tentative.After(initiative.Instant{At: p.now.At, By: p.now.By}, a)
	if no, refused := act.Refused(err); refused {
		p.problems = append(p.problems, Problem{r.Line, no.Field, no.Reason})
		return
	}
	p.tentative = after
	p.plan.Appoint = append(p.plan.Appoint, a)
}

// held is the seat that somebody holds now, or is to hold from the day that the
// row names: that is the one a row would only say again.
func (p *planner) held(id member.ID, a initiative.Appoint) (s member.Standing, ok bool) {
	for _, s = range p.now.Initiative.Standings {
		if s.Member == id && (s.To.IsZero() || s.To.After(p.now.At)) && (s.At(p.now.At) || s.From.Equal(a.From)) {
			return s, true
		}
	}
	return s, false
}

// same reports whether nothing that a file can say of two differs.
func same(a, b roll.Person) bool {
	x, errX := roll.Check(a)
	y, errY := roll.Check(b)
	return errX == nil && errY == nil && reflect.DeepEqual(roll.CopyOf(x), roll.CopyOf(y))
}
