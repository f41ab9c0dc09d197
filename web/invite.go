package web

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/mail"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// A request asks the owner of an address to act for a member. It is kept
// nowhere but in the link that is mailed: until it is accepted, whoever invites
// learns nothing of the address, nor does the roll.
type request struct {
	ID    string // the key of the order, so that it is carried out once
	By    member.ID
	For   member.ID
	Email string
	Name  string
	Lang  string
	Scope member.Scope
	Until time.Time // of the grant
	Made  time.Time

	Mailed bool // so that whoever has the link reads the address
}

// invitedFor is how long an invitation can be accepted.
const invitedFor = 3 * 24 * time.Hour

// invites is how often in an hour assistants may be invited from one network.
const invites = 20

// sealing is what invitations are enciphered with, under the installation's secret.
func (s *Site) sealing() (cipher.AEAD, error) {
	mac := hmac.New(sha256.New, s.Clerk.Secret)
	mac.Write([]byte("counterpart/invitation/v1"))
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

var invitationSpelling = base64.RawURLEncoding.Strict()

func (s *Site) seals(i request) (token string, err error) {
	aead, err := s.sealing()
	if err != nil {
		return "", err
	}
	plain, err := json.Marshal(i)
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	return invitationSpelling.EncodeToString(aead.Seal(nonce, nonce, plain, nil)), err
}

// opens reads an invitation, and refuses one that nobody sent, or whose time is
// over.
func (s *Site) opens(token string, now time.Time) (i request, err error) {
	unknown := act.Refuse(act.NotFound, "assistant.unknown")
	aead, err := s.sealing()
	if err != nil {
		return i, err
	}
	sealed, err := invitationSpelling.DecodeString(token)
	if err != nil || len(sealed) < aead.NonceSize() {
		return i, unknown
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], nil)
	if err != nil || json.Unmarshal(plain, &i) != nil || !now.Before(i.Made.Add(invitedFor)) {
		return i, unknown
	}
	return i, nil
}

// grant is the command that an invitation comes to.
func (i request) grant(to member.ID) initiative.Grant {
	return initiative.Grant{For: i.For, To: to, Scope: i.Scope, Until: i.Until, Invited: i.Made}
}

// person is what the roll is to know of whoever accepts, and is not on it yet.
func (i request) person() roll.Person {
	return roll.Person{Name: text.Words{i.Lang: i.Name}, Email: i.Email, Lang: i.Lang}
}

// readInvitation reads the form. It refuses whatever is wrong on the side of
// whoever invites, by the rules, and looks for nobody: its answer is the same
// for an address that somebody on the roll has.
func (v *visit) readInvitation(in url.Values) (i request, err error) {
	i = request{ID: in.Get("key"), By: v.session.Member, For: member.ID(in.Get("for")), Email: strings.TrimSpace(in.Get("to")),
		Name: strings.TrimSpace(in.Get("name")), Lang: v.lang(), Scope: member.Scope(in.Get("scope")), Made: v.now}
	if v.acting != "" {
		return i, act.Refuse(act.NotAllowed, "refuse.grant.never")
	}
	until, err := time.ParseInLocation("2006-01-02", in.Get("until"), v.zone())
	if err != nil {
		return i, act.RefuseField("until", "web.date")
	}
	i.Until = until.AddDate(0, 0, 1).UTC() // the day that is named is the last
	_, err = i.person().Check()
	if no, refused := act.Refused(err); refused && no.Field == "email" || i.Email == "" {
		return i, act.RefuseField("to", roll.EmailMalformed)
	} else if refused && strings.HasPrefix(no.Field, "name.") {
		no.Field = "name"
	}
	if err == nil {
		_, err = initiative.Decide(v.initiative, initiative.Instant{At: v.now, By: v.seat()}, i.grant(roll.NewID()))
	}
	return i, err
}

