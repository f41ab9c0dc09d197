package web

import (
	"net/url"

	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// sensitive are the commands that commit a whole group, or open what was in
// one. They are ordered on a page only by somebody who has proved of late who
// they are: a browser that was left open is not enough. What a program may
// order, its token says.
var sensitive = map[string]bool{"refer": true, "consider": true, "move": true, "second": true, "record-meeting": true, "close": true}

// mustBeFresh refuses whoever has not proved of late who they are: what gives
// somebody new access, or cannot be undone, asks for it too.
func (v *visit) mustBeFresh() error { return signin.RefuseStale(v.session, v.site.Clock()) }

// stale reports whether that would refuse the reader.
func (v *visit) stale() bool { return v.mustBeFresh() != nil }

// ways are the ways to sign in, but for the link by mail.
type ways struct {
	passkey       bool
	organisations []*signin.Organisation
	back          string // where to go afterwards; "" is the first page
	again         bool   // by somebody who is signed in
}

// waysIn are those that this visitor has.
func (v *visit) waysIn(back string, again bool) ways {
	w := ways{again: again, back: back}
	_, w.passkey = v.party()
	if v.site.Base != "" { // they send their people back to it
		w.organisations = v.site.Organisations
	}
	if w.back != "" {
		w.back = local(w.back)
	}
	return w
}

// kind is how the button for a passkey looks: on the page of sign-in the main
// one sends a link, which works everywhere.
func (w ways) kind() string {
	if w.again {
		return ""
	}
	return "second"
}

// with is the address that leads to an organisation's sign-in.
func (w ways) with(o *signin.Organisation) string {
	in := url.Values{}
	if w.back != "" {
		in.Set("back", w.back)
	}
	if w.again {
		in.Set("again", "yes")
	}
	if len(in) == 0 {
		return "/signin/with/" + o.ID
	}
	return "/signin/with/" + o.ID + "?" + in.Encode()
}

// provedAt is where somebody is told that they have proved who they are.
const provedAt = "/signin/done"

// againPage lets a member prove once more who they are, beside the page on
// which that was asked.
type againPage struct {
	ways  ways
	mails bool // a link can be mailed to them
	sent  bool
	slug  string // of the cast, in the demo
}

func (pg againPage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.again.title") }

func (pg againPage) body(v *visit) templ.Component { return againBody(v, pg) }

func (s *Site) again(v *visit) (page, error) { return s.againPage(v, v.URL.Query().Get("back"), false) }

func (s *Site) againPage(v *visit, back string, sent bool) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	if back == "" {
		back = provedAt
	}
	me := v.people.Of(v.session.Member)
	pg := againPage{ways: v.waysIn(back, true), mails: s.mails() && me.Email != "", sent: sent}
	if s.Demo {
		pg.slug = me.Slug
	}
	return pg, nil
}

// againSend mails a link to the member who is signed in. Nothing is typed, so
// that it goes to nobody else.
func (s *Site) againSend(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	me := v.people.Of(v.session.Member)
	if !s.mails() || me.Email == "" {
		return s.againPage(v, in.Get("back"), false)
	}
	if err := s.sendLink(v, me.Email, in.Get("back")); err != nil {
		return nil, err
	}
	return s.againPage(v, in.Get("back"), true)
}

// donePage tells somebody who has proved who they are to go back to their form.
type donePage struct{}

func (donePage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.again.done") }

func (donePage) body(v *visit) templ.Component { return doneBody(v) }

func (s *Site) proved(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	return donePage{}, nil
}
