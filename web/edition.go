package web

import (
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/compose"
	"example.org/counterpart/edition"
	"example.org/counterpart/locale"
	"example.org/counterpart/press"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// publicationPage is a publication as people read it, and for those who write it
// where it stands.
type publicationPage struct {
	p       register.Publication
	edition publication.Edition // that is shown; zero if there is none
	lang    string              // in which it is shown
	fixed   bool                // the address names the edition
	print   *print              // nil if nothing of its text is shown
	erased  bool                // its words are gone
	told    []register.Line
	listed  publication.ListedWords
	files   []part.Link // to take away
	set     []edition.File
	shop    *workshop // for those who write it
	base    string
}

// A workshop is what those who write a publication are told of it.
type workshop struct {
	checks []publication.Check
	ways   []procedure.Way
}

// publicationAsked reads what an address asks for.
func (s *Site) publicationAsked(v *visit) (pg publicationPage, err error) {
	pg.base = strings.TrimRight(v.base(), "/")
	err = v.ask(func(q register.Questions) (err error) {
		if pg.p, err = q.Publication(act.Ref(v.PathValue("ref"))); err != nil {
			return err
		}
		if pg.told, err = q.Told(pg.p.Ref); err != nil {
			return err
		}
		if pg.p.Stage == publication.Listed {
			if pg.listed, err = q.Listing(pg.p); err != nil {
				return err
			}
		}
		pg.shop, err = v.workshop(q, pg.p)
		return err
	})
	if err == nil {
		err = pg.choose(v)
	}
	return pg, err
}

func (v *visit) workshop(q register.Questions, p register.Publication) (*workshop, error) {
	if !p.Inside || v.reader.Standing.Group == "" {
		return nil, nil
	}
	i, err := q.PublicationInstant(p, v.now)
	if err != nil {
		return nil, err
	}
	w := &workshop{checks: p.Checks(i)}
	if v.acting == "" {
		w.ways = p.Ways(i)
	}
	return w, nil
}

// choose chooses the edition, and the language in which it is shown: the one that
// the address names, or the reader's, or the one it was written in.
func (pg *publicationPage) choose(v *visit) error {
	unknown := act.Refuse(act.NotFound, "refuse.publication.version")
	pg.edition, _ = pg.p.Latest()
	if asked := v.PathValue("n"); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil || n < 1 || n > len(pg.p.Editions) || strconv.Itoa(n) != asked {
			return unknown
		}
		pg.edition, pg.fixed = pg.p.Editions[n-1], true
	}
	pg.lang = v.lang()
	if _, in := pg.edition.Drafts[pg.lang]; !in {
		pg.lang = pg.edition.Lead()
	}
	if asked, _, _ := strings.Cut(v.PathValue("lang"), "."); asked != "" {
		if _, in := pg.edition.Drafts[asked]; !in {
			return unknown
		}
		pg.lang = asked
	}
	return nil
}

// document composes what is shown. It is the same for every reader, and so is
// composed of what everybody may read. Of words that are erased none is.
func (pg publicationPage) document(v *visit) (d press.Document, err error) {
	err = v.site.Register.Ask(v.Context(), register.Public, func(q register.Questions) error {
		version, err := q.PrintVersion(pg.p.Ref, pg.edition.Drafts[pg.lang])
		if err != nil {
			return err
		}
		if version.Erased {
			return act.Refuse(act.NotFound, "part.gone")
		}
		d, err = pg.desk(v, q).Edition(pg.p, pg.edition.N, pg.lang)
		return err
	})
	return d, err
}

func (pg publicationPage) desk(v *visit, q register.Questions) compose.Desk {
	return compose.Desk{Ask: q, Base: pg.base, Now: v.now}
}

