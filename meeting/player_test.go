package meeting_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
)

// TestRandom plays random meetings, most of whose commands are refused, and looks
// back over what was recorded: what is under the Chatham House Rule is nobody's,
// comes last, and nobody was noted for it; minutes are locked only when every
// group has approved every part of theirs; numbers have no gaps.
func TestRandom(t *testing.T) {
	done := map[string]int{}
	locked := 0
	for n := range uint64(3000) {
		r := rand.New(rand.NewPCG(n, 1))
		s := &script{at: time.Date(2010, 2, 1, 9, 0, 0, 0, time.UTC), numbers: map[string]int{"joint": int(n)}}
		s.does("hale", verbs["calls"](s, []string{"w a", "w a", "w", "w a restricted lind aigul"}[r.IntN(4)], ""))
		for range 60 {
			who := seats[r.IntN(len(seats))].Member
			if r.IntN(3) > 0 {
				who = []member.ID{"hale", "dana"}[r.IntN(2)]
			}
			verb, arg, said := line(s, r)
			was := len(s.acts)
			s.does(who, verbs[verb](s, arg, said))
			if len(s.acts) > was {
				done[verb]++
			}
		}
		if s.m.Stage == meeting.Minuted {
			locked++
			for _, g := range s.m.Groups {
				if all := s.m.Awaits(g); len(all) > 0 {
					t.Errorf("meeting %d is locked, and %s has not approved %v", n, g, all)
				}
			}
			if s.m.Journals() == "joint" && s.m.Minutes.Number != int(n)+1 {
				t.Errorf("meeting %d has number %d", n, s.m.Minutes.Number)
			}
		}
		silent(t, s)
		apart(t, s)
		if t.Failed() {
			for _, a := range s.acts {
				t.Log(s.told(a, a.Group == ""))
			}
			return
		}
	}
	for verb := range verbs {
		if verb != "calls" && done[verb] < 20 {
			t.Errorf("%s was done %d times", verb, done[verb])
		}
	}
	if locked < 50 {
		t.Errorf("%d were locked", locked)
	}
}

// line is a random line of a transcript, rather one that is about what there is.
func line(s *script, r *rand.Rand) (verb, arg, said string) {
	item := fmt.Sprint("i", 1+r.IntN(5))
	if s.m.Now != "" && r.IntN(3) > 0 {
		item = string(s.m.Now)
	}
	some := []string{"hale lind", "dana aigul zhan", "hale", "lind aigul", "serik dana", ""}[r.IntN(6)]
	due := []string{"2010-03-01", "soon"}[r.IntN(2)]
	all := []struct{ verb, arg, said string }{
		{"puts", "discussion", "Title"}, {"puts", "discussion rule", "Title"}, {"puts", "discussion rule on " + item, "Title"}, {"drops", item, ""},
		{"opens", "", ""}, {"attends", []string{"w", "a"}[r.IntN(2)], some}, {"takes", item, ""}, {"takes", item, ""}, {"takes", item, ""},
		{"concludes", item, "Noted."}, {"concludes", item + " spoke " + some, "Noted."}, {"adjourns", "", ""},
		{"minutes", "", fmt.Sprintf("m1:%s: One %d. // :%s:w Two. // ::a Three.", item, r.IntN(3), item)}, {"minutes", "", ":: One."}, {"minutes", "", "m1:: One."},
		{"approves", fmt.Sprint("v", len(s.version)), ""}, {"approves", fmt.Sprint("v", len(s.version)), ""},
		{"assigns", "w lind " + due + " " + item, "Do it."}, {"assigns", "a - " + due, "Do it."}, {"discharges", fmt.Sprint("t", 1+r.IntN(6)), "Done."},
	}
	x := all[r.IntN(len(all))]
	if s.m.Stage == meeting.Planned && len(s.m.Items) > 2 && r.IntN(2) == 0 {
		x = all[4]
	}
	return x.verb, x.arg, x.said
}

// apart holds that whoever was noted was noted for an item that is not under the
// Rule: one that was being taken, or the next that was.
func apart(t *testing.T, s *script) {
	rule := map[meeting.ItemID]bool{}
	for _, a := range s.acts {
		if b, ok := a.Body.(meeting.ItemPut); ok {
			if was, known := rule[b.ID]; known && was != b.Rule {
				t.Errorf("%s comes under the Rule, or from it", b.ID)
			}
			rule[b.ID] = b.Rule
		}
	}
	waits, now, ruled := false, meeting.ItemID(""), false
	for _, a := range s.acts {
		switch b := a.Body.(type) {
		case meeting.AttendedAct:
			if ruled {
				t.Errorf("act %d notes who is there under the Rule", a.Seq)
			}
			waits = waits || now == ""
		case meeting.TakenUpAct:
			if rule[b.Item] && waits {
				t.Errorf("act %d turns to %s, for which somebody was noted", a.Seq, b.Item)
			}
			if ruled && !rule[b.Item] {
				t.Errorf("act %d turns to %s after a part under the Rule", a.Seq, b.Item)
			}
			waits, now, ruled = false, b.Item, ruled || rule[b.Item]
		case meeting.ConcludedAct:
			now = ""
			if rule[b.Item] && len(b.Spoke) > 0 {
				t.Errorf("act %d tells who spoke under the Rule", a.Seq)
			}
		case meeting.AssignedAct:
			if rule[b.Item] && b.Owner != "" {
				t.Errorf("act %d names somebody under the Rule", a.Seq)
			}
		case meeting.MinutedAct:
			for _, p := range b.Parts {
				if rule[p.Item] && p.Of != "" {
					t.Errorf("act %d gives what was said under the Rule to %s", a.Seq, p.Of)
				}
			}
		}
	}
}
