package initiative

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// Grant lets an assistant act for a member, for a time. The member grants it;
// so may a co-chair of the group, in the narrower scope.
type Grant struct {
	For   member.ID    `json:"for" doc:"The member for whom the assistant is to act"`
	To    member.ID    `json:"to" doc:"The assistant"`
	Scope member.Scope `json:"scope" enum:"desk,wide" doc:"desk: words and drafts; wide: everything but deciding"`
	From  time.Time    `json:"from,omitzero" doc:"Not before now; zero is now"`
	Until time.Time    `json:"until" doc:"When it ends"`

	Invited time.Time `json:"-"` // when the assistant was invited; zero if they were not
}

// longestGrant is how many days a grant may last: whoever needs help for
// longer says so again.
const longestGrant = 90

// Granted records a grant.
type Granted struct {
	Grant member.Grant `json:"grant"`
}

func (Granted) Kind() string { return "initiative.granted" }

func (Grant) Name() string { return "grant" }

func (c Grant) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	seat, ok := member.Of(n.Standings, c.For, i.At)
	own := i.By.Member == c.For
	chair := i.By.Capacity == member.CoChair && i.By.Group == seat.Group
	switch {
	case !ok || !own && !chair:
		return nil, act.Refuse(act.NotAllowed, "refuse.grant.who")
	case !seat.Speaks():
		return nil, act.Refuse(act.NotAllowed, "refuse.grant.observer")
	case !slices.Contains(member.Scopes, c.Scope):
		return nil, act.RefuseField("scope", "refuse.grant.which")
	case !own && c.Scope != member.Desk:
		return nil, act.RefuseField("scope", "refuse.grant.by-chair")
	}
	if err := n.stillInvites(c); err != nil {
		return nil, err
	}
	if err := mayAssist(n, c, seat, i.At); err != nil {
		return nil, err
	}
	g := member.Grant{For: c.For, To: c.To, Group: seat.Group, Scope: c.Scope,
		From: c.From.UTC().Truncate(time.Millisecond), Until: c.Until.UTC().Truncate(time.Millisecond)}
	if c.From.IsZero() || g.From.Before(i.At) {
		g.From = i.At
	}
	switch {
	case g.From.After(i.At.AddDate(0, 0, longestGrant)):
		return nil, act.RefuseField("from", "refuse.grant.from", longestGrant)
	case !g.Until.After(g.From) || g.Until.After(g.From.AddDate(0, 0, longestGrant)):
		return nil, act.RefuseField("until", "refuse.grant.until", longestGrant)
	}
	if err := serves(n.Grants, g); err != nil {
		return nil, err
	}
	var deeds []act.Deed
	if member.Ended(slices.Clone(n.Grants), c.For, c.To, i.At) { // a new grant takes the place of an earlier one
		deeds = append(deeds, act.Deed{Body: GrantRevoked{c.For, c.To, i.At}, Group: i.By.Group})
	}
	return append(deeds, act.Deed{Body: Granted{g}, Group: i.By.Group}), nil
}

// stillInvites refuses an invitation that was made before a grant of the same
// member was ended, of whichever assistant: whoever was dismissed may hold it,
// under this address or another.
func (n Initiative) stillInvites(c Grant) error {
	made := c.Invited.Truncate(time.Millisecond)
	if !c.Invited.IsZero() && slices.ContainsFunc(n.Revoked, func(r GrantRevoked) bool { return r.For == c.For && r.At.After(made) }) {
		return act.Refuse(act.NotNow, "refuse.grant.since")
	}
	return nil
}

// mayAssist refuses an assistant who cannot be one to the holder of a seat.
func mayAssist(n Initiative, c Grant, seat member.Standing, at time.Time) error {
	if !plainID(c.To) || c.To == Operator || c.To == member.Clock || c.To == c.For {
		return act.RefuseField("to", "refuse.grant.to")
	}
	if own, _ := member.Of(n.Standings, c.To, at); !own.Assists(seat.Group) {
		return act.RefuseField("to", "refuse.grant.assistant")
	}
	return nil
}

// serves refuses an assistant who serves another member at the same time. One
// who spoke for three would be a whole discussion.
func serves(all []member.Grant, g member.Grant) error {
	for _, other := range all {
		if other.To == g.To && other.For != g.For && other.From.Before(g.Until) && g.From.Before(other.Until) {
			return act.RefuseField("to", "refuse.grant.busy")
		}
	}
	return nil
}

func (g Granted) Apply(n *Initiative, a act.Act) {
	n.Grants = append(n.Grants, g.Grant)
	// What ended to make room for this one was no dismissal.
	n.Revoked = slices.DeleteFunc(n.Revoked, func(r GrantRevoked) bool {
		return r.For == g.Grant.For && r.To == g.Grant.To && r.At.Equal(a.At)
	})
}

// RevokeGrant ends a grant at once. The member may, the assistant, and a
// co-chair or the secretariat of the group, who also erase an assistant.
type RevokeGrant struct {
	For member.ID `json:"for" doc:"The member for whom the assistant acts"`
	To  member.ID `json:"to" doc:"The assistant"`
}

// GrantRevoked records that a grant ended before its time.
type GrantRevoked struct {
	For member.ID `json:"for"`
	To  member.ID `json:"to"`
	At  time.Time `json:"at"`
}

func (GrantRevoked) Kind() string { return "initiative.grant-revoked" }

func (RevokeGrant) Name() string { return "revoke-grant" }

func (c RevokeGrant) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	k := slices.IndexFunc(n.Grants, func(g member.Grant) bool {
		return g.For == c.For && g.To == c.To && g.Until.After(i.At)
	})
	if k < 0 {
		return nil, act.Refuse(act.NotFound, "refuse.grant.over")
	}
	if i.By.Member != c.For && i.By.Member != c.To && keepsHouse(i, n.Grants[k].Group) != nil {
		return nil, act.Refuse(act.NotAllowed, "refuse.grant.revoke")
	}
	return []act.Deed{{Body: GrantRevoked{c.For, c.To, i.At}, Group: i.By.Group}}, nil
}

func (r GrantRevoked) Apply(n *Initiative, _ act.Act) {
	member.Ended(n.Grants, r.For, r.To, r.At)
	n.Revoked = append(n.Revoked, r)
}

// ActsFor refuses a command that somebody gives for another, unless a grant
// that is in force at the instant of the act lets them. The grant is for the
// member's seat in one group: with the seat it ends, and so it does when the
// assistant takes a seat that speaks for itself.
func (n Initiative) ActsFor(assistant, principal member.ID, c procedure.Command, at time.Time) error {
	g, err := n.Serves(assistant, principal, at)
	if err != nil {
		return err
	}
	return procedure.Delegated(c, g.Scope)
}

// Serves returns the grant by which an assistant may act for a member at an
// instant, or refuses.
func (n Initiative) Serves(assistant, principal member.ID, at time.Time) (member.Grant, error) {
	g, ok := member.Granted(n.Grants, assistant, principal, at)
	seat, seated := member.Of(n.Standings, principal, at)
	// A grant ends with the seat that it was given from: it does not wake again
	// in another capacity.
	if !ok || !seated || seat.Group != g.Group || seat.From.After(g.From) {
		return member.Grant{}, act.Refuse(act.NotAllowed, "refuse.grant.none")
	}
	if own, _ := member.Of(n.Standings, assistant, at); !own.Assists(g.Group) {
		return member.Grant{}, act.Refuse(act.NotAllowed, "refuse.grant.assistant")
	}
	return g, nil
}
