package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"example.org/counterpart/locale"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// publicationsPage lists what has come out, and for those who write it what is
// on its way.
type publicationsPage struct {
	sought
	list   []register.Publication
	making []register.Publication
	more   part.Pager
	begin  bool // the reader may begin one, or list one
}

// sought is which publications a list or a feed is of.
type sought struct {
	series, lang, dimension string
}

func soughtIn(in url.Values) sought {
	return sought{series: in.Get("series"), lang: in.Get("in"), dimension: in.Get("dimension")}
}

// takes reports whether a publication is sought. What is only listed is in the
// languages in which it appeared, as far as that is known.
func (s sought) takes(p register.Publication) bool {
	if s.dimension != "" && p.Dimension != s.dimension || s.series != "" && string(p.Series) != s.series {
		return false
	}
	if s.lang == "" {
		return true
	}
	if e, ok := p.Latest(); ok {
		_, in := e.Drafts[s.lang]
		return in
	}
	return slices.Contains(p.Languages(), s.lang)
}

// query is what is sought as it stands in addresses.
func (s sought) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"series": s.series, "in": s.lang, "dimension": s.dimension} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// mostPublications bounds how many publications a list looks through, and
// publicationsOnPage how many it shows at once.
const (
	mostPublications   = 1000
	publicationsOnPage = 50
)

// out are the publications sought that everybody may know of, latest first.
func (s sought) out(q register.Questions) ([]register.Publication, error) {
	end := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) // what is listed may be dated ahead
	all, err := q.Published(publication.Series(s.series), end, mostPublications)
	return slices.DeleteFunc(all, func(p register.Publication) bool { return !s.takes(p) }), err
}

func (s *Site) publications(v *visit) (page, error) {
	in := v.URL.Query()
	pg := publicationsPage{sought: soughtIn(in)}
	pg.begin = v.acting == "" && (publication.Begin{}).May(publication.Publication{}, publication.Instant{By: v.reader.Standing}) == nil
	err := v.ask(func(q register.Questions) (err error) {
		if pg.list, err = pg.out(q); err != nil {
			return err
		}
		if v.reader.Standing.Group != "" {
			pg.making, err = q.Unpublished(publicationsOnPage)
		}
		return err
	})
	from, _ := strconv.Atoi(in.Get("from"))
	from = max(0, min(from, len(pg.list)))
	at := func(n int) string {
		q := pg.query()
		q.Set("from", strconv.Itoa(n))
		return "/publications?" + q.Encode()
	}
	if from > 0 {
		pg.more.Newer = at(max(0, from-publicationsOnPage))
	}
	if pg.list = pg.list[from:]; len(pg.list) > publicationsOnPage {
		pg.list = pg.list[:publicationsOnPage]
		pg.more.Older = at(from + publicationsOnPage)
	}
	return pg, err
}

func (pg publicationsPage) head(v *visit, f *part.Page) {
	f.Title, f.Sheet = v.p.T("edition.title"), "editions.css"
	f.Meta = feedLinks(v, pg.sought)
}

func (pg publicationsPage) body(v *visit) templ.Component { return publicationsBody(v, pg) }

// filters are the choices of the list.
func (pg publicationsPage) filters(v *visit) []part.Field {
	anything := part.Option{Label: v.p.T("web.any")}
	series := part.Field{Name: "series", Label: v.p.T("edition.series"), Value: pg.series, Options: append([]part.Option{anything}, seriesOptions(v)...)}
	lang := part.Field{Name: "in", Label: v.p.T("edition.language"), Value: pg.lang, Options: append([]part.Option{anything}, tongueOptions(v)...)}
	return []part.Field{series, lang, {Name: "dimension", Label: v.p.T("web.dimension"), Value: pg.dimension, Options: dimensionOptions(v, v.p.T("web.any"))}}
}

func seriesOptions(v *visit) (options []part.Option) {
	for _, s := range publication.AllSeries {
		options = append(options, part.Option{Value: string(s), Label: v.p.T(s.Key())})
	}
	return options
}

func dimensionOptions(v *visit, none string) []part.Option {
	options := []part.Option{{Label: none}}
	for _, d := range v.description.Dimensions {
		options = append(options, part.Option{Value: d.ID, Label: v.say(d.Name)})
	}
	return options
}

// leaves are publications as lists show them.
func (v *visit) publicationLeaves(all []register.Publication) (leaves []part.Leaf) {
	for _, p := range all {
		title, lang := p.Title.Best(v.lang(), "en", "ru", "kk")
		l := part.Leaf{Title: title, Lang: otherLang(v, lang), Href: address(p.Ref), Over: v.p.T(p.Series.Key()), Stage: publicationBadge(v, p.Stage), Note: v.outOn(p)}
		if p.Symbol != "" {
			l.Over += " · " + p.Symbol
		}
		if p.Dimension != "" {
			l.Note = joinedBy(" · ", v.dimension(p.Dimension), l.Note)
		}
		leaves = append(leaves, l)
	}
	return leaves
}

func joinedBy(sep string, all ...string) (out string) {
	for _, s := range all {
		if s != "" && out != "" {
			out += sep
		}
		out += s
	}
	return out
}

// outOn is when a publication came out, or is to, and in which languages.
func (v *visit) outOn(p register.Publication) string {
	var langs []string
	if e, ok := p.Latest(); ok {
		for _, lang := range p.Languages() {
			if _, in := e.Drafts[lang]; in {
				langs = append(langs, locale.Lang(lang).OwnName())
			}
		}
		return joinedBy(" · ", v.p.Date(e.At), v.p.List(langs))
	}
	if at, due := p.Due(); due {
		return v.p.T("edition.out-at", at)
	}
	if p.Date != "" {
		return v.dayAsKnown(p.Date)
	}
	return ""
}

// publicationBadge is the badge of a stage. What came out needs none; what is
// only listed appeared elsewhere.
func publicationBadge(v *visit, s publication.Stage) *part.Badge {
	switch s {
	case publication.Released:
		return nil
	case publication.Listed:
		return &part.Badge{Label: v.p.T("edition.elsewhere")}
	}
	tone := map[publication.Stage]string{publication.Awaiting: "wait", publication.Withdrawn: "stop", publication.Dropped: "stop", publication.Drafting: "open"}[s]
	return &part.Badge{Label: v.p.T(s.Key()), Tone: tone}
}