func (s *Site) publication(v *visit) (page, error) {
	pg, err := s.publicationAsked(v)
	if err != nil || pg.edition.N == 0 || pg.withdrawn() && !pg.fixed {
		return pg, err
	}
	d, err := pg.document(v)
	if no, refused := act.Refused(err); refused && no.Reason.Key == "part.gone" {
		pg.erased = true
		return pg, nil
	}
	if err != nil {
		return nil, err
	}
	pg.print = printOf(d)
	if err := v.filesOf(&pg); err != nil {
		return nil, err
	}
	pg.files = pg.takeaways(v)
	return pg, nil
}

// shownFacts are those of the edition that is shown; of what has none, the plan's.
func (pg publicationPage) shownFacts() publication.Facts {
	if pg.edition.N > 0 {
		return pg.edition.Facts
	}
	return pg.p.Facts
}

func (pg publicationPage) withdrawn() bool { return pg.p.Stage == publication.Withdrawn }

// at is the address of an edition in a language, for ever.
func (pg publicationPage) at(n int, lang string) string {
	at := address(pg.p.Ref) + "/" + strconv.Itoa(n)
	if lang != "" {
		at += "/" + lang
	}
	return at
}

func (pg publicationPage) body(v *visit) templ.Component { return publicationBody(v, pg) }

// title is what the publication is called on this page.
func (pg publicationPage) title(v *visit) (title, lang string) {
	if pg.print != nil {
		return pg.print.Title, otherLang(v, pg.lang)
	}
	title, lang = pg.p.Title.Best(v.lang(), "en", "ru", "kk")
	return title, otherLang(v, lang)
}

func (pg publicationPage) pageHead(v *visit) part.Head {
	title, lang := pg.title(v)
	h := part.Head{Title: title, Lang: lang, Over: joinedBy(" · ", v.p.T(pg.p.Series.Key()), pg.p.Symbol), Stage: publicationBadge(v, pg.p.Stage)}
	if pg.print != nil {
		h.Lede = pg.print.Subtitle
	}
	add := func(label, value string) {
		if value != "" {
			h.Gadgets = append(h.Gadgets, part.Fact{Label: v.p.T(label), Value: value})
		}
	}
	if pg.edition.N > 0 {
		add("edition.released", v.p.Date(pg.edition.At))
	}
	if len(pg.p.Editions) > 1 {
		add("edition.edition", v.p.T("edition.n-of", pg.edition.N, len(pg.p.Editions)))
	}
	if pg.p.Stage == publication.Listed {
		add("edition.appeared", v.dayAsKnown(pg.p.Date))
		add("edition.publisher", pg.listed.Publisher)
		add("edition.authors", v.p.List(authorNames(v, pg.listed.Authors)))
	} else {
		add("edition.issued-by", v.p.List(v.groupTitles(pg.p.Publication)))
	}
	if pg.print != nil {
		add("edition.authors", v.p.List(pg.print.Authors))
	}
	add("web.dimension", v.dimension(pg.shownFacts().Dimension))
	return h
}

func (v *visit) groupTitles(p publication.Publication) (names []string) {
	for _, g := range p.Groups {
		names = append(names, v.groupTitle(g))
	}
	return names
}

func authorNames(v *visit, all []publication.Author) (names []string) {
	for _, a := range all {
		if a.Member != "" {
			names = append(names, v.name(a.Member))
		} else {
			names = append(names, a.Name)
		}
	}
	return names
}

// tongues are the languages in which the edition can be read, each as a link.
func (pg publicationPage) tongues() (all []part.Language) {
	for _, lang := range pg.edition.Languages() {
		if _, in := pg.edition.Drafts[lang]; in {
			all = append(all, part.Language{Lang: locale.Lang(lang), Href: pg.at(pg.edition.N, lang), Here: lang == pg.lang && pg.print != nil})
		}
	}
	return all
}

// inLang says a sentence in the language of a document.
func (v *visit) inLang(lang, key string, args ...any) string {
	return locale.For(locale.Lang(lang)).T(key, args...)
}
