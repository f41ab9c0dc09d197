package web

import (
	"encoding/json"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/calendar"
	"example.org/counterpart/conference"
)

// calendar is a conference and its sessions as a file for calendars. A
// conference of which no day is known is in no calendar, and a session of which
// no hour is known is of the whole day.
func (pg conferencePage) calendar(v *visit) ([]byte, error) {
	if !pg.c.Exact() {
		return nil, act.Refuse(act.NotNow, "refuse.conference.inexact")
	}
	title, place := v.say(pg.c.Title), v.say(pg.words.City)
	if pg.words.Venue != "" {
		place += ", " + pg.words.Venue
	}
	event := func(id, title, place, about, from, to string) calendar.Event {
		first, _ := time.Parse(time.DateOnly, from)
		last, _ := time.Parse(time.DateOnly, to)
		return calendar.Event{UID: id + "@" + host(v.site.Clerk.Origin), Sequence: pg.version.N, Stamp: v.now, Start: first, End: last, Days: true,
			Summary: title, Location: place, Description: about, URL: pg.base + address(pg.c.Ref), CalledOff: pg.c.Stage == conference.Cancelled}
	}
	events := []calendar.Event{event(string(pg.c.Ref), title, place, v.say(pg.words.About), pg.c.From, pg.c.LastDay())}
	for _, s := range pg.programme {
		where := place
		if s.Room != "" {
			where = s.Room + ", " + place
		}
		e := event(string(pg.c.Ref)+"-"+string(s.ID), v.say(s.Title), where, v.say(s.Abstract), s.Day, s.Day)
		if from, ok := begins(pg.c.Facts, s.Day, s.Start); ok {
			e.Start, e.Days = from, false
			e.End, _ = begins(pg.c.Facts, s.Day, s.End)
		}
		events = append(events, e)
	}
	return calendar.Feed(title, events), nil
}

// linked is a conference as schema.org describes events, for machines that read
// pages. Dates are as exact as they are known.
func (pg conferencePage) linked(v *visit) map[string]any {
	at := pg.base + address(pg.c.Ref)
	status := "EventScheduled"
	if pg.c.Stage == conference.Cancelled {
		status = "EventCancelled"
	}
	place := map[string]any{"@type": "Place", "name": v.say(pg.words.City)}
	if pg.words.Venue != "" {
		place["address"] = pg.words.Venue
	}
	all := map[string]any{
		"@context": "https://schema.org", "@type": "Event", "@id": at, "url": at, "name": v.say(pg.c.Title),
		"startDate": pg.c.From, "endDate": pg.c.LastDay(), "eventStatus": "https://schema.org/" + status,
		"eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode", "location": place,
		"organizer": map[string]any{"@type": "Organization", "name": v.say(v.description.Name), "url": pg.base},
	}
	if about := v.say(pg.words.About); about != "" {
		all["description"] = about
	}
	if len(pg.c.Langs) > 0 {
		all["inLanguage"] = pg.c.Langs
	}
	if pg.c.Capacity > 0 {
		all["maximumAttendeeCapacity"] = pg.c.Capacity
	}
	var parts []any
	for _, s := range pg.programme {
		parts = append(parts, pg.linkedSession(v, s, place))
	}
	if len(parts) > 0 {
		all["subEvent"] = parts
	}
	return all
}

func (pg conferencePage) linkedSession(v *visit, s conference.Session, place map[string]any) map[string]any {
	one := map[string]any{"@type": "Event", "name": v.say(s.Title), "startDate": s.Day, "location": place,
		"url": pg.base + address(pg.c.Ref) + "#" + string(s.ID)}
	if from, ok := begins(pg.c.Facts, s.Day, s.Start); ok {
		one["startDate"] = from.Format(time.RFC3339)
	}
	if to, ok := begins(pg.c.Facts, s.Day, s.End); ok {
		one["endDate"] = to.Format(time.RFC3339)
	}
	var who []any
	for _, p := range s.Speakers {
		person := map[string]any{"@type": "Person", "name": p.Name}
		if p.Member != "" {
			person["name"], p.Affiliation = v.name(p.Member), v.outside(p.Member)
		}
		if p.Affiliation != "" {
			person["affiliation"] = map[string]any{"@type": "Organization", "name": p.Affiliation}
		}
		who = append(who, person)
	}
	if len(who) > 0 {
		one["performer"] = who
	}
	if len(s.Langs) > 0 {
		one["inLanguage"] = s.Langs
	}
	return one
}

func (pg conferencePage) linkedJSON(v *visit) ([]byte, error) {
	if !pg.c.Public {
		return nil, act.Refuse(act.NotFound, "web.nowhere")
	}
	return json.MarshalIndent(pg.linked(v), "", "  ")
}

// host is the name under which this installation's events are known, which is
// the record's, without what cannot stand there.
func host(origin string) string {
	name, _, _ := strings.Cut(origin, "/")
	return name
}
