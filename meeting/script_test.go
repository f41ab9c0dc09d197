package meeting_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

var update = flag.Bool("update", false, "rewrite the answers of the transcripts")

// seats are who sits where in every transcript: w and a meet; c is a third.
var seats = []member.Standing{
	{Member: "hale", Group: "w", Capacity: member.CoChair}, {Member: "okafor", Group: "w", Capacity: member.Rapporteur},
	{Member: "lind", Group: "w", Capacity: member.Member}, {Member: "webb", Group: "w", Capacity: member.Observer},
	{Member: "serik", Group: "a", Capacity: member.CoChair}, {Member: "dana", Group: "a", Capacity: member.Rapporteur},
	{Member: "aigul", Group: "a", Capacity: member.Member}, {Member: "zhan", Group: "a", Capacity: member.Secretariat},
	{Member: "cato", Group: "c", Capacity: member.CoChair},
}

// A script is a meeting as a transcript plays it.
type script struct {
	m       meeting.Meeting
	at      time.Time
	seq     int64
	words   []meeting.PartWords // of the latest minutes
	version []act.Hash
	acts    []act.Act
	fresh   int
	numbers map[string]int
}

func (s *script) instant(who member.ID) meeting.Instant {
	i := meeting.Instant{At: s.at, Seats: seats,
		Alias: func(id member.ID) act.Alias { return act.Alias("@" + id) },
		Known: func(id member.ID) act.Alias { return act.Alias("@" + id) },
		Rules: procedure.Rules{Decide: map[group.ID]group.Rule{"w": {Kind: group.Consensus, Quorum: 2}, "a": {Kind: group.Consensus, Quorum: 2}}},
		Matter: func(ref act.Ref) (m procedure.Matter) {
			if ref == matter {
				m.Ref, m.Stage, m.Origin, m.Groups, m.ReferredAt = ref, procedure.Referred, "w", []group.ID{"w", "a"}, s.at
			}
			return m
		},
		Meeting: func(act.Ref) meeting.Meeting { return meeting.Meeting{} },
		Journal: func(series string) int { return s.numbers[series] + 1 },
	}
	for _, g := range []group.ID{"w", "a", "c"} {
		i.Groups = append(i.Groups, group.Group{ID: g, Zone: "UTC"})
	}
	for _, st := range seats {
		if st.Member == who {
			i.By = st
		}
	}
	return i
}

const matter = act.Ref("m-4kd2m7ax")

// does carries out a command, and says what came of it: what was recorded, by
// whom and for which group, or why nothing was.
func (s *script) does(who member.ID, c meeting.Command) (lines []string) {
	s.at = s.at.Add(time.Minute)
	if minute, ok := c.(meeting.Minute); ok && s.words != nil {
		c = minute.Against(s.words)
	}
	deeds, err := meeting.Decide(s.m, s.instant(who), c)
	if no, refused := act.Refused(err); refused {
		for _, one := range append([]*act.Refusal{no}, no.Others...) {
			lines = append(lines, strings.TrimSpace("! "+one.Reason.Key+" "+one.Field))
		}
		return lines
	}
	if err != nil {
		return []string{"fault: " + err.Error()}
	}
	for _, d := range deeds {
		a := act.Act{Seq: s.seq, On: "g-test", Kind: d.Body.Kind(), At: s.at, Group: d.Group, By: act.Alias("@" + who), Body: d.Body, Prev: s.m.Prev(d)}
		if d.Nameless {
			s.fresh++
			a.By = act.Alias(fmt.Sprint("fresh-", s.fresh))
		}
		a.Hash = sha256.Sum256([]byte(strconv.FormatInt(s.seq, 10)))
		s.seq++
		s.m.Apply(a)
		s.acts = append(s.acts, a)
		if w, ok := d.Words.(meeting.MinutesWords); ok {
			s.words, s.version = w.Parts, append(s.version, a.Hash)
		}
		if l, ok := d.Body.(meeting.Locked); ok {
			s.numbers[l.Series] = l.Number
		}
		lines = append(lines, "= "+s.told(a, d.Nameless))
	}
	return lines
}

func (s *script) told(a act.Act, nameless bool) string {
	by := string(a.By)
	if nameless {
		by = "nobody"
	}
	said := fmt.Sprintf("%s by %s for %q", strings.TrimPrefix(a.Kind, "meeting."), by, a.Group)
	switch b := a.Body.(type) {
	case meeting.MinutedAct:
		for _, p := range b.Parts {
			kept := "new"
			if p.Kept {
				kept = "kept"
			}
			said += fmt.Sprintf(" %s:%s:%s:%s", p.ID, p.Item, p.Of, kept)
		}
	case meeting.Locked:
		said += fmt.Sprintf(" %s %d", b.Series, b.Number)
	case meeting.ItemPut:
		said += " " + string(b.ID)
	case meeting.AssignedAct:
		said += " " + b.ID + " own " + string(b.Owner)
	}
	return said
}

