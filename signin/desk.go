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
func (d *Door) Ask(ctx context.Context, email, browser string, from netip.Addr, now time.Time,
	find func(tx *database.Tx, email string) (who member.ID, ok bool, err error),
) (asked Asked, err error) {
	err = d.db.Write(ctx, func(tx *database.Tx) error {
		asked, err = Ask(tx, email, browser, from, now, find)
		return err
	})
	return asked, err
}

// Look says for whom a link is, and leaves it unused.
func (d *Door) Look(ctx context.Context, link, browser string, now time.Time) (who member.ID, err error) {
	err = d.db.Read(ctx, func(tx *database.Tx) error {
		who, err = Look(tx, link, browser, now)
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

// An Access is everything by which a member may be let in, and what the
// secretariat did about it.
type Access struct {
	Sessions   []Session
	Passkeys   []Passkey
	Tokens     []Token
	Recoveries []Recovery // the newest few
}

// Access lists what lets a member in.
func (d *Door) Access(ctx context.Context, who member.ID, now time.Time) (all Access, err error) {
	err = d.db.Read(ctx, func(tx *database.Tx) error {
		if all.Sessions, err = List(tx, who, now); err != nil {
			return err
		}
		if all.Passkeys, err = Passkeys(tx, who); err != nil {
			return err
		}
		if all.Tokens, err = Tokens(tx, who, now); err != nil {
			return err
		}
		all.Recoveries, err = Recoveries(tx, who, 10, now)
		return err
	})
	return all, err
}

// NewToken makes a token; secret is shown once. Its owner is told of one that
// may write.
func (d *Door) NewToken(ctx context.Context, t Token, now time.Time) (secret string, err error) {
	err = d.db.Write(ctx, func(tx *database.Tx) error {
		if secret, t, err = IssueToken(tx, t, now); err != nil || t.Scope != Write {
			return err
		}
		return d.tell(tx, TokenAdded, t.Member, now)
	})
	return secret, err
}
