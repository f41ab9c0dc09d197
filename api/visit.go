package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
)

// A visit is one request, and what is known of who makes it.
type visit struct {
	api   *api
	ctx   context.Context
	url   *url.URL
	lang  string // what the request says of the languages it reads
	token signin.Token
	now   time.Time

	scene *scene // once asked for
}

// A scene is what a visit reads before it can answer: who there is, and who
// asks.
type scene struct {
	initiative initiative.Initiative
	people     register.People
	sitting    register.Sitting
	reader     register.Reader
	printer    *locale.Printer // once something is to be said
}

// arrive finds out who makes a request. The error is a Problem or a fault.
func (a *api) arrive(r *http.Request) (*visit, error) {
	v := &visit{api: a, ctx: r.Context(), url: r.URL, lang: r.Header.Get("Accept-Language"), now: a.Now()}
	said := r.Header.Values("Authorization")
	if len(said) == 0 {
		return v, nil
	}
	scheme, secret, _ := strings.Cut(said[0], " ")
	if len(said) > 1 || !strings.EqualFold(scheme, "Bearer") {
		return v, v.unknown(act.Because("api.token.scheme"))
	}
	token, err := a.Door.Bearer(r.Context(), strings.TrimSpace(secret), a.Clock())
	if no, refused := act.Refused(err); refused {
		return v, v.unknown(no.Reason)
	}
	v.token = token
	return v, err
}

// look reads the scene, once.
func (v *visit) look() (*scene, error) {
	if v.scene != nil {
		return v.scene, nil
	}
	var s scene
	err := v.api.Register.Ask(v.ctx, register.Public, func(q register.Questions) (err error) {
		if s.initiative, err = q.Initiative(); err != nil {
			return err
		}
		if s.sitting, err = q.Sitting(v.now); err != nil {
			return err
		}
		s.people, err = q.People()
		return err
	})
	if err != nil {
		return nil, err
	}
	if v.token.Member != "" {
		s.reader.Member = v.token.Member
		s.reader.Standing, _ = s.sitting.At(v.token.Member, v.now)
	}
	v.scene = &s
	return v.scene, nil
}

// speaks returns the printer of the reader's language, which tells the time in
// the capitals, the reader's own first.
func (v *visit) speaks(s *scene) *locale.Printer {
	lang := locale.Match(v.lang)
	if mine := locale.Lang(s.people.Of(v.token.Member).Lang); v.lang == "" && mine.Valid() {
		lang = mine
	}
	var zones []locale.Zone
	for _, g := range s.initiative.Groups {
		zone := locale.Zone{City: g.Capital.In(string(lang), "en"), Location: v.api.zone(g.Zone)}
		if g.ID == s.reader.Standing.Group {
			zones = append([]locale.Zone{zone}, zones...)
		} else {
			zones = append(zones, zone)
		}
	}
	return locale.For(lang).In(zones...).WithNames(func(arg any) (string, bool) {
		switch arg := arg.(type) {
		case group.ID:
			g, ok := s.initiative.Group(arg)
			return g.Capital.In(string(lang), "en", "ru", "kk"), ok
		case member.ID:
			if p, ok := s.people.Find(arg); ok {
				return p.Name.In(string(lang), "en", "ru", "kk"), true
			}
			if g, ok := s.initiative.Group(s.sitting.Group(arg)); ok {
				return locale.For(lang).T("web.a-member-of", g.Capital.In(string(lang), "en", "ru", "kk")), true
			}
		}
		return "", false
	})
}

// printer speaks the reader's language. While the register cannot be read it
// knows no names, and serves to say so.
func (v *visit) printer() *locale.Printer {
	s, err := v.look()
	if err != nil {
		return locale.For(locale.Match(v.lang))
	}
	if s.printer == nil {
		s.printer = v.speaks(s)
	}
	return s.printer
}

// ask asks questions of the register as the reader.
func (v *visit) ask(f func(register.Questions) error) error {
	s, err := v.look()
	if err != nil {
		return err
	}
	return v.api.Register.Ask(v.ctx, s.reader, f)
}

// standing is the seat of who asks; the zero one of the public.
func (v *visit) standing() member.Standing {
	if s, err := v.look(); err == nil {
		return s.reader.Standing
	}
	return member.Standing{}
}

// zone is a zone by its IANA name, which was checked when the group was
// formed. Go would read it from the disk each time.
func (a *api) zone(name string) *time.Location {
	if known, ok := a.zones.Load(name); ok {
		return known.(*time.Location)
	}
	location, err := time.LoadLocation(name)
	if err != nil {
		location = time.UTC
	}
	a.zones.Store(name, location)
	return location
}
