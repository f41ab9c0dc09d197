package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/text"
)

// A Said is what is said of a meeting to one reader. Whoever fills it asks the
// register as that reader, and leaves out the links unless they come.
type Said struct {
	meeting.Meeting
	Title   text.Words
	Rooms   []meeting.Place // in the order of the venues, as are the links
	Links   []string
	Reason  string
	Changed time.Time
	Own     group.ID // the reader's, whose city stands first
}

// A Place is the site that events lead to.
type Place struct {
	Domain string // in which UIDs are unique; never changed
	Base   string // the site's own address
}

// UID names a meeting in every calendar, for good.
func (l Place) UID(ref act.Ref) string { return string(ref) + "@" + l.Domain }

// Page is the address of a meeting's page.
func (l Place) Page(ref act.Ref) string {
	return strings.TrimRight(l.Base, "/") + "/meeting/" + string(ref)
}

// Event is a meeting as a calendar has it, in the printer's language, with its
// hours in each of the zones.
func (l Place) Event(p *locale.Printer, s Said, zones []locale.Zone) Event {
	return Event{
		UID: l.UID(s.Ref), Sequence: s.Revision, Stamp: s.Changed, Start: s.Start, End: s.End,
		Summary:     Title(p, s),
		Description: strings.Join(append(slices.Concat(When(p, s.Meeting, zones), Where(p, s), Why(p, s)), l.Page(s.Ref)), "\n"),
		Location:    strings.Join(rooms(p, s), "; "),
		URL:         l.Page(s.Ref), CalledOff: s.Stage == meeting.CalledOff,
	}
}

// Title is what a meeting is called outside the house: one in a caucus by its
// group alone.
func Title(p *locale.Printer, s Said) string {
	title := s.Title.In(string(p.Lang()), "en", "ru", "kk")
	if s.Audience() == act.Caucus || title == "" {
		return p.T("calendar.meeting-of", s.Groups)
	}
	return title
}

// When says the day and the hours of a meeting on each of the clocks, with the
// weekday, since that is where people miss meetings.
func When(p *locale.Printer, m meeting.Meeting, zones []locale.Zone) (lines []string) {
	for _, z := range zones {
		from, to := m.Start.In(z.Location), m.End.In(z.Location)
		if p.FullDate(from, z.Location) == p.FullDate(to, z.Location) {
			lines = append(lines, p.T("calendar.when", z.City, p.FullDate(from, z.Location), p.Clock(from, z.Location), p.Clock(to, z.Location)))
			continue
		}
		lines = append(lines, p.T("calendar.when.over", z.City, p.FullDate(from, z.Location), p.Clock(from, z.Location),
			p.FullDate(to, z.Location), p.Clock(to, z.Location)))
	}
	return lines
}

// Where says where a meeting is: its rooms, and the links of those who come.
func Where(p *locale.Printer, s Said) (lines []string) {
	for _, room := range rooms(p, s) {
		lines = append(lines, p.T("calendar.where", room))
	}
	for _, n := range order(s) {
		if n >= len(s.Links) || s.Links[n] == "" {
			continue
		}
		if said := p.T("calendar.link", s.Links[n]); !slices.Contains(lines, said) {
			lines = append(lines, said)
		}
	}
	return lines
}

// Why says why a meeting was called off, unless that is a caucus's own affair.
func Why(p *locale.Printer, s Said) []string {
	if s.Stage != meeting.CalledOff || s.Reason == "" || s.Audience() == act.Caucus {
		return nil
	}
	return []string{p.T("calendar.reason", s.Reason)}
}

// order is that of the venues for the reader: their own city first.
func order(s Said) (places []int) {
	for n, v := range s.Venues {
		if v.Group == s.Own {
			places = slices.Insert(places, 0, n)
		} else {
			places = append(places, n)
		}
	}
	return places
}

func rooms(p *locale.Printer, s Said) (all []string) {
	for _, n := range order(s) {
		if n >= len(s.Rooms) {
			continue
		}
		where := slices.DeleteFunc([]string{s.Rooms[n].Room, s.Rooms[n].Address}, func(s string) bool { return s == "" })
		if len(where) > 0 {
			all = append(all, fmt.Sprintf("%s: %s", p.Arg(s.Venues[n].Group), strings.Join(where, ", ")))
		}
	}
	return all
}

// Clocks are those on which a reader is told the hours of a meeting: of every
// capital, their own group's first, and of where they are, if that is another.
func Clocks(p *locale.Printer, groups []group.Group, own group.ID, zone string) (all []locale.Zone) {
	known := map[string]bool{"": true}
	for _, g := range groups {
		loc, err := time.LoadLocation(g.Zone)
		if err != nil {
			loc = time.UTC
		}
		z := locale.Zone{City: p.Arg(g.ID), Location: loc}
		if known[g.Zone] = true; g.ID == own {
			all = slices.Insert(all, 0, z)
		} else {
			all = append(all, z)
		}
	}
	if loc, err := time.LoadLocation(zone); err == nil && !known[zone] {
		city := zone[strings.LastIndexByte(zone, '/')+1:]
		all = append(all, locale.Zone{City: strings.ReplaceAll(city, "_", " "), Location: loc})
	}
	return all
}
