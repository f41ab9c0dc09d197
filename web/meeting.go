package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// meetingPage is a meeting's own page: a column for each city, the agenda in
// the middle.
type meetingPage struct {
	m        register.Meeting
	agenda   register.Agenda
	names    map[act.Alias]member.ID
	outcomes []register.Line
	proposed []register.Proposal
	carried  []register.Carried
	may, not []part.Task
	keeps    bool // the reader may change the agenda now
	serial   bool // it is one of several
	key      string

	holidays []string // on which it falls, in one of its cities
}

const proposedOnPage = 20

func (s *Site) meeting(v *visit) (page, error) {
	pg := meetingPage{key: newKey()}
	err := v.ask(func(q register.Questions) (err error) {
		var i meeting.Instant
		if pg.m, pg.agenda, i, err = v.meetingOf(q); err != nil {
			return err
		}
		if pg.names, err = q.Attendance(pg.m); err != nil {
			return err
		}
		if pg.outcomes, err = q.Outcomes(pg.m.Ref); err != nil {
			return err
		}
		if v.reader.Standing.Group == "" {
			return nil
		}
		if pg.proposed, err = q.Proposals(pg.m, proposedOnPage); err != nil {
			return err
		}
		if pg.m.Stage == meeting.Planned || pg.m.Stage == meeting.Sitting {
			if pg.carried, err = q.Carried(pg.m); err != nil {
				return err
			}
		}
		pg.ways(v, i)
		if pg.serial = pg.m.Series != pg.m.Ref; !pg.serial && pg.m.Stage == meeting.Planned && pg.m.Keeps(v.reader.Standing) {
			all, err := q.Series(pg.m.Ref)
			pg.serial = len(all) > 1
			return err
		}
		return nil
	})
	if err == nil && pg.m.Stage == meeting.Planned {
		pg.holidays, err = v.holidays(pg.m)
	}
	return pg, err
}

// invitedShown reports whether the page says who is invited. Where a part is
// under the Chatham House Rule only those who keep its papers are told: the list
// would be as good as one of who was there.
func (pg meetingPage) invitedShown(v *visit) bool {
	ruled := slices.ContainsFunc(pg.m.Items, func(it meeting.Item) bool { return it.Rule })
	return len(pg.m.Invited) > 0 && (!ruled || pg.m.Keeps(v.reader.Standing))
}

func (pg meetingPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide = v.say(pg.m.Title), true
	if v.reader.Standing.Group != "" {
		f.Live = v.following(pg.m.Ref)
	}
}

func (pg meetingPage) body(v *visit) templ.Component { return meetingBody(v, pg) }

// ways sorts what the reader may do with the meeting from what they may not.
func (pg *meetingPage) ways(v *visit, i meeting.Instant) {
	for _, w := range pg.m.Ways(i) {
		if w.Command == (meeting.Call{}).Name() || w.Command == (meeting.DropItem{}).Name() {
			continue // there is none to call, and each item has its own way off the agenda
		}
		if w.Command == (meeting.DropPaper{}).Name() && !pg.papers() {
			continue
		}
		no := w.No
		if no == nil && v.acting != "" {
			no, _ = act.Refused(act.Refuse(act.NotAllowed, "refuse.grant.never"))
		}
		t := part.Task{Label: v.p.T("agenda.do." + w.Command)}
		if no != nil {
			t.Reasons = []string{v.p.Say(no.Reason)}
			pg.not = append(pg.not, t)
			continue
		}
		pg.keeps = pg.keeps || w.Command == (meeting.PutItem{}).Name()
		t.Href, t.Hint = pg.wayTo(v, w.Command), v.p.T("agenda.do."+w.Command+".hint")
		if t.Href != "" {
			pg.may = append(pg.may, t)
		}
	}
}

