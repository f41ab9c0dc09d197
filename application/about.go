package application

import (
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
)

// Held is everything that is held here about a person.
type Held struct {
	Applications []HeldApplication `json:"applications,omitempty"` // by which they became a member, or hoped to
	Nominated    []HeldAnswer      `json:"nominations,omitempty"`  // when they nominated somebody, who is not named here
	Answered     []HeldAnswer      `json:"answered,omitempty"`     // when they answered an application
}

// HeldApplication is an application of the person.
type HeldApplication struct {
	Group        group.ID            `json:"group"`
	State        State               `json:"state"`
	Made         time.Time           `json:"made"`
	Name         string              `json:"name,omitempty"`
	Email        string              `json:"email,omitempty"`
	Country      string              `json:"country,omitempty"`
	Constituency member.Constituency `json:"constituency,omitempty"`
	Post         string              `json:"post,omitempty"`
	Motivation   string              `json:"motivation,omitempty"`
	Reason       string              `json:"reason,omitempty"`
}

// HeldAnswer is when the person had to do with somebody else's application.
type HeldAnswer struct {
	Group group.ID  `json:"group"`
	At    time.Time `json:"at"`
}

// About returns everything that is held here about a person.
func About(tx *database.Tx, who member.ID) (any, error) {
	var held Held
	all, err := read(tx, `where member = $1 or nominator = $1 or decider = $1 order by made, id`, who)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if a.Member == who {
			held.Applications = append(held.Applications, HeldApplication{a.Group, a.State, a.Made, a.Name, a.Email, a.Country,
				a.Constituency, a.Post, a.Motivation, a.Reason})
		}
		if a.Nominator == who {
			held.Nominated = append(held.Nominated, HeldAnswer{a.Group, a.Made})
		}
		if a.Decider == who {
			held.Answered = append(held.Answered, HeldAnswer{a.Group, a.Decided})
		}
	}
	return held, nil
}

// Forget empties a person's own applications, and takes them out of those of
// others.
func Forget(tx *database.Tx, who member.ID) error {
	for _, query := range []string{
		`update application set ` + empty + `, reason = '' where member = $1`,
		`update application set nominator = '' where nominator = $1`,
		`update application set decider = '' where decider = $1`,
	} {
		if err := tx.Exec(query, who); err != nil {
			return fault("forget", err)
		}
	}
	return nil
}
