package signin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

const (
	// RecoveryLasts is how long a recovery waits for the second member of the
	// secretariat.
	RecoveryLasts = 3 * 24 * time.Hour

	// MaxReason is how long a reason may be, in letters.
	MaxReason = 500
)

// A RecoveryState is how far a recovery has come.
type RecoveryState string

// The states of a recovery. One that waits too long lapses.
const (
	Begun     RecoveryState = "begun"
	Confirmed RecoveryState = "confirmed"
	Dropped   RecoveryState = "dropped"
	Lapsed    RecoveryState = "lapsed"
)

// Key is the state's name in the catalogues.
func (s RecoveryState) Key() string { return "signin.recovery.state." + string(s) }

// A Recovery lets a member in again who has lost every way: one member of the
// secretariat begins it, another confirms it.
type Recovery struct {
	ID      string
	Member  member.ID
	Reason  string // why, in the words of whoever began it; empty if they were taken away
	BegunBy member.ID
	Begun   time.Time
	Until   time.Time // when it lapses
	State   RecoveryState
	EndedBy member.ID // who confirmed or dropped it
	Ended   time.Time
}

// MayConfirm says why somebody may not confirm a recovery; nil if they may.
func (r Recovery) MayConfirm(by member.Standing) error {
	switch {
	case by.Capacity != member.Secretariat:
		return act.Refuse(act.NotAllowed, RecoveryOffice)
	case by.Member == r.Member:
		return act.Refuse(act.NotAllowed, RecoveryOneself)
	case by.Member == r.BegunBy:
		return act.Refuse(act.NotAllowed, RecoveryTwo)
	case r.State != Begun:
		return act.Refuse(act.NotNow, RecoveryOver)
	}
	return nil
}

// BeginRecovery begins one. by is the seat of whoever begins it, as it is now.
func BeginRecovery(tx *database.Tx, by member.Standing, who member.ID, reason string, now time.Time) (Recovery, error) {
	reason = line(reason, MaxReason+1)
	switch {
	case by.Capacity != member.Secretariat || by.Member == "":
		return Recovery{}, act.Refuse(act.NotAllowed, RecoveryOffice)
	case who == "":
		return Recovery{}, act.RefuseField("member", RecoveryNoMember)
	case by.Member == who:
		return Recovery{}, act.RefuseField("member", RecoveryOneself)
	case reason == "" || len([]rune(reason)) > MaxReason:
		return Recovery{}, act.RefuseField("reason", RecoveryReason, MaxReason)
	}
	// One that has lapsed no longer waits.
	err := tx.Exec(`update signin_recovery set state = 'lapsed', ended = until where member = $1 and state = 'begun' and until <= $2`, who, now.UnixMilli())
	if err != nil {
		return Recovery{}, fmt.Errorf("begin a recovery: %w", err)
	}
	r := Recovery{ID: newID(), Member: who, Reason: reason, BegunBy: by.Member, Begun: instant(now.UnixMilli()),
		Until: instant(now.Add(RecoveryLasts).UnixMilli()), State: Begun}
	var id string
	err = tx.Row(`insert into signin_recovery (id, member, reason, begun_by, begun, until, state, ended_by, ended)
		values ($1, $2, $3, $4, $5, $6, 'begun', '', 0) on conflict do nothing returning id`,
		[]any{r.ID, r.Member, r.Reason, r.BegunBy, r.Begun.UnixMilli(), r.Until.UnixMilli()}, &id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Recovery{}, act.RefuseField("member", RecoveryWaits)
	case err != nil:
		return Recovery{}, fmt.Errorf("begin a recovery: %w", err)
	}
	return r, nil
}

// ConfirmRecovery ends everything that let the member in until now, and returns
// the token of a fresh link. It is shown to whoever confirmed, once.
func ConfirmRecovery(tx *database.Tx, by member.Standing, id string, now time.Time) (token string, r Recovery, err error) {
	if r, err = recovery(tx, id, now); err != nil {
		return "", Recovery{}, err
	}
	if err := r.MayConfirm(by); err != nil {
		return "", Recovery{}, err
	}
	if err := endRecovery(tx, id, Confirmed, by.Member, now); err != nil {
		return "", Recovery{}, err
	}
	if _, err := EndAccess(tx, r.Member); err != nil {
		return "", Recovery{}, err
	}
	token, err = IssueLink(tx, r.Member, now, PrintedLink)
	r.State, r.EndedBy, r.Ended = Confirmed, by.Member, instant(now.UnixMilli())
	return token, r, err
}

