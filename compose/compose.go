// Package compose makes of a version of a publication the document that the
// press sets: worded in its language, numbered, with what was adopted in the
// place of its reference, and with the annexes that the registers tell.
//
// The law of this package: a recommendation stands in a document as it was
// adopted, with its symbol and with every reservation and interpretative
// statement that was attached to it; and nothing is in a document that its
// reader may not read, for it is composed of the register's answers to them.
package compose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/press"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
)

// A Desk is what documents are composed at. Of uploaded pictures it gives the
// sum, and not the file.
type Desk struct {
	Ask  register.Questions
	Base string    // the site's address, without a slash at its end
	Now  time.Time // of a draft: the instant for which it is composed
}

// Edition composes an edition in one of its languages, as it was released.
func (d Desk) Edition(p register.Publication, n int, lang string) (press.Document, error) {
	if n < 1 || n > len(p.Editions) {
		return press.Document{}, act.Refuse(act.NotFound, "refuse.publication.version")
	}
	e := p.Editions[n-1]
	v, err := d.Ask.PrintVersion(p.Ref, e.Drafts[lang])
	if err != nil {
		return press.Document{}, err
	}
	p.Worded, p.Facts = e.Plan, e.Facts
	s, err := d.sheet(p, v, e.At)
	if err != nil {
		return press.Document{}, err
	}
	s.edition = &e
	return s.document()
}

// Draft composes a version as it would look.
func (d Desk) Draft(p register.Publication, v register.PrintVersion) (press.Document, error) {
	s, err := d.sheet(p, v, d.Now)
	if err != nil {
		return press.Document{}, err
	}
	return s.document()
}

// A sheet is one document in the making.
type sheet struct {
	Desk
	p         *locale.Printer
	lang      string
	n         initiative.Initiative
	described initiative.Description // as it stood at the instant of the document
	people    register.People
	pub       register.Publication
	v         register.PrintVersion
	plan      publication.PlanWords
	at        time.Time
	edition   *publication.Edition // nil of a draft

	courses map[act.Ref]course // that were read

	paragraphs, tables, figures int // numbers given
}

func (d Desk) sheet(p register.Publication, v register.PrintVersion, at time.Time) (*sheet, error) {
	s := &sheet{Desk: d, courses: map[act.Ref]course{}, lang: v.Body.Lang, pub: p, v: v, at: at}
	var err error
	if s.n, err = d.Ask.Initiative(); err != nil {
		return nil, err
	}
	described, err := d.Ask.DescriptionOn(at)
	if err != nil {
		return nil, err
	}
	s.described = described.Description
	if s.people, err = d.Ask.People(); err != nil {
		return nil, err
	}
	if s.plan, err = d.Ask.Plan(p.Ref, p.Worded); err != nil {
		return nil, err
	}
	s.p = s.printer()
	return s, nil
}

// printer speaks the document's language and tells the time in the capitals.
func (s *sheet) printer() *locale.Printer {
	var zones []locale.Zone
	for _, g := range s.n.Groups {
		zone, err := time.LoadLocation(g.Zone)
		if err != nil {
			zone = time.UTC
		}
		zones = append(zones, locale.Zone{City: s.say(g.Capital), Location: zone})
	}
	plain := locale.For(locale.Lang(s.lang))
	return plain.In(zones...).WithNames(func(arg any) (string, bool) {
		switch arg := arg.(type) {
		case group.ID:
			if g, ok := s.n.Group(arg); ok {
				return s.say(g.Name), true
			}
		case member.ID:
			if who, ok := s.people.Find(arg); ok {
				return s.say(who.Name), true
			}
			return plain.T("web.name-erased"), true
		}
		return "", false
	})
}

// say says words in the document's language, or in the next best.
func (s *sheet) say(w map[string]string) string {
	for _, lang := range append([]string{s.lang}, publication.Languages...) {
		if said := w[lang]; said != "" {
			return said
		}
	}
	return ""
}

// document puts the parts together.
func (s *sheet) document() (d press.Document, err error) {
	d = press.Document{
		Lang: s.lang, Title: s.v.Title, Subtitle: s.v.Subtitle, Series: s.p.T(s.pub.Series.Key()), Symbol: s.pub.Symbol,
		Publisher: s.say(s.described.Name), Authors: s.authors(), Dimension: s.dimension(),
		Stamp: s.p.Say(s.described.Stamp(s.at)), Summary: s.summary(), Banners: s.banners(), Licence: s.say(s.described.Licence),
		Address: s.link("/publication/" + string(s.pub.Ref)),
	}
	for _, g := range s.pub.Groups {
		d.Issuers = append(d.Issuers, s.p.Arg(g))
	}
	if s.edition != nil {
		d.At, d.Date = s.edition.At, s.p.Date(s.edition.At)
		d.Address = s.link(fmt.Sprintf("/publication/%s/%d", s.pub.Ref, s.edition.N))
		if s.edition.N > 1 {
			d.Edition = s.p.T("compose.edition", s.edition.N)
		}
	}
	if d.Body, err = s.body(); err != nil {
		return d, err
	}
	d.Annexes, err = s.annexes()
	return d, err
}

// city is what a group is called where there is little room: by its capital.
func (s *sheet) city(id group.ID) string {
	g, _ := s.n.Group(id)
	return s.say(g.Capital)
}

// link is the address of a page, to be printed; empty where the site has none
// that can be reached from elsewhere.
func (s *sheet) link(path string) string {
	if !strings.HasPrefix(s.Base, "https://") {
		return ""
	}
	return s.Base + path
}

func (s *sheet) authors() (names []string) {
	for _, a := range s.plan.Authors {
		if a.Member != "" {
			names = append(names, s.p.Arg(a.Member))
		} else {
			names = append(names, a.Name)
		}
	}
	return names
}

func (s *sheet) dimension() string {
	k := slices.IndexFunc(s.described.Dimensions, func(d initiative.Dimension) bool { return d.ID == s.pub.Dimension })
	if k < 0 {
		return ""
	}
	return s.say(s.described.Dimensions[k].Name)
}

// banners are what the cover has to say before anything else.
func (s *sheet) banners() (all []string) {
	if notice := s.say(s.described.Notice); notice != "" {
		all = append(all, notice)
	}
	if s.edition == nil {
		return append(all, s.p.T("compose.draft", s.v.Body.N))
	}
	for _, key := range s.edition.Forced {
		all = append(all, s.p.T("compose.forced."+key, s.keyless()))
	}
	if s.pub.Stage == publication.Withdrawn {
		all = append(all, s.p.T("compose.withdrawn"))
	}
	return all
}

// keyless are the groups that issue the publication and turned no key.
func (s *sheet) keyless() (all []group.ID) {
	for _, g := range s.pub.Groups {
		if !slices.ContainsFunc(s.edition.Keys, func(k publication.KeyTurned) bool { return k.Group == g }) {
			all = append(all, g)
		}
	}
	return all
}
