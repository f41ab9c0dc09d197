package initiative

import (
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// An InterestKind is what binds a member to an organisation.
type InterestKind string

// The kinds of interest. To have nothing to declare is something to say: who has
// said nothing at all has not been asked, or not answered.
const (
	Employment   InterestKind = "employment"
	Funding      InterestKind = "funding"
	Shareholding InterestKind = "shareholding"
	Family       InterestKind = "family"
	Advisory     InterestKind = "advisory"
	OtherKind    InterestKind = "other"
	Nothing      InterestKind = "nothing"
)

// InterestKinds lists them all, in the order of a form.
var InterestKinds = []InterestKind{Employment, Funding, Shareholding, Family, Advisory, OtherKind, Nothing}

// Key is the kind's name in the catalogues.
func (k InterestKind) Key() string { return "interest." + string(k) }

// An Interest is what a member has declared. What it is called, and what is said
// of it, is in the words of its act.
type Interest struct {
	Act    act.Hash
	Seq    int64 // place of the act, where its words are
	Member member.ID
	Kind   InterestKind
	Of     string    // the organisation, if it is one that the initiative has named
	From   string    // as known; see Funder
	To     string    // as known
	At     time.Time // when it was declared, UTC
	Ended  time.Time // when the member said that it is over; zero while it lasts
}

// Holds reports whether the interest is declared at an instant, and not over.
func (i Interest) Holds(at time.Time) bool {
	day := at.UTC().Format(time.DateOnly)
	return !i.At.After(at) && (i.Ended.IsZero() || i.Ended.After(at)) && (i.To == "" || !before(i.To, day))
}

// Said is when a member last spoke of their interests.
type Said struct {
	At      time.Time // UTC
	Nothing bool      // they had nothing to declare
}

// Limits on what one member may declare, in interests that last, and in letters.
const (
	MaxInterests    = 40
	MaxOrganisation = 200
	MaxInterestText = 2000
)

// Declare says which interest the member who says it has, or that they have
// none. Nobody declares for another.
type Declare struct {
	Interest     InterestKind `json:"interest" enum:"employment,funding,shareholding,family,advisory,other,nothing"`
	Organisation string       `json:"organisation,omitempty" doc:"What it is called; nothing if there is nothing to declare"`
	Of           string       `json:"of,omitempty" doc:"Its id, if it is one of the initiative's conveners, funders or addressees"`
	From         string       `json:"from,omitempty" doc:"Since when, as known: 2009, 2009-03 or 2009-03-01"`
	To           string       `json:"to,omitempty" doc:"Until when, if that is known"`
	Text         string       `json:"text,omitempty" doc:"What the public should know of it"`
	Lang         string       `json:"lang" enum:"en,ru,kk" doc:"In which language that is said"`
}

// InterestDeclared records a declaration.
type InterestDeclared struct {
	Interest InterestKind `json:"interest"`
	Of       string       `json:"of"`
	From     string       `json:"from"`
	To       string       `json:"to"`
	Lang     string       `json:"lang"`
}

// InterestWords are the words of a declaration. They can be erased.
type InterestWords struct {
	Organisation string `json:"organisation"`
	Text         string `json:"text"`
}

func (InterestDeclared) Kind() string { return "initiative.interest-declared" }

func (Declare) Name() string { return "declare" }

func (c Declare) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	if err := declares(i); err != nil {
		return nil, err
	}
	name, wrongName := text.CleanLine(c.Organisation, MaxOrganisation)
	said, wrongText := text.Clean(c.Text, MaxInterestText)
	if err := act.Together(c.kind(len(n.interestsOf(i.By.Member, i.At))), c.organisation(name, said, wrongName), c.named(), c.period(),
		procedure.Mistyped("text", wrongText), refuseIf(!slices.Contains(procedure.Languages, c.Lang), "lang", "refuse.lang")); err != nil {
		return nil, err
	}
	d := act.Deed{Body: InterestDeclared{c.Interest, c.Of, c.From, c.To, c.Lang}, Group: i.By.Group}
	if c.Interest != Nothing {
		d.Words = InterestWords{name, strings.TrimSpace(said)}
	}
	return []act.Deed{d}, nil
}

