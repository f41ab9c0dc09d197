// Package calendar writes meetings as calendar programs take them (iCalendar,
// RFC 5545, and iTIP, RFC 5546), and reads what such programs answer.
//
// Its law: one meeting is one event under one UID for good; when it changes,
// its SEQUENCE is the meeting's own revision. Times are written in UTC, and the
// local ones said in words, so that no program needs to know of a zone what it
// may have wrong: Kazakhstan changed its own in 2024. Of a meeting in a caucus
// neither title nor problem is written: calendars lie in other houses, as mail
// does. Who else is invited, or comes, is in no file.
package calendar

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
)

// An Event is a meeting as a calendar has it.
type Event struct {
	UID         string
	Sequence    int
	Stamp       time.Time // when this was written, or last changed
	Start, End  time.Time
	Summary     string
	Description string
	Location    string
	URL         string
	CalledOff   bool
	Days        bool // it takes whole days, of which those of Start and End are the first and the last
	Free        bool // it takes none of the reader's time: they have declined
}

// A Party is one end of an invitation.
type Party struct{ Name, Email string }

// Kind is the media type of a calendar file.
const Kind = "text/calendar; charset=utf-8"

// The methods of what is sent.
const (
	Request = "REQUEST"
	Cancel  = "CANCEL"
)

// Method is by which method an event is sent to whom it is about.
func (e Event) Method() string {
	if e.CalledOff {
		return Cancel
	}
	return Request
}

// Invite writes an invitation to one person, what has changed in it, or that
// there is nothing to come to.
func Invite(e Event, from, to Party) []byte {
	c := begin(e.Method())
	v := e.add(c)
	v.SetOrganizer(mailto(from.Email), ics.WithCN(name(from.Name)))
	rsvp := &ics.KeyValues{Key: string(ics.ParameterRsvp), Value: []string{strings.ToUpper(strconv.FormatBool(!e.CalledOff))}}
	v.AddAttendee(mailto(to.Email), ics.CalendarUserTypeIndividual, ics.ParticipationRoleReqParticipant,
		ics.ParticipationStatusNeedsAction, rsvp, ics.WithCN(name(to.Name)))
	return end(c)
}

// refresh is how often a program is asked to look at a feed again.
const refresh = "PT1H"

// Feed writes a calendar of events that programs look at again and again.
func Feed(title string, events []Event) []byte {
	c := begin("PUBLISH")
	c.SetXWRCalName(line(title))
	c.SetName(line(title))
	c.SetRefreshInterval(refresh, ics.WithValue(string(ics.ValueDataTypeDuration)))
	c.SetXPublishedTTL(refresh)
	for _, e := range events {
		e.add(c)
	}
	return end(c)
}

func begin(method string) *ics.Calendar {
	c := ics.NewCalendar()
	c.SetProductId("-//Counterpart//Meetings//EN")
	c.SetCalscale("GREGORIAN")
	c.SetMethod(ics.Method(method))
	return c
}

// end lays a calendar out with the ends of line that the standard asks for; the
// library's own are the machine's.
func end(c *ics.Calendar) []byte { return []byte(c.Serialize(ics.WithNewLineWindows)) }

func (e Event) add(c *ics.Calendar) *ics.VEvent {
	v := c.AddEvent(line(e.UID))
	v.SetSequence(e.Sequence)
	v.SetDtStampTime(e.Stamp)
	switch {
	case e.Days:
		v.SetAllDayStartAt(e.Start)
		v.SetAllDayEndAt(e.End.AddDate(0, 0, 1)) // the day after the last, says RFC 5545
	case e.End.IsZero():
		v.SetStartAt(e.Start)
	default:
		v.SetStartAt(e.Start)
		v.SetEndAt(e.End)
	}
	v.SetSummary(line(e.Summary))
	for _, p := range []struct {
		set   func(string, ...ics.PropertyParameter)
		value string
	}{{v.SetDescription, words(e.Description)}, {v.SetLocation, line(e.Location)}, {v.SetURL, bare(e.URL)}} {
		if p.value != "" {
			p.set(p.value)
		}
	}
	v.SetStatus(ics.ObjectStatusConfirmed)
	if e.CalledOff {
		v.SetStatus(ics.ObjectStatusCancelled)
	}
	if e.Free || e.CalledOff {
		v.SetTimeTransparency(ics.TransparencyTransparent)
	}
	return v
}

// words are fit for a text: valid, and with no control characters but ends of
// line, which the library escapes.
func words(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, string(utf8.RuneError)))
	return strings.Map(func(c rune) rune {
		if c != '\n' && unicode.IsControl(c) {
			return ' '
		}
		return c
	}, s)
}

// line is words on one line.
func line(s string) string { return strings.Join(strings.Fields(words(s)), " ") }

// name is fit for a parameter: what would have to be quoted or escaped there is
// read differently by different programs, and left out.
func name(s string) string {
	return line(strings.Map(func(c rune) rune {
		if strings.ContainsRune(`"\:;,'^`, c) {
			return ' '
		}
		return c
	}, s))
}

// bare is fit for an address, which is written as it stands.
func bare(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.IsControl(c) || c == utf8.RuneError {
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, ""))
}

func mailto(address string) string { return "mailto:" + bare(address) }
