package meeting_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// A table is a meeting with the people around it.
type table struct {
	m       meeting.Meeting
	now     time.Time
	acts    []act.Act
	matters map[act.Ref]procedure.Matter
	heard   map[string]bool // keys of refusals
}

// around are who sits where: by initial letters from Washington and Astana.
var around = []member.Standing{
	{Member: "ann", Group: "washington", Capacity: member.CoChair}, {Member: "bob", Group: "washington", Capacity: member.Member},
	{Member: "eve", Group: "washington", Capacity: member.Observer}, {Member: "sam", Group: "washington", Capacity: member.Secretariat},
	{Member: "kai", Group: "astana", Capacity: member.CoChair}, {Member: "lea", Group: "astana", Capacity: member.Rapporteur},
	{Member: "max", Group: "astana", Capacity: member.Member},
}

func newTable(heard map[string]bool) *table {
	both := []group.ID{"washington", "astana"}
	return &table{now: time.Date(2010, 3, 1, 9, 0, 0, 0, time.UTC), heard: heard, matters: map[act.Ref]procedure.Matter{
		"idea":     {Ref: "idea", Stage: procedure.Raised, Origin: "washington", Groups: both},
		"referred": {Ref: "referred", Stage: procedure.Referred, ReferredAt: time.Date(2010, 2, 1, 9, 0, 0, 0, time.UTC), Origin: "washington", Groups: both},
	}}
}

func (t *table) instant(who member.ID) meeting.Instant {
	alias := func(id member.ID) act.Alias { return act.Alias("alias-" + string(id)) }
	i := meeting.Instant{At: t.now, Seats: around, Rules: procedure.Defaults([]group.ID{"washington", "astana"}),
		Groups: []group.Group{{ID: "washington", Zone: "America/New_York"}, {ID: "astana", Zone: "Asia/Almaty"}},
		Alias:  alias, Known: alias, Journal: func(string) int { return 1 }, Meeting: func(act.Ref) meeting.Meeting { return meeting.Meeting{} },
		Matter: func(ref act.Ref) procedure.Matter { return t.matters[ref] }}
	if k := slices.IndexFunc(around, func(s member.Standing) bool { return s.Member == who }); k >= 0 {
		i.By = around[k]
	}
	return i
}

// does asks the rules, and applies what they answer.
func (t *table) does(who member.ID, c meeting.Command) error {
	deeds, err := meeting.Decide(t.m, t.instant(who), c)
	if no, refused := act.Refused(err); refused {
		for _, one := range append([]*act.Refusal{no}, no.Others...) {
			t.heard[one.Reason.Key] = true
		}
		return err
	}
	for _, d := range deeds {
		a := act.Act{Seq: int64(len(t.acts)), On: "m-meeting", At: t.now, Kind: d.Body.Kind(), Body: d.Body, Group: d.Group,
			Hash: sha256.Sum256([]byte(strconv.Itoa(len(t.acts))))}
		t.acts = append(t.acts, a)
		t.m.Apply(a)
	}
	return err
}

// play plays a transcript and returns it with what the rules answer.
func (t *table) play(lines string) string {
	var out strings.Builder
	english := locale.For(locale.English)
	for line := range strings.Lines(lines) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "  ") {
			continue // an answer of before
		}
		fmt.Fprintln(&out, line)
		if line == "" || line[0] == '#' {
			continue
		}
		who, rest, _ := strings.Cut(line, " ")
		if who == "then" {
			days, _ := strconv.Atoi(rest)
			t.now = t.now.AddDate(0, 0, days)
			continue
		}
		if rest == "looks" {
			fmt.Fprintln(&out, "  "+t.seen(member.ID(who)))
			continue
		}
		before := len(t.acts)
		err := t.does(member.ID(who), t.command(rest))
		if no, refused := act.Refused(err); refused {
			for _, one := range append([]*act.Refusal{no}, no.Others...) {
				fmt.Fprintf(&out, "  no, %s: %s\n", one.Why, english.Say(one.Reason))
			}
			continue
		}
		for _, a := range t.acts[before:] {
			fmt.Fprintf(&out, "  %s, for %s\n", a.Kind, meeting.Audience(a.Body, t.m))
		}
	}
	return out.String()
}

// seen is the meeting as somebody may know of it.
func (t *table) seen(who member.ID) string {
	if !t.m.Visible(t.instant(who).By) {
		return "knows of no meeting"
	}
	items := []string{}
	for _, it := range t.m.Items {
		about := ""
		if it.Matter != "" {
			about = " of " + string(it.Matter)
		}
		items = append(items, string(it.ID)+" "+string(it.Asks)+about)
	}
	return fmt.Sprintf("%s, %s, revision %d: %s", t.m.Stage, t.m.Start.Format("2006-01-02 15:04"), t.m.Revision, strings.Join(items, "; "))
}

