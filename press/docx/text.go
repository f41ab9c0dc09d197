package docx

import (
	"fmt"
	"strings"

	"example.org/counterpart/press"
)

// A look is what one paragraph has beside its style.
type look struct {
	mark  string // a bookmark, by which it is found
	fresh bool   // it begins a page
	keep  bool   // it stays with the next
}

// paragraph writes a paragraph, whose inside f writes.
func (w *writer) paragraph(id string, l look, f func()) {
	b := &w.page.b
	fmt.Fprintf(b, `<w:p><w:pPr><w:pStyle w:val="%s"/>`, id)
	if l.keep {
		b.WriteString(`<w:keepNext/>`)
	}
	if l.fresh {
		b.WriteString(`<w:pageBreakBefore/>`)
	}
	if w.depth > 0 && w.page == &w.main {
		s := find(id)
		b.WriteString(`<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="0B4F8A"/></w:pBdr>` + indent(s.left+boxIndent*w.depth, s.hanging))
	}
	b.WriteString(`</w:pPr>`)
	if l.mark != "" {
		w.ids++
		fmt.Fprintf(b, `<w:bookmarkStart w:id="%d" w:name="%s"/><w:bookmarkEnd w:id="%d"/>`, w.ids, l.mark, w.ids)
	}
	f()
	b.WriteString(`</w:p>`)
}

// boxIndent is how far what lies in a box stands in.
const boxIndent = 340

// line writes a paragraph of plain words.
func (w *writer) line(id, words string) {
	if words != "" {
		w.paragraph(id, look{}, func() { w.run("", words) })
	}
}

// run writes words that have some properties.
func (w *writer) run(properties, words string) {
	fmt.Fprintf(&w.page.b, `<w:r><w:rPr>%s<w:lang w:val="%s"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, properties, regions[w.lang], escape(words))
}

func (w *writer) tab() { w.page.b.WriteString(`<w:r><w:tab/></w:r>`) }

func (w *writer) text(t press.Text) {
	for _, r := range t {
		end := w.open(r.Link)
		properties := ""
		if r.Link != "" {
			properties += `<w:rStyle w:val="Hyperlink"/>`
		}
		if r.Strong {
			properties += `<w:b/><w:bCs/>`
		}
		if r.Emphasis {
			properties += `<w:i/><w:iCs/>`
		}
		w.run(properties, r.Words)
		w.page.b.WriteString(end)
		if len(r.Note) > 0 {
			w.note(r.Note)
		}
	}
}

// open begins what leads somewhere, and returns how it ends.
func (w *writer) open(link string) (end string) {
	if link == "" {
		return ""
	}
	if id, within := strings.CutPrefix(link, "#"); within {
		fmt.Fprintf(&w.page.b, `<w:hyperlink w:anchor="%s" w:history="1">`, w.marks[id])
	} else {
		fmt.Fprintf(&w.page.b, `<w:hyperlink r:id="%s" w:history="1">`, w.page.rels.take("hyperlink", press.Escaped(link)))
	}
	return `</w:hyperlink>`
}

// note calls a footnote here, and writes it among the others.
func (w *writer) note(t press.Text) {
	w.n++
	fmt.Fprintf(&w.page.b, `<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="%d"/></w:r>`, w.n)
	outer := w.page
	w.page = &w.notes
	fmt.Fprintf(&w.page.b, `<w:footnote w:id="%d">`, w.n)
	w.paragraph("FootnoteText", look{}, func() {
		w.page.b.WriteString(`<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>`)
		w.tab()
		w.text(t)
	})
	w.page.b.WriteString(`</w:footnote>`)
	w.page = outer
}
