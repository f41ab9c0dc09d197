package web

import (
	"encoding/json"
	"strings"

	"example.org/counterpart/press"
	"example.org/counterpart/press/cite"
	"example.org/counterpart/publication"
	"example.org/counterpart/web/part"
)

// work is the edition that is shown, as catalogues and search for scholars
// describe it.
func (pg publicationPage) work(v *visit) cite.Work { return pg.workOf(v, pg.print.Document) }

func (pg publicationPage) workOf(v *visit, d press.Document) cite.Work {
	w := cite.Work{Title: d.Title, Subtitle: d.Subtitle, Authors: d.Authors, Publisher: d.Publisher, Issuers: d.Issuers, Series: d.Series,
		Symbol: d.Symbol, Edition: d.Edition, Date: pg.edition.At, Lang: d.Lang, Address: pg.base + pg.at(pg.edition.N, pg.lang), Licence: d.Licence}
	if _, number, ok := strings.Cut(d.Symbol, "/"); ok {
		w.Number, _, _ = strings.Cut(number, "/")
	}
	var about []string
	for _, b := range d.Summary {
		about = append(about, b.Text.Plain())
	}
	w.Summary = strings.Join(about, " ")
	for _, f := range v.description.FundersOn(pg.edition.At) {
		w.Funders = append(w.Funders, f.Name.In(d.Lang, "en", "ru", "kk"))
	}
	for _, f := range pg.set {
		if f.Lang == pg.lang {
			w.Files = append(w.Files, cite.File{Address: pg.base + pg.at(f.Edition, f.Lang) + "." + f.Format, Type: mediaTypes[f.Format]})
		}
	}
	return w
}

// sentence is how a work is cited.
func sentence(w cite.Work) string {
	return joinedBy(". ", strings.Join(w.Authors, ", "), w.Title, joinedBy(" ", w.Series, w.Symbol), joinedBy(", ", w.Publisher, w.Date.UTC().Format("2006-01-02")), w.Address)
}

// tags are what the head of the page tells machines, by name.
func tags(w cite.Work) (all []part.Meta) {
	if w.Summary != "" {
		all = append(all, part.Meta{Name: "description", Content: w.Summary})
	}
	for _, m := range append(w.Highwire(), w.DublinCore()...) {
		all = append(all, part.Meta{Name: m.Name, Content: m.Content})
	}
	return all
}

func (pg publicationPage) head(v *visit, f *part.Page) {
	title, _ := pg.title(v)
	f.Title, f.Sheet, f.Wide = title, "editions.css", true
	f.Meta = feedLinks(v, sought{})
	if pg.p.Stage == publication.Released {
		f.Card = pg.base + "/card/publication/" + string(pg.p.Ref) + ".png"
	}
	if pg.print == nil {
		return
	}
	w := pg.work(v)
	f.Meta = append(f.Meta, tags(w)...)
	f.Meta = append(f.Meta, part.Meta{Rel: "canonical", Href: w.Address})
	f.Canonical = true
	if pg.withdrawn() {
		f.Meta = append(f.Meta, part.Meta{Name: "robots", Content: "noindex"})
		return
	}
	if linked, err := w.JSONLD(); err == nil {
		f.Linked = json.RawMessage(linked)
	}
}
