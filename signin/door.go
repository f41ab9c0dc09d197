package signin

import (
	"context"
	"net/netip"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// A Door lets people into one server. It answers from memory whom it has let in
// within Memory, since every request asks. Its methods may be called from many
// goroutines. Close it before the database.
//
// What it ends is dead for this Door at once, before the method returns. What
// was ended by another instance of the program, or by the functions that take a
// transaction, is dead within Memory.
type Door struct {
	// Tell, if set, is told of what changes who can sign in as a member, in the
	// transaction that changes it. Set it before the first.
	Tell func(tx *database.Tx, what Event, who member.ID, now time.Time) error

	db       *database.DB
	sessions memory[Session]
	tokens   memory[Token]
	notes    notes
	clock    func() time.Time // for Memory alone; tests move it
}

// An Event is something that changes who can sign in as a member.
type Event string

// The events.
const (
	AccessRestored Event = "restored" // the secretariat gave them access anew
	PasskeyAdded   Event = "passkey-added"
	PasskeyRemoved Event = "passkey-removed"
	AddressChanged Event = "address-changed" // links to sign in go elsewhere from now on
	TokenAdded     Event = "token-added"     // a program can write as them
)

// TellOf tells of what another room changes that lets a member in, in the
// transaction that changes it and before it does.
func (d *Door) TellOf(tx *database.Tx, what Event, who member.ID, now time.Time) error {
	return d.tell(tx, what, who, now)
}

func (d *Door) tell(tx *database.Tx, what Event, who member.ID, now time.Time) error {
	if d.Tell == nil {
		return nil
	}
	return d.Tell(tx, what, who, now)
}

// NewDoor returns a Door in front of the tables in db.
func NewDoor(db *database.DB) *Door {
	d := &Door{db: db, clock: time.Now}
	d.notes.db = db
	return d
}

// Who says whose session a cookie's token belongs to.
func (d *Door) Who(ctx context.Context, token string, now time.Time) (Session, error) {
	key, ok := read(sessionMark, token)
	if !ok {
		return Session{}, act.Refuse(act.NotAllowed, SessionNone)
	}
	clock := d.clock()
	s, ok, epoch := d.sessions.recall(key, clock)
	if !ok {
		err := d.db.Read(ctx, func(tx *database.Tx) (err error) {
			s, err = session(tx, key)
			return err
		})
		if err != nil {
			return Session{}, err
		}
		d.sessions.keep(key, s, clock, epoch)
	}
	if err := s.live(now); err != nil {
		return Session{}, err
	}
	if now.Sub(s.Seen) >= noted {
		s.Seen = instant(now.UnixMilli())
		d.sessions.change(key, func(kept *Session) { kept.Seen = s.Seen })
		d.notes.add(key, s.Seen, sessionSeen)
	}
	return s, nil
}

// Bearer says which token a program carries.
func (d *Door) Bearer(ctx context.Context, secret string, now time.Time) (Token, error) {
	key, ok := read(tokenMark, secret)
	if !ok {
		return Token{}, act.Refuse(act.NotAllowed, TokenUnknown)
	}
	clock := d.clock()
	t, ok, epoch := d.tokens.recall(key, clock)
	if !ok {
		err := d.db.Read(ctx, func(tx *database.Tx) (err error) {
			t, err = bearer(tx, key)
			return err
		})
		if err != nil {
			return Token{}, err
		}
		d.tokens.keep(key, t, clock, epoch)
	}
	if err := t.live(now); err != nil {
		return Token{}, err
	}
	if now.Sub(t.Seen) >= noted {
		t.Seen = instant(now.UnixMilli())
		d.tokens.change(key, func(kept *Token) { kept.Seen = t.Seen })
		d.notes.add(key, t.Seen, tokenSeen)
	}
	return t, nil
}

// An Arrival is a browser at the door.
type Arrival struct {
	Browser string     // its secret, see Cookies.Browser
	Cookie  string     // the session's token that it brought along; may be empty
	Agent   string     // what it calls itself
	From    netip.Addr // the network address that it is at
}

// Enter redeems a link and starts a session for whom it was, both or neither.
// sits reports whether somebody has a seat: whoever has none has nothing to
// sign in for.
func (d *Door) Enter(ctx context.Context, a Arrival, link string, now time.Time, sits func(member.ID) bool) (token string, s Session, err error) {
	return d.enter(ctx, a, now, func(tx *database.Tx) (member.ID, time.Time, error) {
		who, err := Redeem(tx, link, a.Browser, now)
		if err == nil && !sits(who) {
			err = act.Refuse(act.NotAllowed, NoSeat)
		}
		return who, now, err
	})
}

// enter starts a session for whoever has proved who they are, both or neither.
// The session of the cookie that came along, if one, is replaced: whoever put it
// there is not signed in with it.
func (d *Door) enter(ctx context.Context, a Arrival, now time.Time, who func(*database.Tx) (member.ID, time.Time, error),
) (token string, s Session, err error) {
	old, had := read(sessionMark, a.Cookie)
	err = d.db.Write(ctx, func(tx *database.Tx) error {
		who, proved, err := who(tx)
		if err != nil {
			return err
		}
		if had {
			if err := tx.Exec(`delete from signin_session where digest = $1`, old[:]); err != nil {
				return err
			}
		}
		token, s, err = startAt(tx, who, a.Agent, proved, now)
		return err
	})
	if had {
		d.sessions.forget(func(s Session) bool { return s.digest == old })
	}
	if err != nil {
		return "", Session{}, err
	}
	return token, s, nil
}

// Leave ends the session of a request.
func (d *Door) Leave(ctx context.Context, s Session) error { return d.End(ctx, s.Member, s.ID) }

// End ends one session of a member, by its ID.
func (d *Door) End(ctx context.Context, who member.ID, id string) error {
	err := d.db.Write(ctx, func(tx *database.Tx) error { return End(tx, who, id) })
	d.sessions.forget(func(s Session) bool { return s.Member == who && s.ID == id })
	return err
}

// EndAll ends every session of a member, but for those whose IDs are spared.
func (d *Door) EndAll(ctx context.Context, who member.ID, spare ...string) error {
	err := d.db.Write(ctx, func(tx *database.Tx) error { return EndAll(tx, who, spare...) })
	d.Doubt(who)
	return err
}

// Revoke ends one token of a member, by its ID.
func (d *Door) Revoke(ctx context.Context, who member.ID, id string) error {
	err := d.db.Write(ctx, func(tx *database.Tx) error { return Revoke(tx, who, id) })
	d.tokens.forget(func(t Token) bool { return t.Member == who && t.ID == id })
	return err
}

// Doubt makes the Door ask the database anew about a member. Call it after a
// transaction of one's own that ended what lets them in.
func (d *Door) Doubt(who member.ID) {
	d.sessions.forget(func(s Session) bool { return s.Member == who })
	d.tokens.forget(func(t Token) bool { return t.Member == who })
}

// Close waits until it is written down who was seen.
func (d *Door) Close() { d.notes.close() }
