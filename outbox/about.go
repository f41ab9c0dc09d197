package outbox

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// Held is everything that the outbox holds about a person.
type Held struct {
	Settings *HeldSettings   `json:"settings,omitempty"` // nil for who never said
	Watched  map[act.Ref]How `json:"watched,omitempty"`
	Letters  []HeldLetter    `json:"letters,omitempty"`
}

// HeldSettings are how the person wants to be told; the quiet hours are minutes
// after midnight.
type HeldSettings struct {
	Pace     string `json:"pace"`
	Bulletin bool   `json:"bulletin"`
	From     int    `json:"quietFrom"`
	To       int    `json:"quietTo"`
}

// HeldLetter is a letter to the person, and what became of it.
type HeldLetter struct {
	Sort   string    `json:"sort"`
	Matter act.Ref   `json:"matter,omitempty"`
	State  string    `json:"state"`
	At     time.Time `json:"at"`
}

// About returns everything that the outbox holds about a person.
func About(tx *database.Tx, who member.ID) (any, error) {
	var held Held
	said, err := settings(tx, `where member = $1`, string(who))
	if err != nil {
		return nil, err
	}
	if s, ok := said[who]; ok {
		held.Settings = &HeldSettings{string(s.Pace), s.Bulletin, s.Quiet.From, s.Quiet.To}
	}
	if _, held.Watched, err = of(tx, who); err != nil {
		return nil, err
	}
	held.Letters, err = database.All(tx, `select sort, matter, state, since from outbox_letter where member = $1 order by since, id`,
		[]any{string(who)}, func(scan database.Scan) (l HeldLetter, err error) {
			var since int64
			err = scan(&l.Sort, &l.Matter, &l.State, &since)
			l.At = time.UnixMilli(since).UTC()
			return l, err
		})
	return held, err
}
