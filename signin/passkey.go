package signin

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

const (
	mostPasskeys   = 20 // that one member has at a time
	maxPasskeyName = 60 // letters
)

// A Passkey is a key on a device of a member's, by which they sign in.
type Passkey struct {
	ID     string // names it on pages; it lets nobody in
	Member member.ID
	Name   string // what the member calls it
	Made   time.Time
	Seen   time.Time // when it was last used; zero if never

	credential webauthn.Credential
}

// OfferPasskey asks a browser to make a passkey for a member, to be called by a
// name.
func (d *Door) OfferPasskey(ctx context.Context, p Party, h Holder, a Arrival, name string, now time.Time) (o Offer, err error) {
	if line(name, maxPasskeyName) == "" {
		return Offer{}, act.RefuseField("name", PasskeyNameless)
	}
	lib, err := p.library()
	if err != nil {
		return Offer{}, err
	}
	err = d.db.Write(ctx, func(tx *database.Tx) error {
		who := holder{Holder: h}
		if who.handle, err = handleOf(tx, h.Member); err != nil {
			return err
		}
		have, err := Passkeys(tx, h.Member)
		if err != nil {
			return err
		}
		if len(have) >= mostPasskeys {
			return act.Refuse(act.TooMany, PasskeyMany, mostPasskeys)
		}
		for _, k := range have {
			who.keys = append(who.keys, k.credential)
		}
		creation, session, err := lib.BeginRegistration(who, webauthn.WithExclusions(webauthn.Credentials(who.keys).CredentialDescriptors()))
		if err != nil {
			return fmt.Errorf("offer a passkey: %w", err)
		}
		o, err = offer(tx, toRegister, a, h.Member, creation.Response, session, now)
		return err
	})
	return o, err
}