// wayTo is where a command is asked for: on a page of this site, or nowhere.
func (pg meetingPage) wayTo(v *visit, command string) string {
	at := address(pg.m.Ref)
	if _, ok := agendaForms[command]; ok {
		return at + "/agenda/" + command
	}
	where := map[string]string{"lay-paper": "/papers", "drop-paper": "/papers", "minute": "/minutes", "approve": "/minutes",
		"assign": "/tasks", "discharge": "/tasks"}[command]
	if where == "" {
		where = "/room"
	}
	if !v.site.serves(at + where) {
		return ""
	}
	return at + where
}

// serves reports whether there is a page at an address.
func (s *Site) serves(address string) bool {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil || s.mux == nil {
		return false
	}
	_, pattern := s.mux.Handler(r)
	return pattern != "" && pattern != "/"
}

// beside are the pages about the meeting that the site has, where they apply.
func (pg meetingPage) beside(v *visit) (links []part.Link) {
	m, papers := pg.m, pg.papers()
	held := m.Stage == meeting.Sitting || m.Stage == meeting.Adjourned || m.Stage == meeting.Minuted
	for _, l := range []struct {
		where, label string
		applies      bool
	}{
		{"/room", "agenda.to.room", m.Inside && (held || m.Stage == meeting.Planned)},
		{"/minutes", "agenda.to.minutes", m.Inside && held || m.Stage == meeting.Minuted},
		{"/tasks", "agenda.to.tasks", m.Inside && held},
		{"/invitations", "agenda.to.invitations", m.Keeps(v.reader.Standing)},
		{"/papers", "agenda.to.papers", papers || m.Keeps(v.reader.Standing)},
		{".ics", "agenda.to.ics", m.Stage == meeting.Planned},
		{"/series", "agenda.to.series", pg.serial && m.Keeps(v.reader.Standing) && m.Stage == meeting.Planned},
		{"/pack", "agenda.to.pack", v.reader.Standing.Group != "" && len(m.Items) > 0 && m.Stage != meeting.CalledOff},
	} {
		if at := address(m.Ref) + l.where; l.applies && v.site.serves(at) {
			links = append(links, part.Link{Label: v.p.T(l.label), Href: at})
		}
	}
	return links
}

// papers reports whether any lies before the meeting.
func (pg meetingPage) papers() bool {
	return slices.ContainsFunc(pg.m.Items, func(it meeting.Item) bool { return len(it.Papers) > 0 })
}

// badge is how far the meeting has come.
func (pg meetingPage) badge(v *visit) part.Badge {
	tone := map[meeting.Stage]string{meeting.Minuted: "done", meeting.Sitting: "open", meeting.CalledOff: "stop"}[pg.m.Stage]
	return part.Badge{Label: v.p.T(pg.m.Stage.Key()), Tone: tone}
}

// facts are what one wants to know of a meeting at a glance.
func (pg meetingPage) facts(v *visit) (facts []part.Fact) {
	if meets := group.Alternat(pg.m.Groups, string(pg.m.Ref)); len(meets) == 1 {
		shown := v.group(meets[0])
		facts = append(facts, part.Fact{Label: v.p.T("agenda.meets"), Value: shown.Name, Group: &shown})
	} else {
		var names []string
		for _, g := range meets {
			names = append(names, v.groupName(g, v.p.Lang()))
		}
		facts = append(facts, part.Fact{Label: v.p.T("agenda.meet"), Value: v.p.List(names)})
	}
	facts = append(facts, part.Fact{Label: v.p.T("agenda.lasts"), Value: v.p.T("agenda.minutes", int(pg.m.End.Sub(pg.m.Start).Minutes()))})
	own := v.reader.Standing.Group
	if own != "" && !slices.ContainsFunc(pg.m.Venues, func(w meeting.Venue) bool { return w.Group == own }) {
		zone := locale.Zone{City: v.groupName(own, v.p.Lang()), Location: v.zone()}
		facts = append(facts, part.Fact{Label: v.p.T("agenda.yours"), Value: v.p.Both(pg.m.Start, zone)})
	}
	if own != "" {
		facts = append(facts, part.Fact{Label: v.p.T("agenda.readers"), Value: v.p.T("agenda.readers." + string(pg.m.Audience()))})
	}
	return facts
}

