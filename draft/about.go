package draft

import (
	"database/sql"
	"errors"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// Held is everything that is held here about a person.
type Held struct {
	Drafts []HeldDraft `json:"drafts,omitempty"`
	AtOnce bool        `json:"signed,omitempty"` // signed replies are posted without being asked
}

// HeldDraft is a statement that waits to be confirmed.
type HeldDraft struct {
	On    act.Ref   `json:"matter"`
	At    time.Time `json:"at"`
	Words string    `json:"words"`
}

// About returns everything that is held here about a person. Which letters were
// taken is not in it: nothing leads from them to anybody.
func About(tx *database.Tx, who member.ID) (any, error) {
	var held Held
	all, err := Of(tx, who, time.UnixMilli(0))
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		held.Drafts = append(held.Drafts, HeldDraft{d.On, d.At, d.Words})
	}
	var found string
	err = tx.Row(`select member from draft_choice where member = $1`, []any{who}, &found)
	held.AtOnce = err == nil
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return held, err
}
