package web

import (
	"slices"
	"strconv"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// meetingsPage lists meetings: those to come, then those that are over.
type meetingsPage struct {
	coming, past []register.Meeting
	next         string
	mayCall      bool
}

const (
	comingOnPage = 100
	pastOnPage   = 30
	horizon      = 6 * 365 * 24 * time.Hour // no meeting can be called for later
)

func (s *Site) meetings(v *visit) (page, error) {
	pg := meetingsPage{mayCall: v.mayCall()}
	before, older := v.now, false
	if ms, err := strconv.ParseInt(v.URL.Query().Get("before"), 10, 64); err == nil && ms > 0 && ms < v.now.UnixMilli() {
		before, older = time.UnixMilli(ms), true
	}
	var ended []register.Meeting // before their time, or since yesterday
	err := v.ask(func(q register.Questions) (err error) {
		if !older {
			// What began yesterday may still be sitting.
			if pg.coming, err = q.Meetings(v.now.Add(-meeting.MaxLength), v.now.Add(horizon), comingOnPage); err != nil {
				return err
			}
			ended = slices.DeleteFunc(slices.Clone(pg.coming), func(m register.Meeting) bool { return !over(m, v.now) })
			pg.coming = slices.DeleteFunc(pg.coming, func(m register.Meeting) bool { return over(m, v.now) })
		}
		pg.past, err = q.PastMeetings(before, pastOnPage+1)
		return err
	})
	if len(pg.past) > pastOnPage {
		pg.past = pg.past[:pastOnPage]
		pg.next = "/meetings?before=" + strconv.FormatInt(pg.past[pastOnPage-1].Start.UnixMilli(), 10)
	}
	slices.Reverse(ended)
	pg.past = append(ended, slices.DeleteFunc(pg.past, func(m register.Meeting) bool {
		return slices.ContainsFunc(slices.Concat(pg.coming, ended), func(c register.Meeting) bool { return c.Ref == m.Ref })
	})...)
	return pg, err
}

// over reports whether a meeting is among the past ones: its time has passed, or
// it was closed or called off before.
func over(m register.Meeting, now time.Time) bool {
	switch m.Stage {
	case meeting.Sitting:
		return false
	case meeting.Planned:
		return !m.End.After(now)
	}
	return true
}

func (pg meetingsPage) head(v *visit, f *part.Page) {
	f.Title = v.p.T("agenda.title")
	if v.reader.Standing.Group != "" {
		f.Live = v.following("")
	}
}

func (pg meetingsPage) body(v *visit) templ.Component { return meetingsBody(v, pg) }

// meetingTable lists meetings; those of the reader's own group are marked.
func (v *visit) meetingTable(caption, empty string, all []register.Meeting) part.Grid {
	g := part.Grid{Caption: caption, Unseen: true, Empty: empty, Columns: []part.Column{
		{Label: v.p.T("agenda.meeting")}, {Label: v.p.T("agenda.when")}, {Label: v.p.T("agenda.who")}, {Label: v.p.T("agenda.state")}}}
	for _, m := range all {
		who := v.whoMeets(m)
		if own := v.reader.Standing.Group; own != "" && slices.Contains(m.Groups, own) {
			who = v.p.T("agenda.own", who)
		}
		state := v.p.T(m.Stage.Key())
		if m.Public && v.reader.Standing.Group != "" {
			state += " · " + v.p.T("agenda.public")
		}
		g.Rows = append(g.Rows, []part.Cell{{Text: v.say(m.Title), Href: address(m.Ref)}, {Text: v.p.Both(m.Start, v.venueZones(m)...)}, {Text: who}, {Text: state}})
	}
	return g
}

// whoMeets names the groups that meet.
func (v *visit) whoMeets(m register.Meeting) string {
	names := make([]string, len(m.Groups))
	for n, g := range group.Alternat(m.Groups, string(m.Ref)) {
		names[n] = v.groupName(g, v.p.Lang())
	}
	return v.p.List(names)
}

// venueZones are the clocks of a meeting's cities, the reader's own first also
// where nobody meets in it.
func (v *visit) venueZones(m register.Meeting) (zones []locale.Zone) {
	own := v.reader.Standing.Group
	if g, ok := v.initiative.Group(own); ok {
		zones = append(zones, locale.Zone{City: v.groupName(own, v.p.Lang()), Location: location(g.Zone)})
	}
	for _, venue := range m.Venues {
		if venue.Group != own {
			zones = append(zones, locale.Zone{City: v.groupName(venue.Group, v.p.Lang()), Location: location(venue.Zone)})
		}
	}
	return zones
}

// mayCall reports whether the reader may call a meeting.
func (v *visit) mayCall() bool {
	return v.acting == "" && v.reader.Standing.Group != "" && meeting.Call{}.May(meeting.Meeting{}, meeting.Instant{By: v.reader.Standing}) == nil
}

// nextMeeting is the next one of the reader's own group.
func (v *visit) nextMeeting(q register.Questions) (*register.Meeting, error) {
	m, ok, err := q.NextMeeting(v.reader.Standing.Group, v.now)
	if !ok {
		return nil, err
	}
	return &m, err
}

// meetingOf is the meeting of a request, with its agenda and what the reader may
// do with it.
func (v *visit) meetingOf(q register.Questions) (m register.Meeting, a register.Agenda, i meeting.Instant, err error) {
	if m, err = q.Meeting(act.Ref(v.PathValue("ref"))); err != nil {
		return m, a, i, err
	}
	if a, err = q.Agenda(m); err != nil {
		return m, a, i, err
	}
	i, err = q.Convening(m, v.now)
	return m, a, i, err
}