// A city is a venue as the page shows it.
type city struct {
	group         part.Group
	start, end    string // on the clock of the city
	day, otherDay string // otherDay is that of the end, if it is another
	place         meeting.Place
	link, chair   string
}

// cities are the venues in the order of the alternat.
func (pg meetingPage) cities(v *visit) (all []city) {
	ids := make([]group.ID, len(pg.m.Venues))
	for n, w := range pg.m.Venues {
		ids[n] = w.Group
	}
	for _, id := range group.Alternat(ids, string(pg.m.Ref)) {
		n := slices.Index(ids, id)
		w := pg.m.Venues[n]
		zone := location(w.Zone)
		c := city{group: v.group(id), start: v.p.Clock(pg.m.Start, zone), end: v.p.Clock(pg.m.End, zone), day: v.p.FullDate(pg.m.Start, zone)}
		if end := v.p.FullDate(pg.m.End, zone); end != c.day {
			c.otherDay = end
		}
		if n < len(pg.agenda.Rooms) {
			c.place = pg.agenda.Rooms[n]
		}
		if n < len(pg.agenda.Links) && pg.m.Inside {
			c.link = pg.agenda.Links[n]
		}
		c.chair = pg.person(v, w.Chair)
		all = append(all, c)
	}
	return all
}

// lacks says to those who keep the papers what a meeting to come does not tell
// those who are to come to it, and whether it is too short for its agenda.
func (pg meetingPage) lacks(v *visit) (all []string) {
	if pg.m.Stage != meeting.Planned || !pg.m.Keeps(v.reader.Standing) {
		return nil
	}
	if over := pg.given() - int(pg.m.End.Sub(pg.m.Start).Minutes()); over > 0 {
		all = append(all, v.p.T("agenda.over", over))
	}
	for n, venue := range pg.m.Venues {
		var place meeting.Place
		if n < len(pg.agenda.Rooms) {
			place = pg.agenda.Rooms[n]
		}
		linked := n < len(pg.agenda.Links) && pg.agenda.Links[n] != ""
		if place.Room == "" && place.Address == "" && !linked {
			all = append(all, v.p.T("roomnote.no-place", venue.Group))
		}
		if venue.Chair == "" {
			all = append(all, v.p.T("roomnote.no-chair", venue.Group))
		}
	}
	return all
}

// person names who acts under an alias; empty if nobody does.
func (pg meetingPage) person(v *visit, who act.Alias) string {
	if who == "" {
		return ""
	}
	return v.name(pg.names[who])
}

// invited names those who are invited to a restricted meeting.
func (pg meetingPage) invited(v *visit) (names []string) {
	for _, who := range pg.m.Invited {
		names = append(names, pg.person(v, who))
	}
	locale.Sort(v.p.Lang(), names, func(s string) string { return s })
	return names
}

// title is what an item is called: by its own title, else by that of its matter.
func (pg meetingPage) title(v *visit, it register.AgendaItem) string {
	for _, w := range []map[string]string{it.Title, it.About} {
		if len(w) > 0 {
			return v.say(w)
		}
	}
	return v.p.T("agenda.untitled")
}

// came are what came of an item: the acts on its matter that were done here.
func (pg meetingPage) came(it register.AgendaItem) (lines []register.Line) {
	for _, l := range pg.outcomes {
		if it.Matter != "" && l.On == it.Matter && it.About != nil {
			lines = append(lines, l)
		}
	}
	return lines
}

// given are the minutes that the agenda gives to its items together.
func (pg meetingPage) given() (n int) {
	for _, it := range pg.m.Items {
		n += it.Minutes
	}
	return n
}

// owner is whose a task is.
func (pg meetingPage) owner(v *visit, c register.Carried) string {
	if c.Who != "" {
		return v.name(c.Who)
	}
	return v.groupName(c.Group, v.p.Lang())
}

// overdue reports whether a task's day is past where its owner is.
func (pg meetingPage) overdue(v *visit, c register.Carried) bool {
	g, _ := v.initiative.Group(c.Group)
	return strings.Compare(c.Due, v.now.In(location(g.Zone)).Format(time.DateOnly)) < 0
}
