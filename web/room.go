package web

import (
	"net/url"
	"slices"
	"strconv"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/floor"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// roomPage is a meeting while it sits: who is there, at which item it is, the
// text that it is about, who asked for the floor, and what comes of it. All
// cities have the same before them.
type roomPage struct {
	gathering
	now      meeting.Item
	at       bool            // an item is being taken
	matter   register.Matter // of the item; zero if it is of none, or not the reader's
	text     register.Text
	ways     []procedure.Way // what the reader may do about it
	speakers []floor.Speaker
	outcomes []register.Line
	typed    *attempted // what comes back, also if what was asked for is done
	problems []part.Problem

	attend   map[group.ID]question
	conclude []question
	outcome  []question // the form of a consideration or a decision; nil if none is asked of the reader
}

func (s *Site) room(v *visit) (page, error) { return s.roomPage(v, nil) }

func (s *Site) roomPage(v *visit, typed *attempted) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	pg := roomPage{typed: typed, attend: map[group.ID]question{}}
	ref := act.Ref(v.PathValue("ref"))
	err := v.ask(func(q register.Questions) (err error) {
		if pg.gathering, err = v.gathering(q, ref); err != nil {
			return err
		}
		if err = pg.mustBeInside(); err != nil {
			return err
		}
		if pg.outcomes, err = q.Outcomes(ref); err != nil {
			return err
		}
		pg.now, pg.at = pg.m.Item(pg.m.Now)
		if !pg.at || pg.now.Matter == "" {
			return nil
		}
		if pg.matter, pg.ways, err = v.matterOf(q, pg.now.Matter); err != nil {
			if no, refused := act.Refused(err); refused && no.Why == act.NotFound {
				return nil // not the reader's to see
			}
			return err
		}
		pg.text, err = q.Text(pg.matter.Ref, pg.matter.Version.Hash)
		return err
	})
	if err == nil && pg.at && !pg.now.Rule {
		err = s.Register.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
			pg.speakers, err = floor.List(tx, ref, pg.now.ID)
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	pg.ask(v)
	return pg, nil
}

func (pg roomPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide, f.Faulty = v.p.T("room.title", pg.called(v)), true, len(pg.problems) > 0
	f.Live = v.following("") // what is done about a matter in the room is on the matter
}

func (pg roomPage) body(v *visit) templ.Component { return roomBody(v, pg) }

// ask prepares the forms of whoever keeps the meeting.
func (pg *roomPage) ask(v *visit) {
	for _, venue := range pg.m.Venues {
		pg.attend[venue.Group] = pg.askAttend(v, venue.Group)
	}
	if pg.at {
		pg.conclude = pg.askConclude(v)
		pg.outcome = pg.askOutcome(v)
	}
	if pg.typed.refusal() == nil {
		return
	}
	asks := map[string][]question{"conclude": pg.conclude, "outcome": pg.outcome}[pg.typed.what]
	for g, q := range pg.attend {
		if pg.typed.what == attending(g) {
			asks = []question{q}
			pg.problems = v.mark(asks, pg.typed.no)
			pg.attend[g] = asks[0]
			return
		}
	}
	pg.problems = v.mark(asks, pg.typed.no)
}

// attending names the form by which it is noted who is in one city's room.
func attending(g group.ID) string { return "attend/" + string(g) }

// askAttend asks who is in one city's room: of those who are asked to come.
// Whoever is in another room already is not asked for.
func (pg roomPage) askAttend(v *visit, at group.ID) question {
	f := part.Field{Name: "present." + string(at), ID: "present-" + string(at), Label: v.p.T("room.present", at)}
	for _, p := range pg.m.Present {
		if p.Venue == at {
			f.Values = append(f.Values, string(pg.names[p.Who]))
		}
	}
	if in := pg.left(attending(at)); in.Has("seen." + string(at)) {
		f.Values = in[f.Name]
	}
	for _, s := range v.sitting.All() {
		who := pg.alias(s.Member)
		elsewhere := slices.ContainsFunc(pg.m.Present, func(p meeting.Presence) bool { return p.Who == who && p.Venue != at })
		if elsewhere || !pg.m.Comes(s, who) && !(pg.m.Restricted && pg.m.Keeps(s)) {
			continue
		}
		shown := v.group(s.Group)
		f.Options = append(f.Options, part.Option{Value: string(s.Member), Label: v.name(s.Member), Group: &shown})
	}
	// Those of the city first.
	locale.Sort(v.p.Lang(), f.Options, func(o part.Option) string { return o.Label })
	slices.SortStableFunc(f.Options, func(a, b part.Option) int { return ownFirst(string(at), a.Group.ID, b.Group.ID) })
	return question{f, "checks"}
}

// ownFirst orders two groups so that one's own comes before others.
func ownFirst(own, a, b string) int {
	switch {
	case a == b:
		return 0
	case a == own:
		return -1
	case b == own:
		return 1
	}
	return 0
}

// seen is the act by which it was last noted who is in a room, so that nobody
// writes over what another noted meanwhile.
func (pg roomPage) seen(at group.ID) string {
	seq := int64(-1)
	bodiesOf(pg.gathering, func(l register.Line, b meeting.AttendedAct) {
		if b.Venue == at {
			seq = l.Seq
		}
	})
	return strconv.FormatInt(seq, 10)
}

// askConclude asks what came of the item and who spoke: first those who had the
// floor, in their order.
func (pg roomPage) askConclude(v *visit) []question {
	in := pg.about("conclude", "item")
	language := locale.Lang(pg.m.Lang).OwnName()
	note := part.Field{Name: "note", Label: v.p.T("room.note"), Hint: v.p.T("room.note.hint", language), Lang: pg.m.Lang, Value: in.Get("note"), Max: meeting.MaxNote, Rows: 8}
	if pg.now.Rule {
		note.Hint = v.p.T("room.note.rule", language)
		return append([]question{{note, "area"}}, v.askNamed(in, pg.typed.refusal())...)
	}
	spoke := part.Field{Name: "spoke", Label: v.p.T("room.spoke"), Optional: true, Values: in["spoke"]}
	there := pg.present(v, everywhere)
	var order []member.ID
	for _, s := range pg.speakers {
		if has(there, s.Member) {
			order = append(order, s.Member)
			if s.Spoke && !in.Has("item") {
				spoke.Values = append(spoke.Values, string(s.Member))
			}
		}
	}
	for _, id := range there {
		if !has(order, id) {
			order = append(order, id)
		}
	}
	for _, id := range order {
		spoke.Options = append(spoke.Options, part.Option{Value: string(id), Label: v.name(id)})
	}
	return []question{{note, "area"}, {spoke, "checks"}}
}

// command is what the item asks of the groups about its matter.
func (pg roomPage) command() string {
	switch pg.now.Asks {
	case meeting.Consideration:
		return "consider"
	case meeting.Decision:
		return "record-meeting"
	}
	return ""
}

// way is whether that is open to the reader; nil if it is not asked of them.
func (pg roomPage) way() *procedure.Way {
	for n := range pg.ways {
		if pg.ways[n].Command == pg.command() {
			return &pg.ways[n]
		}
	}
	return nil
}

// askOutcome asks for the position of the reader's group, or for those of its
// members in the rooms.
func (pg roomPage) askOutcome(v *visit) []question {
	if w := pg.way(); w == nil || w.No != nil || !pg.keeps(v) {
		return nil
	}
	in := pg.about("outcome", "outcome")
	if pg.now.Asks == meeting.Consideration {
		return slices.DeleteFunc(askConsider(v, pg.matter, in), func(q question) bool { return q.Name == "method" || q.Name == "tookPart" })
	}
	var asks []question
	for _, id := range pg.deciding(v) {
		asks = append(asks, question{part.Field{Name: "choice." + string(id), Label: v.name(id), Value: or(in, "choice."+string(id), string(procedure.Consent)),
			Options: named(v, false, procedure.Consent, procedure.StandAside, procedure.Object)}, "radios"})
	}
	return append(asks, reasonArea(v, in, "web.field.reason", "web.field.reason.meeting"))
}

// deciding are the electors of the reader's group who are in the rooms.
func (pg roomPage) deciding(v *visit) []member.ID {
	return pg.present(v, func(p meeting.Presence) bool {
		return p.Decides && p.Group == v.reader.Standing.Group && !pg.matter.IsRecused(pg.names[p.Who])
	})
}

// readOutcome reads what was answered.
func (pg roomPage) readOutcome(v *visit, in url.Values) procedure.Command {
	if pg.now.Asks == meeting.Consideration {
		return procedure.Consider{Version: version(in), Position: procedure.Position(in.Get("position")), WithoutComment: in.Get("withoutComment") == "yes",
			Reason: in.Get("reason"), Meeting: pg.m.Ref}
	}
	c := procedure.RecordMeeting{Version: version(in), Reason: in.Get("reason"), Meeting: pg.m.Ref}
	for _, id := range pg.deciding(v) {
		c.Present = append(c.Present, id)
		switch procedure.Choice(in.Get("choice." + string(id))) {
		case procedure.StandAside:
			c.Aside = append(c.Aside, id)
		case procedure.Object:
			c.Object = append(c.Object, id)
		}
	}
	return c
}

// mayAsk reports whether the reader may ask for the floor.
func (pg roomPage) mayAsk(v *visit) bool {
	return pg.at && !pg.now.Rule && v.acting == "" && v.reader.Standing.Speaks() && pg.m.In(pg.alias(v.session.Member))
}
