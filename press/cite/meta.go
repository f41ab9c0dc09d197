package cite

// A Meta is one of the elements of that name in the head of a page.
type Meta struct{ Name, Content string }

type metas []Meta

func (all *metas) add(name string, contents ...string) {
	for _, content := range contents {
		if content = clean(content); content != "" {
			*all = append(*all, Meta{name, content})
		}
	}
}

// DublinCore is the work in the words of the Dublin Core.
func (w Work) DublinCore() []Meta {
	var all metas
	all.add("DC.title", w.title())
	for _, n := range w.authors() {
		all.add("DC.creator", n.String())
	}
	if len(w.Authors) > 0 {
		all.add("DC.contributor", w.Issuers...)
	}
	all.add("DC.publisher", w.Publisher)
	all.add("DC.date", w.day("2006-01-02"))
	all.add("DC.language", w.Lang)
	all.add("DC.identifier", w.Address, w.Symbol)
	all.add("DC.relation.isPartOf", w.Series)
	all.add("DC.type", "Text")
	for _, f := range w.Files {
		all.add("DC.format", f.Type)
	}
	all.add("DC.rights", w.Licence)
	all.add("DC.description", w.Summary)
	return all
}

// Highwire is the work in the words that search engines for scholars read.
func (w Work) Highwire() []Meta {
	var all metas
	all.add("citation_title", w.title())
	for _, n := range w.authors() {
		all.add("citation_author", n.String())
	}
	all.add("citation_publication_date", w.day("2006/01/02"))
	all.add("citation_publisher", w.Publisher)
	all.add("citation_technical_report_institution", w.Publisher)
	all.add("citation_technical_report_number", w.Symbol)
	all.add("citation_series_title", w.Series)
	all.add("citation_language", w.Lang)
	all.add("citation_public_url", w.Address)
	all.add("citation_pdf_url", w.pdf())
	return all
}
