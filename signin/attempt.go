package signin

import (
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// AttemptLasts is how long a question to a browser waits for its answer.
const AttemptLasts = 10 * time.Minute

// byAttempt is how many questions one network address may have put. A whole
// delegation sits behind one, and proves itself again every half-hour.
var byAttempt = limit{most: 240, per: time.Hour}

// A purpose is what an attempt is an attempt at. The answer to one is none to
// another.
type purpose string

const (
	toEnter    purpose = "enter"    // by a passkey
	toRegister purpose = "register" // a passkey
	toReturn   purpose = "return"   // from another organisation's sign-in
)

// begin keeps a question that was put to a browser, and returns the token that
// its answer must bring along. who is empty if that is the question.
func begin(tx *database.Tx, p purpose, browser string, who member.ID, data []byte, from netip.Addr, now time.Time) (token string, err error) {
	held, ok := read(browserMark, browser)
	if !ok {
		return "", errors.New("begin an attempt: the browser has nothing to be known by")
	}
	if err := sweep(tx, now); err != nil {
		return "", err
	}
	wait, err := byAttempt.count(tx, "attempt\n"+Network(from), now)
	if err == nil && wait > 0 {
		err = act.Refuse(act.TooMany, AttemptMany, wait)
	}
	if err != nil {
		return "", err
	}
	token, d := newSecret(attemptMark)
	err = tx.Exec(`insert into signin_attempt (digest, purpose, browser, member, until, data) values ($1, $2, $3, $4, $5, $6)`,
		d[:], string(p), held[:], who, now.Add(AttemptLasts).UnixMilli(), data)
	if err != nil {
		return "", fmt.Errorf("begin an attempt: %w", err)
	}
	return token, nil
}

// answer takes the question that a token names, if it was put to this browser
// for this purpose and is not too old. It can be taken once, whatever becomes
// of the answer.
func answer(tx *database.Tx, p purpose, token, browser string, now time.Time) (who member.ID, data []byte, err error) {
	d, ok := read(attemptMark, token)
	held, known := read(browserMark, browser)
	if !ok || !known {
		return "", nil, act.Refuse(act.NotNow, AttemptOver)
	}
	err = tx.Row(`delete from signin_attempt where digest = $1 and purpose = $2 and browser = $3 and until > $4 returning member, data`,
		[]any{d[:], string(p), held[:], now.UnixMilli()}, &who, &data)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", nil, act.Refuse(act.NotNow, AttemptOver)
	case err != nil:
		return "", nil, fmt.Errorf("answer an attempt: %w", err)
	}
	return who, data, nil
}