// AddPasskey keeps the passkey that a browser made in answer to an Offer to the
// same member.
func (d *Door) AddPasskey(ctx context.Context, p Party, h Holder, a Arrival, attempt string, made []byte, name string, now time.Time) error {
	if name = line(name, maxPasskeyName); name == "" {
		return act.RefuseField("name", PasskeyNameless)
	}
	lib, err := p.library()
	if err != nil {
		return err
	}
	session, asked, err := d.answered(ctx, toRegister, attempt, a.Browser, now)
	if err != nil {
		return err
	}
	if asked != h.Member {
		return act.Refuse(act.NotNow, AttemptOver)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(made)
	if err != nil {
		return act.Refuse(act.Malformed, PasskeyRefused)
	}
	return d.db.Write(ctx, func(tx *database.Tx) error {
		who := holder{Holder: h}
		if who.handle, err = handleOf(tx, h.Member); err != nil {
			return err
		}
		credential, err := lib.CreateCredential(who, session, parsed)
		if err != nil {
			return act.Refuse(act.Malformed, PasskeyRefused)
		}
		credential.Attestation = webauthn.CredentialAttestation{} // nothing is asked of it again
		if err := addPasskey(tx, Passkey{ID: newID(), Member: h.Member, Name: name, Made: now, credential: *credential}); err != nil {
			return err
		}
		return d.tell(tx, PasskeyAdded, h.Member, now)
	})
}

func addPasskey(tx *database.Tx, k Passkey) error {
	have, err := Passkeys(tx, k.Member)
	if err != nil {
		return err
	}
	if len(have) >= mostPasskeys {
		return act.Refuse(act.TooMany, PasskeyMany, mostPasskeys)
	}
	data, err := json.Marshal(k.credential)
	if err != nil {
		return fmt.Errorf("add a passkey: %w", err)
	}
	var id string
	err = tx.Row(`insert into signin_passkey (credential, id, member, name, made, seen, data) values ($1, $2, $3, $4, $5, 0, $6)
		on conflict (credential) do nothing returning id`,
		[]any{k.credential.ID, k.ID, k.Member, k.Name, k.Made.UnixMilli(), data}, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return act.Refuse(act.NotNow, PasskeyTaken)
	}
	if err != nil {
		return fmt.Errorf("add a passkey: %w", err)
	}
	return nil
}

// AskPasskey asks a browser for a passkey, whosesoever.
func (d *Door) AskPasskey(ctx context.Context, p Party, a Arrival, now time.Time) (o Offer, err error) {
	lib, err := p.library()
	if err != nil {
		return Offer{}, err
	}
	assertion, session, err := lib.BeginDiscoverableLogin()
	if err != nil {
		return Offer{}, fmt.Errorf("ask for a passkey: %w", err)
	}
	err = d.db.Write(ctx, func(tx *database.Tx) error {
		o, err = offer(tx, toEnter, a, "", assertion.Response, session, now)
		return err
	})
	return o, err
}

// EnterByPasskey starts a session for whoever's passkey answered an Offer, both
// or neither.
func (d *Door) EnterByPasskey(ctx context.Context, p Party, a Arrival, attempt string, shown []byte, now time.Time, sits func(member.ID) bool,
) (token string, s Session, err error) {
	lib, err := p.library()
	if err != nil {
		return "", Session{}, err
	}
	session, _, err := d.answered(ctx, toEnter, attempt, a.Browser, now)
	if err != nil {
		return "", Session{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(shown)
	if err != nil {
		return "", Session{}, act.Refuse(act.Malformed, PasskeyRefused)
	}
	return d.enter(ctx, a, now, func(tx *database.Tx) (member.ID, time.Time, error) {
		k, err := usePasskey(tx, lib, session, parsed, now)
		if err == nil && !sits(k.Member) {
			err = act.Refuse(act.NotAllowed, NoSeat)
		}
		return k.Member, now, err
	})
}

// usePasskey finds the passkey that answered, and holds its answer against the
// question.
func usePasskey(tx *database.Tx, lib *webauthn.WebAuthn, session webauthn.SessionData, parsed *protocol.ParsedCredentialAssertionData, now time.Time,
) (Passkey, error) {
	found, err := passkeys(tx, `where credential = $1`, parsed.RawID)
	if err != nil {
		return Passkey{}, err
	}
	if len(found) == 0 {
		return Passkey{}, act.Refuse(act.NotFound, PasskeyUnknown)
	}
	k := found[0]
	handle, err := handleOf(tx, k.Member)
	if err != nil {
		return Passkey{}, err
	}
	// The library compares the handle that the device tells with this one.
	owner := func(_, _ []byte) (webauthn.User, error) {
		return holder{Holder{k.Member, ""}, handle, []webauthn.Credential{k.credential}}, nil
	}
	_, credential, err := lib.ValidatePasskeyLogin(owner, session, parsed)
	if err != nil {
		return Passkey{}, act.Refuse(act.NotAllowed, PasskeyRefused)
	}
	if credential.Authenticator.CloneWarning {
		return Passkey{}, act.Refuse(act.NotAllowed, PasskeyCopied)
	}
	data, err := json.Marshal(credential)
	if err == nil {
		err = tx.Exec(`update signin_passkey set data = $2, seen = $3 where credential = $1`, k.credential.ID, data, now.UnixMilli())
	}
	if err != nil {
		return Passkey{}, fmt.Errorf("use a passkey: %w", err)
	}
	return k, nil
}

// Passkeys returns a member's passkeys, the newest first.
func Passkeys(tx *database.Tx, who member.ID) ([]Passkey, error) {
	return passkeys(tx, `where member = $1 order by made desc, id`, who)
}

func passkeys(tx *database.Tx, where string, args ...any) ([]Passkey, error) {
	all, err := database.All(tx, `select id, member, name, made, seen, data from signin_passkey `+where, args,
		func(scan database.Scan) (k Passkey, err error) {
			var made, seen int64
			var data []byte
			if err = scan(&k.ID, &k.Member, &k.Name, &made, &seen, &data); err != nil {
				return k, err
			}
			k.Made = instant(made)
			if seen != 0 {
				k.Seen = instant(seen)
			}
			return k, json.Unmarshal(data, &k.credential)
		})
	if err != nil {
		return nil, fmt.Errorf("read passkeys: %w", err)
	}
	return all, nil
}

// DropPasskey ends one passkey of a member, by its ID. To drop it twice is no
// error.
func (d *Door) DropPasskey(ctx context.Context, who member.ID, id string, now time.Time) error {
	return d.db.Write(ctx, func(tx *database.Tx) error {
		var dropped string
		err := tx.Row(`delete from signin_passkey where member = $1 and id = $2 returning id`, []any{who, id}, &dropped)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("drop a passkey: %w", err)
		}
		return d.tell(tx, PasskeyRemoved, who, now)
	})
}
