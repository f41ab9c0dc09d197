package outbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// Mark is three keyed bytes of an address: enough to tell whether somebody's
// address is still the one that a letter was sent to, and too few, even with the
// secret, to find out which that was.
func Mark(secret []byte, email string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("counterpart/mark/v1\n" + strings.ToLower(email)))
	return hex.EncodeToString(mac.Sum(nil)[:3])
}

const (
	// mostBounces is after how many letters that came back within bouncing an
	// address is written to no more, until it is changed or confirmed.
	mostBounces = 3
	bouncing    = 30 * 24 * time.Hour
)

// AboutAddress reports whether a code (RFC 3463) says that an address is of no
// use, rather than that its mailbox is full, or that this letter was too large,
// wrongly made or not liked: such an address may well take the next.
func AboutAddress(status string) bool {
	if !strings.HasPrefix(status, "5.") || status == "5.2.2" || status == "5.2.3" {
		return false
	}
	for _, about := range []string{"5.3.", "5.6.", "5.7."} {
		if strings.HasPrefix(status, about) {
			return false
		}
	}
	return true
}

// To returns whom a letter was for, as long as it is known.
func (b *Box) To(ctx context.Context, id string) (who member.ID, ok bool, err error) {
	err = b.DB.Read(ctx, func(tx *database.Tx) error {
		err := tx.Row(`select member from outbox_letter where id = $1`, []any{id}, &who)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		ok = err == nil
		return err
	})
	return who, ok, err
}

// Returned keeps that a letter came back from the address with a mark, and why.
// known is false if no such letter was sent, or it is known already.
func (b *Box) Returned(ctx context.Context, now time.Time, id, mark, status string) (known bool, err error) {
	err = b.DB.Write(ctx, func(tx *database.Tx) error {
		// One that was sent, but of which that has not been noted yet, may be back
		// already.
		var who member.ID
		err := tx.Row(`update outbox_letter set state = 'bounced', status = $2, ended = $3
			where id = $1 and (state in ('accepted', 'sending') or state = 'queued' and attempts > 0) returning member`,
			[]any{id, status, now.UnixMilli()}, &who)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if known = err == nil; !known || !AboutAddress(status) {
			return err
		}
		return bounced(tx, now, who, id, mark, status)
	})
	return known, err
}

// bounced counts one more against an address, and pauses letters to it if that
// is too many.
func bounced(tx *database.Tx, now time.Time, who member.ID, letter, mark, status string) error {
	err := tx.Exec(`insert into outbox_bounce (letter, member, mark, status, at) values ($1, $2, $3, $4, $5) on conflict (letter) do nothing`,
		letter, string(who), mark, status, now.UnixMilli())
	if err != nil {
		return fmt.Errorf("count a letter that came back: %w", err)
	}
	var n int
	if err := tx.Row(`select count(*) from outbox_bounce where member = $1 and mark = $2 and at > $3`,
		[]any{string(who), mark, now.Add(-bouncing).UnixMilli()}, &n); err != nil || n < mostBounces {
		return err
	}
	return tx.Exec(`insert into outbox_pause (member, mark, since) values ($1, $2, $3)
		on conflict (member) do update set mark = excluded.mark, since = excluded.since where outbox_pause.mark <> excluded.mark`,
		string(who), mark, now.UnixMilli())
}

// Paused reports whether letters to a member wait for another address than the
// one with a mark.
func (b *Box) Paused(ctx context.Context, who member.ID, mark string) (paused bool, err error) {
	err = b.DB.Read(ctx, func(tx *database.Tx) error {
		var n int
		err := tx.Row(`select count(*) from outbox_pause where member = $1 and mark = $2`, []any{string(who), mark}, &n)
		paused = n > 0
		return err
	})
	return paused, err
}

// Confirm has an address written to again that letters came back from: its
// owner, or the secretariat, says that it is good.
func (b *Box) Confirm(ctx context.Context, who member.ID) error {
	return b.DB.Write(ctx, func(tx *database.Tx) error {
		if err := tx.Exec(`delete from outbox_bounce where member = $1`, string(who)); err != nil {
			return err
		}
		return tx.Exec(`delete from outbox_pause where member = $1`, string(who))
	})
}

// A Trouble is that letters come back from a member's address.
type Trouble struct {
	Member member.ID
	Count  int       // of late
	Last   time.Time // when the last came back
	Status string    // of that one
	Paused time.Time // since when nothing is sent there; zero if it is
}

// Troubles returns those of members whose letters come back from the address
// that they have now, which marks tells.
func (b *Box) Troubles(ctx context.Context, now time.Time, marks map[member.ID]string) (all map[member.ID]Trouble, err error) {
	all = map[member.ID]Trouble{}
	err = b.DB.Read(ctx, func(tx *database.Tx) error {
		trouble := func(who member.ID, mark string, change func(*Trouble)) {
			if mark == marks[who] && mark != "" {
				t := all[who]
				t.Member = who
				change(&t)
				all[who] = t
			}
		}
		err := tx.Each(`select member, mark, status, at from outbox_bounce where at > $1 order by at, letter`, []any{now.Add(-bouncing).UnixMilli()},
			func(scan database.Scan) error {
				var who, mark, status string
				var at int64
				err := scan(&who, &mark, &status, &at)
				trouble(member.ID(who), mark, func(t *Trouble) { t.Count, t.Last, t.Status = t.Count+1, time.UnixMilli(at).UTC(), status })
				return err
			})
		if err != nil {
			return err
		}
		return tx.Each(`select member, mark, since from outbox_pause`, nil, func(scan database.Scan) error {
			var who, mark string
			var since int64
			err := scan(&who, &mark, &since)
			trouble(member.ID(who), mark, func(t *Trouble) { t.Paused = time.UnixMilli(since).UTC() })
			return err
		})
	})
	return all, err
}
