package signin

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// How long a link lasts: one that was mailed, one that was printed to hand over
// in some other way, and one that came with an invitation.
const (
	MailedLink  = 15 * time.Minute
	PrintedLink = 24 * time.Hour
	InvitedLink = 7 * 24 * time.Hour
)

// IssueLink makes a link for a member, to be redeemed once before ttl is over,
// in any browser, and returns the token to put into its address. It cannot be
// had again.
func IssueLink(tx *database.Tx, who member.ID, now time.Time, ttl time.Duration) (token string, err error) {
	if who == "" || ttl <= 0 || ttl > InvitedLink {
		return "", fmt.Errorf("issue a link for %q that lasts %v", who, ttl)
	}
	if err := sweep(tx, now); err != nil {
		return "", err
	}
	return issue(tx, who, nil, now, ttl)
}

// issue makes a link that opens only in the browser named, if one is.
func issue(tx *database.Tx, who member.ID, browser any, now time.Time, ttl time.Duration) (string, error) {
	token, d := newSecret(linkMark)
	err := tx.Exec(`insert into signin_link (digest, member, made, until, used, browser) values ($1, $2, $3, $4, 0, $5)`,
		d[:], who, now.UnixMilli(), now.Add(ttl).UnixMilli(), browser)
	if err != nil {
		return "", fmt.Errorf("issue a link: %w", err)
	}
	return token, nil
}

// Look says for whom a link is, and leaves it unused. It is for the page that
// asks "sign in as …?": programs that scan mail open every link in it, and must
// not use it up. Only the answer to that page redeems it. In a browser other
// than the one that asked for it, a link says nothing, not even for whom it is.
func Look(tx *database.Tx, token, browser string, now time.Time) (member.ID, error) {
	d, ok := read(linkMark, token)
	if !ok {
		return "", act.Refuse(act.NotFound, LinkUnknown)
	}
	var who member.ID
	var until, used int64
	var bound []byte
	err := tx.Row(`select member, until, used, browser from signin_link where digest = $1`, []any{d[:]}, &who, &until, &used, &bound)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && who == "":
		return "", act.Refuse(act.NotFound, LinkUnknown)
	case err != nil:
		return "", fmt.Errorf("look at a link: %w", err)
	case used != 0:
		return "", act.Refuse(act.NotNow, LinkUsed)
	case until <= now.UnixMilli():
		return "", act.Refuse(act.NotNow, LinkExpired)
	case len(bound) > 0 && !bytes.Equal(bound, held(browser)):
		return "", act.Refuse(act.NotAllowed, LinkElsewhere)
	}
	return who, nil
}

// Redeem uses a link up, and says for whom it was. Of two who redeem it at
// once, one is refused.
func Redeem(tx *database.Tx, token, browser string, now time.Time) (member.ID, error) {
	d, ok := read(linkMark, token)
	if !ok {
		return "", act.Refuse(act.NotFound, LinkUnknown)
	}
	var who member.ID
	err := tx.Row(`update signin_link set used = $2 where digest = $1 and used = 0 and until > $2 and member <> ''
		and (browser is null or browser = $3) returning member`, []any{d[:], now.UnixMilli(), held(browser)}, &who)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		if _, err := Look(tx, token, browser, now); err != nil {
			return "", err
		}
		return "", errors.New("redeem a link: it is good, and could not be used")
	case err != nil:
		return "", fmt.Errorf("redeem a link: %w", err)
	}
	return who, nil
}

// held is what is kept of a browser's secret. That of none is like no other.
func held(browser string) []byte {
	d, _ := read(browserMark, browser)
	return d[:]
}
