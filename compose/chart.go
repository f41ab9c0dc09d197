package compose

import (
	"slices"
	"strconv"

	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/press"
	"example.org/counterpart/publication"
)

// chart sets what the program draws of its registers, as a table.
func (s *sheet) chart(part publication.Part) ([]press.Block, error) {
	s.tables++
	b := press.Block{Kind: press.Table, ID: string(part.ID), Number: strconv.Itoa(s.tables), Text: Inline(part.Words)}
	order := group.Alternat(s.n.IDs(), string(s.pub.Ref))
	b.Head = []press.Text{press.Words(s.p.T("compose.constituency"))}
	for _, g := range order {
		b.Head = append(b.Head, press.Words(s.city(g)))
	}
	seats := member.In(s.n.Standings, s.at)
	for _, c := range s.n.ConstituencySet() {
		row := []press.Text{press.Words(s.constituency(c))}
		for _, g := range order {
			count := 0
			for _, st := range seats {
				if st.Counts() && st.Group == g && st.Constituency == c {
					count++
				}
			}
			row = append(row, press.Words(s.p.Number(count)))
		}
		b.Rows = append(b.Rows, row)
	}
	return []press.Block{b}, nil
}

// constituency is what one is called: as the initiative names it, or by its
// name in the default set.
func (s *sheet) constituency(id member.Constituency) string {
	for _, c := range s.described.Constituencies {
		if c.ID == id {
			return s.say(c.Name)
		}
	}
	if slices.Contains(member.Constituencies, id) {
		return s.p.T(id.Key())
	}
	return string(id)
}