// DropRecovery drops one that waits. Any member of the secretariat may, and the
// member whose access it is.
func DropRecovery(tx *database.Tx, by member.Standing, id string, now time.Time) error {
	r, err := recovery(tx, id, now)
	if err != nil {
		return err
	}
	if by.Member == "" || by.Capacity != member.Secretariat && by.Member != r.Member {
		return act.Refuse(act.NotAllowed, RecoveryOffice)
	}
	if r.State != Begun {
		return act.Refuse(act.NotNow, RecoveryOver)
	}
	return endRecovery(tx, id, Dropped, by.Member, now)
}

// endRecovery ends one that waits. Of two who do it at once, one is refused.
func endRecovery(tx *database.Tx, id string, state RecoveryState, by member.ID, now time.Time) error {
	var ended string
	err := tx.Row(`update signin_recovery set state = $2, ended_by = $3, ended = $4 where id = $1 and state = 'begun' returning id`,
		[]any{id, string(state), by, now.UnixMilli()}, &ended)
	if errors.Is(err, sql.ErrNoRows) {
		return act.Refuse(act.NotNow, RecoveryOver)
	}
	if err != nil {
		return fmt.Errorf("end a recovery: %w", err)
	}
	return nil
}

func recovery(tx *database.Tx, id string, now time.Time) (Recovery, error) {
	all, err := recoveries(tx, now, `where id = $1`, id)
	if err != nil {
		return Recovery{}, err
	}
	if len(all) == 0 {
		return Recovery{}, act.Refuse(act.NotNow, RecoveryOver)
	}
	return all[0], nil
}

// Recoveries returns the newest recoveries: of one member, or of all if none
// is named.
func Recoveries(tx *database.Tx, of member.ID, most int, now time.Time) ([]Recovery, error) {
	if of == "" {
		return recoveries(tx, now, `order by begun desc, id limit $1`, most)
	}
	return recoveries(tx, now, `where member = $1 order by begun desc, id limit $2`, of, most)
}

func recoveries(tx *database.Tx, now time.Time, where string, args ...any) ([]Recovery, error) {
	all, err := database.All(tx, `select id, member, reason, begun_by, begun, until, state, ended_by, ended from signin_recovery `+where, args,
		func(scan database.Scan) (r Recovery, err error) {
			var begun, until, ended int64
			err = scan(&r.ID, &r.Member, &r.Reason, &r.BegunBy, &begun, &until, &r.State, &r.EndedBy, &ended)
			r.Begun, r.Until = instant(begun), instant(until)
			if ended != 0 {
				r.Ended = instant(ended)
			}
			if r.State == Begun && !now.Before(r.Until) {
				r.State, r.Ended = Lapsed, r.Until
			}
			return r, err
		})
	if err != nil {
		return nil, fmt.Errorf("read recoveries: %w", err)
	}
	return all, nil
}

// BeginRecovery begins a recovery; see the function.
func (d *Door) BeginRecovery(ctx context.Context, by member.Standing, who member.ID, reason string, now time.Time) error {
	return d.db.Write(ctx, func(tx *database.Tx) error {
		_, err := BeginRecovery(tx, by, who, reason, now)
		return err
	})
}

// ConfirmRecovery confirms a recovery; see the function. What it ends is dead
// before it returns.
func (d *Door) ConfirmRecovery(ctx context.Context, by member.Standing, id string, now time.Time) (token string, r Recovery, err error) {
	err = d.db.Write(ctx, func(tx *database.Tx) error {
		if token, r, err = ConfirmRecovery(tx, by, id, now); err != nil {
			return err
		}
		return d.tell(tx, AccessRestored, r.Member, now)
	})
	if err != nil {
		return "", Recovery{}, err
	}
	d.Doubt(r.Member)
	return token, r, nil
}

// DropRecovery drops a recovery; see the function.
func (d *Door) DropRecovery(ctx context.Context, by member.Standing, id string, now time.Time) error {
	return d.db.Write(ctx, func(tx *database.Tx) error { return DropRecovery(tx, by, id, now) })
}

// Recoveries returns the newest recoveries; see the function.
func (d *Door) Recoveries(ctx context.Context, of member.ID, most int, now time.Time) (all []Recovery, err error) {
	err = d.db.Read(ctx, func(tx *database.Tx) error {
		all, err = Recoveries(tx, of, most, now)
		return err
	})
	return all, err
}
