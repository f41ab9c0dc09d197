package web

import (
	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
)

// facts are when the meeting is, and who takes the chair.
func (pg roomPage) facts(v *visit) []part.Fact {
	from, to := pg.lasts()
	facts := []part.Fact{{Label: v.p.T("room.begins"), Value: v.p.Both(from, v.venueZones(pg.m)...)}}
	if pg.m.Stage != meeting.Planned {
		facts[0].Label = v.p.T("room.opened")
	}
	if !pg.m.ClosedAt.IsZero() {
		facts = append(facts, part.Fact{Label: v.p.T("room.closed"), Value: v.p.Both(to, v.venueZones(pg.m)...)})
	}
	for _, r := range pg.presides(v, v.p) {
		facts = append(facts, part.Fact{Label: r.Key, Value: r.Value})
	}
	return facts
}

// quorums says of each group how many of its electors are in the rooms, and
// whether that is enough by its own rule.
func (pg roomPage) quorums(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("room.quorum"), Columns: []part.Column{{Label: v.p.T("room.group")}, {Label: v.p.T("room.here"), Number: true},
		{Label: v.p.T("room.asked"), Number: true}, {Label: v.p.T("room.seats"), Number: true}, {Label: v.p.T("room.quorum")}}}
	for _, q := range pg.m.Quorums(pg.instant) {
		badge := part.Badge{Label: v.p.T("room.quorum.no"), Tone: "stop"}
		if q.Met() {
			badge = part.Badge{Label: v.p.T("room.quorum.yes"), Tone: "done"}
		}
		g.Rows = append(g.Rows, []part.Cell{{Body: part.GroupName(v.group(q.Group))}, {Text: v.p.Number(q.Here)}, {Text: v.p.Number(q.Asked)},
			{Text: v.p.Number(q.Seats)}, {Body: part.Tag(badge)}})
	}
	return g
}

func (pg roomPage) presentIn(v *visit, at group.ID) []member.ID {
	return pg.present(v, func(p meeting.Presence) bool { return p.Venue == at })
}

// done are the outcomes of the meeting on a matter.
func (pg roomPage) done(ref act.Ref) (lines []register.Line) {
	for _, l := range pg.outcomes {
		if ref != "" && l.On == ref {
			lines = append(lines, l)
		}
	}
	return lines
}

// version is the one that an outcome is about: under decision, the one moved.
func (pg roomPage) version() string {
	if d := pg.matter.Decision; d != nil && pg.now.Asks == meeting.Decision {
		return d.Version.String()
	}
	return pg.matter.Version.Hash.String()
}

// nextSpeaker asks who is to be put on the list of speakers.
func (pg roomPage) nextSpeaker(v *visit) part.Field {
	f := part.Field{Name: "member", ID: "speaker", Label: v.p.T("room.floor.who"), Options: []part.Option{{Label: v.p.T("room.floor.choose")}}}
	for _, id := range pg.present(v, everywhere) {
		f.Options = append(f.Options, part.Option{Value: string(id), Label: v.name(id)})
	}
	return f
}
