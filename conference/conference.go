// Package conference holds the rules of conferences: events with sessions, for
// others than the groups alone. A conference is announced, its programme is
// drafted and released, it is held or cancelled.
//
// The rules are pure, as those of package procedure are: a command answers with
// deeds or with a refusal, and an act's Apply may not fail.
//
// The law of this package: what has been released stays as it was. A programme
// is drafted as often as need be, and nobody but the groups reads a draft; a
// release makes one draft a version with a number, and the next release is
// another version. And a date says no more than is known: where only the month
// is known, nothing invents a day, and where only the day is, nothing an hour.
package conference

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// A Stage is how far a conference has come.
type Stage string

// The stages.
const (
	Unknown   Stage = "" // never announced
	Announced Stage = "announced"
	Held      Stage = "held"
	Cancelled Stage = "cancelled"
)

// Stages lists them all.
var Stages = []Stage{Announced, Held, Cancelled}

// Key is the stage's name in the catalogues.
func (s Stage) Key() string { return "conference.stage." + string(s) }

// A Conference is one conference, as its acts have left it. The zero Conference
// has not been announced.
type Conference struct {
	Ref   act.Ref  `json:"ref"`
	Stage Stage    `json:"stage"`
	Turn  int      `json:"turn"`  // counts its acts; a form answers one
	Last  act.Hash `json:"last"`  // newest act that all its readers read
	Inner act.Hash `json:"inner"` // newest act that only the groups read
	Seq   int64    `json:"seq"`

	Facts
	Worded act.Hash `json:"worded"` // the act that holds its title and place

	IDs      int       `json:"ids"`      // of sessions: the highest number ever given
	Draft    Draft     `json:"draft"`    // the newest; what is released may be older
	Versions []Version `json:"versions"` // released, oldest first

	Registering bool      `json:"registering"` // whoever likes may register
	Capacity    int       `json:"capacity"`    // places; the rest wait in their order
	Closes      time.Time `json:"closes"`      // when registration ends by itself; UTC
}

// Facts are what an announcement lays down beside its words.
type Facts struct {
	Groups     []group.ID `json:"groups"` // which hold it; the first is at home
	Public     bool       `json:"public"` // everybody may know of it
	Invitation bool       `json:"inv"`    // one comes by invitation, and cannot register
	Zone       string     `json:"z"`      // IANA name, of the place
	From       string     `json:"from"`   // the first day as far as it is known: 2007, 2007-11 or 2007-11-29
	To         string     `json:"to"`     // the last day; empty if it is the first, or not known
	Langs      []string   `json:"langs"`  // in which it is held
}

// A Draft is a state of the programme.
type Draft struct {
	Hash  act.Hash `json:"hash"` // of the act that holds its words; zero if there is none
	Slots []Slot   `json:"slots"`
}

// A Slot is what the rules know of a session.
type Slot struct {
	ID      SessionID `json:"id"`
	Day     string    `json:"d"`
	Start   string    `json:"s"` // 14:30 at the place; empty if it is not known
	End     string    `json:"e"`
	Matters []act.Ref `json:"m"` // which it informs
}

// A Version is a programme that was released.
type Version struct {
	N     int       `json:"n"`
	Draft act.Hash  `json:"draft"` // the act that holds its words
	At    time.Time `json:"at"`
	Slots []Slot    `json:"slots"`
}

// An Instant is what holds at the moment of a command. The clerk fills it; the
// rules only read it.
type Instant struct {
	At     time.Time
	By     member.Standing
	Groups []group.Group                  // of the initiative, as formed
	People func(member.ID) bool           // who is on the roll, or was when the draft came to name them
	Matter func(act.Ref) procedure.Matter // as the record has it
}

// A Command asks for a change to a conference.
type Command interface {
	// Name is the command's name in addresses and catalogues.
	Name() string
	// May says whether this way is open to the person who asks, whatever else
	// the command says; nil if it is.
	May(c Conference, i Instant) error
	// Decide returns the deeds that follow, or a refusal. It does not change c.
	Decide(c Conference, i Instant) ([]act.Deed, error)
}

// A Change is an act's effect on a conference.
type Change interface {
	act.Body
	Apply(c *Conference, a act.Act)
}