// invite mails an invitation.
func (s *Site) invite(v *visit, in url.Values) (page, error) {
	if err := v.mustBeFresh(); err != nil {
		return nil, err
	}
	i, err := v.readInvitation(in)
	if err == nil {
		err = s.Allow(v.session.Member)
	}
	if err == nil {
		err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
			return signin.Limit(tx, "invite", v.address(), invites, time.Hour, "assistant.often", s.Clock())
		})
	}
	if err != nil {
		return nil, err
	}
	i.Mailed = s.mails()
	token, err := s.seals(i)
	if err != nil {
		return nil, err
	}
	pg := invitedPage{email: i.Email}
	if !i.Mailed {
		pg.link = v.base() + "/invitation/" + token
		return pg, nil
	}
	letter := mail.Invitation{To: mail.Address{Name: i.Name, Email: i.Email}, Site: v.description.Name.In(i.Lang, "en", "ru", "kk"), By: v.name(i.For),
		Scope: v.p.T(i.Scope.Key()), URL: strings.TrimRight(s.Base, "/") + "/invitation/" + token, Until: i.Made.Add(invitedFor)}
	s.Mail.Later(func(context.Context) (*mail.Letter, error) {
		l, err := mail.Invite(v.p, letter)
		return &l, err
	})
	return pg, nil
}

// invitedPage says what follows an invitation, whoever has the address. The
// link is shown only where it cannot be mailed.
type invitedPage struct{ email, link string }

func (pg invitedPage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.assistants.title") }

func (pg invitedPage) body(v *visit) templ.Component { return invitedBody(v, pg) }

// invitationPage is where whoever was invited accepts.
type invitationPage struct {
	request
	token    string
	accepted bool
	problems []part.Problem
}

func (pg invitationPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("assistant.title", pg.For), len(pg.problems) > 0
}

func (pg invitationPage) body(v *visit) templ.Component { return invitationBody(v, pg) }

func (s *Site) invitation(v *visit) (page, error) {
	v.w.Header().Set("Referrer-Policy", linkPolicy)
	v.w.Header().Set("X-Robots-Tag", "noindex")
	pg := invitationPage{token: v.PathValue("token")}
	var err error
	pg.request, err = s.opens(pg.token, v.now)
	return pg, err
}

// invitationDo accepts: the grant is recorded as the act of whoever invited, by
// their standing now, and somebody who is not on the roll yet is entered with
// it.
func (s *Site) invitationDo(v *visit) (page, error) {
	drawn, err := s.invitation(v)
	if err != nil {
		return nil, err
	}
	pg := drawn.(invitationPage)
	err = s.accepts(v, pg.request)
	if no, refused := act.Refused(err); refused {
		pg.problems = v.mark(nil, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	pg.accepted = true
	return pg, err
}

func (s *Site) accepts(v *visit, i request) error {
	who, known := i.person(), false
	err := s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		who.Member, known, err = roll.AtEmail(tx, i.Email)
		return err
	})
	if err != nil {
		return err
	}
	if known && !i.Mailed && v.session.Member != who.Member {
		// Whoever invites has the link, too, and is not to answer for the invited.
		return act.Refuse(act.NotAllowed, "assistant.yourself")
	}
	if slices.ContainsFunc(v.initiative.Grants, func(g member.Grant) bool { return v.cameOf(g, i, who.Member) }) {
		return act.Refuse(act.NotNow, "assistant.used")
	}
	var enter func(*database.Tx) error
	if !known {
		who.Member = roll.NewID()
		enter = func(tx *database.Tx) error { return roll.Put(tx, who) }
	}
	_, err = s.Clerk.Do(v.Context(), clerk.Order{By: i.By, On: act.Initiative, Turn: -1, Key: i.ID, Command: i.grant(who.Member), Beside: enter})
	s.Register.ForgetPeople()
	if no, refused := act.Refused(err); refused && no.Reason.Key == clerk.KeyReused {
		return act.Refuse(act.NotNow, "assistant.used")
	}
	return err
}

// cameOf reports whether an invitation has led to a grant already, which may
// have ended since: nobody gives themselves again what was taken from them.
func (v *visit) cameOf(g member.Grant, i request, who member.ID) bool {
	_, known := v.people.Find(g.To)
	return g.For == i.For && !g.From.Before(i.Made.Truncate(time.Millisecond)) && (g.To == who || !known)
}
