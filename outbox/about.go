package outbox

import (
	"database/sql"
	"errors"
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
	Bounces  []HeldBounce    `json:"bounces,omitempty"`
	Paused   *HeldPause      `json:"paused,omitempty"` // nil for who is written to
	Asked    []time.Time     `json:"askedToRenew,omitempty"`
}

// HeldBounce is a letter that came back. The mark is three bytes that tell
// whether the address is still the same.
type HeldBounce struct {
	Mark   string    `json:"mark"`
	Status string    `json:"status"`
	At     time.Time `json:"at"`
}

// HeldPause is that no letters are sent to the address with a mark.
type HeldPause struct {
	Mark  string    `json:"mark"`
	Since time.Time `json:"since"`
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
	Email  string    `json:"email,omitempty"` // of a letter about access that has not gone yet
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
	held.Letters, err = database.All(tx, `select sort, matter, state, email, since from outbox_letter where member = $1 order by since, id`,
		[]any{string(who)}, func(scan database.Scan) (l HeldLetter, err error) {
			var since int64
			err = scan(&l.Sort, &l.Matter, &l.State, &l.Email, &since)
			l.At = time.UnixMilli(since).UTC()
			return l, err
		})
	if err != nil {
		return nil, err
	}
	err = returned(tx, who, &held)
	return held, err
}

// returned adds what is held of letters that came back, and of when somebody
// was asked to renew what they had declared.
func returned(tx *database.Tx, who member.ID, held *Held) (err error) {
	held.Bounces, err = database.All(tx, `select mark, status, at from outbox_bounce where member = $1 order by at, letter`, []any{string(who)},
		func(scan database.Scan) (b HeldBounce, err error) {
			var at int64
			err = scan(&b.Mark, &b.Status, &at)
			b.At = time.UnixMilli(at).UTC()
			return b, err
		})
	if err != nil {
		return err
	}
	var p HeldPause
	var since int64
	err = tx.Row(`select mark, since from outbox_pause where member = $1`, []any{string(who)}, &p.Mark, &since)
	if p.Since = time.UnixMilli(since).UTC(); err == nil {
		held.Paused = &p
	} else if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	held.Asked, err = database.All(tx, `select period from outbox_told where what = $1 order by period`, []any{asks(who)},
		func(scan database.Scan) (time.Time, error) {
			var at int64
			err := scan(&at)
			return time.UnixMilli(at).UTC(), err
		})
	return err
}
