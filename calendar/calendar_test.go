package calendar

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/text"
	"github.com/emersion/go-ical"
)

// check holds a file against what RFC 5545 asks of it, by rules of its own, and
// has another program's parser read it.
func check(file []byte) (*ical.Calendar, error) {
	if !bytes.HasSuffix(file, []byte("\r\n")) || !utf8.Valid(file) {
		return nil, fmt.Errorf("it does not end in CRLF, or is no UTF-8")
	}
	for _, l := range strings.Split(strings.TrimSuffix(string(file), "\r\n"), "\r\n") {
		if len(l) > 75 || l == "" || strings.ContainsAny(l, "\r\n") {
			return nil, fmt.Errorf("a line of %d octets, or with a bare end in it: %q", len(l), l)
		}
		for _, c := range l {
			if c < ' ' && c != '\t' || c == 0x7f {
				return nil, fmt.Errorf("a control character in %q", l)
			}
		}
	}
	c, err := ical.NewDecoder(bytes.NewReader(file)).Decode()
	if err != nil {
		return nil, err
	}
	if c.Props.Get(ical.PropVersion).Value != "2.0" || c.Props.Get(ical.PropProductID) == nil || len(c.Props[ical.PropMethod]) != 1 {
		return nil, fmt.Errorf("no version, product or method")
	}
	for _, e := range c.Events() {
		for _, name := range []string{ical.PropUID, ical.PropDateTimeStamp, ical.PropDateTimeStart, ical.PropDateTimeEnd, ical.PropSummary, ical.PropSequence, ical.PropStatus} {
			if n := len(e.Props[name]); n != 1 {
				return nil, fmt.Errorf("%d of %s", n, name)
			}
		}
		for _, name := range []string{ical.PropDateTimeStamp, ical.PropDateTimeStart, ical.PropDateTimeEnd} {
			p := e.Props.Get(name)
			if !strings.HasSuffix(p.Value, "Z") || len(p.Params) > 0 {
				return nil, fmt.Errorf("%s is not in UTC: %s", name, p.Value)
			}
		}
	}
	return c, nil
}

var place = Place{Domain: "taskforce.example", Base: "https://taskforce.example/"}

// zones are the clocks of both capitals.
func zones(t testing.TB) []locale.Zone {
	t.Helper()
	var all []locale.Zone
	for _, z := range [][2]string{{"Washington", "America/New_York"}, {"Astana", "Asia/Almaty"}} {
		l, err := time.LoadLocation(z[1])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, locale.Zone{City: z[0], Location: l})
	}
	return all
}

func printer(lang locale.Lang) *locale.Printer {
	return locale.For(lang).WithNames(func(v any) (string, bool) {
		g, ok := v.(group.ID)
		return map[group.ID]string{"w": "Washington", "a": "Astana"}[g], ok
	})
}

func said(start time.Time) Said {
	return Said{Meeting: meeting.Meeting{Ref: "m-abcd2345", Stage: meeting.Planned, Groups: []group.ID{"w", "a"}, Revision: 3, Start: start, End: start.Add(2 * time.Hour),
		Venues: []meeting.Venue{{Group: "w"}, {Group: "a"}}},
		Title: text.Words{"en": "Pipelines; and, other \\ things", "kk": "Құбырлар туралы өте ұзын тақырып, ол бір жолға сыймайды және сондықтан бүктеледі"},
		Rooms: []meeting.Place{{Room: "Hall 1", Address: "1 Main Street, Washington"}, {Room: "Зал", Address: "Кенесары көшесі, 1"}},
		Links: []string{"https://video.example/a", "https://video.example/a"}, Changed: start.Add(-72 * time.Hour), Own: "a"}
}

// TestInvite writes an invitation in each language, and has another parser read
// it back.
func TestInvite(t *testing.T) {
	start := time.Date(2026, 11, 30, 14, 0, 0, 0, time.UTC)
	for _, lang := range locale.Langs {
		s := said(start)
		e := place.Event(printer(lang), s, zones(t))
		file := Invite(e, Party{"Task Force", "reply+abc@taskforce.example"}, Party{`O"Neil; Zhan: the, 2nd`, "zhan@example.org"})
		c, err := check(file)
		if err != nil {
			t.Fatalf("%s: %v\n%s", lang, err, file)
		}
		v := c.Events()[0]
		get := func(name string) string {
			text, err := v.Props.Text(name)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			return text
		}
		if got := get(ical.PropSummary); got != s.Title.In(string(lang), "en") {
			t.Errorf("%s: the summary is %q", lang, got)
		}
		if got := v.Props.Get(ical.PropUID).Value; got != "m-abcd2345@taskforce.example" {
			t.Errorf("the UID is %s", got)
		}
		if got := v.Props.Get(ical.PropSequence).Value; got != "3" {
			t.Errorf("the sequence is %s", got)
		}
		if got := get(ical.PropLocation); !strings.HasPrefix(got, "Astana: Зал, Кенесары көшесі, 1; Washington: Hall 1") {
			t.Errorf("the place is %q", got)
		}
		desc := get(ical.PropDescription)
		if n := strings.Count(desc, "https://video.example/a"); n != 1 || strings.Count(desc, "\n") < 4 || !strings.Contains(desc, "19:00–21:00") || !strings.Contains(desc, "09:00–11:00") {
			t.Errorf("%s: the description names the link %d times:\n%s", lang, n, desc)
		}
		who := v.Props[ical.PropAttendee]
		if len(who) != 1 || who[0].Value != "mailto:zhan@example.org" || who[0].Params.Get("RSVP") != "TRUE" || who[0].Params.Get("CN") != "O Neil Zhan the 2nd" {
			t.Errorf("invited are %v", who)
		}
		if got := v.Props.Get(ical.PropOrganizer).Value; got != "mailto:reply+abc@taskforce.example" || c.Props.Get(ical.PropMethod).Value != "REQUEST" {
			t.Errorf("from %s", got)
		}
		s.Stage, s.Reason = meeting.CalledOff, "Snow."
		e = place.Event(printer(lang), s, zones(t))
		file = Invite(e, Party{Email: "r@taskforce.example"}, Party{Email: "zhan@example.org"})
		if c, err = check(file); err != nil {
			t.Fatal(err)
		}
		if v = c.Events()[0]; c.Props.Get(ical.PropMethod).Value != "CANCEL" || v.Props.Get(ical.PropStatus).Value != "CANCELLED" || !strings.Contains(get(ical.PropDescription), "Snow.") {
			t.Errorf("called off:\n%s", file)
		}
	}
}

