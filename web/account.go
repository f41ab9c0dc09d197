package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// accountPage is what a member can see and change of their own access.
type accountPage struct {
	access   signin.Access
	stale    bool   // they proved who they are too long ago to give access to anything new
	passkeys bool   // this site can have passkeys
	fresh    string // a token just made: shown once
	token    sentBack
	passkey  sentBack
	own      *spoken     // what the reader has said of their interests; nil if they are not asked
	erase    []member.ID // whom somebody asked to erase
	atOnce   bool        // a signed reply by mail is posted without being asked about
	replies  sentBack
	trouble  []outbox.Trouble // letters to the reader come back
}

// A sentBack is a form that was refused: what was typed, and why not.
type sentBack struct {
	in       url.Values
	problems []part.Problem
}

func (pg accountPage) problems() []part.Problem {
	return slices.Concat(pg.token.problems, pg.passkey.problems, pg.replies.problems)
}

func (pg accountPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.account.title"), len(pg.problems()) > 0
}

func (pg accountPage) body(v *visit) templ.Component { return accountBody(v, pg) }

func (s *Site) account(v *visit) (page, error) { return s.accountPage(v, accountPage{}) }

// accountPage fills in the page but for what was just done on it.
func (s *Site) accountPage(v *visit, pg accountPage) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	now := s.Clock()
	_, pg.passkeys = v.party()
	pg.stale = !signin.Fresh(v.session, now)
	var err error
	if pg.own, err = v.ownInterests(); err != nil {
		return nil, err
	}
	if pg.erase, err = v.toErase(); err != nil {
		return nil, err
	}
	if pg.trouble, err = v.troubles(v.session.Member); err != nil {
		return nil, err
	}
	if pg.atOnce, err = v.postsAtOnce(); err != nil {
		return nil, err
	}
	pg.access, err = s.Door.Access(v.Context(), v.session.Member, now)
	return pg, err
}

// accountAgain draws the page again after a refusal, with what was typed.
func (s *Site) accountAgain(v *visit, err error, pg accountPage) (page, error) {
	no, refused := act.Refused(err)
	if !refused {
		return nil, err
	}
	back, err := s.accountPage(v, pg)
	if err != nil {
		return nil, err
	}
	return withStatus{back, statuses[no.Why]}, nil
}

// refusedAt is a refused form of which the field with an id is to be mended.
func (v *visit) refusedAt(in url.Values, err error, id string) sentBack {
	no, refused := act.Refused(err)
	if !refused {
		return sentBack{}
	}
	return sentBack{in, []part.Problem{{Text: v.p.Say(no.Reason), Href: "#" + id}}}
}

func (s *Site) accountDo(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	me, id := v.session.Member, strings.ReplaceAll(strings.ToValidUTF8(in.Get("id"), ""), "\x00", "")
	switch v.PathValue("what") {
	case "end":
		err = s.Door.End(v.Context(), me, id)
	case "replies":
		return s.chooseReplies(v, in)
	case "end-others":
		err = s.Door.EndAll(v.Context(), me, v.session.ID)
	case "revoke":
		err = s.Door.Revoke(v.Context(), me, id)
	case "drop-passkey":
		err = s.Door.DropPasskey(v.Context(), me, id, s.Clock())
	case "drop-recovery":
		err = s.Door.DropRecovery(v.Context(), v.seat(), id, s.Clock())
	case "passkey":
		return s.addPasskey(v, in)
	case "token":
		return s.newToken(v, in)
	default:
		return s.nowhere(v)
	}
	if err != nil {
		return nil, err
	}
	return goTo("/account"), nil
}

// tokenLasts is how long a token made on the page is good.
const tokenLasts = 90 * 24 * time.Hour

// newToken makes a token. One that may write orders whatever its owner may, and
// so whoever makes it must have proved who they are.
func (s *Site) newToken(v *visit, in url.Values) (page, error) {
	now, scope := s.Clock(), signin.Scope(in.Get("scope"))
	var secret string
	var err error
	if scope == signin.Write {
		err = v.mustBeFresh()
	}
	if err == nil {
		secret, err = s.Door.NewToken(v.Context(), signin.Token{Member: v.session.Member, Name: in.Get("name"), Scope: scope, Until: now.Add(tokenLasts)}, now)
	}
	if err != nil {
		return s.accountAgain(v, err, accountPage{token: v.refusedAt(in, err, "name")})
	}
	return s.accountPage(v, accountPage{fresh: secret})
}

// addPasskey keeps the passkey that the browser has made.
func (s *Site) addPasskey(v *visit, in url.Values) (page, error) {
	err := v.mustBeFresh()
	if err == nil {
		p, _ := v.party()
		err = s.Door.AddPasskey(v.Context(), p, v.holder(), v.arrival(), in.Get("attempt"), []byte(in.Get("answer")), in.Get("name"), s.Clock())
	}
	if err != nil {
		return s.accountAgain(v, err, accountPage{passkey: v.refusedAt(in, err, "passkey-name")})
	}
	return goTo("/account#passkeys"), nil
}
