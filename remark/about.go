package remark

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// Held is everything that is held here about a person.
type Held struct {
	Remarks []HeldRemark `json:"remarks,omitempty"`
	Asked   []HeldCheck  `json:"checking,omitempty"` // to check a draft
	Invited []HeldCheck  `json:"checks,omitempty"`   // whom they asked, who are not named here
	Settled int          `json:"settled,omitempty"`  // remarks that they settled
}

// HeldRemark is a remark of the person.
type HeldRemark struct {
	Publication act.Ref   `json:"publication"`
	Lang        string    `json:"lang"`
	Words       string    `json:"words"`
	At          time.Time `json:"at"`
}

// HeldCheck is that somebody was asked to check a draft.
type HeldCheck struct {
	Publication act.Ref   `json:"publication"`
	Lang        string    `json:"lang"`
	Made        time.Time `json:"made"`
	Until       time.Time `json:"until"`
	Revoked     time.Time `json:"revoked,omitzero"`
}

// About returns everything that is held here about a person.
func About(tx *database.Tx, who member.ID) (any, error) {
	var held Held
	said, err := database.All(tx, `select `+columns+` from remark where author = $1 order by at, id`, []any{string(who)}, scan)
	if err != nil {
		return nil, fault("about", err)
	}
	for _, r := range said {
		held.Remarks = append(held.Remarks, HeldRemark{r.Publication, r.Lang, r.Words, r.At})
	}
	checks, err := database.All(tx, `select `+checkColumns+` from remark_check where member = $1 or inviter = $1 order by made, id`, []any{string(who)}, scanCheck)
	if err != nil {
		return nil, fault("about", err)
	}
	for _, c := range checks {
		h := HeldCheck{c.Publication, c.Lang, c.Made, c.Until, c.Revoked}
		if c.Person == who {
			held.Asked = append(held.Asked, h)
		}
		if c.Inviter == who {
			held.Invited = append(held.Invited, h)
		}
	}
	err = tx.Row(`select count(*) from remark where settled_by = $1`, []any{string(who)}, &held.Settled)
	return held, fault("about", err)
}

// Forget drops a person's remarks and what they were asked, and takes their name
// out of the rest.
func Forget(tx *database.Tx, who member.ID) error {
	for _, query := range []string{
		`update remark set author = '', words = '' where author = $1`,
		`update remark set settled_by = '' where settled_by = $1`,
		`delete from remark_check where member = $1`,
		`update remark_check set inviter = '' where inviter = $1`,
	} {
		if err := tx.Exec(query, string(who)); err != nil {
			return fault("forget", err)
		}
	}
	return nil
}

// Needs reports whether somebody must stay on the roll because they were asked to
// check a draft, or remarked on one.
func Needs(tx *database.Tx, who member.ID) (bool, error) {
	var n int
	err := tx.Row(`select (select count(*) from remark_check where member = $1) + (select count(*) from remark where author = $1)`, []any{string(who)}, &n)
	return n > 0, fault("needs", err)
}
