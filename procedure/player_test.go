package procedure_test

import (
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
	"pgregory.net/rapid"
)

// A die makes every random choice. What rapid draws leans towards the ends of
// its range, so that a course would hardly ever get anywhere; the die stirs it.
type die struct {
	rt    *rapid.T
	rolls uint64
}

func (d *die) upTo(what string, lo, hi int) int {
	d.rolls++
	x := rapid.Uint64().Draw(d.rt, what) + d.rolls*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return lo + int((x^x>>31)%uint64(hi-lo+1))
}

// one is true once in n times.
func (d *die) one(n int) bool { return d.upTo("one in", 1, n) == n }

func pick[T any](d *die, what string, from ...T) T { return from[d.upTo(what, 0, len(from)-1)] }

func (p *player) group() group.ID { return pick(&p.die, "group", p.groups...) }

// office finds who now holds an office in a group.
func (p *player) office(g group.ID, capacities ...member.Capacity) member.ID {
	for _, c := range capacities {
		for _, s := range member.In(p.standings, p.table.at) {
			if s.Group == g && s.Capacity == c {
				return s.Member
			}
		}
	}
	return "nobody"
}

func (p *player) anybody() member.ID {
	seats := member.In(p.standings, p.table.at)
	switch n := p.upTo("anybody", -1, len(seats)); n {
	case -1:
		return member.Clock
	case len(seats):
		return "stranger"
	default:
		return seats[n].Member
	}
}

// elector picks one who decides, mostly one who has yet to speak up.
func (p *player) elector(m procedure.Matter) member.ID {
	var all, silent []member.ID
	for _, s := range member.In(p.standings, p.table.at) {
		if !contains(m.Groups, s.Group) || !s.Decides() {
			continue
		}
		all = append(all, s.Member)
		if m.Decision != nil && m.Decision.Choices[p.alias(s.Member)] == "" {
			silent = append(silent, s.Member)
		}
	}
	switch {
	case len(all) == 0:
		return "nobody"
	case len(silent) > 0 && !p.one(8):
		return pick(&p.die, "elector", silent...)
	}
	return pick(&p.die, "elector", all...)
}

// sensible is what somebody might do who wants the matter to get on, or has
// reasons to stop it.
func (p *player) sensible(m procedure.Matter) (member.ID, procedure.Command) {
	chair := func(g group.ID) member.ID { return p.office(g, member.CoChair, member.Rapporteur) }
	switch m.Stage {
	case procedure.Unknown:
		return chair(p.group()), p.raise(m)
	case procedure.Raised:
		if p.one(3) {
			return chair(m.Origin), procedure.Refer{}
		}
		return p.elector(m), p.state(m)
	case procedure.Referred:
		g := pick(&p.die, "group", m.Awaited()...)
		if p.one(2) {
			return p.office(g, member.Rapporteur, member.Member), p.state(m)
		}
		return chair(g), p.consider(m, g)
	case procedure.Considered:
		return chair(m.Pen), procedure.OpenFormulation{}
	case procedure.Formulation:
		return p.formulate(m, chair)
	case procedure.Deciding:
		return p.decides(m, chair)
	}
	return p.anybody(), p.anything(m)
}

func (p *player) formulate(m procedure.Matter, chair func(group.ID) member.ID) (member.ID, procedure.Command) {
	g := pick(&p.die, "group", m.Groups...)
	if d := m.Decision; d != nil {
		if p.one(20) || p.table.at.Add(notice(m, d.Method)).After(d.Closes) {
			return chair(g), procedure.Unmove{}
		}
		for _, h := range group.Others(m.Groups, d.MovedBy) {
			if !contains(d.Seconded, h) {
				g = h
			}
		}
		return chair(g), procedure.Second{Version: m.Version.Hash}
	}
	if n := p.upTo("formulate", 0, 11); n == 0 || n == 4 {
		return chair(m.Pen), p.issue(m)
	} else if n == 1 {
		return chair(m.Pen), procedure.PassPen{To: g}
	} else if n == 2 || len(m.Leaving) > 0 && p.one(3) {
		return chair(g), procedure.Withdraw{Reason: "It leads nowhere."}
	} else if n == 3 || len(m.Positions) > 0 && p.one(3) {
		return chair(g), procedure.Differ{Paragraphs: p.paragraphs(text.Text{}, 0), Reason: "No common text."}
	} else if n == 5 && p.one(5) {
		return p.office(g, member.CoChair), procedure.Recuse{Member: p.office(g, member.Member, member.Rapporteur), Reason: "It is their firm."}
	}
	for _, h := range m.Groups {
		if len(m.Unconsidered(h)) > 0 {
			return chair(h), p.consider(m, h)
		}
	}
	if m.Version.Brackets() > 0 {
		return chair(m.Pen), p.issue(m)
	}
	return chair(g), p.move(m)
}

