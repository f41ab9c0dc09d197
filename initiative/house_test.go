package initiative_test

import (
	"crypto/sha256"
	"reflect"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

var reader = act.NewReader(initiative.Acts...)

// tb is what testing.T and rapid.T have in common.
type tb interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// A house is an initiative with what a clerk does for it: every act goes
// through its encoding before it is folded.
type house struct {
	t    tb
	at   time.Time
	n    initiative.Initiative
	acts []act.Act
}

func newHouse(t tb) *house { return &house{t: t, at: time.Date(2009, 3, 2, 14, 0, 0, 0, time.UTC)} }

// do carries out a command, or answers with the refusal.
func (h *house) do(id member.ID, c initiative.Command) (*act.Refusal, []act.Act) {
	h.t.Helper()
	by, _ := member.Of(h.n.Standings, id, h.at)
	by.Member = id
	before := h.n.Clone()
	deeds, err := initiative.Decide(h.n, initiative.Instant{At: h.at, By: by}, c)
	if !reflect.DeepEqual(before, h.n) {
		h.t.Fatalf("deciding %s changed the initiative", c.Name())
	}
	if err != nil {
		no, ok := act.Refused(err)
		if !ok || len(deeds) > 0 {
			h.t.Fatalf("%s answered %v, %v", c.Name(), deeds, err)
		}
		return no, nil
	}
	var done []act.Act
	for _, d := range deeds {
		a := act.Act{Kind: d.Body.Kind(), On: act.Initiative, At: h.at, Group: d.Group, By: act.Alias(id), Prev: h.n.Last, Body: d.Body}
		data, err := act.Encode(a)
		if err != nil {
			h.t.Fatalf("a deed that cannot be recorded: %v", err)
		}
		if a, err = reader.Decode(int64(len(h.acts)), sha256.Sum256(append([]byte{0}, data...)), data); err != nil {
			h.t.Fatal(err)
		}
		h.n = h.n.Clone()
		h.n.Apply(a)
		h.acts = append(h.acts, a)
		done = append(done, a)
	}
	if len(done) == 0 {
		h.t.Fatalf("%s was neither refused nor did it do anything", c.Name())
	}
	return nil, done
}

func (h *house) must(id member.ID, c initiative.Command) []act.Act {
	h.t.Helper()
	no, done := h.do(id, c)
	if no != nil {
		h.t.Fatalf("%s by %s: %v", c.Name(), id, no)
	}
	return done
}

// refused expects a refusal of one class and key.
func (h *house) refused(id member.ID, c initiative.Command, why act.Why, key string) {
	h.t.Helper()
	no, _ := h.do(id, c)
	if no == nil || no.Why != why || no.Reason.Key != key {
		h.t.Errorf("%s by %s was answered %v, and not %s %s", c.Name(), id, no, why, key)
	}
	heard[key] = true
}

// heard are the keys of all refusals, over all tests.
var heard = map[string]bool{}

var (
	washington = group.Group{ID: "washington", Name: text.Words{"en": "Washington", "ru": "Вашингтон"}, Capital: text.Words{"en": "Washington"}, Zone: "America/New_York", Languages: []string{"en"}}
	astana     = group.Group{ID: "astana", Name: text.Words{"kk": "Астана"}, Capital: text.Words{"kk": "Астана"}, Zone: "Asia/Almaty", Languages: []string{"kk", "ru"}}
	vienna     = group.Group{ID: "vienna", Name: text.Words{"en": "Vienna"}, Capital: text.Words{"en": "Vienna"}, Zone: "Europe/Vienna"}
)

func founding() initiative.Found {
	return initiative.Found{
		Description: initiative.Description{Name: text.Words{"en": "A task force"}, Dimensions: []initiative.Dimension{{ID: "hd", Name: text.Words{"en": "Human"}}}},
		Groups:      []group.Group{washington, astana},
		Rules:       procedure.Defaults([]group.ID{"washington", "astana"}),
	}
}

// founded is a house with its officers.
func founded(t tb) *house {
	h := newHouse(t)
	h.must(initiative.Operator, founding())
	for id, s := range map[member.ID]initiative.Appoint{
		"ann": {Group: "washington", Capacity: member.CoChair}, "gus": {Group: "washington", Capacity: member.Secretariat}, "cat": {Group: "washington", Capacity: member.Member},
		"kai": {Group: "astana", Capacity: member.CoChair}, "lea": {Group: "astana", Capacity: member.Rapporteur},
	} {
		s.Member, s.Constituency = id, "ngo"
		h.must(initiative.Operator, s)
	}
	h.at = h.at.Add(time.Hour)
	return h
}
