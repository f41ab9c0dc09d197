package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// A visit is one request, and what is known of who makes it.
type visit struct {
	*http.Request
	site    *Site
	w       http.ResponseWriter // for cookies only
	session signin.Session      // zero if nobody is signed in
	reader  register.Reader     // the member who is signed in, or for whom they act
	acting  member.ID           // for whom they act; empty for themselves
	now     time.Time
	p       *locale.Printer

	initiative  initiative.Initiative
	description initiative.Description
	people      register.People
	sitting     register.Sitting
	changes     int64 // on the roll
	size        int64 // of the record
	groups      map[group.ID]*part.Group
	piece       *piece // of the page, that is packed already; nil if there is none
}

// arrive finds out who makes a request, and prepares to answer in their
// language and their zones.
func (s *Site) arrive(w http.ResponseWriter, r *http.Request) (*visit, error) {
	v := &visit{Request: r, w: w, site: s, now: s.Now()}
	if token := s.Cookies.Token(r); token != "" {
		session, err := s.Door.Who(r.Context(), token, s.Clock())
		if _, refused := act.Refused(err); err != nil && !refused {
			return nil, err
		}
		if err == nil {
			v.session = session
		}
	}
	err := s.Register.Ask(r.Context(), register.Public, func(q register.Questions) (err error) {
		if v.initiative, err = q.Initiative(); err != nil {
			return err
		}
		if v.description, err = q.Description(); err != nil {
			return err
		}
		if v.size, err = q.Size(); err != nil {
			return err
		}
		if v.sitting, err = q.Sitting(v.now); err != nil {
			return err
		}
		if v.changes, err = q.Changes(); err != nil {
			return err
		}
		v.people, err = q.People()
		return err
	})
	if v.session.Member != "" {
		v.reader, v.acting = asWhom(v.initiative, v.sitting, v.session.Member, asksToActFor(r), v.now)
	}
	v.p = v.printer()
	if err == nil && !plainAddress(r.URL) {
		err = act.Refuse(act.NotFound, "web.nowhere")
	}
	return v, err
}

// plainAddress reports whether an address is text. No address of ours has zero
// bytes in it or is other than UTF-8, and no database takes them as text.
func plainAddress(u *url.URL) bool {
	plain := func(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
	if !plain(u.Path) {
		return false
	}
	for name, values := range u.Query() {
		if !plain(name) || slices.ContainsFunc(values, func(s string) bool { return !plain(s) }) {
			return false
		}
	}
	return true
}

// printer speaks the reader's language and tells the time in the capitals, the
// reader's own first.
func (v *visit) printer() *locale.Printer {
	lang, chosen := chosenLang(v.Request)
	if me, ok := v.people.Find(v.session.Member); !chosen && ok && locale.Lang(me.Lang).Valid() {
		lang = locale.Lang(me.Lang)
	}
	return v.printerIn(lang)
}

func (v *visit) printerIn(lang locale.Lang) *locale.Printer {
	var zones []locale.Zone
	for _, g := range v.initiative.Groups {
		zone := locale.Zone{City: g.Capital.In(string(lang), "en"), Location: location(g.Zone)}
		if g.ID == v.reader.Standing.Group {
			zones = append([]locale.Zone{zone}, zones...)
		} else {
			zones = append(zones, zone)
		}
	}
	return locale.For(lang).In(zones...).WithNames(func(arg any) (string, bool) {
		switch arg := arg.(type) {
		case group.ID:
			return v.groupName(arg, lang), true
		case member.ID:
			return v.name(arg), true
		}
		return "", false
	})
}

// chosenLang is the language that the reader has chosen, or else the one that
// their browser prefers.
func chosenLang(r *http.Request) (lang locale.Lang, chosen bool) {
	if l := locale.Lang(r.URL.Query().Get("lang")); l.Valid() {
		return l, true
	}
	if l, ok := r.Context().Value(treeKey{}).(locale.Lang); ok {
		return l, true
	}
	if c, err := r.Cookie(langCookie); err == nil && locale.Lang(c.Value).Valid() {
		return locale.Lang(c.Value), true
	}
	return locale.Match(r.Header.Get("Accept-Language")), false
}

// langOf is the language in which somebody who is not signed in is answered.
func langOf(r *http.Request) locale.Lang {
	lang, _ := chosenLang(r)
	return lang
}

// zones remembers zones by their names: to read one is to read a file.
var zones sync.Map

// location is a zone by its IANA name; those of groups were checked when they
// were formed.
func location(zone string) *time.Location {
	if loc, ok := zones.Load(zone); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return time.UTC
	}
	zones.Store(zone, loc)
	return loc
}

