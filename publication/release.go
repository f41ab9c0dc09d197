package publication

import (
	"maps"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// A KeyTurned is one group's yes to the release of the drafts as they are.
type KeyTurned struct {
	Group group.ID  `json:"group"`
	Who   act.Alias `json:"who"`
	At    time.Time `json:"at"`
	Act   act.Hash  `json:"act"`
}

// Turn turns the key of a group. With the last key the edition is released, or
// waits for its instant.
type Turn struct {
	Drafts map[string]act.Hash `json:"drafts" doc:"Language to version: all that would be released, as it was read"`
	At     time.Time           `json:"at,omitzero" doc:"When to release it; left out for at once. The first key proposes it, the others agree to it"`
}

// Turned records a key.
type Turned struct {
	Who    act.Alias           `json:"who"`
	Drafts map[string]act.Hash `json:"drafts"`
	At     time.Time           `json:"at,omitzero"`
}

// TakeBack takes back the key of one's group, as long as nothing is released.
type TakeBack struct{}

// TakenBack records it.
type TakenBack struct{}

// Release is the clock's: it releases what all keys are turned for.
type Release struct{}

// ReleasedAct records an edition.
type ReleasedAct struct {
	N       int                 `json:"n"`
	Series  Series              `json:"series"`
	Number  int                 `json:"number"` // in its series, of the first edition
	Symbol  string              `json:"symbol"`
	Drafts  map[string]act.Hash `json:"drafts"`
	Matters []act.Ref           `json:"matters,omitempty"`
	By      []group.ID          `json:"by"`               // whose keys were turned
	Forced  []string            `json:"forced,omitempty"` // checks that were not met
}

// Locked records that an edition whose instant had come could not be released,
// and that the keys were taken back.
type Locked struct {
	Checks []string `json:"checks"` // that are not met any more
}

// Force releases an edition without what may be forced: above all, without the
// key of another group that has not answered. It says so on the cover.
type Force struct {
	Drafts map[string]act.Hash `json:"drafts" doc:"Language to version: all that would be released, as it was read"`
	Reason string              `json:"reason" doc:"Why, in words that everybody reads"`
}

// ReasonWords are why something was done.
type ReasonWords struct {
	Reason string `json:"reason"`
}

func (Turned) Kind() string      { return "publication.turned" }
func (TakenBack) Kind() string   { return "publication.taken-back" }
func (ReleasedAct) Kind() string { return "publication.released" }
func (Locked) Kind() string      { return "publication.locked" }

func (Turn) Name() string     { return "turn" }
func (TakeBack) Name() string { return "take-back" }
func (Release) Name() string  { return "release" }
func (Force) Name() string    { return "force" }

func (Turn) May(p Publication, i Instant) error {
	if err := at(p, Drafting, Awaiting, Released); err != nil {
		return err
	}
	if !p.holdsKey(i) {
		return act.Refuse(act.NotAllowed, "refuse.turn.chair")
	}
	if p.wrote(i.Known(i.By.Member)) {
		return act.Refuse(act.NotAllowed, "refuse.turn.editor")
	}
	if p.HasKey(string(i.By.Group)) {
		return act.Refuse(act.NotNow, "refuse.turn.already")
	}
	if who := i.Known(i.By.Member); slices.ContainsFunc(p.Keys, func(k KeyTurned) bool { return k.Who == who }) {
		return act.Refuse(act.NotAllowed, "refuse.turn.twice") // they have sat elsewhere since
	}
	return p.fresh()
}

// fresh refuses what has been released already.
func (p Publication) fresh() error {
	if e, ok := p.Latest(); ok && maps.Equal(e.Drafts, p.Ready()) {
		return act.Refuse(act.NotNow, "refuse.turn.same", e.N)
	}
	if len(p.Ready()) == 0 {
		return act.Refuse(act.NotNow, "refuse.check.complete", Tongue(p.Lead()))
	}
	return nil
}

// holdsKey reports whether the person may turn the key of a group that issues
// the publication: a co-chair may, and whom one has named for it.
func (p Publication) holdsKey(i Instant) bool {
	if !p.Issues(i.By.Group) {
		return false
	}
	who := i.Known(i.By.Member)
	return i.By.Capacity == member.CoChair || who != "" && slices.Contains(p.Proxies, Proxy{who, i.By.Group})
}

func (c Turn) Decide(p Publication, i Instant) ([]act.Deed, error) {
	if !maps.Equal(c.Drafts, p.Ready()) {
		return nil, act.Refuse(act.Stale, "refuse.turn.drafts")
	}
	when := c.At.UTC().Truncate(time.Minute)
	switch {
	case c.At.IsZero() || !when.After(i.At):
		when = time.Time{}
	case when.After(i.At.Add(latestAt)):
		return nil, act.RefuseField("at", "refuse.turn.late")
	}
	if len(p.Keys) > 0 && !when.Equal(p.At) && (p.At.IsZero() || p.At.After(i.At)) {
		return nil, act.RefuseField("at", "refuse.turn.at", p.At)
	}
	who := i.Alias(i.By.Member)
	body := Turned{who, c.Drafts, when}
	after := p.Clone()
	body.Apply(&after, act.Act{Group: i.By.Group, At: i.At, Body: body})
	ask := func(k Check) bool { return k.Key != CheckKeys }
	if len(after.Keys) == len(p.Groups) {
		ask = func(Check) bool { return true }
	}
	if _, why := unmet(after.Checks(i), ask); len(why) > 0 {
		return nil, refuseFor(why)
	}
	deeds := []act.Deed{{Body: body, Group: i.By.Group}}
	if after.armed() && !after.At.After(i.At) {
		deeds = append(deeds, act.Deed{Body: after.edition(i, nil), Group: i.By.Group})
	}
	return deeds, nil
}

// HasKey reports whether a group has turned its key.
func (p Publication) HasKey(g string) bool {
	return slices.ContainsFunc(p.Keys, func(k KeyTurned) bool { return string(k.Group) == g })
}

// armed reports whether all keys are turned.
func (p Publication) armed() bool { return len(p.Keys) > 0 && p.turned() == nil }

// Due is when the clock is to release an edition; ok is false if it is not.
func (p Publication) Due() (at time.Time, ok bool) { return p.At, p.armed() }

// edition is the act that releases what is ready.
func (p Publication) edition(i Instant, forced []string) ReleasedAct {
	r := ReleasedAct{N: len(p.Editions) + 1, Series: p.Series, Symbol: p.Symbol, Drafts: p.Ready(),
		Matters: matters(p.Drafts[p.Lead()].Parts), Forced: forced}
	for _, k := range p.Keys {
		r.By = append(r.By, k.Group)
	}
	if r.Symbol == "" {
		r.Number = i.Next(p.Series)
		r.Symbol = p.Series.Symbol(r.Number, i.At, i.Form)
	}
	return r
}

func (TakeBack) May(p Publication, i Instant) error {
	if !p.holdsKey(i) {
		return act.Refuse(act.NotAllowed, "refuse.turn.chair")
	}
	if !p.HasKey(string(i.By.Group)) {
		return act.Refuse(act.NotNow, "refuse.take-back.none")
	}
	return nil
}

func (TakeBack) Decide(_ Publication, i Instant) ([]act.Deed, error) {
	return []act.Deed{{Body: TakenBack{}, Group: i.By.Group}}, nil
}

func (Release) May(p Publication, i Instant) error {
	at, due := p.Due()
	if i.By.Member != member.Clock || !due || i.At.Before(at) {
		return act.Refuse(act.NotAllowed, "refuse.release.clock")
	}
	return nil
}

func (Release) Decide(p Publication, i Instant) ([]act.Deed, error) {
	if keys, _ := unmet(p.Checks(i), func(Check) bool { return true }); len(keys) > 0 {
		return []act.Deed{{Body: Locked{keys}}}, nil
	}
	return []act.Deed{{Body: p.edition(i, nil)}}, nil
}

func (Force) May(p Publication, i Instant) error {
	if err := at(p, Drafting, Awaiting, Released); err != nil {
		return err
	}
	if err := chairing(p, i); err != nil {
		return err
	}
	k := slices.IndexFunc(p.Keys, func(k KeyTurned) bool { return k.Group == i.By.Group })
	if k < 0 {
		return act.Refuse(act.NotNow, "refuse.force.key")
	}
	if from := p.Keys[k].At.Add(forceAfter); i.At.Before(from) {
		return act.Refuse(act.NotNow, "refuse.force.early", from)
	}
	return nil
}

func (c Force) Decide(p Publication, i Instant) ([]act.Deed, error) {
	if !maps.Equal(c.Drafts, p.Ready()) {
		return nil, act.Refuse(act.Stale, "refuse.turn.drafts")
	}
	reason, err := procedure.Words("reason", c.Reason, MaxAbout)
	if err == nil && reason == "" {
		err = act.RefuseField("reason", "refuse.publication.reason")
	}
	if err != nil {
		return nil, err
	}
	checks := p.Checks(i)
	if _, why := unmet(checks, func(c Check) bool { return !c.Forceable }); len(why) > 0 {
		return nil, refuseFor(why)
	}
	forced, _ := unmet(checks, func(c Check) bool { return c.Forceable })
	if len(forced) == 0 {
		return nil, act.Refuse(act.NotNow, "refuse.force.needless")
	}
	return []act.Deed{{Body: p.edition(i, forced), Words: ReasonWords{reason}, Group: i.By.Group}}, nil
}

func (b Turned) Apply(p *Publication, a act.Act) {
	p.Keys = append(slices.Clip(p.Keys), KeyTurned{a.Group, b.Who, a.At, a.Hash})
	p.At = b.At
	if p.armed() && p.Stage == Drafting {
		p.Stage = Awaiting
	}
}

func (TakenBack) Apply(p *Publication, a act.Act) {
	p.Keys = slices.DeleteFunc(slices.Clone(p.Keys), func(k KeyTurned) bool { return k.Group == a.Group })
	if len(p.Keys) == 0 {
		p.At = time.Time{}
	}
	if p.Stage == Awaiting {
		p.Stage = Drafting
	}
}

func (Locked) Apply(p *Publication, _ act.Act) { p.unlock() }

func (b ReleasedAct) Apply(p *Publication, a act.Act) {
	p.Editions = append(slices.Clip(p.Editions), Edition{Facts: p.Facts, N: b.N, At: a.At, Act: a.Hash, Plan: p.Worded, Drafts: b.Drafts, Forced: b.Forced, Keys: p.Keys, Matters: b.Matters})
	p.Symbol, p.Stage = b.Symbol, Released
	p.Keys, p.At, p.Leaving = nil, time.Time{}, nil
}
