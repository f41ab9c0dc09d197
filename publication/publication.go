// Package publication holds the rules of what leaves the house in print:
// briefs, papers, reports and case studies. A publication is begun, drafted
// version by version in each of its languages, and released with two keys as an
// edition, which stays as it is.
//
// The rules are pure, as those of package procedure are: a command answers with
// deeds or with a refusal, and an act's Apply may not fail.
//
// The law of this package: nothing is printed as a recommendation that was not
// adopted, and whatever is, is printed as it was adopted, for a part that sets
// one holds its reference and none of its words. And no group releases in the
// name of another: every group that issues a publication turns a key of its
// own, on the very wording that is released.
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

// A Stage is how far a publication has come.
type Stage string

// The stages.
const (
	Unknown   Stage = ""          // never begun
	Drafting  Stage = "drafting"  // nothing is released yet
	Listed    Stage = "listed"    // of another house, or of another time: told of, and not held here
	Awaiting  Stage = "awaiting"  // all keys are turned; the first edition waits for its instant
	Released  Stage = "released"  // there is an edition; the next may be in the making
	Withdrawn Stage = "withdrawn" // readers find the reason in its place
	Dropped   Stage = "dropped"   // given up before there was an edition; only those who wrote it know of it
)

// Stages lists them all.
var Stages = []Stage{Drafting, Listed, Awaiting, Released, Withdrawn, Dropped}

// Key is the stage's name in the catalogues.
func (s Stage) Key() string { return "publication.stage." + string(s) }

// Out reports whether everybody may know of a publication at this stage.
func (s Stage) Out() bool { return s == Listed || s == Released || s == Withdrawn }

// A Publication is one publication, as its acts have left it. The zero one has
// not been begun.
type Publication struct {
	Ref   act.Ref  `json:"ref"`
	Stage Stage    `json:"stage"`
	Turn  int      `json:"turn"`  // counts its acts; a form answers one
	Last  act.Hash `json:"last"`  // newest act that everybody reads, or will
	Inner act.Hash `json:"inner"` // newest act that only those who issue it read
	Seq   int64    `json:"seq"`

	Facts
	Worded act.Hash `json:"worded"` // the act that holds its title and authors

	IDs      int              `json:"ids"`            // of parts: the highest number ever given
	Drafts   map[string]Draft `json:"drafts"`         // the newest in each language
	Keys     []KeyTurned      `json:"keys"`           // on the drafts as they are now
	At       time.Time        `json:"at"`             // the instant that the keys are turned for; UTC
	Symbol   string           `json:"symbol"`         // given with the first edition
	Editions []Edition        `json:"editions"`       // oldest first
	Leaving  []group.ID       `json:"leaving"`        // who has agreed to withdraw it
	Gone     act.Hash         `json:"gone"`           // the act that withdrew it, with the reason
	Proxies  []Proxy          `json:"proxies"`        // who may turn a key for a co-chair
	Date     string           `json:"date,omitempty"` // of what is listed: when it appeared, as far as known
	Found    bool             `json:"found,omitempty"`

	Transmissions []Transmission `json:"transmissions,omitempty"` // in the order in which they were noted
}

// Facts are what is laid down at the beginning beside the words.
type Facts struct {
	Series    Series     `json:"series"`
	Groups    []group.ID `json:"groups"` // which issue it: one, or all
	Dimension string     `json:"dimension,omitempty"`
	Authentic []string   `json:"authentic"` // languages that are equally authentic; it is written in the first
	Langs     []string   `json:"langs"`     // further ones, into which it is translated
}

// Lead is the language that it is written in first.
func (f Facts) Lead() string {
	if len(f.Authentic) == 0 {
		return ""
	}
	return f.Authentic[0]
}

// Languages are all that it is to appear in, the authentic ones first.
func (f Facts) Languages() []string { return slices.Concat(f.Authentic, f.Langs) }

