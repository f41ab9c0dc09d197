package procedure

import (
	"example.org/counterpart/act"
	"example.org/counterpart/member"
)

// Delegated refuses a command that an assistant may not give for a member,
// under a grant of the given scope. What is new is refused until it is named
// here.
//
// A position, a signature and whatever fixes one are never delegated: to
// consider, to move and to second, to choose and to amend, to record a meeting,
// to close, to attach a reservation, to withdraw and to differ. Nor are words
// without a name, since nobody could ever see that they were not the member's own.
func Delegated(c Command, s member.Scope) error {
	switch c := c.(type) {
	case State:
		if c.Attribution == act.GroupOnly || c.Attribution == act.Unattributed {
			return act.RefuseField("attribution", "refuse.grant.nameless")
		}
		return nil
	case Issue:
		if c.CancelsDecision { // it would sweep away what others have decided
			return act.RefuseField("cancelsDecision", "refuse.grant.never")
		}
		return nil
	case Revise:
		return nil
	case Raise, Refer, OpenFormulation, PassPen, Unmove:
		if s == member.Wide {
			return nil
		}
		return act.Refuse(act.NotAllowed, "refuse.grant.scope")
	}
	return act.Refuse(act.NotAllowed, "refuse.grant.never")
}
