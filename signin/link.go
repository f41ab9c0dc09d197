package signin

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// How long a link lasts: one that was mailed, and one that the operator
// printed to hand over in some other way.
const (
	MailedLink  = 15 * time.Minute
	PrintedLink = 24 * time.Hour
)

// IssueLink makes a link for a member, to be redeemed once before ttl is over,
// and returns the token to put into its address. It cannot be had again.
func IssueLink(tx *database.Tx, who member.ID, now time.Time, ttl time.Duration) (token string, err error) {
	if who == "" || ttl <= 0 || ttl > PrintedLink {
		return "", fmt.Errorf("issue a link for %q that lasts %v", who, ttl)
	}
	if err := sweep(tx, now); err != nil {
		return "", err
	}
	return issue(tx, who, now, ttl)
}

func issue(tx *database.Tx, who member.ID, now time.Time, ttl time.Duration) (string, error) {
	token, d := newSecret(linkMark)
	err := tx.Exec(`insert into signin_link (digest, member, made, until, used) values ($1, $2, $3, $4, 0)`,
		d[:], who, now.UnixMilli(), now.Add(ttl).UnixMilli())
	if err != nil {
		return "", fmt.Errorf("issue a link: %w", err)
	}
	return token, nil
}

// Look says for whom a link is, and leaves it unused. It is for the page that
// asks "sign in as …?": programs that scan mail open every link in it, and must
// not use it up. Only the answer to that page redeems it.
func Look(tx *database.Tx, token string, now time.Time) (member.ID, error) {
	d, ok := read(linkMark, token)
	if !ok {
		return "", act.Refuse(act.NotFound, LinkUnknown)
	}
	var who member.ID
	var until, used int64
	err := tx.Row(`select member, until, used from signin_link where digest = $1`, []any{d[:]}, &who, &until, &used)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && who == "":
		return "", act.Refuse(act.NotFound, LinkUnknown)
	case err != nil:
		return "", fmt.Errorf("look at a link: %w", err)
	case used != 0:
		return "", act.Refuse(act.NotNow, LinkUsed)
	case until <= now.UnixMilli():
		return "", act.Refuse(act.NotNow, LinkExpired)
	}
	return who, nil
}

// Redeem uses a link up, and says for whom it was. Of two who redeem it at
// once, one is refused.
func Redeem(tx *database.Tx, token string, now time.Time) (member.ID, error) {
	d, ok := read(linkMark, token)
	if !ok {
		return "", act.Refuse(act.NotFound, LinkUnknown)
	}
	var who member.ID
	err := tx.Row(`update signin_link set used = $2 where digest = $1 and used = 0 and until > $2 and member <> ''
		returning member`, []any{d[:], now.UnixMilli()}, &who)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		if _, err := Look(tx, token, now); err != nil {
			return "", err
		}
		return "", errors.New("redeem a link: it is good, and could not be used")
	case err != nil:
		return "", fmt.Errorf("redeem a link: %w", err)
	}
	return who, nil
}
