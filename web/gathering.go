package web

import (
	"net/url"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// A gathering is a meeting with all that the pages about what passes in it say:
// its acts, for whom its aliases stand, and what its items are called.
type gathering struct {
	m       register.Meeting
	acts    []register.Line
	by      map[act.Hash]register.Line
	names   map[act.Alias]member.ID
	titles  map[act.Ref]text.Words // of the matters on the agenda that the reader may know of
	instant meeting.Instant
}

// mostInMeeting bounds the acts that are read of one meeting.
const mostInMeeting = 5000

// gathering reads a meeting.
func (v *visit) gathering(q register.Questions, ref act.Ref) (g gathering, err error) {
	if !ref.Meets() {
		return g, act.Refuse(act.NotFound, "refuse.meeting.unknown")
	}
	if g.m, err = q.Meeting(ref); err != nil {
		return g, err
	}
	if g.acts, err = q.Acts(ref, -1, mostInMeeting); err != nil {
		return g, err
	}
	g.by = map[act.Hash]register.Line{}
	for _, l := range g.acts {
		g.by[l.Hash] = l
	}
	if g.names, err = q.Attendance(g.m); err != nil {
		return g, err
	}
	var about []act.Ref
	for _, it := range g.m.Items {
		if it.Matter != "" {
			about = append(about, it.Matter)
		}
	}
	g.instant = v.ofMeeting()
	g.instant.Known = func(id member.ID) act.Alias { return g.alias(id) }
	g.titles, err = q.Titles(about...)
	return g, err
}

// ofMeeting is what the rules are told, as far as pages ask what may be done.
func (v *visit) ofMeeting() meeting.Instant {
	return meeting.Instant{At: v.now, By: v.reader.Standing, Groups: v.initiative.Groups, Seats: v.sitting.All(), Rules: v.initiative.Rules}
}

// mustBeInside refuses who does not read what passes in the rooms.
func (g gathering) mustBeInside() error {
	if !g.m.Inside {
		return act.Refuse(act.NotAllowed, "room.outside")
	}
	return nil
}

// keeps reports whether the reader keeps the meeting's papers.
func (g gathering) keeps(v *visit) bool { return v.acting == "" && g.m.Keeps(v.reader.Standing) }

// alias is the one under which a member is in the meeting, if they are.
func (g gathering) alias(id member.ID) act.Alias {
	for a, who := range g.names {
		if who == id {
			return a
		}
	}
	return ""
}

// present are the members who are in the rooms, in one city or all, by name.
func (g gathering) present(v *visit, fits func(meeting.Presence) bool) (all []member.ID) {
	for _, p := range g.m.Present {
		if id, ok := g.names[p.Who]; ok && fits(p) {
			all = append(all, id)
		}
	}
	locale.Sort(v.p.Lang(), all, v.name)
	return all
}

func everywhere(meeting.Presence) bool { return true }

// called is what the meeting is called.
func (g gathering) called(v *visit) string { return v.say(g.m.Title) }

// itemTitle is what an item is called: by its own words, or by its matter.
func (g gathering) itemTitle(it meeting.Item, say func(text.Words) string, none string) string {
	if w, ok := g.by[it.Worded].Words.(meeting.ItemWords); ok && len(w.Title) > 0 {
		return say(w.Title)
	}
	if title := say(g.titles[it.Matter]); title != "" {
		return title
	}
	return none
}

// item is an item's number and title, as pages call it.
func (g gathering) item(v *visit, id meeting.ItemID) string {
	for n, it := range g.m.Items {
		if it.ID == id {
			return v.p.T("room.item", n+1, g.itemTitle(it, v.say, v.p.T("room.untitled")))
		}
	}
	return ""
}

// why is what stands in the way of a command on the meeting; nil if nothing does.
func (g gathering) why(v *visit, command string) *act.Refusal {
	if v.acting != "" {
		no, _ := act.Refused(act.Refuse(act.NotAllowed, "refuse.grant.never"))
		return no
	}
	for _, w := range g.m.Ways(g.instant) {
		if w.Command == command {
			return w.No
		}
	}
	return nil
}

// trail leads back from a page about a meeting.
func (g gathering) trail(v *visit) []part.Link {
	return []part.Link{{Label: v.p.T("room.meetings"), Href: "/meetings"}, {Label: g.called(v), Href: address(g.m.Ref)}}
}

// rooms are the pages about what passes in a meeting, but for the one at hand.
func (g gathering) rooms(v *visit, here string) (links []part.Link) {
	for _, what := range []string{"room", "minutes", "tasks"} {
		if what != here && (g.m.Inside || what == "minutes") {
			links = append(links, part.Link{Label: v.p.T("room.to." + what), Href: address(g.m.Ref) + "/" + what})
		}
	}
	return links
}

// bodiesOf gives each act of one kind to a function, oldest first.
func bodiesOf[B act.Body](g gathering, each func(l register.Line, b B)) {
	for _, l := range g.acts {
		if b, ok := l.Body.(B); ok {
			each(l, b)
		}
	}
}

// attempted is what was typed into one form of a page that has several, and why
// it was not taken.
type attempted struct {
	what string // which form
	in   url.Values
	no   *act.Refusal
}

// of is what was typed into a form; empty if it was another.
func (a *attempted) of(what string) url.Values {
	if a == nil || a.what != what {
		return url.Values{}
	}
	return a.in
}

// refusal is why it was not taken; nil if nothing was typed, or it was taken.
func (a *attempted) refusal() *act.Refusal {
	if a == nil {
		return nil
	}
	return a.no
}

// lasts is from when to when a meeting is or was held.
func (g gathering) lasts() (from, to time.Time) {
	from, to = g.m.Start, g.m.End
	if !g.m.OpenedAt.IsZero() {
		from, to = g.m.OpenedAt, g.m.ClosedAt
	}
	return from, to
}

// stageOfMeeting is the badge of a meeting's stage.
func stageOfMeeting(v *visit, s meeting.Stage) *part.Badge {
	tone := map[meeting.Stage]string{meeting.Sitting: "open", meeting.Adjourned: "wait", meeting.Minuted: "done", meeting.CalledOff: "stop"}[s]
	return &part.Badge{Label: v.p.T(s.Key()), Tone: tone}
}

// presides are who takes the chair, in each city where somebody is named. Once
// the meeting has begun it is only who was noted as there: of others nobody
// knows that they did.
func (g gathering) presides(v *visit, p *locale.Printer) (rows []part.Row) {
	for _, venue := range g.m.Venues {
		begun := g.m.Stage != meeting.Planned && g.m.Stage != meeting.CalledOff
		if id, ok := g.names[venue.Chair]; ok && (!begun || slices.Contains(g.m.Presided, venue.Chair)) {
			rows = append(rows, part.Row{Key: p.T("room.chair", venue.Group), Value: v.nameIn(id, p.Lang())})
		}
	}
	return rows
}

// matterOf is a matter on the agenda with what the reader may do about it now.
func (v *visit) matterOf(q register.Questions, ref act.Ref) (m register.Matter, ways []procedure.Way, err error) {
	if m, err = q.Matter(ref); err != nil {
		return m, nil, err
	}
	instant, err := q.Instant(m.Matter, v.now)
	return m, v.ways(m.Matter, instant), err
}

// itemOptions are the items of the agenda as the answers of a select.
func (g gathering) itemOptions(v *visit, none string) []part.Option {
	all := []part.Option{{Label: none}}
	for _, it := range g.m.Items {
		all = append(all, part.Option{Value: string(it.ID), Label: g.item(v, it.ID)})
	}
	return all
}

// has reports whether a list has somebody.
func has(all []member.ID, id member.ID) bool { return slices.Contains(all, id) }