// state is where the meeting stands.
func (s *script) state() string {
	said := fmt.Sprintf("%s, now %q, sealed %v", s.m.Stage, s.m.Now, s.m.Sealed)
	for _, q := range s.m.Quorums(s.instant("hale")) {
		said += fmt.Sprintf(", %s %d/%d of %d %v", q.Group, q.Here, q.Asked, q.Seats, q.Met())
	}
	for _, g := range s.m.Groups {
		if s.m.Minutes.N > 0 {
			said += fmt.Sprintf(", %s awaits %v", g, s.m.Awaits(g))
		}
	}
	if s.m.Minutes.Number > 0 {
		said += fmt.Sprintf(", journal %d", s.m.Minutes.Number)
	}
	return said
}

// verbs are what people do in a transcript:
//
//	hale calls w a
//	hale calls w a restricted lind dana
//	dana puts discussion rule rapporteur lind minutes 5 matter on i1: Title
//	dana attends a: dana aigul
//	dana takes i1
//	dana concludes i1 spoke lind aigul: What was said.
//	dana minutes m1:i1:w words // :i2: words
//	serik approves v1
//	dana assigns a dana 2010-03-01 i1: What is to be done.
var verbs = map[string]func(s *script, arg, said string) meeting.Command{
	"calls": func(s *script, arg, _ string) meeting.Command {
		c := meeting.Call{Title: text.Words{"en": "Meeting"}, Lang: "en", Times: meeting.Times{Start: s.at, End: s.at.Add(time.Hour)}}
		groups, invited, restricted := strings.Cut(arg, "restricted")
		c.Restricted, c.Invited = restricted, ids(invited)
		for _, g := range strings.Fields(groups) {
			if c.Groups = append(c.Groups, group.ID(g)); g != "x" {
				c.Venues = append(c.Venues, meeting.Room{Group: group.ID(g)})
			}
		}
		return c
	},
	"puts": func(_ *script, arg, said string) meeting.Command {
		f := strings.Fields(arg)
		c := meeting.PutItem{Title: text.Words{"en": said}}
		for k, w := range f {
			switch {
			case k == 0:
				c.Asks = meeting.Ask(w)
			case w == "rule":
				c.Rule = true
			case w == "matter":
				c.Matter = matter
			case f[k-1] == "rapporteur":
				c.Rapporteur = member.ID(w)
			case f[k-1] == "minutes":
				c.Minutes, _ = strconv.Atoi(w)
			case f[k-1] == "on":
				c.Item = meeting.ItemID(w)
			}
		}
		return c
	},
	"drops": func(_ *script, arg, _ string) meeting.Command { return meeting.DropItem{Item: meeting.ItemID(arg)} },
	"opens": func(*script, string, string) meeting.Command { return meeting.Convene{} },
	"attends": func(_ *script, arg, said string) meeting.Command {
		return meeting.Attend{Venue: group.ID(arg), Present: ids(said)}
	},
	"takes":    func(_ *script, arg, _ string) meeting.Command { return meeting.TakeUp{Item: meeting.ItemID(arg)} },
	"adjourns": func(*script, string, string) meeting.Command { return meeting.Adjourn{} },
	"concludes": func(_ *script, arg, said string) meeting.Command {
		item, spoke, _ := strings.Cut(arg, " spoke ")
		return meeting.Conclude{Item: meeting.ItemID(item), Spoke: ids(spoke), Note: said}
	},
	"minutes": func(s *script, arg, said string) meeting.Command {
		c := meeting.Minute{Base: s.m.Minutes.Version}
		if base, ok := strings.CutPrefix(arg, "on "); ok {
			c.Base = s.at1(base)
		}
		for p := range strings.SplitSeq(said, "//") {
			where, words, _ := strings.Cut(strings.TrimSpace(p), " ")
			at := strings.Split(where, ":")
			if len(at) == 3 {
				c.Parts = append(c.Parts, meeting.PartWords{ID: at[0], Item: meeting.ItemID(at[1]), Of: group.ID(at[2]), Words: words})
			}
		}
		return c
	},
	"approves": func(s *script, arg, _ string) meeting.Command { return meeting.Approve{Version: s.at1(arg)} },
	"assigns": func(_ *script, arg, said string) meeting.Command {
		f := append(strings.Fields(arg), "", "", "", "")
		return meeting.Assign{What: said, Group: group.ID(f[0]), Owner: member.ID(strings.Trim(f[1], "-")), Due: f[2], Item: meeting.ItemID(f[3])}
	},
	"discharges": func(_ *script, arg, said string) meeting.Command { return meeting.Discharge{Task: arg, Result: said} },
}

