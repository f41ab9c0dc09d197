package web

import (
	"net/url"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
)

// recusals are those who are out of a matter, a row each: who, for which group,
// since when, and where the act by which they stepped back can be read.
func (v *visit) recusals(m register.Matter) part.Grid {
	grid := part.Grid{Caption: v.p.T("web.recused.title"), Unseen: true,
		Columns: []part.Column{{Label: v.p.T("web.member")}, {Label: v.p.T("web.recused.group")}, {Label: v.p.T("web.recused.when")}}}
	for _, r := range m.Recusals {
		since := part.Cell{Text: v.p.Date(r.At, v.zone())}
		if !m.Heard(r, v.reader) {
			since.Text = v.p.T("web.recused.caucus")
		}
		grid.Rows = append(grid.Rows, []part.Cell{{Text: v.name(r.Member)}, {Text: v.groupName(r.Group, v.p.Lang())}, since})
	}
	return grid
}

// recusedIn is the member whom an act took out of a matter, if the page knows
// the matter.
func recusedIn(m register.Matter, b act.Body) member.ID {
	if r, ok := b.(procedure.Recused); ok {
		for _, one := range m.Recusals {
			if one.Who == r.Who {
				return one.Member
			}
		}
	}
	return ""
}

// askRecuse asks a member which interest they have, and a co-chair also whose.
func askRecuse(v *visit, m register.Matter, in url.Values) []question {
	var asks []question
	if v.reader.Standing.Capacity == member.CoChair && m.Stage != procedure.Deciding {
		who := part.Field{Name: "member", Label: v.p.T("web.recuse.who"), Value: in.Get("member")}
		for _, s := range v.sitting.All() {
			if s.Group == v.reader.Standing.Group && s.Speaks() && s.Member != v.reader.Member && !m.IsRecused(s.Member) {
				who.Options = append(who.Options, part.Option{Value: string(s.Member), Label: v.name(s.Member)})
			}
		}
		locale.Sort(v.p.Lang(), who.Options, func(o part.Option) string { return o.Label })
		who.Options = append([]part.Option{{Label: v.p.T("web.recuse.myself")}}, who.Options...)
		asks = append(asks, question{who, "select"})
	}
	return append(asks, reasonArea(v, in, "web.recuse.reason", "web.recuse.reason.hint"))
}

func readRecuse(_ *visit, _ register.Matter, in url.Values) (procedure.Command, error) {
	return procedure.Recuse{Member: member.ID(in.Get("member")), Reason: in.Get("reason")}, nil
}
