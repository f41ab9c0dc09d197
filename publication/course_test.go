package publication

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// A world is a task force that writes, with the part of the clerk played by the
// test: it gives aliases, hashes and numbers.
type world struct {
	now     time.Time
	groups  []group.Group
	seats   []member.Standing
	pubs    map[act.Ref]*Publication
	acts    []act.Act
	matters map[act.Ref]procedure.Matter
	said    map[act.Hash]procedure.Stated
	funders int
	form    string
}

func newWorld(groups ...group.ID) *world {
	w := &world{now: time.Date(2009, 9, 1, 9, 0, 0, 0, time.UTC), pubs: map[act.Ref]*Publication{}, matters: map[act.Ref]procedure.Matter{},
		said: map[act.Hash]procedure.Stated{}, funders: 1, form: "TF.REC/{n}/{yy}"}
	for _, g := range groups {
		w.groups = append(w.groups, group.Group{ID: g})
		for _, c := range []member.Capacity{member.CoChair, member.CoChair, member.Rapporteur, member.Member, member.Observer, member.Secretariat} {
			w.seats = append(w.seats, member.Standing{Member: member.ID(fmt.Sprint(g, len(w.seats))), Group: g, Capacity: c})
		}
	}
	return w
}

func (w *world) seat(id member.ID) member.Standing {
	for _, s := range w.seats {
		if s.Member == id {
			return s
		}
	}
	return member.Standing{Member: id}
}

func (w *world) instant(by member.ID) Instant {
	alias := func(id member.ID) act.Alias { return act.Alias("~" + id) }
	return Instant{At: w.now, By: w.seat(by), Groups: w.groups, Seats: w.seats, Funders: w.funders, Form: w.form, Alias: alias, Known: alias,
		People:    func(member.ID) bool { return true },
		Matter:    func(ref act.Ref) procedure.Matter { return w.matters[ref] },
		Statement: func(_ act.Ref, h act.Hash) (procedure.Stated, bool) { s, ok := w.said[h]; return s, ok },
		Next: func(s Series) int {
			n := 0
			for _, a := range w.acts {
				if r, ok := a.Body.(ReleasedAct); ok && r.Series == s {
					n = max(n, r.Number)
				}
			}
			return n + 1
		}}
}

// do carries out a command, and says with which key it was refused.
func (w *world) do(by member.ID, on act.Ref, cmd Command) string {
	p, ok := w.pubs[on]
	if !ok {
		p = new(Publication)
	}
	deeds, err := Decide(*p, w.instant(by), cmd)
	if no, refused := act.Refused(err); refused {
		return no.Reason.Key
	} else if err != nil {
		panic(err)
	}
	after := p.Clone()
	for _, d := range deeds {
		a := act.Act{Seq: int64(len(w.acts)), On: on, At: w.now, Kind: d.Body.Kind(), Body: d.Body, Group: d.Group, By: act.Alias("~" + by), Prev: after.Prev(d)}
		a.Hash = act.Hash{byte(len(w.acts)), byte(len(w.acts) >> 8), 1}
		after = after.Clone()
		after.Apply(a)
		w.acts = append(w.acts, a)
	}
	w.pubs[on] = &after
	return ""
}

func plan(lead string, groups ...group.ID) Plan {
	return Plan{Facts: Facts{Series: Brief, Groups: groups, Authentic: []string{lead, "ru"}, Langs: []string{"kk"}}, Title: text.Words{"en": "A brief"}}
}

// TestRandomCourses lets members do at random what they please, and looks back
// with a slower account of the rules over every edition that came out of it.
func TestRandomCourses(t *testing.T) {
	released := 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 5))
		w := newWorld("washington", "astana")
		if seed%3 == 0 {
			w = newWorld("washington", "astana", "vienna")
		}
		for n := range 3 {
			ref := act.Ref(fmt.Sprintf("matter0%d", n))
			w.matters[ref] = matterAt(w, r.IntN(4))
		}
		for range 160 {
			w.now = w.now.Add(time.Duration(r.IntN(40)) * time.Hour)
			w.step(r)
		}
		for _, a := range w.acts {
			if _, ok := a.Body.(ReleasedAct); ok {
				released++
				w.twin(t, seed, a)
			}
		}
		w.numbered(t, seed)
		if t.Failed() {
			t.FailNow()
		}
	}
	if released < 200 {
		t.Errorf("only %d editions came out: the courses try too little", released)
	}
}

// matterAt is a matter that is still in formulation, or was adopted, considered
// by all or, which the rules of matters never let happen, not by all.
func matterAt(w *world, how int) procedure.Matter {
	m := procedure.Matter{Stage: procedure.Adopted, Origin: w.groups[0].ID, ReferredAt: w.now, Adoption: &procedure.Adoption{Symbol: "X"},
		Considered: map[group.ID]procedure.Consideration{}}
	for n, g := range w.groups {
		m.Groups = append(m.Groups, g.ID)
		if n > 0 && (how != 1 || n > 1) {
			m.Considered[g.ID] = procedure.Consideration{}
		}
	}
	if how == 0 {
		m.Stage, m.Adoption = procedure.Formulation, nil
	}
	return m
}

