package invitation

import (
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// A Guest is somebody without a seat, as a keeper of the meeting enters them.
type Guest struct {
	Name        string
	Affiliation string
	Email       string
	Lang        string
}

// person is what the roll is to know of a guest.
func (g Guest) person() (roll.Person, error) {
	var lang, email error
	if !slices.Contains(procedure.Languages, g.Lang) {
		lang, g.Lang = act.RefuseField("lang", "refuse.lang"), "en"
	}
	p := roll.Person{Member: roll.NewID(), Name: text.Words{g.Lang: strings.TrimSpace(g.Name)}, Email: strings.TrimSpace(g.Email), Lang: g.Lang}
	if a := strings.TrimSpace(g.Affiliation); a != "" {
		p.Affiliation = text.Words{g.Lang: a}
	}
	if p.Email == "" {
		email = act.RefuseField("email", roll.EmailMalformed)
	}
	p, err := roll.Check(p)
	return p, act.Together(err, email, lang)
}

// Admit invites a guest to a planned meeting. Who is on the roll already, by
// their address, is invited as they stand there, and nothing of them changes.
func (c Caller) Admit(tx *database.Tx, m meeting.Meeting, g Guest, by member.Standing) error {
	now := c.Now()
	if m.Stage != meeting.Planned || !m.End.After(now) {
		return act.Refuse(act.NotNow, "refuse.invitation.over")
	}
	p, err := g.person()
	if err != nil {
		return err
	}
	if err := admit(tx, m.Ref); err != nil {
		return err
	}
	id, known, err := roll.AtEmail(tx, p.Email)
	if err != nil {
		return err
	}
	if known {
		all, err := To(tx, m.Ref)
		if err != nil {
			return err
		}
		comers, err := c.Comers(tx, m)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(i Invitation) bool { return i.Person == id }) ||
			slices.ContainsFunc(comers, func(s member.Standing) bool { return s.Member == id }) {
			return act.RefuseField("email", "refuse.invitation.already")
		}
		p.Member = id
	} else {
		if err := roll.Put(tx, p); err != nil {
			return err
		}
		if err := tx.Exec(`insert into invitation_guest (member) values ($1)`, p.Member); err != nil {
			return fault("enter a guest", err)
		}
	}
	if err := Put(tx, m, now, Invitation{Person: p.Member, Guest: true, Inviter: by.Member, Group: by.Group}); err != nil {
		return err
	}
	return c.Call(tx, m)
}

// Kept is how long after a meeting it is kept who was invited to it.
const Kept = 180 * 24 * time.Hour

// mostSwept is how many invitations, and how many guests, are forgotten at a time.
const mostSwept = 500

// Sweep forgets invitations to meetings that were over long ago, and then those
// guests who are on the roll for no other reason: the roll forgets them too,
// unless one of the others still needs them. more reports whether there is more
// to forget.
func Sweep(tx *database.Tx, r *register.Register, now time.Time, others ...func(*database.Tx, member.ID) (bool, error)) (more bool, err error) {
	gone, err := database.All(tx, `delete from invitation where id in (select id from invitation where ends < $1 order by ends limit $2) returning id`,
		[]any{now.Add(-Kept).UnixMilli(), mostSwept}, scanID)
	if err != nil {
		return false, fault("sweep", err)
	}
	idle, err := database.All(tx, `select g.member from invitation_guest g
		where not exists (select 1 from invitation i where i.member = g.member) order by g.member limit $1`, []any{mostSwept}, scanID)
	if err != nil || len(idle) == 0 {
		return len(gone) == mostSwept, fault("sweep guests", err)
	}
	n, err := r.In(tx, register.Joint).Initiative()
	if err != nil {
		return false, err
	}
	for _, person := range idle {
		id := member.ID(person)
		needed := slices.ContainsFunc(n.Standings, func(s member.Standing) bool { return s.Member == id }) ||
			slices.ContainsFunc(n.Grants, func(g member.Grant) bool { return g.To == id })
		for _, other := range others {
			if !needed {
				if needed, err = other(tx, id); err != nil {
					return false, err
				}
			}
		}
		if !needed {
			err = roll.Erase(tx, id)
		}
		if err == nil {
			err = tx.Exec(`delete from invitation_guest where member = $1`, person)
		}
		if err != nil {
			return false, fault("sweep guests", err)
		}
	}
	return len(gone) == mostSwept || len(idle) == mostSwept, nil
}
