package docx

import (
	"fmt"
	"strings"
	"time"

	"example.org/counterpart/press"
)

const mainType = "application/vnd.openxmlformats-officedocument.wordprocessingml."

// contentTypes says of each part what it is.
const contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + mainType + `document.main+xml"/>` +
	`<Override PartName="/word/footnotes.xml" ContentType="` + mainType + `footnotes+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + mainType + `styles+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="` + mainType + `numbering+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + mainType + `settings+xml"/>` +
	`<Override PartName="/word/header1.xml" ContentType="` + mainType + `header+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + mainType + `footer+xml"/></Types>`

// section is A4 with a first page, the cover, that has neither head nor foot.
// rId5 and rId6 are what newWriter takes fifth and sixth.
const section = `<w:sectPr><w:headerReference w:type="default" r:id="rId5"/><w:footerReference w:type="default" r:id="rId6"/>` +
	`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/><w:titlePg/></w:sectPr>`

// separators are the lines above notes, which Word wants to find among them.
const separators = `<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>` +
	`<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`

// numbering holds the one list whose marks are not given: of dashes.
const numbering = `<w:numbering` + spaces + `><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>` +
	`<w:numFmt w:val="bullet"/><w:lvlText w:val="–"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>` +
	`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`

const footer = `<w:ftr` + spaces + `><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>` +
	`<w:r><w:t xml:space="preserve"> / </w:t></w:r><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>2</w:t></w:r></w:fldSimple></w:p></w:ftr>`

// runningHead says on every page but the first what the document is.
func runningHead(d press.Document) string {
	words := d.Title
	if d.Symbol != "" {
		words = d.Symbol + " · " + d.Title
	}
	return `<w:hdr` + spaces + `><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:t xml:space="preserve">` + escape(words) + `</w:t></w:r></w:p></w:hdr>`
}

// settings does not ask for fields to be updated: Word would put a question
// about it to everybody who opens the file.
func settings(lang string) string {
	return `<w:settings` + spaces + `><w:defaultTabStop w:val="567"/><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>` +
		`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
		`<w:themeFontLang w:val="` + regions[lang] + `"/></w:settings>`
}

// core are the properties that programs show of a file.
func core(d press.Document) string {
	creators := d.Authors
	if len(creators) == 0 {
		creators = d.Issuers
	}
	var b strings.Builder
	b.WriteString(`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	for _, p := range []struct{ name, value string }{
		{"dc:title", d.Title}, {"dc:subject", d.Subtitle}, {"dc:creator", strings.Join(creators, "; ")}, {"cp:keywords", d.Symbol},
		{"cp:lastModifiedBy", d.Publisher}, {"cp:category", d.Series}, {"dc:identifier", d.Address}, {"dc:language", regions[d.Lang]},
	} {
		if p.value != "" {
			fmt.Fprintf(&b, "<%s>%s</%s>", p.name, escape(p.value), p.name)
		}
	}
	if !d.At.IsZero() {
		for _, name := range []string{"created", "modified"} {
			fmt.Fprintf(&b, `<dcterms:%s xsi:type="dcterms:W3CDTF">%s</dcterms:%s>`, name, d.At.UTC().Format(time.RFC3339), name)
		}
	}
	return b.String() + `</cp:coreProperties>`
}
