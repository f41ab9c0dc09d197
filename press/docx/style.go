package docx

import (
	"fmt"
	"strings"
)

// regions are the languages as Word names them.
var regions = map[string]string{"en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ"}

// A style is how the paragraphs of one sort look. Lengths are twentieths of a
// point, sizes of letters halves of one.
type style struct {
	id, name      string
	base, next    string
	outline       int // the level of a heading; 0 for what is none
	before, after int
	left, hanging int
	size          int
	bold          bool
	sans          bool
	keep          bool   // with the next paragraph
	extra         string // more of the paragraph, in its place before the spacing
	centre        bool
	colour        string
}

// styles are those of paragraphs, by names that Word knows where it has some:
// so they are in its own lists, in the language of its user.
var styles = []style{
	{id: "Normal", name: "Normal", after: 120, size: 22},
	{id: "Title", name: "Title", next: "Subtitle", before: 1200, after: 240, size: 48, bold: true, sans: true},
	{id: "Subtitle", name: "Subtitle", after: 240, size: 30, sans: true},
	{id: "Heading1", name: "heading 1", next: "Normal", outline: 1, before: 480, after: 160, size: 32, bold: true, sans: true, keep: true},
	{id: "Heading2", name: "heading 2", next: "Normal", outline: 2, before: 320, after: 120, size: 26, bold: true, sans: true, keep: true},
	{id: "Heading3", name: "heading 3", next: "Normal", outline: 3, before: 240, after: 80, size: 23, bold: true, sans: true, keep: true},
	{id: "BodyText", name: "Body Text", after: 140, size: 22},
	{id: "NumberedParagraph", name: "Numbered Paragraph", base: "BodyText", after: 140, size: 22, left: 567, hanging: 567},
	{id: "ListBullet", name: "List Bullet", base: "BodyText", after: 80, size: 22, left: 567, hanging: 283,
		extra: `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>`},
	{id: "ListNumber", name: "List Number", base: "BodyText", after: 80, size: 22, left: 851, hanging: 567},
	{id: "Caption", name: "caption", next: "BodyText", before: 120, after: 120, size: 20, bold: true, sans: true},
	{id: "Figure", name: "Figure", next: "Caption", before: 120, after: 60, size: 22, keep: true},
	{id: "BoxTitle", name: "Box Title", base: "BodyText", before: 120, after: 80, size: 22, bold: true, sans: true, keep: true},
	{id: "TableHead", name: "Table Head", before: 40, after: 40, size: 19, bold: true, sans: true, keep: true},
	{id: "TableText", name: "Table Text", before: 40, after: 40, size: 19, sans: true},
	{id: "TableEnd", name: "Table End", after: 0, size: 12},
	{id: "Banner", name: "Banner", after: 160, size: 24, bold: true, sans: true, colour: "9C1C1C", extra: `<w:pBdr>` + edge("top") + edge("left") + edge("bottom") + edge("right") + `</w:pBdr>`},
	{id: "CoverText", name: "Cover Text", after: 60, size: 22, sans: true},
	{id: "CoverLabel", name: "Cover Label", next: "CoverText", before: 200, after: 40, size: 18, sans: true, keep: true, colour: "555555"},
	{id: "CoverNote", name: "Cover Note", base: "CoverText", before: 160, after: 60, size: 22, sans: true},
	{id: "TOCHeading", name: "TOC Heading", next: "Normal", before: 240, after: 160, size: 32, bold: true, sans: true, keep: true},
	{id: "TOC1", name: "toc 1", before: 80, after: 40, size: 22},
	{id: "TOC2", name: "toc 2", after: 40, size: 21, left: 284},
	{id: "TOC3", name: "toc 3", after: 40, size: 21, left: 567},
	{id: "FootnoteText", name: "footnote text", after: 40, size: 18, left: 284, hanging: 284},
	{id: "Header", name: "header", size: 17, sans: true, colour: "555555"},
	{id: "Footer", name: "footer", size: 17, sans: true, centre: true, colour: "555555"},
}

func edge(side string) string {
	return `<w:` + side + ` w:val="single" w:sz="12" w:space="6" w:color="9C1C1C"/>`
}

func find(id string) style {
	for _, s := range styles {
		if s.id == id {
			return s
		}
	}
	panic("docx: no style " + id)
}

func (s style) write(b *strings.Builder) {
	first := ""
	if s.id == "Normal" {
		first = ` w:default="1"`
	}
	fmt.Fprintf(b, `<w:style w:type="paragraph"%s w:styleId="%s"><w:name w:val="%s"/>`, first, s.id, s.name)
	switch {
	case s.base != "":
		fmt.Fprintf(b, `<w:basedOn w:val="%s"/>`, s.base)
	case s.id != "Normal":
		b.WriteString(`<w:basedOn w:val="Normal"/>`)
	}
	if s.next != "" {
		fmt.Fprintf(b, `<w:next w:val="%s"/>`, s.next)
	}
	b.WriteString(`<w:qFormat/><w:pPr>`)
	if s.keep {
		b.WriteString(`<w:keepNext/>`)
	}
	fmt.Fprintf(b, `%s<w:spacing w:before="%d" w:after="%d" w:line="276" w:lineRule="auto"/>`, s.extra, s.before, s.after)
	if s.left > 0 {
		b.WriteString(indent(s.left, s.hanging))
	}
	if s.centre {
		b.WriteString(`<w:jc w:val="center"/>`)
	}
	if s.outline > 0 {
		fmt.Fprintf(b, `<w:outlineLvl w:val="%d"/>`, s.outline-1)
	}
	b.WriteString(`</w:pPr><w:rPr>`)
	if s.sans {
		b.WriteString(`<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>`)
	}
	if s.bold {
		b.WriteString(`<w:b/><w:bCs/>`)
	}
	if s.colour != "" {
		fmt.Fprintf(b, `<w:color w:val="%s"/>`, s.colour)
	}
	fmt.Fprintf(b, `<w:sz w:val="%d"/><w:szCs w:val="%d"/></w:rPr></w:style>`, s.size, s.size)
}

func indent(left, hanging int) string {
	return fmt.Sprintf(`<w:ind w:left="%d" w:hanging="%d"/>`, left, hanging)
}

// others are the styles of what is no paragraph.
const others = `<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>` +
	`<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="0B4F8A"/><w:u w:val="single"/></w:rPr></w:style>` +
	`<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>` +
	`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>` +
	`<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>` +
	`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>` +
	`<w:top w:val="single" w:sz="8" w:space="0" w:color="333333"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="333333"/>` +
	`<w:insideH w:val="single" w:sz="4" w:space="0" w:color="999999"/></w:tblBorders></w:tblPr></w:style>`

func styleSheet(lang string) string {
	var b strings.Builder
	b.WriteString(`<w:styles` + spaces + `><w:docDefaults><w:rPrDefault><w:rPr>` +
		`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>` +
		`<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="` + regions[lang] + `" w:eastAsia="` + regions[lang] + `" w:bidi="ar-SA"/>` +
		`</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>`)
	for _, s := range styles {
		s.write(&b)
	}
	return b.String() + others + `</w:styles>`
}