// Decide asks the rules. It stands before every command's own Decide, and
// keeps what is in one group's caucus unknown to the others.
func Decide(c Conference, i Instant, cmd Command) ([]act.Deed, error) {
	if err := open(c, i, cmd); err != nil {
		return nil, err
	}
	return cmd.Decide(c, i)
}

func open(c Conference, i Instant, cmd Command) error {
	_, announcing := cmd.(Announce)
	if (c.Stage == Unknown) != announcing || c.Stage != Unknown && !c.Visible(i.By) {
		return act.Refuse(act.NotFound, "refuse.conference.unknown")
	}
	if i.By.Group == "" {
		return act.Refuse(act.NotAllowed, "refuse.no-standing")
	}
	return cmd.May(c, i)
}

// Ways lists what the person who asks may do now, and why not the rest.
func (c Conference) Ways(i Instant) []procedure.Way {
	var ways []procedure.Way
	for _, cmd := range Commands {
		no, _ := act.Refused(open(c, i, cmd))
		ways = append(ways, procedure.Way{Command: cmd.Name(), No: no})
	}
	return ways
}

// Audience is who may know of the conference: everybody, if it is public; its
// own group, if that holds it alone; otherwise all groups.
func (f Facts) Audience() act.Audience {
	if f.Public {
		return act.Public
	}
	return f.Inside()
}

// Inside is who may read drafts: all groups, or the one that holds it alone.
func (f Facts) Inside() act.Audience {
	if len(f.Groups) == 1 {
		return act.Caucus
	}
	return act.Joint
}

// Home is the group whose caucus the conference is in, if it is in one.
func (f Facts) Home() group.ID {
	if len(f.Groups) == 0 {
		return ""
	}
	return f.Groups[0]
}

// Visible reports whether somebody may know of the conference.
func (f Facts) Visible(to member.Standing) bool {
	return f.Audience() != act.Caucus || to.Group == f.Home() && to.Caucuses()
}

// Audience is how widely an act may be read on a conference: drafts are for the
// groups that hold it. A release opens the one that it is of.
func Audience(b act.Body, c Conference) act.Audience {
	if _, draft := b.(DraftedAct); draft {
		return c.Inside()
	}
	return c.Audience()
}

// Apply changes c by one act. It takes any acts in any order.
func (c *Conference) Apply(a act.Act) {
	c.Ref = a.On
	if b, ok := a.Body.(Change); ok {
		b.Apply(c, a)
	}
	c.Turn++
	if Audience(a.Body, *c) == c.Audience() {
		c.Last = a.Hash
	} else {
		c.Inner = a.Hash
	}
	c.Seq = a.Seq
}

// Prev is the act that the header of a deed on c names as the one before it.
// What only the groups read has a chain of its own: see procedure.Matter.Prev.
func (c Conference) Prev(d act.Deed) act.Hash {
	if Audience(d.Body, c) == c.Audience() {
		return c.Last
	}
	return c.Inner
}

// Clone returns a copy that shares nothing that an act could change. Slots are
// never changed once they are made.
func (c Conference) Clone() Conference {
	c.Versions = slices.Clone(c.Versions)
	return c
}

// Latest is the version that the public reads; ok is false if none has been
// released.
func (c Conference) Latest() (v Version, ok bool) {
	if len(c.Versions) == 0 {
		return v, false
	}
	return c.Versions[len(c.Versions)-1], true
}

// Open reports whether registration is open at an instant.
func (c Conference) Open(at time.Time) bool {
	return c.Stage == Announced && c.Registering && at.Before(c.Closes)
}

// Keeps reports whether somebody keeps the conference's papers: the chairs, the
// rapporteurs and the secretariats of the groups that hold it.
func (c Conference) Keeps(s member.Standing) bool {
	return keeps(s) && slices.Contains(c.Groups, s.Group)
}

func keeps(s member.Standing) bool {
	return s.Capacity == member.CoChair || s.Capacity == member.Rapporteur || s.Capacity == member.Secretariat
}

// keeping refuses unless the person keeps the conference's papers and it is at
// one of the stages.
func keeping(c Conference, i Instant, stages ...Stage) error {
	if !slices.Contains(stages, c.Stage) {
		return act.Refuse(act.NotNow, "refuse.conference.stage", c.Stage)
	}
	if !c.Keeps(i.By) {
		return act.Refuse(act.NotAllowed, "refuse.conference.keeper")
	}
	return nil
}
