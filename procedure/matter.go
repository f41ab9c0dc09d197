// Package procedure holds the rules by which a matter moves from an idea in
// one capital to a recommendation that every group has adopted.
//
// The rules are pure: they read no clock, no table and no network, and never
// the words of an act. A command says what a member wants; its Decide method
// answers with the deeds that follow, or with a refusal. An act's Apply method
// changes a Matter and may not fail, for what is recorded has happened.
//
// The law of this package: an idea raised in one group is discussed by its
// counterpart before a formulation is decided, and nothing is a recommendation
// before every group has decided the same text.
package procedure

import (
	"maps"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

// A Stage is how far a matter has come.
type Stage string

// The stages, in the order of the course.
const (
	Unknown     Stage = ""            // never raised
	Raised      Stage = "raised"      // discussed in the group of origin
	Referred    Stage = "referred"    // before the counterpart
	Considered  Stage = "considered"  // every counterpart has answered
	Formulation Stage = "formulation" // the joint text is drafted
	Deciding    Stage = "decision"    // the groups decide one version
	Adopted     Stage = "adopted"     // a recommendation
	Diverged    Stage = "diverged"    // the groups' texts stand side by side
	Withdrawn   Stage = "withdrawn"
)

// Stages lists them all, in the order of the course.
var Stages = []Stage{Raised, Referred, Considered, Formulation, Deciding, Adopted, Diverged, Withdrawn}

// Key is the stage's name in the catalogues.
func (s Stage) Key() string { return "stage." + string(s) }

// Closed reports whether nothing more is decided at this stage.
func (s Stage) Closed() bool { return s == Adopted || s == Diverged || s == Withdrawn }

// A Matter is one question before the task force, as its acts have left it.
// The zero Matter has not been raised.
type Matter struct {
	Ref   act.Ref   `json:"ref"`
	Stage Stage     `json:"stage"`
	Since time.Time `json:"since"` // when this stage began, UTC
	// Turn counts the acts that moved the matter; statements do not. A form
	// says which turn it answers, so that it is not carried out on a state
	// that its author never saw.
	Turn int      `json:"turn"`
	Last act.Hash `json:"last"` // newest act that has left the caucuses
	Seq  int64    `json:"seq"`  // place of the newest act of all
	// Whispers is, for each group, the newest act in its caucus.
	Whispers map[group.ID]act.Hash `json:"whispers"`

	Origin     group.ID  `json:"origin"`
	RaisedBy   act.Alias `json:"raisedBy"`
	RaisedAt   time.Time `json:"raisedAt"`
	Dimension  string    `json:"dimension"`
	Addressees []string  `json:"addressees"`
	Lang       string    `json:"lang"`

	// What the referral fixed.
	Groups     []group.ID `json:"groups"` // all that must agree
	Rules      Rules      `json:"rules"`
	ReferredAt time.Time  `json:"referredAt"`
	Referred   act.Hash   `json:"referred"` // the version

	Considered map[group.ID]Consideration `json:"considered"` // each counterpart's latest
	// Seen is, for each group, the wording of each paragraph as that group
	// last considered or wrote it.
	Seen map[group.ID]map[text.ParagraphID]act.Hash `json:"seen"`
	// Round is, for each group, the number of the version whose discussion
	// counts for its next consideration: who spoke on that one or a later one.
	Round map[group.ID]int `json:"round"`

	Versions int      `json:"versions"` // how many were issued
	IDs      int      `json:"ids"`      // the highest paragraph id ever given is p<IDs>
	Version  Version  `json:"version"`  // the latest
	Pen      group.ID `json:"pen"`      // who may issue the next

	Decision  *Decision             `json:"decision"`  // moved or open
	Failed    time.Time             `json:"failed"`    // when the latest decision was not adopted
	Leaving   []group.ID            `json:"leaving"`   // who has agreed to withdraw it
	Positions map[group.ID]act.Hash `json:"positions"` // texts filed on parting ways
	Adoption  *Adoption             `json:"adoption"`
	Recused   []Recusal             `json:"recused"` // who is out of it, in the order of their acts
}

// A Version is a text at one moment. It is named by the act that issued it,
// never by its words, or the same words tabled twice would revive old assents.
type Version struct {
	Hash       act.Hash    `json:"hash"`
	Seq        int64       `json:"seq"` // place of its act in the record
	N          int         `json:"n"`   // 1 is the text as raised
	By         group.ID    `json:"by"`
	At         time.Time   `json:"at"`
	Paragraphs []Paragraph `json:"paragraphs"`
}

// A Paragraph is what the rules know of a paragraph: not its words, but in
// which version they were written, by which group, and how many brackets are
// open in them.
type Paragraph struct {
	ID       text.ParagraphID `json:"id"`
	Of       act.Hash         `json:"of"`
	By       group.ID         `json:"by"`
	Brackets int              `json:"brackets"`
}

// Brackets is how many brackets are open in v; a clean version has none.
func (v Version) Brackets() (n int) {
	for _, p := range v.Paragraphs {
		n += p.Brackets
	}
	return n
}

func (v Version) has(id text.ParagraphID) bool {
	return slices.ContainsFunc(v.Paragraphs, func(p Paragraph) bool { return p.ID == id })
}

// A Consideration is a group's recorded answer.
type Consideration struct {
	Position Position  `json:"position"`
	Version  act.Hash  `json:"version"`
	At       time.Time `json:"at"`
	Act      act.Hash  `json:"act"`
}

// An Adoption is how a matter became a recommendation.
type Adoption struct {
	Symbol  string    `json:"symbol"`
	Version act.Hash  `json:"version"`
	At      time.Time `json:"at"`
}

// An Instant is what holds at the moment of a command: who asks, when, and
// what the record and the roll say beyond the matter itself. The clerk fills
// it; the rules only read it.
type Instant struct {
	At     time.Time
	By     member.Standing   // of the person who asks; of the clock, only Member is set
	Groups []group.ID        // of the initiative, as formed
	Seats  []member.Standing // all in standing at At
	Rules  Rules             // in force now; a referred matter keeps its own
	// Alias returns the alias under which a member acts on this matter.
	Alias func(member.ID) act.Alias
	// Known returns the alias that a member has on this matter already, or
	// none. To be asked for leaves no trace, as to be given one does.
	Known func(member.ID) act.Alias
	// Spoke returns how many different members of a group have made
	// statements that count, in its present round.
	Spoke func(group.ID) int
	// Next is the number that a recommendation adopted now would get.
	Next int
	// Room returns what a meeting is at; ok is false if there is no such meeting
	// for the person who asks.
	Room func(act.Ref) (r Room, ok bool)
}

// A Command asks for a change to a matter.
type Command interface {
	// Name is the command's name in addresses and catalogues: "refer".
	Name() string
	// May says whether this way is open to the person who asks, at this
	// stage and instant, whatever else the command says; nil if it is.
	May(m Matter, i Instant) error
	// Decide returns the deeds that follow, or a refusal. It does not change m.
	Decide(m Matter, i Instant) ([]act.Deed, error)
}

// OwnWord reports whether a command adds no more than its author's own word, and
// names the version that it speaks of. Such a word stands whatever others have
// said since its author looked. Were it refused as out of date, whoever stated
// and restated a position in the last minutes could keep everybody else from
// objecting.
func OwnWord(c Command) bool {
	switch c.(type) {
	case State, Choose, Amend, Reserve:
		return true
	}
	return false
}

// A Change is an act's effect on a matter.
type Change interface {
	act.Body
	Apply(m *Matter, a act.Act)
}

// Decide asks the rules. It stands before every command's own Decide, and
// keeps what is in one group's caucus unknown to the others.
func Decide(m Matter, i Instant, c Command) ([]act.Deed, error) {
	if err := open(m, i, c); err != nil {
		return nil, err
	}
	return c.Decide(m, i)
}

// open is the gate before every command: the matter exists for the person who
// asks, and the way is open to them.
func open(m Matter, i Instant, c Command) error {
	_, raising := c.(Raise)
	hidden := i.By.Member != member.Clock && !m.Visible(i.By)
	if m.Stage == Unknown && !raising || m.Stage != Unknown && hidden {
		return act.Refuse(act.NotFound, "refuse.matter.unknown")
	}
	if i.By.Group == "" && i.By.Member != member.Clock {
		return act.Refuse(act.NotAllowed, "refuse.no-standing")
	}
	if _, speaks := c.(State); !raising && !speaks && m.recused(i, i.By.Member) {
		return act.Refuse(act.NotAllowed, "refuse.recused")
	}
	return c.May(m, i)
}

// A Way is a command as it is open, or not, to somebody.
type Way struct {
	Command string
	No      *act.Refusal // nil if the way is open
}

// Ways lists what the person who asks may do now, and why not the rest.
func (m Matter) Ways(i Instant) []Way {
	var ways []Way
	for _, c := range Commands {
		no, _ := act.Refused(open(m, i, c))
		ways = append(ways, Way{c.Name(), no})
	}
	return ways
}

// Visible reports whether somebody may know of the matter: whoever reads the
// caucus that it is in, or any member once it has left it.
func (m Matter) Visible(to member.Standing) bool {
	return m.Audience() != act.Caucus || to.Group == m.Origin && to.Caucuses()
}

// Audience is who may know of the matter: its own group until it is referred,
// all groups until it is settled, then everyone. What is withdrawn stays
// where it was.
func (m Matter) Audience() act.Audience {
	switch {
	case m.Stage == Adopted || m.Stage == Diverged:
		return act.Public
	case !m.ReferredAt.IsZero():
		return act.Joint
	}
	return act.Caucus
}

// Counterparts are the groups that must consider the matter.
func (m Matter) Counterparts() []group.ID { return group.Others(m.Groups, m.Origin) }

// Fold returns the matter that acts leave behind.
func Fold(acts []act.Act) Matter {
	var m Matter
	for _, a := range acts {
		m.Apply(a)
	}
	return m
}

// Apply changes m by one act. It takes any acts in any order, also such as no
// rule ever answered: an archive from elsewhere may hold them, and whoever
// verifies it wants to be told so, not to see the program fall over.
func (m *Matter) Apply(a act.Act) {
	stage := m.Stage
	m.Ref = a.On
	if c, ok := a.Body.(Change); ok {
		c.Apply(m, a)
	}
	if m.Stage == Deciding && (m.Decision == nil || m.Decision.Opened.IsZero()) {
		m.Stage = Formulation // only in such an archive
	}
	if m.Stage != stage {
		m.Since = a.At
	}
	if _, said := a.Body.(Stated); !said {
		m.Turn++
	}
	if m.heard(a.Body) == act.Caucus {
		m.Whispers = maps.Clone(m.Whispers) // never in place: a copy of m may share it
		if m.Whispers == nil {
			m.Whispers = map[group.ID]act.Hash{}
		}
		m.Whispers[m.home(a.Group)] = a.Hash
	} else {
		m.Last = a.Hash
	}
	m.Seq = a.Seq
}

// Prev is the act that the header of a deed on m names as the one before it,
// so that an omission shows. Every caucus has a chain of its own, and what has
// left the caucuses another: a joint act that named one in a caucus would tell
// the counterpart when, and on what, the group spoke among itself. The chain
// of the joint acts begins with the wording that is referred.
func (m Matter) Prev(d act.Deed) act.Hash {
	if _, refers := d.Body.(ReferredAct); refers {
		return m.Version.Hash
	}
	if m.heard(d.Body) == act.Caucus {
		return m.Whispers[m.home(d.Group)]
	}
	return m.Last
}

// heard is how widely an act on m is read at the time.
func (m Matter) heard(b act.Body) act.Audience {
	if own := Audience(b); own.Ring() < m.Audience().Ring() {
		return own
	}
	return m.Audience()
}

// home is the group in whose caucus an act of group g is.
func (m Matter) home(g group.ID) group.ID {
	if g == "" {
		return m.Origin
	}
	return g
}

// Clone returns a copy that shares nothing with m.
func (m Matter) Clone() Matter {
	m.Whispers = maps.Clone(m.Whispers)
	m.Addressees = slices.Clone(m.Addressees)
	m.Groups = slices.Clone(m.Groups)
	m.Rules = m.Rules.clone()
	m.Considered = maps.Clone(m.Considered)
	m.Seen = maps.Clone(m.Seen)
	for g, seen := range m.Seen {
		m.Seen[g] = maps.Clone(seen)
	}
	m.Round = maps.Clone(m.Round)
	m.Version.Paragraphs = slices.Clone(m.Version.Paragraphs)
	m.Leaving = slices.Clone(m.Leaving)
	m.Positions = maps.Clone(m.Positions)
	m.Recused = slices.Clone(m.Recused)
	if m.Decision != nil {
		d := m.Decision.clone()
		m.Decision = &d
	}
	if m.Adoption != nil {
		a := *m.Adoption
		m.Adoption = &a
	}
	return m
}

// rules are those that govern m: its own once referred, before that the
// initiative's.
func (m Matter) rules(i Instant) Rules {
	if m.ReferredAt.IsZero() {
		return i.Rules
	}
	return m.Rules
}

// needs refuses unless the person who asks sits in one of the capacities.
func needs(i Instant, who []member.Capacity, what string) error {
	if !slices.Contains(who, i.By.Capacity) {
		return act.Refuse(act.NotAllowed, "refuse.capacity."+what, who)
	}
	return nil
}

// takesPart refuses unless the person's group is one of those that the matter
// was referred to: a group formed later looks on.
func takesPart(m Matter, i Instant) error {
	if !slices.Contains(m.Groups, i.By.Group) {
		return act.Refuse(act.NotAllowed, "refuse.not-of-matter")
	}
	return nil
}

// at refuses unless the matter is at one of the stages.
func at(m Matter, key string, stages ...Stage) error {
	if !slices.Contains(stages, m.Stage) {
		return act.Refuse(act.NotNow, key, m.Stage)
	}
	return nil
}

// first returns the first error there is.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