// A Draft is the newest wording in one language.
type Draft struct {
	Hash    act.Hash  `json:"hash"` // names the version: the act that holds its words
	N       int       `json:"n"`    // counts the versions in this language
	By      act.Alias `json:"by"`   // the last editor
	At      time.Time `json:"at"`
	Of      act.Hash  `json:"of"` // of a rendering: the version in the lead language that it renders
	Parts   []Slot    `json:"parts"`
	Open    int       `json:"open"`    // square brackets in the words
	Missing int       `json:"missing"` // parts that have no words yet
	Summary bool      `json:"summary"` // there is one
}

// An Edition is what was released at an instant, and stays.
type Edition struct {
	Facts
	N       int                 `json:"n"`
	At      time.Time           `json:"at"`
	Act     act.Hash            `json:"act"`
	Plan    act.Hash            `json:"plan"`             // the act that names the authors
	Drafts  map[string]act.Hash `json:"drafts"`           // language to version
	Forced  []string            `json:"forced,omitempty"` // the keys of the checks that were not met
	Keys    []KeyTurned         `json:"keys"`             // those that were turned for it
	Errata  []act.Hash          `json:"errata"`           // the acts that tell of them
	Matters []act.Ref           `json:"matters"`          // whose recommendations it sets
}

// A Proxy is a member who may turn a key for a co-chair of their group.
type Proxy struct {
	Who   act.Alias `json:"who"`
	Group group.ID  `json:"group"`
}

// An Instant is what holds at the moment of a command. The clerk fills it; the
// rules only read it.
type Instant struct {
	At         time.Time
	By         member.Standing
	Groups     []group.Group     // of the initiative, as formed
	Seats      []member.Standing // all in standing at At
	Dimensions []string          // ids of those that the initiative names
	Funders    int               // how many the register of funders names
	Addressees []string          // ids of those that the initiative names
	// Alias returns the alias under which a member acts on this publication.
	Alias func(member.ID) act.Alias
	// Known returns the alias that a member has on it already, or none.
	Known  func(member.ID) act.Alias
	People func(member.ID) bool           // who is on the roll
	Matter func(act.Ref) procedure.Matter // as the record has it
	// Statement returns a statement on a matter, as the record has it.
	Statement func(act.Ref, act.Hash) (procedure.Stated, bool)
	// Next is the number that a publication of a series would get if it were
	// released now.
	Next func(Series) int
	Form string // of recommendations' symbols, as the rules of procedure give it
}

// A Command asks for a change to a publication.
type Command interface {
	// Name is the command's name in addresses and catalogues.
	Name() string
	// May says whether this way is open to the person who asks, whatever else
	// the command says; nil if it is.
	May(p Publication, i Instant) error
	// Decide returns the deeds that follow, or a refusal. It does not change p.
	Decide(p Publication, i Instant) ([]act.Deed, error)
}

// A Change is an act's effect on a publication.
type Change interface {
	act.Body
	Apply(p *Publication, a act.Act)
}

// Decide asks the rules. It stands before every command's own Decide, and
// keeps what is in one group's caucus unknown to the others.
func Decide(p Publication, i Instant, cmd Command) ([]act.Deed, error) {
	if err := open(p, i, cmd); err != nil {
		return nil, err
	}
	return cmd.Decide(p, i)
}

func open(p Publication, i Instant, cmd Command) error {
	if _, due := cmd.(Release); due && i.By.Member == member.Clock {
		return cmd.May(p, i)
	}
	if begins(cmd) != (p.Stage == Unknown) || p.Stage != Unknown && !p.Visible(i.By) {
		return act.Refuse(act.NotFound, "refuse.publication.unknown")
	}
	if i.By.Group == "" {
		return act.Refuse(act.NotAllowed, "refuse.no-standing")
	}
	return cmd.May(p, i)
}

func begins(cmd Command) bool {
	switch cmd.(type) {
	case Begin, List:
		return true
	}
	return false
}

// Ways lists what the person who asks may do now, and why not the rest.
func (p Publication) Ways(i Instant) []procedure.Way {
	var ways []procedure.Way
	for _, cmd := range Commands {
		no, _ := act.Refused(open(p, i, cmd))
		ways = append(ways, procedure.Way{Command: cmd.Name(), No: no})
	}
	return ways
}

