package roll

import (
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// Held is everything that the roll holds about a person.
type Held struct {
	Person   CopiedPerson `json:"person"`
	Matters  []HeldAlias  `json:"matters,omitempty"`
	Requests []HeldAsked  `json:"requests,omitempty"`
	Waiting  []string     `json:"addressToBeConfirmed,omitempty"`
}

// HeldAlias tells under which alias the person acts on a matter.
type HeldAlias struct {
	Matter string `json:"matter"`
	Alias  string `json:"alias"`
}

// HeldAsked is a request to erase the person, or one that they made or carried
// out about somebody else, of whom it then holds nothing but that.
type HeldAsked struct {
	Asked time.Time `json:"asked"`
	Own   bool      `json:"own"` // it is about this person
	Done  time.Time `json:"done,omitzero"`
}

// About returns everything that the roll holds about a person. That they have
// spoken on a matter it keeps in a form that only the installation's secret
// connects with them.
func About(tx *database.Tx, id member.ID) (any, error) {
	p, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	held := Held{Person: CopyOf(p)}
	if p.Photo != "" {
		if held.Person.Photo, err = photoOf(tx, id); err != nil {
			return nil, err
		}
	}
	held.Waiting, err = database.All(tx, `select email from roll_address where member = $1`, []any{id}, func(scan database.Scan) (email string, err error) {
		err = scan(&email)
		return email, err
	})
	if err != nil {
		return nil, err
	}
	aliases, err := database.All(tx, `select alias, matter, member from roll_alias where member = $1 order by matter`, []any{id}, scanAlias)
	if err != nil {
		return nil, err
	}
	for _, a := range aliases {
		held.Matters = append(held.Matters, HeldAlias{string(a.Matter), string(a.Alias)})
	}
	asked, err := erasures(tx, `where member = $1 or asker = $1 or decider = $1 order by asked`, id)
	for _, e := range asked {
		held.Requests = append(held.Requests, HeldAsked{e.Asked, e.Member == id, e.Done})
	}
	return held, err
}
