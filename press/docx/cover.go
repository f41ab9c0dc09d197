package docx

import (
	"fmt"
	"strings"

	"example.org/counterpart/locale"
	"example.org/counterpart/press"
)

// summaryMark marks the heading of the summary, which no block is.
const summaryMark = "_Ref000000"

// speak says the words of the language that is written now.
func (w *writer) speak() *locale.Printer { return locale.For(locale.Lang(w.lang)) }

func (w *writer) cover(d press.Document) {
	for _, banner := range d.Banners {
		w.line("Banner", banner)
	}
	for _, words := range []string{d.Series, d.Symbol, d.Publisher} {
		w.line("CoverText", words)
	}
	w.line("Title", d.Title)
	w.line("Subtitle", d.Subtitle)
	w.line("CoverText", d.Dimension)
	w.list("files.issued", d.Issuers)
	w.list("files.authors", d.Authors)
	for _, words := range []string{d.Edition, d.Date, d.Stamp, d.Licence} {
		w.line("CoverNote", words)
	}
	if d.Address == "" {
		return
	}
	w.line("CoverLabel", w.say.T("files.address"))
	link := ""
	if strings.HasPrefix(d.Address, "https://") {
		link = d.Address
	}
	w.paragraph("CoverText", look{}, func() { w.text(press.Text{{Words: d.Address, Link: link}}) })
}

func (w *writer) list(key string, all []string) {
	if len(all) == 0 {
		return
	}
	w.line("CoverLabel", w.say.T(key))
	for _, words := range all {
		w.line("CoverText", words)
	}
}

func (w *writer) pageBreak() { w.main.b.WriteString(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`) }

// An entry is a heading as the contents have it.
type entry struct {
	level int
	words string
}

// entries lists the headings that are not within boxes.
func (w *writer) entries(d press.Document) (all []entry) {
	if len(d.Summary) > 0 && d.Summary[0].Kind != press.Heading {
		all = append(all, entry{1, w.say.T("files.summary")})
	}
	for _, part := range [][]press.Block{d.Summary, d.Body, d.Annexes} {
		for _, b := range part {
			if b.Kind != press.Heading {
				continue
			}
			words := b.Text.Plain()
			if b.Number != "" {
				words = b.Number + ". " + words
			}
			all = append(all, entry{b.Level, words})
		}
	}
	return all
}

// tocMark is the bookmark of the n-th heading for the contents.
func tocMark(n int) string { return mark("_Toc", n) }

// contents writes the contents as Word would: a field with its answer. It has
// no numbers of pages, since only who lays out the pages knows them.
func (w *writer) contents(d press.Document) {
	all := w.entries(d)
	if len(all) == 0 {
		return
	}
	w.pageBreak()
	b := &w.main.b
	b.WriteString(`<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>`)
	w.line("TOCHeading", w.say.T("files.contents"))
	for i, e := range all {
		w.paragraph(fmt.Sprintf("TOC%d", e.level), look{}, func() {
			if i == 0 {
				b.WriteString(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \o "1-3" \n \h \z </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`)
			}
			fmt.Fprintf(b, `<w:hyperlink w:anchor="%s" w:history="1">`, tocMark(i+1))
			w.run("", e.words)
			b.WriteString(`</w:hyperlink>`)
		})
	}
	b.WriteString(`<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:sdtContent></w:sdt>`)
}
