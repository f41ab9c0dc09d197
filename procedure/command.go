package procedure

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
)

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
