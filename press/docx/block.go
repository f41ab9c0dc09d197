package docx

import (
	"fmt"
	"strings"

	"example.org/counterpart/press"
)

func (w *writer) blocks(all []press.Block, annexes bool) {
	for _, b := range all {
		outer := w.lang
		if b.Lang != "" {
			w.lang = b.Lang
		}
		w.block(b, annexes)
		w.lang = outer
	}
}

func (w *writer) block(b press.Block, annexes bool) {
	l := look{mark: w.marks[b.ID]}
	switch b.Kind {
	case press.Heading:
		id := fmt.Sprintf("Heading%d", b.Level)
		if w.depth > 0 {
			id = "BoxTitle"
		}
		w.heading(id, l.mark, b.Number, b.Text, annexes && b.Level == 1)
	case press.Paragraph:
		w.numbered("BodyText", "NumberedParagraph", l, b)
	case press.Item:
		w.numbered("ListBullet", "ListNumber", l, b)
	case press.Table:
		w.caption("files.table", b, true)
		w.table(b)
	case press.Figure:
		w.figure(b)
		w.caption("files.figure", b, false)
	case press.Box, press.Adopted:
		w.box(b)
	}
}

// heading writes a heading. One that a reader finds in the contents has a mark
// of its own for them, which they gave it in the order of the paper.
func (w *writer) heading(id, mark, number string, t press.Text, fresh bool) {
	w.paragraph(id, look{mark: mark, fresh: fresh}, func() {
		if strings.HasPrefix(id, "Heading") && w.depth == 0 {
			w.ids++
			w.headings++
			fmt.Fprintf(&w.page.b, `<w:bookmarkStart w:id="%d" w:name="%s"/><w:bookmarkEnd w:id="%d"/>`, w.ids, tocMark(w.headings), w.ids)
		}
		if number != "" {
			w.run("", number+". ")
		}
		w.text(t)
	})
}

// numbered writes a paragraph of the first style, or behind its number one of
// the second.
func (w *writer) numbered(plain, counted string, l look, b press.Block) {
	if b.Number == "" {
		w.paragraph(plain, l, func() { w.text(b.Text) })
		return
	}
	w.paragraph(counted, l, func() {
		w.run("", b.Number+".")
		w.tab()
		w.text(b.Text)
	})
}

func (w *writer) caption(key string, b press.Block, above bool) {
	if b.Number == "" && len(b.Text) == 0 && b.ID == "" {
		return
	}
	w.paragraph("Caption", look{mark: w.marks[b.ID], keep: above}, func() {
		if b.Number != "" {
			w.run("", w.speak().T(key, b.Number)+". ")
		}
		w.text(b.Text)
	})
}

// box writes what is set apart: behind a line at its left.
func (w *writer) box(b press.Block) {
	label := b.Number
	if b.Kind == press.Adopted {
		label = w.speak().T("files.adopted")
		if b.Number != "" {
			label = w.speak().T("files.adopted.number", b.Number)
		}
	}
	w.depth++
	if label != "" || len(b.Text) > 0 || b.ID != "" {
		w.paragraph("BoxTitle", look{mark: w.marks[b.ID]}, func() {
			if label != "" {
				w.run("", label+". ")
			}
			w.text(b.Text)
		})
	}
	w.blocks(b.Blocks, false)
	w.depth--
}

// room is how wide the page is between its margins.
const room = 11906 - 2*1418

func (w *writer) table(b press.Block) {
	out := &w.main.b
	wide := (room - boxIndent*w.depth) / len(b.Head)
	fmt.Fprintf(out, `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="%d" w:type="dxa"/><w:tblInd w:w="%d" w:type="dxa"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>`, wide*len(b.Head), boxIndent*w.depth)
	out.WriteString(strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, wide), len(b.Head)) + `</w:tblGrid>`)
	depth := w.depth
	w.depth = 0 // a cell has a place of its own
	w.row(`<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`, "TableHead", wide, b.Head)
	for _, row := range b.Rows {
		w.row("", "TableText", wide, row)
	}
	w.depth = depth
	out.WriteString(`</w:tbl>`)
	w.paragraph("TableEnd", look{}, func() {}) // else the next table would be part of this
}

func (w *writer) row(properties, id string, wide int, cells []press.Text) {
	w.main.b.WriteString(`<w:tr>` + properties)
	for _, cell := range cells {
		fmt.Fprintf(&w.main.b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, wide)
		w.paragraph(id, look{}, func() { w.text(cell) })
		w.main.b.WriteString(`</w:tc>`)
	}
	w.main.b.WriteString(`</w:tr>`)
}

// Lengths in pictures are counted in 360,000 to a centimetre.
const (
	perPoint = 9525 // at 96 points to an inch
	widest   = 5_600_000
	highest  = 7_200_000
)

func (w *writer) figure(b press.Block) {
	width, height, _ := b.Image.Size() // Check has read it
	x, y := width*perPoint, height*perPoint
	if x > widest {
		x, y = widest, max(1, y*widest/x)
	}
	if y > highest {
		x, y = max(1, x*highest/y), highest
	}
	id := w.rids[w.shown]
	w.shown++
	w.paragraph("Figure", look{}, func() {
		fmt.Fprintf(&w.main.b, `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="%s" descr="%s"/>`+
			`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="%s" descr="%s"/><pic:cNvPicPr/></pic:nvPicPr>`+
			`<pic:blipFill><a:blip r:embed="%s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm>`+
			`<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
			x, y, w.shown, mark("picture", w.shown), escape(b.Image.Alt), w.shown, mark("picture", w.shown), escape(b.Image.Alt), id, x, y)
	})
}
