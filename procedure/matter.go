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
