package signin

import (
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// A Scope is what a token lets a program do.
type Scope string

// The scopes. Who may write may read.
const (
	Read  Scope = "read"
	Write Scope = "write"
)

// Key is the scope's name in the catalogues.
func (s Scope) Key() string { return "signin.scope." + string(s) }

const (
	longestToken = 365 * 24 * time.Hour
	mostTokens   = 20 // that one member has at a time
	maxTokenName = 80 // letters
)

// A Token lets a program act as a member.
type Token struct {
	ID     string // names it on pages; it lets nobody in
	Member member.ID
	Name   string // what the member calls it
	Scope  Scope
	Made   time.Time
	Until  time.Time
	Seen   time.Time // when it was last used, to the minute; zero if never

	digest digest
}

// Allows refuses a token that may not do what want needs.
func (t Token) Allows(want Scope) error {
	if t.Scope == Write || t.Scope == want {
		return nil
	}
	return act.Refuse(act.NotAllowed, TokenReads)
}

// IssueToken makes a token for the Member of t, with its Name, Scope and
// Until, and returns its secret, which cannot be had again.
func IssueToken(tx *database.Tx, t Token, now time.Time) (secret string, _ Token, err error) {
	t.Name = line(t.Name, maxTokenName)
	switch {
	case t.Member == "":
		return "", Token{}, errors.New("issue a token for nobody")
	case t.Name == "":
		return "", Token{}, act.RefuseField("name", TokenNameless)
	case t.Scope != Read && t.Scope != Write:
		return "", Token{}, act.RefuseField("scope", TokenScope)
	case !t.Until.After(now) || t.Until.Sub(now) > longestToken:
		return "", Token{}, act.RefuseField("until", TokenUntil, int(longestToken/(24*time.Hour)))
	}
	if err := sweep(tx, now); err != nil {
		return "", Token{}, err
	}
	have, err := Tokens(tx, t.Member, now)
	if err != nil {
		return "", Token{}, err
	}
	if len(have) >= mostTokens {
		return "", Token{}, act.Refuse(act.TooMany, TokenMany, mostTokens)
	}
	secret, d := newSecret(tokenMark)
	t.ID, t.digest = newID(), d
	t.Made, t.Until, t.Seen = instant(now.UnixMilli()), instant(t.Until.UnixMilli()), time.Time{}
	err = tx.Exec(`insert into signin_token (digest, id, member, name, scope, made, until, seen)
		values ($1, $2, $3, $4, $5, $6, $7, 0)`,
		d[:], t.ID, t.Member, t.Name, t.Scope, t.Made.UnixMilli(), t.Until.UnixMilli())
	if err != nil {
		return "", Token{}, fmt.Errorf("issue a token: %w", err)
	}
	return secret, t, nil
}

// Bearer says which token a secret is.
func Bearer(tx *database.Tx, secret string, now time.Time) (Token, error) {
	d, ok := read(tokenMark, secret)
	if !ok {
		return Token{}, act.Refuse(act.NotAllowed, TokenUnknown)
	}
	t, err := bearer(tx, d)
	if err != nil {
		return Token{}, err
	}
	return t, t.live(now)
}

// live refuses a token that is over.
func (t Token) live(now time.Time) error {
	if !now.Before(t.Until) {
		return act.Refuse(act.NotAllowed, TokenExpired)
	}
	return nil
}

func bearer(tx *database.Tx, d digest) (Token, error) {
	all, err := tokens(tx, `where digest = $1`, d[:])
	if err != nil {
		return Token{}, err
	}
	if len(all) == 0 {
		return Token{}, act.Refuse(act.NotAllowed, TokenUnknown)
	}
	return all[0], nil
}

func tokens(tx *database.Tx, where string, args ...any) ([]Token, error) {
	all, err := database.All(tx, `select digest, id, member, name, scope, made, until, seen from signin_token `+where, args,
		func(scan database.Scan) (t Token, err error) {
			var d []byte
			var made, until, seen int64
			err = scan(&d, &t.ID, &t.Member, &t.Name, &t.Scope, &made, &until, &seen)
			t.Made, t.Until = instant(made), instant(until)
			if seen != 0 {
				t.Seen = instant(seen)
			}
			copy(t.digest[:], d)
			return t, err
		})
	if err != nil {
		return nil, fmt.Errorf("read tokens: %w", err)
	}
	return all, nil
}

// Tokens returns a member's tokens that are not over, the newest first.
func Tokens(tx *database.Tx, who member.ID, now time.Time) ([]Token, error) {
	return tokens(tx, `where member = $1 and until > $2 order by made desc, id`, who, now.UnixMilli())
}

// Revoke ends one token of a member, by its ID. To revoke it twice is no error.
func Revoke(tx *database.Tx, who member.ID, id string) error {
	if err := tx.Exec(`delete from signin_token where member = $1 and id = $2`, who, id); err != nil {
		return fmt.Errorf("revoke a token: %w", err)
	}
	return nil
}
