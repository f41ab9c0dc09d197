package web

import (
	"strings"

	"example.org/counterpart/web/part"
)

// A work is an edition as catalogues and search for scholars describe it.
type work struct {
	title, series, symbol, publisher, lang, day, address, about string
	authors                                                     []string
}

// work describes the edition that is shown.
func (pg publicationPage) work(v *visit) work {
	d := pg.print.Document
	w := work{title: d.Title, series: d.Series, symbol: d.Symbol, publisher: d.Publisher, lang: d.Lang, authors: d.Authors,
		day: pg.edition.At.UTC().Format("2006-01-02"), address: pg.base + pg.at(pg.edition.N, pg.lang)}
	for _, b := range d.Summary {
		w.about = joinedBy(" ", w.about, b.Text.Plain())
	}
	return w
}

// sentence is how the work is cited.
func (w work) sentence() string {
	return joinedBy(". ", strings.Join(w.authors, ", "), w.title, joinedBy(" ", w.series, w.symbol), joinedBy(", ", w.publisher, w.day), w.address)
}

// meta are the tags of Dublin Core and Highwire, by name.
func (w work) meta() (all []part.Meta) {
	add := func(name, content string) {
		if content != "" {
			all = append(all, part.Meta{Name: name, Content: content})
		}
	}
	add("description", w.about)
	add("citation_title", w.title)
	add("DC.title", w.title)
	for _, a := range w.authors {
		add("citation_author", a)
		add("DC.creator", a)
	}
	add("citation_publication_date", strings.ReplaceAll(w.day, "-", "/"))
	add("DC.date", w.day)
	add("citation_language", w.lang)
	add("DC.language", w.lang)
	add("citation_technical_report_institution", w.publisher)
	add("citation_technical_report_number", w.symbol)
	add("DC.publisher", w.publisher)
	add("DC.type", "Text")
	add("DC.identifier", w.address)
	add("citation_public_url", w.address)
	return all
}

// linked is the work as schema.org describes it.
func (w work) linked() map[string]any {
	all := map[string]any{"@context": "https://schema.org", "@type": "Report", "@id": w.address, "url": w.address, "name": w.title,
		"inLanguage": w.lang, "datePublished": w.day, "isAccessibleForFree": true,
		"publisher": map[string]any{"@type": "Organization", "name": w.publisher}}
	if w.symbol != "" {
		all["reportNumber"] = w.symbol
	}
	if w.about != "" {
		all["abstract"] = w.about
	}
	var authors []any
	for _, a := range w.authors {
		authors = append(authors, map[string]any{"@type": "Person", "name": a})
	}
	if authors != nil {
		all["author"] = authors
	}
	return all
}

func (pg publicationPage) head(v *visit, f *part.Page) {
	title, _ := pg.title(v)
	f.Title, f.Sheet, f.Wide = title, "editions.css", true
	f.Meta = feedLinks(v, sought{})
	if pg.print == nil {
		return
	}
	w := pg.work(v)
	f.Meta = append(f.Meta, w.meta()...)
	f.Meta = append(f.Meta, part.Meta{Rel: "canonical", Href: w.address})
	if pg.withdrawn() {
		f.Meta = append(f.Meta, part.Meta{Name: "robots", Content: "noindex"})
	} else {
		f.Linked = w.linked()
	}
}
