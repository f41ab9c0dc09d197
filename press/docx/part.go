package docx

import (
	"encoding/xml"
	"fmt"
	"strings"

	"example.org/counterpart/press"
)

// A part is one file of XML, with what it refers to.
type part struct {
	b    strings.Builder
	rels relations
}

// relations are what a part refers to, in the order of their ids.
type relations struct {
	all  strings.Builder
	n    int
	seen map[string]string
}

const relType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

// take returns the id by which a part refers to another file, or to an address.
func (r *relations) take(kind, target string) string {
	if id, ok := r.seen[kind+" "+target]; ok {
		return id
	}
	r.n++
	id := fmt.Sprintf("rId%d", r.n)
	outside := ""
	if kind == "hyperlink" {
		outside = ` TargetMode="External"`
	}
	fmt.Fprintf(&r.all, `<Relationship Id="%s" Type="%s" Target="%s"%s/>`, id, relType+kind, escape(target), outside)
	if r.seen == nil {
		r.seen = map[string]string{}
	}
	r.seen[kind+" "+target] = id
	return id
}

func (r *relations) file() []byte {
	return file(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + r.all.String() + `</Relationships>`)
}

const (
	declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	// spaces are the names that the parts take from elsewhere.
	spaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
		` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
		` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
)

func file(body string) []byte { return []byte(declaration + body) }

// escape makes words safe within XML, on one line.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(strings.NewReplacer("\n", " ", "\t", " ").Replace(s))) // a Builder takes everything
	return b.String()
}

// mark is a name that Word takes for a bookmark; one with a line before it does
// not stand in its lists.
func mark(prefix string, n int) string { return fmt.Sprintf("%s%06d", prefix, n) }

// parts are the files that make one in DOCX.
func (w *writer) parts(d press.Document) []press.Part {
	var root relations
	root.take("officeDocument", "word/document.xml")
	root.n++
	root.all.WriteString(`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>`)
	return append([]press.Part{
		{Name: "[Content_Types].xml", Body: file(contentTypes)},
		{Name: "_rels/.rels", Body: root.file()},
		{Name: "docProps/core.xml", Body: file(core(d))},
		{Name: "word/document.xml", Body: file(`<w:document` + spaces + `><w:body>` + w.main.b.String() + section + `</w:body></w:document>`)},
		{Name: "word/_rels/document.xml.rels", Body: w.main.rels.file()},
		{Name: "word/footnotes.xml", Body: file(`<w:footnotes` + spaces + `>` + separators + w.notes.b.String() + `</w:footnotes>`)},
		{Name: "word/_rels/footnotes.xml.rels", Body: w.notes.rels.file()},
		{Name: "word/styles.xml", Body: file(styleSheet(d.Lang))},
		{Name: "word/numbering.xml", Body: file(numbering)},
		{Name: "word/settings.xml", Body: file(settings(d.Lang))},
		{Name: "word/header1.xml", Body: file(runningHead(d))},
		{Name: "word/footer1.xml", Body: file(footer)},
	}, w.media...)
}
