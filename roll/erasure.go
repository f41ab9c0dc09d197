package roll

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// The refusals of erasure.
const (
	ErasureAsked = "roll.erasure.asked" // somebody has asked for it already
	ErasureNone  = "roll.erasure.none"  // nobody has asked for it, or it is done
	ErasureSame  = "roll.erasure.same"  // who asked may not be the one who decides

	ErasureServes = "roll.erasure.serves" // they act for a member of another group, or are to
)

// An Erasure is a request that a person be erased. It takes two people: one who
// asks, and another who does it.
type Erasure struct {
	Member  member.ID
	Asker   member.ID
	Asked   time.Time
	Words   bool      // what they said under their name is to go, too
	Decider member.ID // empty until it is done
	Done    time.Time
}

// AskErasure keeps a request.
func AskErasure(tx *database.Tx, e Erasure) error {
	p, err := Find(tx, e.Member)
	if err != nil {
		return err
	}
	if p.Erased {
		return act.Refuse(act.NotFound, Unknown)
	}
	_, err = ErasureOf(tx, e.Member)
	if err == nil {
		return act.Refuse(act.NotNow, ErasureAsked)
	}
	if _, orderly := act.Refused(err); !orderly {
		return err
	}
	err = tx.Exec(`insert into roll_erasure (member, asker, asked, words, decider, done) values ($1, $2, $3, $4, '', 0)`,
		e.Member, e.Asker, e.Asked.UnixMilli(), e.Words)
	if err != nil {
		return fmt.Errorf("ask to erase %s: %w", e.Member, err)
	}
	return nil
}

// ErasureOf returns the open request about a person.
func ErasureOf(tx *database.Tx, id member.ID) (Erasure, error) {
	all, err := erasures(tx, `where member = $1 and done = 0`, id)
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, ErasureNone)
	}
	if err != nil {
		return Erasure{}, err
	}
	return all[0], nil
}

// Erasures returns the open requests, the oldest first.
func Erasures(tx *database.Tx) ([]Erasure, error) {
	return erasures(tx, `where done = 0 order by asked, member`)
}

func erasures(tx *database.Tx, where string, args ...any) ([]Erasure, error) {
	return database.All(tx, `select member, asker, asked, words, decider, done from roll_erasure `+where, args,
		func(scan database.Scan) (e Erasure, err error) {
			var asked, done int64
			err = scan(&e.Member, &e.Asker, &asked, &e.Words, &e.Decider, &done)
			if e.Asked = time.UnixMilli(asked).UTC(); done != 0 {
				e.Done = time.UnixMilli(done).UTC()
			}
			return e, err
		})
}

// DropErasure forgets an open request.
func DropErasure(tx *database.Tx, id member.ID) error {
	return tx.Exec(`delete from roll_erasure where member = $1 and done = 0`, id)
}

// DoErasure carries out what was asked for: the roll forgets the person. It
// returns the request, in which who decides is noted down. Who asked may not
// be the one who decides.
func DoErasure(tx *database.Tx, id, decider member.ID, now time.Time) (Erasure, error) {
	e, err := ErasureOf(tx, id)
	if err != nil {
		return e, err
	}
	if e.Asker == decider {
		return e, act.Refuse(act.NotAllowed, ErasureSame)
	}
	e.Decider, e.Done = decider, now
	var there member.ID
	err = tx.Row(`update roll_erasure set decider = $2, done = $3 where member = $1 and done = 0 returning member`,
		[]any{id, decider, now.UnixMilli()}, &there)
	if errors.Is(err, sql.ErrNoRows) {
		return e, act.Refuse(act.NotFound, ErasureNone)
	}
	if err != nil {
		return e, fmt.Errorf("erase %s: %w", id, err)
	}
	return e, Erase(tx, id)
}
