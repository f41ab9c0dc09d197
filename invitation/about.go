package invitation

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// Held is everything that is held here about a person.
type Held struct {
	Invitations []HeldInvitation `json:"invitations,omitempty"`
	Invited     []HeldInvited    `json:"invited,omitempty"` // guests whom they entered, who are not named here
	Feed        *HeldFeed        `json:"feed,omitempty"`    // nil for who has none
}

// HeldInvitation is an invitation of the person.
type HeldInvitation struct {
	Meeting  act.Ref   `json:"meeting"`
	Guest    bool      `json:"guest"`
	Released bool      `json:"released,omitempty"`
	Made     time.Time `json:"made"`
	Sent     time.Time `json:"sent,omitzero"`
	Answer   Answer    `json:"answer"`
	Comment  string    `json:"comment,omitempty"`
	Through  Through   `json:"through,omitempty"`
	Answered time.Time `json:"answered,omitzero"`
}

// HeldInvited is when the person invited somebody to a meeting.
type HeldInvited struct {
	Meeting act.Ref   `json:"meeting"`
	At      time.Time `json:"at"`
}

// HeldFeed is that the person's calendar has an address.
type HeldFeed struct {
	Made time.Time `json:"made"`
}

// About returns everything that is held here about a person.
func About(tx *database.Tx, who member.ID) (any, error) {
	var held Held
	all, err := read(tx, `where member = $1 or inviter = $1 order by made, id`, who)
	if err != nil {
		return nil, err
	}
	for _, i := range all {
		if i.Person == who {
			held.Invitations = append(held.Invitations, HeldInvitation{i.Meeting, i.Guest, i.Released, i.Made, i.Sent, i.Answer, i.Comment, i.Through, i.Answered})
		}
		if i.Inviter == who {
			held.Invited = append(held.Invited, HeldInvited{i.Meeting, i.Made})
		}
	}
	_, made, err := Feed(tx, nil, who)
	if !made.IsZero() {
		held.Feed = &HeldFeed{made}
	}
	return held, err
}

// Forget drops a person's invitations and the address of their calendar, and
// takes them out of those of others.
func Forget(tx *database.Tx, who member.ID) error {
	for _, query := range []string{
		`delete from invitation where member = $1`,
		`update invitation set inviter = '' where inviter = $1`,
		`delete from invitation_guest where member = $1`,
		`delete from invitation_feed where member = $1`,
	} {
		if err := tx.Exec(query, who); err != nil {
			return fault("forget", err)
		}
	}
	return nil
}