func (p *player) decides(m procedure.Matter, chair func(group.ID) member.ID) (member.ID, procedure.Command) {
	d := m.Decision
	g := pick(&p.die, "group", m.Groups...)
	if p.one(9) {
		return chair(m.Pen), p.issue(m)
	}
	if p.one(20) {
		return p.elector(m), p.reserve(m)
	}
	if p.one(40) {
		return p.elector(m), procedure.Recuse{Reason: "It is my firm."}
	}
	switch {
	case d.Method == procedure.Meeting && len(d.Recorded) == len(m.Groups):
		return chair(g), procedure.Close{}
	case d.Method == procedure.Meeting:
		p.table.at = later(p.table.at, d.Closes)
		for _, h := range m.Groups {
			if !contains(d.Recorded, h) {
				g = h
			}
		}
		return chair(g), p.meeting(m, g)
	case !p.table.at.Before(d.Closes):
		return member.Clock, procedure.Close{}
	case d.Method == procedure.Silence && p.one(5):
		return p.elector(m), procedure.Amend{Version: d.Version, Words: "Otherwise.", Paragraph: m.Version.Paragraphs[0].ID}
	case d.Method == procedure.Silence && p.one(2):
		p.table.at = later(p.table.at, d.Closes)
		return member.Clock, procedure.Close{}
	}
	return p.elector(m), p.choose(m)
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func contains(all []group.ID, g group.ID) bool {
	for _, h := range all {
		if h == g {
			return true
		}
	}
	return false
}

// anything is any command, with any words.
func (p *player) anything(m procedure.Matter) procedure.Command {
	switch p.upTo("command", 0, 18) {
	case 0:
		return p.raise(m)
	case 1:
		return procedure.Revise{Raise: p.raise(m)}
	case 2:
		return p.state(m)
	case 3:
		return procedure.Refer{}
	case 4:
		return p.consider(m, p.group())
	case 5:
		return procedure.OpenFormulation{}
	case 6:
		return p.issue(m)
	case 7:
		return procedure.PassPen{To: p.group()}
	case 8:
		return p.move(m)
	case 9:
		return procedure.Second{Version: p.version(m)}
	case 10:
		return procedure.Unmove{}
	case 11:
		return p.choose(m)
	case 12:
		return procedure.Amend{Version: p.version(m), Paragraph: pick(&p.die, "paragraph", text.ParagraphID(""), "p1", "p9", "x"), Words: pick(&p.die, "words", "Otherwise.", "")}
	case 13:
		return p.meeting(m, p.group())
	case 14:
		return p.reserve(m)
	case 15:
		return procedure.Close{}
	case 16:
		return procedure.Withdraw{Reason: pick(&p.die, "reason", "It leads nowhere.", "")}
	case 17:
		if !p.one(3) {
			break
		}
		return procedure.Recuse{Member: pick(&p.die, "recused", "", "", p.anybody()), Reason: pick(&p.die, "reason", "It is my firm.", "")}
	}
	return procedure.Differ{Paragraphs: p.paragraphs(text.Text{}, 4), Reason: pick(&p.die, "reason", "No common text.", "")}
}

// version is mostly the latest, and otherwise an older one or none.
func (p *player) version(m procedure.Matter) act.Hash {
	if !p.one(8) {
		return m.Version.Hash
	}
	old := []act.Hash{{}}
	for _, a := range p.on.acts {
		if p.on.words[a.Hash] != nil {
			old = append(old, a.Hash)
		}
	}
	return pick(&p.die, "version", old...)
}

func (p *player) raise(m procedure.Matter) procedure.Raise {
	return procedure.Raise{Title: text.Words{"en": "An idea"}, Problem: "All is not well.", Lang: "en", Dimension: "hd",
		Addressees: []string{"ORG-CIO"}, Paragraphs: p.paragraphs(p.on.words[m.Version.Hash], 6)}
}

func (p *player) state(m procedure.Matter) procedure.State {
	c := procedure.State{Words: "Indeed.", Lang: "en", Audience: act.Caucus, Attribution: act.Named, Version: p.version(m)}
	if m.Stage != procedure.Raised || p.one(8) {
		c.Audience = pick(&p.die, "audience", act.Joint, act.Caucus, act.Public)
	}
	c.Attribution = pick(&p.die, "attribution", act.Named, act.GroupOnly, act.Unattributed)
	return c
}

func (p *player) consider(m procedure.Matter, g group.ID) procedure.Consider {
	seats := 0
	for _, s := range member.In(p.standings, p.table.at) {
		if s.Group == g && s.Decides() {
			seats++
		}
	}
	c := procedure.Consider{Version: p.version(m), Position: pick(&p.die, "position", procedure.Support, procedure.SupportWithChanges, procedure.Concerns, procedure.NoSupport),
		Method: procedure.Written, TookPart: seats, WithoutComment: !p.one(3), Reason: "So it is."}
	if p.one(6) {
		c.TookPart = p.upTo("took part", 0, 7)
	}
	return c
}

// paragraphs draws a text on a base; in one of so many there is a bracket.
func (p *player) paragraphs(base text.Text, bracket int) (all []text.Paragraph) {
	for _, q := range base {
		switch p.upTo("paragraph", 0, 8) {
		case 0:
			continue
		case 1:
			q.Words = p.words(bracket)
		}
		all = append(all, q)
	}
	if len(all) > 1 && p.one(6) {
		all[0], all[1] = all[1], all[0]
	}
	if len(all) == 0 || len(all) < 5 && p.one(3) {
		all = append(all, text.Paragraph{Words: p.words(bracket)})
	}
	if p.one(20) {
		all = append(all, text.Paragraph{ID: text.ParagraphID(fmt.Sprint("p", p.upTo("id", 1, 9))), Words: "It was here."})
	}
	return all
}

func (p *player) words(bracket int) string {
	if bracket > 0 && p.one(bracket) {
		return pick(&p.die, "bracket", "Let it be [so | otherwise].", "Let it be [so [or so] | astana: otherwise].", `Let it \[not\] be [so].`, "Let it be [so.")
	}
	return fmt.Sprintf("Let it be so %s.", []string{"once", "twice", "always", `\[sic\]`}[p.upTo("words", 0, 3)])
}

func (p *player) issue(m procedure.Matter) procedure.Issue {
	return procedure.Issue{Base: p.version(m), Paragraphs: p.paragraphs(p.on.words[m.Version.Hash], 6), CancelsDecision: !p.one(4)}
}

func (p *player) move(m procedure.Matter) procedure.Move {
	how := pick(&p.die, "method", procedure.Silence, procedure.Written, procedure.Written, procedure.Meeting)
	closes := p.table.at.Add(notice(m, how)).Add(pick(&p.die, "more notice", 9*24*time.Hour, 5*24*time.Hour, 2*24*time.Hour, 0, -time.Millisecond))
	return procedure.Move{Version: p.version(m), Method: how, Closes: closes}
}

// notice is the least that the rules give.
func notice(m procedure.Matter, how procedure.Method) time.Duration {
	switch how {
	case procedure.Written:
		return time.Duration(m.Rules.NoticeDays) * 24 * time.Hour
	case procedure.Silence:
		return time.Duration(m.Rules.SilenceHours) * time.Hour
	}
	return 0
}

func (p *player) choose(m procedure.Matter) procedure.Choose {
	c := procedure.Choose{Version: p.version(m), Choice: procedure.Consent, Reason: "So I see it."}
	if p.one(4) {
		c.Choice = pick(&p.die, "choice", procedure.Object, procedure.StandAside, "", procedure.Consent)
	}
	if m.Decision != nil && m.Decision.Method == procedure.Silence && p.one(2) {
		c.Choice = procedure.Object
	}
	return c
}

func (p *player) meeting(m procedure.Matter, g group.ID) procedure.RecordMeeting {
	c := procedure.RecordMeeting{Version: p.version(m), Reason: "So it went."}
	if m.Decision == nil {
		return c
	}
	for _, who := range m.Decision.Electorate[g] {
		id := p.on.who[who]
		switch p.upTo("in the room", 0, 11) {
		case 9:
			continue
		case 10:
			c.Aside = append(c.Aside, id)
		case 11:
			c.Object = append(c.Object, id)
		}
		c.Present = append(c.Present, id)
	}
	if p.one(10) {
		c.Present = append(c.Present, p.anybody())
	}
	return c
}

func (p *player) reserve(m procedure.Matter) procedure.Reserve {
	return procedure.Reserve{Version: p.version(m), Rider: pick(&p.die, "rider", procedure.Reservation, procedure.Interpretative),
		Words: "With this in mind.", Lang: "en", ForGroup: p.one(3)}
}
