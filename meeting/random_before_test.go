package meeting_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

// TestRandomBefore has people do anything in any order: nothing panics, folding again
// gives the same, and what never happens does not.
func TestRandomBefore(t *testing.T) {
	carried := map[string]int{}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(2010, seed))
		tb := newTable(map[string]bool{})
		who := func() member.ID { return around[r.IntN(len(around))].Member }
		tb.does("ann", tb.call([]string{"washington", []string{"astana", "public", "restricted"}[r.IntN(3)], "bob"}, text.Words{"en": "Any"}))
		if tb.m.Stage == meeting.Unknown {
			tb.does("ann", tb.call([]string{"washington", []string{"astana", ""}[r.IntN(2)]}, text.Words{"en": "Any"}))
		}
		for range 60 {
			tb.now = tb.now.Add(time.Duration(r.IntN(100)) * time.Minute)
			c := tb.random(r, who)
			if tb.does(who(), c) == nil {
				carried[c.Name()]++
			}
			tb.invariants(t)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	for _, c := range meeting.Commands {
		if carried[c.Name()] == 0 && c.Name() != "call" {
			t.Errorf("no random course ever carried out %s", c.Name())
		}
	}
}

func (t *table) random(r *rand.Rand, who func() member.ID) meeting.Command {
	id := func() meeting.ItemID {
		if len(t.m.Items) > 0 && r.IntN(4) > 0 {
			return t.m.Items[r.IntN(len(t.m.Items))].ID
		}
		return meeting.ItemID(fmt.Sprint("i", r.IntN(8)))
	}
	laid, paper := id(), "d9"
	if it, ok := t.m.Item(laid); ok && len(it.Papers) > 0 {
		paper = it.Papers[0].ID
	}
	g := []group.ID{"washington", "astana", "paris"}[r.IntN(3)]
	item := id()
	if t.m.Now != "" && r.IntN(2) == 0 {
		item = t.m.Now
	}
	var open []string
	for _, one := range t.m.Open() {
		open = append(open, one.ID)
	}
	open = append(open, "t1")
	all := []meeting.Command{
		meeting.Move{Times: t.times(r.IntN(9)-1, g)}, meeting.PutItem{Title: text.Words{"en": "T"}, Asks: meeting.Asks[r.IntN(4)],
			Matter: []act.Ref{"", "idea", "referred", "nothing"}[r.IntN(4)], Place: r.IntN(5), Rule: r.IntN(4) == 0, Rapporteur: []member.ID{"", who()}[r.IntN(2)]},
		meeting.PutItem{Item: id(), Title: text.Words{"en": "T"}, Asks: meeting.Discussion}, meeting.DropItem{Item: id()},
		meeting.LayPaper{Item: id(), PaperWords: meeting.PaperWords{Title: "P", Sum: fmt.Sprintf("%064d", 1), Type: "text/plain", Size: 1}},
		meeting.DropPaper{Item: laid, Paper: paper}, meeting.Attend{Venue: g, Present: []member.ID{who()}},
		meeting.TakeUp{Item: id()}, meeting.Conclude{Item: item}, meeting.Assign{What: "W", Group: g, Due: "2010-05-01", Item: []meeting.ItemID{"", id()}[r.IntN(2)]},
		meeting.Discharge{Task: open[r.IntN(len(open))], Result: "R"},
		meeting.Minute{Base: t.m.Minutes.Version, Parts: []meeting.PartWords{{Words: "W"}}}, meeting.Approve{Version: t.m.Minutes.Version},
	}
	// What ends a stage is rarer, or nothing else would be tried.
	if r.IntN(12) == 0 {
		all = []meeting.Command{meeting.Convene{}, meeting.Convene{}, meeting.Adjourn{}, meeting.CallOff{Reason: "R"}}
	}
	return all[r.IntN(len(all))]
}
