package signin

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// A Party is this site as browsers and passkeys know it: a passkey made for
// one origin is good for no other.
type Party struct {
	Name   string // as a browser shows it
	Origin string // "https://taskforce.example"
}

// A Holder is a member as their device shows them beside the passkey.
type Holder struct {
	Member member.ID
	Name   string
}

// An Offer is a question to a browser. Its answer brings the Attempt along.
type Offer struct {
	Attempt string          `json:"attempt"`
	Options json.RawMessage `json:"options"`
}

// library is the library for WebAuthn, set to insist on what a passkey that is
// the only proof has to be: kept on the device, and opened by its owner's finger,
// face or code.
func (p Party) library() (*webauthn.WebAuthn, error) {
	u, err := url.Parse(p.Origin)
	if err != nil || u.Hostname() == "" {
		return nil, fmt.Errorf("passkeys: %q is no origin", p.Origin)
	}
	return webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: p.Name, RPOrigins: []string{p.Origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
}

// holder is a Holder as the library wants it.
type holder struct {
	Holder
	handle []byte
	keys   []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return h.handle }
func (h holder) WebAuthnName() string                       { return h.Name }
func (h holder) WebAuthnDisplayName() string                { return h.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// offer keeps the question to a browser and what is needed to judge the answer.
func offer(tx *database.Tx, p purpose, a Arrival, who member.ID, options any, session *webauthn.SessionData, now time.Time) (o Offer, err error) {
	data, err := json.Marshal(session)
	if err == nil {
		o.Options, err = json.Marshal(options)
	}
	if err != nil {
		return Offer{}, fmt.Errorf("ask a browser for a passkey: %w", err)
	}
	o.Attempt, err = begin(tx, p, a.Browser, who, data, a.From, now)
	return o, err
}

// answered takes what an Offer kept, in a transaction of its own: a question is
// used up also by a wrong answer.
func (d *Door) answered(ctx context.Context, p purpose, attempt, browser string, now time.Time) (session webauthn.SessionData, who member.ID, err error) {
	var data []byte
	err = d.db.Write(ctx, func(tx *database.Tx) error {
		who, data, err = answer(tx, p, attempt, browser, now)
		return err
	})
	if err == nil {
		err = json.Unmarshal(data, &session)
	}
	return session, who, err
}

// handleOf is the number by which a member's passkeys know them, made when it
// is first asked for.
func handleOf(tx *database.Tx, who member.ID) (handle []byte, err error) {
	fresh := make([]byte, 64)
	rand.Read(fresh)
	err = tx.Row(`insert into signin_handle (member, handle) values ($1, $2)
		on conflict (member) do update set member = excluded.member returning handle`, []any{who, fresh}, &handle)
	if err != nil {
		return nil, fmt.Errorf("name a member to passkeys: %w", err)
	}
	return handle, nil
}
