package epub

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

const container = declaration + `<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>` +
	`<rootfile full-path="b/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`

const declaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

const look = `body { line-height: 1.5; margin: 0 4%; }
h1, h2, h3, h4 { line-height: 1.25; text-align: left; hyphens: none; }
p { margin: 0 0 .7em; }
.number { margin-right: .3em; }
li.numbered { list-style: none; }
.call { font-size: .75em; vertical-align: super; line-height: 1; text-decoration: none; }
aside { font-size: .9em; }
nav ol { list-style: none; padding-left: 1em; }
figure { margin: 1em 0; }
figcaption { font-weight: bold; margin: .3em 0; }
img { max-width: 100%; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #999; padding: .3em .5em; text-align: left; vertical-align: top; }
section.box, section.adopted { border-left: .25em solid #0b4f8a; padding-left: .8em; margin: 1em 0; }
.banner { border: 2px solid #9c1c1c; padding: .4em .6em; font-weight: bold; }
.label { font-size: .85em; margin: 1em 0 .2em; }
`

// page is one file of XHTML; extra says more of its body.
func page(lang, title, extra, body string) string {
	return declaration + `<!DOCTYPE html>` + "\n" + `<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="` + lang + `" xml:lang="` + lang +
		`"><head><meta charset="utf-8"/><title>` + escape(title) + `</title><link rel="stylesheet" type="text/css" href="style.css"/></head><body` + extra + `>` + body + "\n</body></html>\n"
}

func oneLine(s string) string { return strings.NewReplacer("\n", " ", "\t", " ").Replace(s) }

// escape makes words safe within XML, on one line.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(oneLine(s))) // a Builder takes everything
	return b.String()
}

func (b *book) cover() string {
	var out strings.Builder
	line := func(class, words string) {
		if words != "" {
			out.WriteString("\n<p" + class + ">" + escape(words) + "</p>")
		}
	}
	list := func(key string, all []string) {
		if len(all) > 0 {
			line(` class="label"`, b.say.T(key))
		}
		for _, words := range all {
			line("", words)
		}
	}
	for _, banner := range b.Banners {
		line(` class="banner"`, banner)
	}
	line("", b.Series)
	line("", b.Symbol)
	line("", b.Publisher)
	out.WriteString("\n<h1>" + escape(b.Title) + "</h1>")
	line(` role="doc-subtitle"`, b.Subtitle)
	line("", b.Dimension)
	list("files.issued", b.Issuers)
	list("files.authors", b.Authors)
	for _, words := range []string{b.Edition, b.Date, b.Stamp, b.Licence} {
		line("", words)
	}
	if b.Address != "" {
		line(` class="label"`, b.say.T("files.address"))
		line("", b.Address)
	}
	return page(b.Lang, b.Title, "", `<section epub:type="titlepage">`+out.String()+"\n</section>")
}

// packaged is the file that says what the book is, and what it is made of.
func (b *book) packaged(identity string) string {
	var m strings.Builder
	put := func(element, attributes, value string) {
		if value != "" {
			fmt.Fprintf(&m, "\n<%s%s>%s</%s>", element, attributes, escape(value), element)
		}
	}
	property := func(name, value string) { put("meta", ` property="`+name+`"`, value) }
	at := b.At.UTC()
	if at.IsZero() {
		at = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC) // the format wants a time, and a draft has none
	} else {
		put("dc:date", "", at.Format(time.DateOnly))
	}
	put("dc:identifier", ` id="identity"`, identity)
	put("dc:title", ` id="title"`, b.Title)
	put("meta", ` refines="#title" property="title-type"`, "main")
	if b.Subtitle != "" {
		put("dc:title", ` id="subtitle"`, b.Subtitle)
		put("meta", ` refines="#subtitle" property="title-type"`, "subtitle")
	}
	put("dc:language", "", b.Lang)
	creators := b.Authors
	if len(creators) == 0 {
		creators = b.Issuers
	}
	for _, name := range creators {
		put("dc:creator", "", name)
	}
	put("dc:publisher", "", b.Publisher)
	put("dc:rights", "", b.Licence)
	property("dcterms:modified", at.Format("2006-01-02T15:04:05Z"))
	put("meta", ` id="series" property="belongs-to-collection"`, b.Series)
	b.accessible(property)
	return declaration + `<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="identity" xml:lang="` + b.Lang + `">` +
		`<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">` + m.String() + "\n</metadata>" + b.manifest() + "</package>\n"
}

// accessible says by which senses the book can be read.
func (b *book) accessible(property func(name, value string)) {
	property("schema:accessMode", "textual")
	if len(b.media) > 0 {
		property("schema:accessMode", "visual")
		property("schema:accessibilityFeature", "alternativeText")
	}
	property("schema:accessModeSufficient", "textual")
	for _, feature := range []string{"structuralNavigation", "tableOfContents", "readingOrder"} {
		property("schema:accessibilityFeature", feature)
	}
	property("schema:accessibilityHazard", "none")
	property("schema:accessibilitySummary", b.say.T("files.accessible"))
}

// manifest lists the files, and the order in which they are read.
func (b *book) manifest() string {
	var items, spine strings.Builder
	item := func(id, file, kind, more string) {
		fmt.Fprintf(&items, "\n"+`<item id="%s" href="%s" media-type="%s"%s/>`, id, file, kind, more)
	}
	const xhtml = "application/xhtml+xml"
	item("nav", "nav.xhtml", xhtml, ` properties="nav"`)
	item("style", "style.css", "text/css", "")
	item("cover", "cover.xhtml", xhtml, "")
	spine.WriteString(`<itemref idref="cover"/><itemref idref="nav"/>`)
	for i, c := range b.chapters {
		id := fmt.Sprintf("chapter-%d", i+1)
		item(id, c.file, xhtml, "")
		fmt.Fprintf(&spine, `<itemref idref="%s"/>`, id)
	}
	for i, m := range b.media {
		item(fmt.Sprintf("picture-%d", i+1), strings.TrimPrefix(m.Name, "b/"), b.types[i], "")
	}
	return "\n<manifest>" + items.String() + "\n</manifest>\n<spine>" + spine.String() + "</spine>"
}
