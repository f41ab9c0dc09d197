package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// An Organisation vouches for its people by OpenID Connect. It makes no member
// of anybody: it says whose e-mail address somebody's is, and the roll says who
// has that address.
type Organisation struct {
	ID       string // short, in addresses of pages: "ministry"
	Name     map[string]string
	Issuer   string
	ClientID string
	Secret   string   // of the client; may be empty
	Domains  []string // the mail domains that it may vouch for

	mu    sync.Mutex
	known *oidc.Provider
}

// hearing is how long an organisation's server may take to answer.
const hearing = 10 * time.Second

// skew is how far its clock may be ahead of ours.
const skew = time.Minute

// A returning is what is kept while somebody is at their organisation's sign-in.
type returning struct {
	Organisation string
	Nonce        string
	Verifier     string // of PKCE
	Back         string // where they wanted to go
}

// heard bounds how long an organisation's server is listened to.
func heard(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithTimeout(ctx, hearing)
	return oidc.ClientContext(ctx, &http.Client{Timeout: hearing}), stop
}

// provider learns how an organisation's sign-in works, when it is first needed:
// one that does not answer must not keep this program from starting.
func (o *Organisation) provider(ctx context.Context) (*oidc.Provider, error) {
	o.mu.Lock()
	known := o.known
	o.mu.Unlock()
	if known != nil {
		return known, nil
	}
	p, err := oidc.NewProvider(ctx, o.Issuer) // nobody waits for another who waits
	if err != nil {
		return nil, &silence{o.ID, err}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.known = p
	return p, nil
}

// A silence is the refusal of whoever cannot be vouched for since their
// organisation's server does not answer as it should. What it did say is for
// the operator.
type silence struct {
	organisation string
	err          error
}

func (s *silence) Error() string {
	return fmt.Sprintf("the sign-in of %s: %v", s.organisation, s.err)
}

func (s *silence) Unwrap() error { return act.Refuse(act.NotNow, ReturnSilent) }

// Silence returns what went wrong with an organisation's server, for the
// operator, if that is what an error is about.
func Silence(err error) (string, bool) {
	s, ok := errors.AsType[*silence](err)
	if !ok {
		return "", false
	}
	return s.Error(), true
}

func (o *Organisation) client(p *oidc.Provider, back string) oauth2.Config {
	return oauth2.Config{ClientID: o.ClientID, ClientSecret: o.Secret, Endpoint: p.Endpoint(), RedirectURL: back,
		Scopes: []string{oidc.ScopeOpenID, "email"}}
}

// Send returns the address of an organisation's sign-in, to which to send a
// browser. here is where it is to come back to, then where its reader wanted to
// go. again insists that they prove there who they are, also if they are signed
// in.
func (d *Door) Send(ctx context.Context, o *Organisation, a Arrival, here, then string, again bool, now time.Time) (address string, err error) {
	ctx, stop := heard(ctx)
	defer stop()
	p, err := o.provider(ctx)
	if err != nil {
		return "", err
	}
	nonce, _ := newSecret("")
	kept := returning{o.ID, nonce, oauth2.GenerateVerifier(), then}
	data, err := json.Marshal(kept)
	if err != nil {
		return "", fmt.Errorf("send to an organisation: %w", err)
	}
	var state string
	err = d.db.Write(ctx, func(tx *database.Tx) error {
		state, err = begin(tx, toReturn, a.Browser, "", data, a.From, now)
		return err
	})
	if err != nil {
		return "", err
	}
	client := o.client(p, here)
	options := []oauth2.AuthCodeOption{oidc.Nonce(nonce), oauth2.S256ChallengeOption(kept.Verifier),
		oauth2.SetAuthURLParam("max_age", fmt.Sprint(int(Recent.Seconds())))} // makes it say when they signed in
	if again {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	return client.AuthCodeURL(state, options...), nil
}

// Return starts a session for somebody who comes back from their organisation's
// sign-in with an answer. here is the address they came back to; then is where
// they wanted to go. find says whose an e-mail address is.
func (d *Door) Return(ctx context.Context, o *Organisation, a Arrival, here string, in url.Values, now time.Time,
	find func(*database.Tx, string) (member.ID, bool, error), sits func(member.ID) bool,
) (token string, s Session, then string, err error) {
	kept, err := d.returned(ctx, o, a, in, now)
	if err != nil {
		return "", Session{}, "", err
	}
	ctx, stop := heard(ctx)
	defer stop()
	email, proved, err := o.vouch(ctx, kept, here, in, now)
	if err != nil {
		return "", Session{}, "", err
	}
	token, s, err = d.enter(ctx, a, now, func(tx *database.Tx) (member.ID, time.Time, error) {
		who, ok, err := find(tx, email)
		switch {
		case err != nil:
		case !ok || who == "":
			err = act.Refuse(act.NotAllowed, ReturnNobody)
		case !sits(who):
			err = act.Refuse(act.NotAllowed, NoSeat)
		}
		return who, proved, err
	})
	return token, s, kept.Back, err
}

// returned takes what was kept, and holds the answer against it: from the
// organisation that this browser was sent to, and no other.
func (d *Door) returned(ctx context.Context, o *Organisation, a Arrival, in url.Values, now time.Time) (kept returning, err error) {
	var data []byte
	err = d.db.Write(ctx, func(tx *database.Tx) error {
		_, data, err = answer(tx, toReturn, in.Get("state"), a.Browser, now)
		return err
	})
	if err != nil {
		return kept, err
	}
	if err := json.Unmarshal(data, &kept); err != nil {
		return kept, fmt.Errorf("return from an organisation: %w", err)
	}
	// Whoever sends the answer of one organisation to the address of another
	// wants its code to be given to the wrong server.
	if iss := in.Get("iss"); kept.Organisation != o.ID || iss != "" && iss != o.Issuer {
		return kept, act.Refuse(act.NotNow, AttemptOver)
	}
	if in.Get("error") != "" || in.Get("code") == "" {
		return kept, act.Refuse(act.NotAllowed, ReturnDeclined)
	}
	return kept, nil
}

// vouch exchanges a code for what the organisation says of whoever brought it:
// their verified address, and when they proved who they are, which is zero if it
// does not say.
func (o *Organisation) vouch(ctx context.Context, kept returning, here string, in url.Values, now time.Time) (email string, proved time.Time, err error) {
	p, err := o.provider(ctx)
	if err != nil {
		return "", time.Time{}, err
	}
	// An organisation that says that it signs its answers (RFC 9207) does so.
	var signs struct {
		Names bool `json:"authorization_response_iss_parameter_supported"`
	}
	if err := p.Claims(&signs); err != nil {
		return "", time.Time{}, &silence{o.ID, err}
	}
	if signs.Names && in.Get("iss") == "" {
		return "", time.Time{}, act.Refuse(act.NotNow, AttemptOver)
	}
	client := o.client(p, here)
	tokens, err := client.Exchange(ctx, in.Get("code"), oauth2.VerifierOption(kept.Verifier))
	if err != nil {
		return "", time.Time{}, &silence{o.ID, err}
	}
	raw, _ := tokens.Extra("id_token").(string)
	id, err := p.VerifierContext(ctx, &oidc.Config{ClientID: o.ClientID, Now: func() time.Time { return now }}).Verify(ctx, raw)
	if err != nil {
		return "", time.Time{}, &silence{o.ID, err}
	}
	return o.judge(id, kept, now)
}

// judge says what of an organisation's word counts here.
func (o *Organisation) judge(id *oidc.IDToken, kept returning, now time.Time) (email string, proved time.Time, err error) {
	var says struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
		At       int64  `json:"auth_time"`
		For      string `json:"azp"`
	}
	if err := id.Claims(&says); err != nil {
		return "", time.Time{}, &silence{o.ID, err}
	}
	if id.Nonce != kept.Nonce || says.For != "" && says.For != o.ClientID {
		return "", time.Time{}, &silence{o.ID, errors.New("its answer was made for another question")}
	}
	if !says.Verified || says.Email == "" {
		return "", time.Time{}, act.Refuse(act.NotAllowed, ReturnUnverified)
	}
	if !o.vouchesFor(says.Email) {
		return "", time.Time{}, act.Refuse(act.NotAllowed, ReturnDomain)
	}
	if at := time.Unix(says.At, 0); says.At > 0 && at.Before(now.Add(skew)) {
		proved = at
		if proved.After(now) {
			proved = now
		}
	}
	return says.Email, proved, nil
}

// vouchesFor reports whether an address lies in one of the domains.
func (o *Organisation) vouchesFor(email string) bool {
	at := strings.LastIndexByte(email, '@')
	return at > 0 && slices.ContainsFunc(o.Domains, func(d string) bool { return strings.EqualFold(d, email[at+1:]) })
}