// Inside is who may read drafts: all groups, or the one that issues it alone.
func (f Facts) Inside() act.Audience {
	if len(f.Groups) == 1 {
		return act.Caucus
	}
	return act.Joint
}

// Home is the group whose caucus the drafts are in, if they are in one.
func (f Facts) Home() group.ID {
	if len(f.Groups) == 0 {
		return ""
	}
	return f.Groups[0]
}

// Audience is who may know of the publication: those who issue it, until there
// is an edition; then everybody.
func (p Publication) Audience() act.Audience {
	if p.Stage.Out() {
		return act.Public
	}
	return p.Inside()
}

// Visible reports whether somebody may know of the publication.
func (p Publication) Visible(to member.Standing) bool {
	return p.Audience() != act.Caucus || to.Group == p.Home() && to.Caucuses()
}

// Audience is how widely an act may be read on a publication: what tells of an
// edition by everybody, what goes on before it by those who issue it. A release
// opens the drafts and the keys that it is of.
func Audience(b act.Body, p Publication) act.Audience {
	if told(b) {
		return p.Audience()
	}
	return p.Inside()
}

func told(b act.Body) bool {
	switch b.(type) {
	case ListedAct, ReleasedAct, Corrected, Transmitted, WithdrawnAct:
		return true
	}
	return false
}

// Apply changes p by one act. It takes any acts in any order.
func (p *Publication) Apply(a act.Act) {
	p.Ref = a.On
	if b, ok := a.Body.(Change); ok {
		b.Apply(p, a)
	}
	p.Turn++
	if told(a.Body) {
		p.Last = a.Hash
	} else {
		p.Inner = a.Hash
	}
	p.Seq = a.Seq
}

// Prev is the act that the header of a deed on p names as the one before it.
// What everybody reads has a chain of its own: see procedure.Matter.Prev.
func (p Publication) Prev(d act.Deed) act.Hash {
	if told(d.Body) {
		return p.Last
	}
	return p.Inner
}

// Clone returns a copy that shares nothing that an act could change. Slots and
// editions' drafts are never changed once they are made.
func (p Publication) Clone() Publication {
	p.Drafts = maps.Clone(p.Drafts)
	p.Keys = slices.Clone(p.Keys)
	p.Editions = slices.Clone(p.Editions)
	p.Leaving = slices.Clone(p.Leaving)
	p.Proxies = slices.Clone(p.Proxies)
	return p
}

// Latest is the newest edition; ok is false if there is none.
func (p Publication) Latest() (e Edition, ok bool) {
	if len(p.Editions) == 0 {
		return e, false
	}
	return p.Editions[len(p.Editions)-1], true
}

// Keeps reports whether somebody writes the publication: the chairs, the
// rapporteurs and the secretariats of the groups that issue it.
func (p Publication) Keeps(s member.Standing) bool {
	return keeps(s) && slices.Contains(p.Groups, s.Group)
}

func keeps(s member.Standing) bool {
	return s.Capacity == member.CoChair || s.Capacity == member.Rapporteur || s.Capacity == member.Secretariat
}

// keeping refuses unless the person writes the publication and it is at one of
// the stages.
func keeping(p Publication, i Instant, stages ...Stage) error {
	if err := at(p, stages...); err != nil {
		return err
	}
	if !p.Keeps(i.By) {
		return act.Refuse(act.NotAllowed, "refuse.publication.keeper")
	}
	return nil
}

func at(p Publication, stages ...Stage) error {
	if !slices.Contains(stages, p.Stage) {
		return act.Refuse(act.NotNow, "refuse.publication.stage", p.Stage)
	}
	return nil
}

// chairing refuses unless the person is a co-chair of a group that issues it.
func chairing(p Publication, i Instant) error {
	if i.By.Capacity != member.CoChair || !slices.Contains(p.Groups, i.By.Group) {
		return act.Refuse(act.NotAllowed, "refuse.publication.chair")
	}
	return nil
}
