package application

import (
	"database/sql"
	"errors"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// MayDecide refuses whoever may not decide on applications to their group:
// anybody but its co-chairs.
func MayDecide(by member.Standing) error {
	if by.Capacity != member.CoChair {
		return act.Refuse(act.NotAllowed, "refuse.application.chair")
	}
	return nil
}

// Decide answers an application that waits: accepts, declines or closes it, with
// a reason. It belongs into the transaction that appoints whoever is accepted, and
// of several answers one alone is given.
func Decide(tx *database.Tx, id string, to State, by member.Standing, reason string, now time.Time) (Application, error) {
	if err := MayDecide(by); err != nil {
		return Application{}, err
	}
	reason, err := Reason(reason)
	if err != nil {
		return Application{}, err
	}
	a, err := Find(tx, by.Group, id)
	if err != nil {
		return Application{}, err
	}
	err = tx.Row(`update application set state = $3, decided = $4, decider = $5, reason = $6, until = $7
		where id = $1 and grp = $2 and state = 'waiting' returning id`,
		[]any{id, by.Group, to, now.UnixMilli(), by.Member, reason, now.Add(KeptDecided).UnixMilli()}, &a.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return a, act.Refuse(act.NotNow, "refuse.application.decided")
	}
	return a, fault("decide", err)
}

// Settle closes what waits, in any group, under the addresses of people on the
// roll who have been given a seat, and returns it. Only a letter to the address
// says so: the applicant's page goes on as it was until the application lapses,
// and what it says does not become the member's, for nobody has shown that it
// was they who wrote it. It belongs into the transaction that gives the seats,
// and nowhere else: whoever applies with a member's address must see no
// difference.
func Settle(tx *database.Tx, now time.Time, seated ...member.ID) ([]Application, error) {
	people, err := roll.Several(tx, seated...)
	if err != nil {
		return nil, err
	}
	boxes := map[string]bool{}
	for _, p := range people {
		if box := roll.PostBox(p.Email); box != "" {
			boxes[box] = true
		}
	}
	var ids []string
	err = tx.Each(`select id, email from application where state = 'waiting'`, nil, func(scan database.Scan) error {
		var id, email string
		err := scan(&id, &email)
		if boxes[roll.PostBox(email)] {
			ids = append(ids, id)
		}
		return err
	})
	if err != nil || len(ids) == 0 {
		return nil, fault("settle", err)
	}
	var args []any
	closed, err := read(tx, `where id in (`+database.In(&args, ids...)+`) order by made, id`, args...)
	for n, a := range closed {
		closed[n].State = Settled
		if err == nil {
			err = fault("settle", tx.Exec(`update application set state = 'settled', decided = $2 where id = $1 and state = 'waiting'`, a.ID, now.UnixMilli()))
		}
	}
	return closed, err
}

// Reason cleans the reason of an answer, and refuses none.
func Reason(s string) (string, error) {
	s, err := text.Clean(s, procedure.MaxReason)
	switch {
	case err != nil:
		p := text.AsProblem(err)
		return "", act.RefuseField("reason", p.Key, p.Args...)
	case strings.TrimSpace(s) == "":
		return "", act.RefuseField("reason", "refuse.application.reason")
	}
	return s, nil
}

// empty is how a row loses whatever it says of a person, and of whom they hope
// to convince. The link still says what became of it.
const empty = `name = '', email = '', country = '', constituency = '', post = '', motivation = '', nominator = '', lang = ''`

// Withdraw takes an application back, and erases at once what it says. What was
// answered can no longer be taken back, but erased all the same.
func Withdraw(tx *database.Tx, token string, now time.Time) error {
	if _, err := Follow(tx, token); err != nil {
		return err
	}
	// What it was at this very moment counts: a co-chair may have just answered.
	return fault("withdraw", tx.Exec(`update application set state = case when state in ('waiting', 'settled') then 'withdrawn' else state end,
			decided = case when state in ('waiting', 'settled') then $2 else decided end, reason = '', until = $3, `+empty+` where digest = $1`,
		digest(token), now.UnixMilli(), now.Add(KeptEmpty).UnixMilli()))
}

// Sweep erases what has been kept for its time, and lets go of what was erased
// long enough ago.
func Sweep(tx *database.Tx, now time.Time) error {
	if err := tx.Exec(`delete from application where until <= $1 and name = ''`, now.UnixMilli()); err != nil {
		return fault("sweep", err)
	}
	return fault("sweep", tx.Exec(`update application set state = case when state in ('waiting', 'settled') then 'lapsed' else state end,
			decided = case when state = 'settled' then 0 else decided end, reason = '', until = $2, `+empty+` where until <= $1`,
		now.UnixMilli(), now.Add(KeptEmpty).UnixMilli()))
}
