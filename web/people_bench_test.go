package web_test

import (
	"fmt"
	"testing"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// BenchmarkPeople measures what pages cost with 50 and with 5,000 members on
// the roll, all of them seated: the groups, one group's own pages, a matter and
// the overview, as a member sees them. Each figure is the median of many, in
// microseconds; none may grow by more than half.
func BenchmarkPeople(b *testing.B) {
	for _, size := range []int{50, 5000} {
		b.Run(fmt.Sprint("members=", size), func(b *testing.B) {
			h := open(b, databasetest.Open(b, b.TempDir()))
			h.Refers("Strengthen ODIHR")
			at := "/matter/" + string(h.On)
			for n := range 47 {
				c := clerktest.Cast[n%5]
				h.As(c.ID).Does(h.Says(fmt.Sprint(n, ". ", sentence), "joint", "named"))
			}
			h.seat(b, size-len(clerktest.Cast))
			reader := h.visit(b, "hale")
			for _, page := range []struct{ name, path string }{
				{"groups", "/groups"}, {"group", "/groups?group=astana"}, {"then", "/groups?on=2009-03-20"},
				{"member", "/groups/dana"}, {"matter", at}, {"overview", "/"},
			} {
				median(b, page.name, func() { reader.get(page.path) })
			}
			median(b, "changed", func() { // a page right after somebody was corrected
				p := roll.Person{Member: "dana", Name: text.Words{"en": "dana"}, Slug: "dana", Email: "dana@example.org"}
				if err := h.Enroll(b.Context(), p); err != nil {
					b.Fatal(err)
				}
				reader.get("/")
			})
		})
	}
}

// seat gives so many more members seats, half in each group.
func (h *house) seat(b *testing.B, members int) {
	b.Helper()
	var people []roll.Person
	var seats []initiative.Appoint
	for n := range members {
		g := []member.Standing{{Group: clerktest.Washington}, {Group: clerktest.Astana}}[n%2].Group
		p := roll.Person{Member: member.ID(fmt.Sprint("member", n)), Email: fmt.Sprint("m", n, "@example.org"), Country: "KZ", Lang: "en",
			Name: text.Words{"en": fmt.Sprint("Member ", n), "ru": fmt.Sprint("Член ", n)}, Post: text.Words{"en": "Adviser"}}
		people = append(people, p)
		seats = append(seats, initiative.Appoint{Member: p.Member, Group: g, Capacity: member.Observer, Constituency: "ngo"})
	}
	if err := h.Bring(b.Context(), initiative.Operator, "", people, seats); err != nil {
		b.Fatal(err)
	}
}