// at1 is a version by its number, as v1.
func (s *script) at1(v string) act.Hash {
	n, _ := strconv.Atoi(strings.TrimPrefix(v, "v"))
	if n < 1 || n > len(s.version) {
		return act.Hash{}
	}
	return s.version[n-1]
}

func ids(s string) (all []member.ID) {
	for _, w := range strings.Fields(s) {
		all = append(all, member.ID(w))
	}
	return all
}

// play answers every line of a transcript.
func play(t *testing.T, lines []string) (out []string, s *script) {
	s = &script{at: time.Date(2010, 2, 1, 9, 0, 0, 0, time.UTC), numbers: map[string]int{}}
	for _, line := range lines {
		if strings.HasPrefix(line, "  ") {
			continue
		}
		out = append(out, line)
		if line == "?" {
			out = append(out, "  "+s.state())
			continue
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		head, said, _ := strings.Cut(line, ": ")
		f := strings.SplitN(head, " ", 3)
		if len(f) < 2 || verbs[f[1]] == nil {
			t.Fatalf("not a line of a transcript: %q", line)
		}
		for _, answer := range s.does(member.ID(f[0]), verbs[f[1]](s, strings.Join(f[2:], " "), said)) {
			out = append(out, "  "+answer)
		}
	}
	return out, s
}

// TestTranscripts plays meetings, and holds the rules to what they answered.
func TestTranscripts(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txt")
	heard := map[string]bool{}
	for _, file := range files {
		was, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines, s := play(t, strings.Split(strings.TrimRight(string(was), "\n"), "\n"))
		now := strings.Join(lines, "\n") + "\n"
		for _, l := range lines {
			if no, ok := strings.CutPrefix(l, "  ! "); ok {
				heard[strings.Fields(no)[0]] = true
			}
		}
		if *update {
			if err := os.WriteFile(file, []byte(now), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if now != string(was) {
			t.Errorf("%s is answered otherwise:\n%s", file, now)
		}
		if again := meeting.Fold(s.acts); fmt.Sprint(again) != fmt.Sprint(s.m) {
			t.Errorf("%s: folded afresh it is another meeting", file)
		}
		silent(t, s)
	}
	for _, key := range must {
		if !heard[key] {
			t.Errorf("no transcript hears %s", key)
		}
	}
	t.Log(slices.Sorted(maps.Keys(heard)))
}

// must are the refusals of the room, the minutes and the tasks.
var must = []string{
	"refuse.meeting.stage", "refuse.meeting.keeper", "refuse.meeting.words", "refuse.meeting.unknown",
	"refuse.attend.venue", "refuse.attend.stranger", "refuse.attend.twice", "refuse.attend.rule", "refuse.attend.only-rule",
	"refuse.take-up.open", "refuse.take-up.after-rule", "refuse.take-up.noted", "refuse.item.taken", "refuse.item.unknown",
	"refuse.item.rule", "refuse.item.rule-rapporteur", "refuse.item.rule-fixed",
	"refuse.conclude.none", "refuse.conclude.other", "refuse.conclude.rule", "refuse.conclude.absent",
	"refuse.minute.base", "refuse.minute.parts", "refuse.minute.part", "refuse.minute.of", "refuse.minute.rule", "refuse.minute.rule-moves",
	"refuse.approve.office", "refuse.approve.none", "refuse.approve.nothing",
	"refuse.assign.group", "refuse.assign.owner", "refuse.assign.due", "refuse.assign.rule",
	"refuse.discharge.none", "refuse.discharge.unknown", "refuse.discharge.owner",
}

// silent holds what was recorded from the first part under the Chatham House
// Rule to the end of the meeting, and of every version of its minutes, to be
// nobody's: no alias in it is used anywhere else, and no group is named.
func silent(t *testing.T, s *script) {
	rule := map[meeting.ItemID]bool{}
	for _, it := range s.m.Items {
		rule[it.ID] = it.Rule
	}
	used := map[act.Alias]int{}
	for _, a := range s.acts {
		used[a.By]++
		if b, ok := a.Body.(meeting.AttendedAct); ok {
			for _, p := range b.Present {
				used[p.Who]++
			}
		}
	}
	sealed := false
	for _, a := range s.acts {
		if b, ok := a.Body.(meeting.TakenUpAct); ok && rule[b.Item] {
			sealed = true
		}
		_, minuted := a.Body.(meeting.MinutedAct)
		if sealed && (a.Group != "" || used[a.By] > 1) && (minuted || s.m.OpenedAt.Before(a.At) && (s.m.ClosedAt.IsZero() || !a.At.After(s.m.ClosedAt))) {
			t.Errorf("act %d, %s, tells %s of %q", a.Seq, a.Kind, a.By, a.Group)
		}
	}
}