// step lets somebody do something on one of a few publications.
func (w *world) step(r *rand.Rand) {
	on := act.Ref(fmt.Sprint("p-publica", r.IntN(3)))
	by := w.seats[r.IntN(len(w.seats))].Member
	p := w.pubs[on]
	if p == nil {
		own := plan("en", w.groups[0].ID)
		if r.IntN(4) > 0 {
			own = plan("en")
			for _, g := range w.groups {
				own.Groups = append(own.Groups, g.ID)
			}
		}
		w.do(by, on, Begin{own})
		return
	}
	ready := p.Ready()
	switch k := r.IntN(20); {
	case k < 3:
		w.do(by, on, w.written(r, p, "en"))
	case k < 8:
		lang := []string{"ru", "ru", "ru", "kk"}[r.IntN(4)]
		w.do(by, on, w.written(r, p, lang))
	case k < 15:
		at := time.Time{}
		if g := p.Groups[r.IntN(len(p.Groups))]; r.IntN(4) > 0 {
			by = w.chairs(g)[r.IntN(2)]
		}
		if r.IntN(3) == 0 {
			at = w.now.Add(time.Duration(r.IntN(90)) * time.Hour)
		} else if len(p.Keys) > 0 {
			at = p.At
		}
		w.do(by, on, Turn{ready, at})
	case k == 15:
		w.do(by, on, TakeBack{})
	case k == 16:
		w.do(by, on, Force{ready, "No answer."})
	case k == 17:
		w.do(by, on, NameProxy{Member: w.seats[r.IntN(len(w.seats))].Member, End: r.IntN(3) == 0})
	case k == 18 && r.IntN(8) == 0:
		w.do(by, on, Withdraw{"Enough."})
	default:
		w.do(member.Clock, on, Release{})
	}
}

// chairs are the co-chairs of a group.
func (w *world) chairs(g group.ID) (all []member.ID) {
	for _, s := range w.seats {
		if s.Group == g && s.Capacity == member.CoChair {
			all = append(all, s.Member)
		}
	}
	return all
}

func (w *world) written(r *rand.Rand, p *Publication, lang string) Write {
	c := Write{Lang: lang, Base: p.Drafts[lang].Hash, Of: p.Drafts["en"].Hash, Version: Version{Title: "T", Summary: "S"}}
	if lang != "en" {
		for _, s := range p.Drafts["en"].Parts {
			if r.IntN(12) > 0 {
				c.Parts = append(c.Parts, Part{ID: s.ID, Words: "Words."})
			}
		}
		return c
	}
	c.Parts = []Part{{Kind: Paragraph, Words: []string{"Words.", "Words.", "Words.", "Words [perhaps]."}[r.IntN(4)]}}
	if r.IntN(2) == 0 {
		c.Parts = append(c.Parts, Part{Kind: Recommendation, Of: fmt.Sprint("matter0", r.IntN(3))})
	}
	return c
}

// twin goes through all acts before a release, knowing no state of a
// publication, and says what should not have come out.
func (w *world) twin(t *testing.T, seed uint64, out act.Act) {
	t.Helper()
	released := out.Body.(ReleasedAct)
	var (
		facts   Facts
		newest  = map[string]act.Act{}
		keys    = map[group.ID]act.Act{}
		instant time.Time
	)
	for _, a := range w.acts[:out.Seq] {
		if a.On != out.On {
			continue
		}
		switch b := a.Body.(type) {
		case Begun:
			facts = b.Facts
		case Written:
			newest[b.Lang] = a
			clear(keys)
		case Turned:
			keys[a.Group], instant = a, b.At
		case TakenBack:
			delete(keys, a.Group)
		case ReleasedAct, Locked:
			clear(keys)
		}
	}
	wrong := func(what string) { t.Errorf("seed %d, act %d: %s", seed, out.Seq, what) }
	forced := func(check string) bool { return slices.Contains(released.Forced, check) }
	for lang, hash := range released.Drafts {
		if newest[lang].Hash != hash {
			wrong("another wording than the newest came out")
		}
		if newest[lang].Body.(Written).Open > 0 {
			wrong("open wording came out")
		}
	}
	for _, lang := range facts.Authentic {
		v, ok := newest[lang].Body.(Written)
		stands := ok && v.Missing == 0 && (lang == "en" || v.Of == newest["en"].Hash)
		if !stands && !forced(CheckLanguages) {
			wrong("authentic languages at two versions came out")
		}
	}
	for _, s := range newest["en"].Body.(Written).Parts {
		if m := w.matters[act.Ref(s.Of)]; s.Kind == Recommendation && (m.Stage != procedure.Adopted || len(m.Considered) < len(m.Groups)-1) {
			wrong("what was not adopted came out as a recommendation")
		}
	}
	for _, g := range facts.Groups {
		k, turned := keys[g]
		if !turned && !forced(CheckKeys) {
			wrong("no key of " + string(g))
		}
		if turned && !maps.Equal(k.Body.(Turned).Drafts, released.Drafts) {
			wrong("a key was turned on another wording")
		}
		for lang := range released.Drafts {
			if turned && newest[lang].By == k.By && !forced(CheckHands) {
				wrong("the last editor turned a key")
			}
		}
	}
	if len(released.Forced) == 0 && out.At.Before(instant) {
		wrong("it came out before its instant")
	}
	if len(released.Forced) > 0 {
		if own, ok := keys[out.Group]; !ok || out.At.Sub(own.At) < 7*24*time.Hour {
			wrong("it was forced before the others had a week")
		}
	}
}

// numbered holds that the numbers of a series have no gaps, and that a
// publication keeps its symbol.
func (w *world) numbered(t *testing.T, seed uint64) {
	t.Helper()
	next, symbols := 1, map[act.Ref]string{}
	for _, a := range w.acts {
		r, ok := a.Body.(ReleasedAct)
		if !ok {
			continue
		}
		if was, ok := symbols[a.On]; ok {
			if was != r.Symbol || r.Number != 0 {
				t.Errorf("seed %d: %s became %s", seed, was, r.Symbol)
			}
			continue
		}
		if r.Number != next {
			t.Errorf("seed %d: number %d after %d", seed, r.Number, next-1)
		}
		next, symbols[a.On] = r.Number+1, r.Symbol
	}
}
