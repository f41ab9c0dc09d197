package invitation

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// A Caller invites whom a meeting asks to come, when it is called and whenever
// its time or place changes. Follow is an errand's.
type Caller struct {
	Register *register.Register
	Now      func() time.Time
	Letters  bool // there is a relay; otherwise people are invited and not written to
}

const (
	stretch = 500 // acts looked at in one transaction
	ahead   = 200 // meetings to which somebody new is invited at most
	// soon is how near a meeting must be for news of it to be sent at any hour:
	// whoever sleeps would otherwise set out in the morning, to nobody.
	soon = 24 * time.Hour
)

// Follow invites to the meetings of which some of the acts from place next on
// tell, and returns the place after them.
func (c Caller) Follow(tx *database.Tx, next int64) (after int64, err error) {
	refs, seated, after, err := c.Register.Convenings(tx, next, stretch)
	if err != nil {
		return next, err
	}
	if seated { // who has just taken a seat comes to what is planned already, and who has left does not
		n, err := c.Register.In(tx, register.Joint).Initiative()
		if err != nil {
			return next, err
		}
		planned, err := c.Register.Planned(tx, n.IDs(), c.Now(), ahead)
		if err != nil {
			return next, err
		}
		for _, ref := range planned {
			if !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
	}
	for _, ref := range refs {
		m, err := c.Register.Gathering(tx, ref)
		if err == nil {
			err = c.Call(tx, m)
		}
		if err != nil {
			return next, err
		}
	}
	return after, nil
}

// Call invites whom a meeting asks to come, and has those written to who have
// not been told how it stands.
func (c Caller) Call(tx *database.Tx, m meeting.Meeting) error {
	now := c.Now()
	if !m.End.After(now) {
		return nil
	}
	comers, err := c.Comers(tx, m)
	if err != nil {
		return err
	}
	if m.Stage == meeting.Planned {
		fresh := make([]Invitation, 0, len(comers))
		for _, s := range comers {
			fresh = append(fresh, Invitation{Person: s.Member, Group: s.Group})
		}
		if err := Put(tx, m, now, fresh...); err != nil {
			return err
		}
	}
	all, err := To(tx, m.Ref)
	if err != nil {
		return err
	}
	var left []Invitation
	for _, i := range all {
		if !i.Guest && !slices.ContainsFunc(comers, func(s member.Standing) bool { return s.Member == i.Person }) {
			left = append(left, i)
		}
	}
	if m.Stage == meeting.Planned {
		if err := c.release(tx, m, left...); err != nil {
			return err
		}
	}
	var to []outbox.Invitee
	for _, i := range all {
		if i.Due(m) && !slices.ContainsFunc(left, func(l Invitation) bool { return l.ID == i.ID }) {
			to = append(to, outbox.Invitee{Member: i.Person, Home: i.Group, Urgent: i.urgent(m, now), Anyway: i.Comes()})
		}
	}
	return c.tell(tx, m, to)
}

func (c Caller) tell(tx *database.Tx, m meeting.Meeting, to []outbox.Invitee) error {
	if !c.Letters {
		return nil
	}
	return outbox.Invite(tx, c.Register, c.Now(), m.Ref, to)
}

// release tells people who were invited to a meeting that they are not asked to
// come any more.
func (c Caller) release(tx *database.Tx, m meeting.Meeting, all ...Invitation) error {
	var (
		ids []string
		to  []outbox.Invitee
	)
	for _, i := range all {
		if ids = append(ids, i.ID); i.Sequence >= 0 && i.Answer != Declined {
			to = append(to, outbox.Invitee{Member: i.Person, Home: i.Group, Urgent: i.urgent(m, c.Now()), Anyway: i.Comes()})
		}
	}
	if err := release(tx, ids...); err != nil {
		return err
	}
	return c.tell(tx, m, to)
}

// Withdraw takes a guest's invitation back, and tells them.
func (c Caller) Withdraw(tx *database.Tx, m meeting.Meeting, id string) error {
	i, err := Find(tx, id)
	if err != nil {
		return err
	}
	if i.Meeting != m.Ref || !i.Guest {
		return act.Refuse(act.NotFound, "refuse.invitation.unknown")
	}
	return c.release(tx, m, i)
}

// Due reports whether a person has not been told how a meeting stands. That it
// is called off is told to those who were told of it and have not declined.
func (i Invitation) Due(m meeting.Meeting) bool {
	switch {
	case i.Released:
		return i.Sequence >= 0 && i.Answer != Declined
	case m.Stage == meeting.Planned:
		return i.Sequence < m.Revision
	case m.Stage == meeting.CalledOff:
		return i.Sequence >= 0 && i.Sequence < m.Revision && i.Answer != Declined
	}
	return false
}

// urgent reports whether news of a meeting cannot wait for the morning: they
// were told of another time or place, and either time is near.
func (i Invitation) urgent(m meeting.Meeting, now time.Time) bool {
	near := now.Add(soon)
	return i.Sequence >= 0 && (m.Start.Before(near) || i.Start.Before(near) && i.Start.After(now))
}

// Comers lists those with a seat whom a meeting asks to come.
func (c Caller) Comers(tx *database.Tx, m meeting.Meeting) (all []member.Standing, err error) {
	n, err := c.Register.In(tx, register.Joint).Initiative()
	if err != nil {
		return nil, err
	}
	as := map[member.ID]act.Alias{}
	if m.Restricted {
		aliases, err := roll.Aliases(tx, m.Ref)
		if err != nil {
			return nil, err
		}
		for _, a := range aliases {
			as[a.Member] = a.Alias
		}
	}
	for _, s := range member.In(n.Standings, c.Now()) {
		if m.Visible(s) && m.Comes(s, as[s.Member]) && !slices.ContainsFunc(all, func(o member.Standing) bool { return o.Member == s.Member }) {
			all = append(all, s)
		}
	}
	return all, nil
}