// command reads what somebody does:
//
//	calls washington astana public: Title          (also: restricted bob max, backwards, nowhere, abroad, far, link, stranger)
//	moves +3
//	calls off: Why
//	puts consideration of referred at 1 by lea for 30: Title     (also: item i1, rule)
//	drops i1
//	opens, takes i1, closes
func (t *table) command(said string) meeting.Command {
	head, words, _ := strings.Cut(said, ":")
	words = strings.TrimSpace(words)
	f := strings.Fields(head)
	value := func(name string) string {
		if k := slices.Index(f, name); k >= 0 && k+1 < len(f) {
			return f[k+1]
		}
		return ""
	}
	number := func(name string) int { n, _ := strconv.Atoi(value(name)); return n }
	title := text.Words(nil)
	if words != "" {
		title = text.Words{"en": words}
	}
	switch {
	case head == "calls off":
		return meeting.CallOff{Reason: words}
	case f[0] == "calls":
		return t.call(f[1:], title)
	case f[0] == "moves":
		return meeting.Move{Times: t.times(number("moves"), "astana")}
	case f[0] == "puts":
		return meeting.PutItem{Asks: meeting.Ask(f[1]), Title: title, Matter: act.Ref(value("of")), Place: number("at"), Rapporteur: member.ID(value("by")),
			Minutes: number("for"), Item: meeting.ItemID(value("item")), Rule: slices.Contains(f, "rule")}
	case f[0] == "drops":
		return meeting.DropItem{Item: meeting.ItemID(f[1])}
	case f[0] == "takes":
		return meeting.TakeUp{Item: meeting.ItemID(f[1])}
	case f[0] == "opens":
		return meeting.Convene{}
	case f[0] == "closes":
		return meeting.Adjourn{}
	}
	panic("nobody can " + said)
}

// times are a meeting of two hours some days from now.
func (t *table) times(days int, venues ...group.ID) meeting.Times {
	at := t.now.AddDate(0, 0, days)
	out := meeting.Times{Start: at, End: at.Add(2 * time.Hour)}
	for _, g := range venues {
		out.Venues = append(out.Venues, meeting.Room{Group: g, Room: "Hall"})
	}
	return out
}

func (t *table) call(f []string, title text.Words) meeting.Call {
	c := meeting.Call{Title: title, Lang: "en"}
	for _, w := range f {
		switch w {
		case "washington", "astana", "paris":
			c.Groups = append(c.Groups, group.ID(w))
		case "public":
			c.Public = true
		case "restricted":
			c.Restricted = true
		case "ann", "bob", "max", "zoe":
			c.Invited = append(c.Invited, member.ID(w))
		}
	}
	c.Times = t.times(7, c.Groups...)
	for _, w := range f {
		switch w {
		case "backwards":
			c.End = c.Start.Add(-time.Hour)
		case "far":
			c.Start = c.Start.AddDate(9, 0, 0)
		case "nowhere":
			c.Venues = nil
		case "abroad":
			c.Venues[0].Group = "paris"
		case "link":
			c.Venues[0].Link = "http://video.example/"
		case "observer":
			c.Venues[0].Chair = "eve"
		case "tongues":
			c.Lang = "la"
		}
	}
	return c
}

// TestBefore plays what passes before meetings, in testdata/before. To accept a changed rule, run
// with -update and read the diff.
func TestBefore(t *testing.T) {
	files, _ := filepath.Glob("testdata/before/*.txt")
	heard := map[string]bool{}
	for _, name := range files {
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tb := newTable(heard)
		got := tb.play(string(want))
		tb.invariants(t)
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		} else if got != string(want) {
			t.Errorf("%s: the rules now answer otherwise; run with -update and read the diff:\n%s", name, got)
		}
	}
	for _, key := range []string{"refuse.meeting.unknown", "refuse.meeting.stage", "refuse.meeting.keeper", "refuse.meeting.words", "refuse.no-standing",
		"refuse.call.groups", "refuse.call.unknown", "refuse.call.lang", "refuse.call.title", "refuse.call.invited", "refuse.call.nobody", "refuse.call.stranger",
		"refuse.call.start", "refuse.call.end", "refuse.call.venues", "refuse.call.venue", "refuse.call.chair", "refuse.call.link",
		"refuse.item.unknown", "refuse.item.taken", "refuse.item.asks", "refuse.item.matter", "refuse.item.rule", "refuse.item.minutes", "refuse.item.place",
		"refuse.item.rapporteur", "refuse.item.caucus", "refuse.matter.unknown"} {
		if !heard[key] {
			t.Errorf("no transcript hears %s", key)
		}
	}
}

// invariants are what holds of any meeting, whatever was done.
func (t *table) invariants(tb testing.TB) {
	tb.Helper()
	if again, _ := json.Marshal(meeting.Fold(t.acts)); string(again) != mustJSON(json.Marshal(t.m)) {
		tb.Errorf("folded again it is\n%s\nand not\n%s", again, mustJSON(json.Marshal(t.m)))
	}
	given := map[meeting.ItemID]bool{}
	on := map[meeting.ItemID]bool{} // now on the agenda
	for _, a := range t.acts {
		switch b := a.Body.(type) {
		case meeting.ItemPut:
			if given[b.ID] && !on[b.ID] {
				tb.Errorf("the name %s is given twice", b.ID)
			}
			given[b.ID], on[b.ID] = true, true
		case meeting.ItemDropped:
			delete(on, b.ID)
		}
	}
	for _, it := range t.m.Items {
		if !on[it.ID] {
			tb.Errorf("%s is on the agenda and was not put there", it.ID)
		}
		delete(on, it.ID)
		if m := t.matters[it.Matter]; it.Matter != "" && m.Audience() == act.Caucus && t.m.Audience() != act.Caucus {
			tb.Errorf("%s, of a caucus, is on an agenda that others read", it.Matter)
		}
		if it.Rule && (it.Asks == meeting.Consideration || it.Asks == meeting.Decision) {
			tb.Errorf("%s is considered where nobody is named", it.ID)
		}
	}
	if len(on) > 0 || len(t.m.Items) > meeting.MaxItems {
		tb.Errorf("%d items, and lost %v", len(t.m.Items), on)
	}
}

func mustJSON(b []byte, err error) string {
	if err != nil {
		panic(err)
	}
	return string(b)
}
