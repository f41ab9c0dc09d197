package signin

import (
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// Held is everything that sign-in holds about a person. There are no secrets in
// it: we do not have them.
type Held struct {
	Sessions []HeldSession `json:"sessions,omitempty"`
	Tokens   []HeldToken   `json:"tokens,omitempty"`
	Links    []HeldLink    `json:"links,omitempty"`

	Passkeys   []HeldPasskey  `json:"passkeys,omitempty"`
	Recoveries []HeldRecovery `json:"recoveries,omitempty"`
}

// HeldPasskey is a passkey; the key itself is on the person's own device.
type HeldPasskey struct {
	Name string    `json:"name"`
	Made time.Time `json:"made"`
	Seen time.Time `json:"seen,omitzero"`
}

// HeldRecovery is that the person was to be let in again by the secretariat.
type HeldRecovery struct {
	Reason string        `json:"reason,omitempty"`
	Begun  time.Time     `json:"begun"`
	State  RecoveryState `json:"state"`
	Ended  time.Time     `json:"ended,omitzero"`
}

// HeldSession is a session, also one that is over and not yet swept.
type HeldSession struct {
	Began time.Time `json:"began"`
	Seen  time.Time `json:"seen"`
	Agent string    `json:"agent"`
}

// HeldToken is a token.
type HeldToken struct {
	Name  string    `json:"name"`
	Scope Scope     `json:"scope"`
	Made  time.Time `json:"made"`
	Until time.Time `json:"until"`
	Seen  time.Time `json:"seen,omitzero"`
}

// HeldLink is a link by which to sign in.
type HeldLink struct {
	Made  time.Time `json:"made"`
	Until time.Time `json:"until"`
	Used  time.Time `json:"used,omitzero"`
}

// About returns everything that sign-in holds about a person.
func About(tx *database.Tx, who member.ID) (any, error) {
	var held Held
	all, err := sessions(tx, `where member = $1 order by began`, who)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		held.Sessions = append(held.Sessions, HeldSession{s.Began, s.Seen, s.Agent})
	}
	have, err := tokens(tx, `where member = $1 order by made`, who)
	if err != nil {
		return nil, err
	}
	for _, t := range have {
		held.Tokens = append(held.Tokens, HeldToken{t.Name, t.Scope, t.Made, t.Until, t.Seen})
	}
	keys, err := Passkeys(tx, who)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		held.Passkeys = append(held.Passkeys, HeldPasskey{k.Name, k.Made, k.Seen})
	}
	// No time has come yet at the beginning of time: what lapsed is told as begun.
	again, err := recoveries(tx, instant(0), `where member = $1 order by begun`, who)
	if err != nil {
		return nil, err
	}
	for _, r := range again {
		held.Recoveries = append(held.Recoveries, HeldRecovery{r.Reason, r.Begun, r.State, r.Ended})
	}
	held.Links, err = database.All(tx, `select made, until, used from signin_link where member = $1 order by made`, []any{who},
		func(scan database.Scan) (l HeldLink, err error) {
			var made, until, used int64
			err = scan(&made, &until, &used)
			if l.Made, l.Until = instant(made), instant(until); used != 0 {
				l.Used = instant(used)
			}
			return l, err
		})
	return held, err
}
