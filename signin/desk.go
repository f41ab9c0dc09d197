package signin

import (
	"context"
	"net/netip"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// What follows does at the Door what the functions of the same names do in a
// transaction of the caller's, for those who have none.

// Ask makes a link for whoever has an e-mail address; see the function Ask.
func (d *Door) Ask(ctx context.Context, email string, from netip.Addr, now time.Time,
	find func(tx *database.Tx, email string) (who member.ID, ok bool, err error),
) (asked Asked, err error) {
	err = d.db.Write(ctx, func(tx *database.Tx) error {
		asked, err = Ask(tx, email, from, now, find)
		return err
	})
	return asked, err
}

// Look says for whom a link is, and leaves it unused.
func (d *Door) Look(ctx context.Context, link string, now time.Time) (who member.ID, err error) {
	err = d.db.Read(ctx, func(tx *database.Tx) error {
		who, err = Look(tx, link, now)
		return err
	})
	return who, err
}

// Start starts a session for a member who has proved who they are.
func (d *Door) Start(ctx context.Context, who member.ID, agent string, now time.Time) (token string, s Session, err error) {
	err = d.db.Write(ctx, func(tx *database.Tx) error {
		token, s, err = Start(tx, who, agent, now)
		return err
	})
	return token, s, err
}

// Access lists a member's sessions and tokens.
func (d *Door) Access(ctx context.Context, who member.ID, now time.Time) (sessions []Session, tokens []Token, err error) {
	err = d.db.Read(ctx, func(tx *database.Tx) error {
		if sessions, err = List(tx, who, now); err != nil {
			return err
		}
		tokens, err = Tokens(tx, who, now)
		return err
	})
	return sessions, tokens, err
}

// NewToken makes a token; secret is shown once.
func (d *Door) NewToken(ctx context.Context, t Token, now time.Time) (secret string, err error) {
	err = d.db.Write(ctx, func(tx *database.Tx) error {
		secret, _, err = IssueToken(tx, t, now)
		return err
	})
	return secret, err
}