// kind refuses the kind of interest, beside as many as the member has declared
// that last.
func (c Declare) kind(lasting int) error {
	switch {
	case !slices.Contains(InterestKinds, c.Interest):
		return act.RefuseField("interest", "refuse.interest.kind")
	case c.Interest == Nothing && lasting > 0:
		return act.RefuseField("interest", "refuse.interest.lasting", lasting)
	case lasting >= MaxInterests:
		return act.RefuseField("interest", "refuse.interest.many", MaxInterests)
	}
	return nil
}

// organisation refuses what the organisation is called, or that one is named, or
// anything said, where there is nothing to declare.
func (c Declare) organisation(name, said string, wrong error) error {
	switch {
	case wrong != nil:
		return procedure.Mistyped("organisation", wrong)
	case c.Interest == Nothing && (name != "" || said != "" || c.Of != "" || c.From != "" || c.To != ""):
		return act.RefuseField("organisation", "refuse.interest.nothing")
	case c.Interest != Nothing && name == "":
		return act.RefuseField("organisation", "refuse.interest.organisation")
	}
	return nil
}

func (c Declare) named() error {
	return refuseIf(c.Of != "" && !idForm.MatchString(c.Of), "of", "refuse.interest.of")
}

func (c Declare) period() error { return checkPeriod("", c.From, c.To) }

func (d InterestDeclared) Apply(n *Initiative, a act.Act) {
	id := member.ID(a.By)
	n.said(id, Said{a.At, d.Interest == Nothing})
	if d.Interest != Nothing {
		n.Interests = append(n.Interests, Interest{Act: a.Hash, Seq: a.Seq, Member: id, Kind: d.Interest, Of: d.Of, From: d.From, To: d.To, At: a.At})
	}
}

// EndInterest says that an interest of the member's own is over.
type EndInterest struct {
	Interest act.Hash `json:"interest" doc:"The act by which it was declared"`
}

// InterestEnded records that an interest is over.
type InterestEnded struct {
	Interest act.Hash `json:"interest"`
}

func (InterestEnded) Kind() string { return "initiative.interest-ended" }

func (EndInterest) Name() string { return "end-interest" }

func (c EndInterest) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	if err := declares(i); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(n.Interests, func(own Interest) bool {
		return own.Act == c.Interest && own.Member == i.By.Member && own.Ended.IsZero()
	}) {
		return nil, act.RefuseField("interest", "refuse.interest.unknown")
	}
	return []act.Deed{{Body: InterestEnded(c), Group: i.By.Group}}, nil
}

func (e InterestEnded) Apply(n *Initiative, a act.Act) {
	for k, own := range n.Interests {
		if own.Act == e.Interest && own.Member == member.ID(a.By) && own.Ended.IsZero() {
			n.Interests[k].Ended = a.At
		}
	}
	n.said(member.ID(a.By), Said{At: a.At})
}

// RenewInterests says that what the member has declared is still so, and that
// there is nothing beside it.
type RenewInterests struct{}

// InterestsRenewed records that a member renewed what they had declared.
type InterestsRenewed struct{}

func (InterestsRenewed) Kind() string { return "initiative.interests-renewed" }

func (RenewInterests) Name() string { return "renew-interests" }

func (RenewInterests) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	if err := declares(i); err != nil {
		return nil, err
	}
	if _, spoke := n.Said[i.By.Member]; !spoke {
		return nil, act.Refuse(act.NotNow, "refuse.interest.renew")
	}
	return []act.Deed{{Body: InterestsRenewed{}, Group: i.By.Group}}, nil
}

func (InterestsRenewed) Apply(n *Initiative, a act.Act) {
	id := member.ID(a.By)
	n.said(id, Said{a.At, n.Said[id].Nothing})
}

func (n *Initiative) said(id member.ID, s Said) {
	if n.Said == nil {
		n.Said = map[member.ID]Said{}
	}
	n.Said[id] = s
}

// interestsOf lists what a member has declared that holds at an instant.
func (n Initiative) interestsOf(id member.ID, at time.Time) (all []Interest) {
	for _, i := range n.Interests {
		if i.Member == id && i.Holds(at) {
			all = append(all, i)
		}
	}
	return all
}

// declares refuses unless the person sits in a group: the operator has no
// interests here, and whoever has left has none any more.
func declares(i Instant) error {
	if i.By.Group == "" {
		return act.Refuse(act.NotAllowed, "refuse.no-standing")
	}
	return nil
}

// refuseIf refuses a field, if it is wrong.
func refuseIf(wrong bool, field, key string) error {
	if !wrong {
		return nil
	}
	return act.RefuseField(field, key)
}