// lang is the reader's language.
func (v *visit) lang() string { return string(v.p.Lang()) }

// say returns words in the reader's language, or the nearest there is.
func (v *visit) say(w text.Words) string { return w.In(v.lang(), "en", "ru", "kk") }

// groupName is a group's capital, which is what everybody calls it.
func (v *visit) groupName(id group.ID, lang locale.Lang) string {
	if g, ok := v.initiative.Group(id); ok {
		return g.Capital.In(string(lang), "en", "ru", "kk")
	}
	return string(id)
}

// group is a group as pages show it.
func (v *visit) group(id group.ID) part.Group { return *v.shown(id) }

// shown is a group as pages show it, one for the whole page.
func (v *visit) shown(id group.ID) *part.Group {
	if g, ok := v.groups[id]; ok {
		return g
	}
	shown := &part.Group{ID: string(id), Name: string(id)}
	for n, g := range v.initiative.Groups {
		if g.ID == id {
			shown.Name, shown.Place = v.groupName(id, v.p.Lang()), n
		}
	}
	if v.groups == nil {
		v.groups = map[group.ID]*part.Group{}
	}
	v.groups[id] = shown
	return shown
}

func (v *visit) groupsOf(ids []group.ID) []part.Group {
	all := make([]part.Group, len(ids))
	for n, id := range ids {
		all[n] = v.group(id)
	}
	return all
}

// name is what a member is called; of one whose name is erased, in which group
// they sit or sat.
func (v *visit) name(id member.ID) string { return v.nameIn(id, locale.Lang(v.lang2())) }

// nameIn is a member's name in a language.
func (v *visit) nameIn(id member.ID, lang locale.Lang) string {
	if p, ok := v.people.Find(id); ok {
		return p.Name.In(string(lang), "en", "ru", "kk")
	}
	p := locale.For(lang)
	if g := v.sitting.Group(id); g != "" {
		return p.T("web.a-member-of", v.groupName(g, lang))
	}
	return p.T("web.name-erased")
}

// lang2 is the reader's language also while the printer is being made.
func (v *visit) lang2() string {
	if v.p == nil {
		return "en"
	}
	return v.lang()
}

// ask asks questions of the register as the reader.
func (v *visit) ask(f func(register.Questions) error) error {
	return v.site.Register.Ask(v.Context(), v.reader, f)
}

// must refuses a visitor who is not signed in.
func (v *visit) mustBeMember() error {
	if v.session.Member == "" {
		return act.Refuse(act.NotAllowed, "web.signin-first")
	}
	return nil
}

// form reads what was posted.
func (v *visit) form() (url.Values, error) {
	if err := v.ParseForm(); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return nil, act.Refuse(act.Malformed, "web.form-too-large")
		}
		return nil, act.Refuse(act.Malformed, "web.form-unreadable")
	}
	return v.PostForm, nil
}

const langCookie = "counterpart-lang"

// language sets the language in which the reader reads, and goes back.
func (s *Site) language(w http.ResponseWriter, r *http.Request) {
	if lang := locale.Lang(r.PathValue("lang")); lang.Valid() {
		s.rememberLang(w, lang)
	}
	http.Redirect(w, r, local(r.URL.Query().Get("back")), http.StatusSeeOther)
}

// local is an address on this site, or else the first page. Browsers read some
// odd spellings of an address as another site's, so only plain ones pass.
func local(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || u.Opaque != "" {
		return "/"
	}
	path := u.EscapedPath()
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(address, "\\\t\r\n") {
		return "/"
	}
	return (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery, Fragment: u.Fragment}).String()
}

// groupTitle is a group's full name.
func (v *visit) groupTitle(id group.ID) string {
	g, _ := v.initiative.Group(id)
	return v.say(g.Name)
}
