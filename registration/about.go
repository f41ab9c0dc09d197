package registration

import (
	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"time"
)

// Held is a registration of a person who was signed in.
type Held struct {
	Conference  act.Ref   `json:"conference"`
	State       State     `json:"state"`
	Made        time.Time `json:"made"`
	Name        string    `json:"name,omitempty"`
	Affiliation string    `json:"affiliation,omitempty"`
	Country     string    `json:"country,omitempty"`
	Email       string    `json:"email,omitempty"`
	Needs       string    `json:"needs,omitempty"`
	Listed      bool      `json:"listed"`
	News        bool      `json:"news"`
	Invited     bool      `json:"invited"`
}

// About returns everything that is held here about a person.
func About(tx *database.Tx, who member.ID) (any, error) {
	all, err := read(tx, `where member = $1 order by made, id`, who)
	var held []Held
	for _, r := range all {
		held = append(held, Held{r.Conference, r.State, r.Made, r.Name, r.Affiliation, r.Country, r.Email, r.Needs, r.Listed, r.News, r.Source.Invites()})
	}
	return held, err
}

// Forget takes back and empties a person's registrations. The places that they
// had go to whoever waits.
func Forget(tx *database.Tx, who member.ID) error {
	all, err := read(tx, `where member = $1 order by conference, id`, who)
	for _, r := range all {
		if err == nil {
			err = Cancel(tx, r.ID, 0, r.Until) // the line knows how many places there are
		}
	}
	if err != nil {
		return err
	}
	return fault("forget", tx.Exec(`update registration set `+empty+` where member = $1`, who))
}
