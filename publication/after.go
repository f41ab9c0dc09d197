package publication

import (
	"fmt"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// Correct tells of a mistake in an edition, beside it: the edition stays.
type Correct struct {
	Edition int              `json:"edition"`
	Lang    string           `json:"lang" doc:"Of the version that is wrong"`
	Part    text.ParagraphID `json:"part,omitempty" doc:"The part that is wrong, if one"`
	Words   string           `json:"words" doc:"What it says, and what it should say"`
}

// Corrected records an erratum.
type Corrected struct {
	Edition int              `json:"edition"`
	Lang    string           `json:"lang"`
	Part    text.ParagraphID `json:"part,omitempty"`
}

// CorrectedWords are what an erratum says.
type CorrectedWords struct {
	Words string `json:"words"`
}

// Withdraw agrees to withdraw the publication. When every group that issues it
// has, readers find the reason in its place; the editions stay with the record.
type Withdraw struct {
	Reason string `json:"reason" doc:"Why, in words that everybody reads"`
}

// Leaving records that a group would withdraw it.
type Leaving struct{}

// WithdrawnAct records that it is withdrawn.
type WithdrawnAct struct{}

// DroppedAct records that it was given up before there was an edition.
type DroppedAct struct{}

// NameProxy names a member who may turn the key for a co-chair, or ends that.
type NameProxy struct {
	Member member.ID `json:"member"`
	End    bool      `json:"end,omitempty"`
}

// ProxyNamed records it.
type ProxyNamed struct {
	Who act.Alias `json:"who"`
	End bool      `json:"end"`
}

func (Corrected) Kind() string    { return "publication.corrected" }
func (Leaving) Kind() string      { return "publication.leaving" }
func (WithdrawnAct) Kind() string { return "publication.withdrawn" }
func (DroppedAct) Kind() string   { return "publication.dropped" }
func (ProxyNamed) Kind() string   { return "publication.named" }

func (Correct) Name() string   { return "correct" }
func (Withdraw) Name() string  { return "withdraw-publication" }
func (NameProxy) Name() string { return "name-proxy" }

func (Correct) May(p Publication, i Instant) error { return keeping(p, i, Released) }

func (c Correct) Decide(p Publication, i Instant) ([]act.Deed, error) {
	if c.Edition < 1 || c.Edition > len(p.Editions) {
		return nil, act.RefuseField("edition", "refuse.correct.edition")
	}
	if _, ok := p.Editions[c.Edition-1].Drafts[c.Lang]; !ok {
		return nil, act.RefuseField("lang", "refuse.write.lang")
	}
	if n, ok := partNumber(c.Part); c.Part != "" && (!ok || n > p.IDs) {
		return nil, act.RefuseField("part", "refuse.part.unknown")
	}
	words, err := needed("words", c.Words, "refuse.correct.words")
	if err != nil {
		return nil, err
	}
	return []act.Deed{{Body: Corrected{c.Edition, c.Lang, c.Part}, Words: CorrectedWords{words}, Group: i.By.Group}}, nil
}

func partNumber(id text.ParagraphID) (n int, ok bool) {
	_, err := fmt.Sscanf(string(id), "p%d", &n)
	return n, err == nil && n > 0 && id == text.ParagraphID(fmt.Sprint("p", n))
}

func (Withdraw) May(p Publication, i Instant) error {
	if err := at(p, Drafting, Awaiting, Released, Listed); err != nil {
		return err
	}
	if err := chairing(p, i); err != nil {
		return err
	}
	if slices.Contains(p.Leaving, i.By.Group) {
		return act.Refuse(act.NotNow, "refuse.withdraw.already")
	}
	return nil
}

func (c Withdraw) Decide(p Publication, i Instant) ([]act.Deed, error) {
	reason, err := needed("reason", c.Reason, "refuse.publication.reason")
	if err != nil {
		return nil, err
	}
	deeds := []act.Deed{{Body: Leaving{}, Words: ReasonWords{reason}, Group: i.By.Group}}
	if len(p.Leaving)+1 < len(p.Groups) {
		return deeds, nil
	}
	if p.Stage.Out() {
		return append(deeds, act.Deed{Body: WithdrawnAct{}, Words: ReasonWords{reason}, Group: i.By.Group}), nil
	}
	return append(deeds, act.Deed{Body: DroppedAct{}, Group: i.By.Group}), nil
}

func (NameProxy) May(p Publication, i Instant) error {
	if err := at(p, Drafting, Awaiting, Released); err != nil {
		return err
	}
	return chairing(p, i)
}

func (c NameProxy) Decide(p Publication, i Instant) ([]act.Deed, error) {
	seated := slices.ContainsFunc(i.Seats, func(s member.Standing) bool {
		return s.Member == c.Member && s.Group == i.By.Group && s.Speaks() && s.Capacity != member.CoChair
	})
	if !seated && !c.End {
		return nil, act.RefuseField("member", "refuse.name.member")
	}
	who := i.Known(c.Member)
	if named := who != "" && slices.Contains(p.Proxies, Proxy{who, i.By.Group}); named != c.End {
		return nil, act.RefuseField("member", "refuse.name.already")
	}
	if who == "" {
		who = i.Alias(c.Member)
	}
	return []act.Deed{{Body: ProxyNamed{who, c.End}, Group: i.By.Group}}, nil
}

func needed(field, s, missing string) (string, error) {
	words, err := procedure.Words(field, s, MaxAbout)
	if err == nil && words == "" {
		err = act.RefuseField(field, missing)
	}
	return words, err
}

func (b Corrected) Apply(p *Publication, a act.Act) {
	if b.Edition < 1 || b.Edition > len(p.Editions) {
		return
	}
	p.Editions = slices.Clone(p.Editions)
	e := &p.Editions[b.Edition-1]
	e.Errata = append(slices.Clip(e.Errata), a.Hash)
}

func (Leaving) Apply(p *Publication, a act.Act) {
	p.Leaving = append(slices.Clip(p.Leaving), a.Group)
}

func (WithdrawnAct) Apply(p *Publication, a act.Act) {
	p.unlock()
	p.Stage, p.Gone = Withdrawn, a.Hash
}

func (DroppedAct) Apply(p *Publication, a act.Act) {
	p.unlock()
	p.Stage, p.Gone = Dropped, a.Hash
}

func (b ProxyNamed) Apply(p *Publication, a act.Act) {
	proxy := Proxy{b.Who, a.Group}
	p.Proxies = slices.DeleteFunc(slices.Clone(p.Proxies), func(other Proxy) bool { return other == proxy })
	if !b.End {
		p.Proxies = append(p.Proxies, proxy)
	}
}