// TestCaucus holds that no calendar has the words of a caucus.
func TestCaucus(t *testing.T) {
	s := said(time.Date(2026, 11, 30, 14, 0, 0, 0, time.UTC))
	s.Groups, s.Stage, s.Reason = []group.ID{"a"}, meeting.CalledOff, "zqreason"
	file := Feed("x", []Event{place.Event(printer("en"), s, zones(t))})
	if _, err := check(file); err != nil || bytes.Contains(file, []byte("Pipelines")) || bytes.Contains(file, []byte("zqreason")) || !bytes.Contains(file, []byte("Meeting of the groups: Astana")) {
		t.Errorf("%v:\n%s", err, file)
	}
}

// TestZones looks at hours at which people miss meetings: Kazakhstan changed
// its zone on 1 March 2024, and Washington has summer time.
func TestZones(t *testing.T) {
	for _, c := range []struct {
		start     time.Time
		hours     time.Duration
		wash, ast string
	}{
		// 17:00 in Washington on 29 February 2024 is four hours past midnight by
		// the zone that ended that night, and three by the one that began.
		{time.Date(2024, 2, 29, 22, 0, 0, 0, time.UTC), 2, "Washington: Thursday 29 February 2024, 17:00–19:00", "Astana: Friday 1 March 2024, 03:00–05:00"},
		{time.Date(2024, 2, 28, 22, 0, 0, 0, time.UTC), 2, "Washington: Wednesday 28 February 2024, 17:00–19:00", "Astana: Thursday 29 February 2024, 04:00–06:00"},
		{time.Date(2024, 2, 29, 17, 0, 0, 0, time.UTC), 2, "Washington: Thursday 29 February 2024, 12:00–14:00", "Astana: Thursday 29 February 2024, 23:00 – Friday 1 March 2024, 00:00"},
		{time.Date(2026, 3, 8, 6, 30, 0, 0, time.UTC), 1, "Washington: Sunday 8 March 2026, 01:30–03:30", "Astana: Sunday 8 March 2026, 11:30–12:30"},
		{time.Date(2026, 11, 1, 5, 30, 0, 0, time.UTC), 1, "Washington: Sunday 1 November 2026, 01:30–01:30", "Astana: Sunday 1 November 2026, 10:30–11:30"},
	} {
		m := meeting.Meeting{Start: c.start, End: c.start.Add(c.hours * time.Hour)}
		got := When(printer("en"), m, zones(t))
		if got[0] != c.wash || got[1] != c.ast {
			t.Errorf("%s:\n%s\n%s", c.start, got[0], got[1])
		}
	}
}

// FuzzInvite writes whatever people type, and has it read by another parser.
func FuzzInvite(f *testing.F) {
	f.Add("Title", "Room", "https://x.example/y", "Name", "a@example.org")
	f.Add("A\r\nBEGIN:VEVENT\r\n;,:\\", "ü\u2028\x00\ufffd\xff", "https://x.example/\r\nX:y z", "\"^n;:'", "a@\r\nb")
	f.Add(strings.Repeat("ұ", 500), strings.Repeat("\\", 80), strings.Repeat("x", 300), strings.Repeat(";", 90), "")
	start := time.Date(2026, 11, 30, 14, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, title, room, link, name, email string) {
		s := said(start)
		s.Title, s.Rooms[0], s.Links[0], s.Reason = text.Words{"en": title}, meeting.Place{Room: room, Address: title}, link, room
		e := place.Event(printer("en"), s, zones(t))
		e.URL = link
		for _, file := range [][]byte{Invite(e, Party{title, email}, Party{name, email}), Feed(title, []Event{e})} {
			c, err := check(file)
			if err != nil {
				t.Fatalf("%v\n%q", err, file)
			}
			got, err := c.Events()[0].Props.Text(ical.PropSummary)
			want := line(title)
			if want == "" {
				want = line(Title(printer("en"), s))
			}
			if err != nil || len(c.Events()) != 1 || got != want {
				t.Fatalf("the summary is %q, not %q: %v", got, want, err)
			}
		}
	})
}
