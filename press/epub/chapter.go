package epub

import (
	"fmt"
	"strings"

	"example.org/counterpart/locale"
	"example.org/counterpart/press"
)

// A chapter is one file of the book.
type chapter struct {
	file, title, lang string
	added             bool // its heading is none of the document's blocks
	blocks            []press.Block
	b, notes          strings.Builder
	depth             int // of boxes
}

// write writes a chapter, and its notes at its end.
func (b *book) write(c *chapter) {
	switch {
	case c.added:
		fmt.Fprintf(&c.b, `<h1 id="%s">%s</h1>`, b.entry(c, 1, c.title), escape(c.title))
	case c.blocks[0].Kind != press.Heading || c.blocks[0].Level != 1:
		b.entries = append(b.entries, entry{1, c.title, c.file})
	}
	b.series(c, c.blocks)
	if c.notes.Len() > 0 {
		c.b.WriteString("\n<hr/>" + c.notes.String())
	}
}

// series writes blocks, items that are neighbours as one list.
func (b *book) series(c *chapter, blocks []press.Block) {
	for i, block := range blocks {
		item := block.Kind == press.Item
		if item && (i == 0 || blocks[i-1].Kind != press.Item) {
			c.b.WriteString("\n<ul>")
		}
		outer := c.lang
		if block.Lang != "" {
			c.lang = block.Lang
		}
		b.block(c, block, outer)
		c.lang = outer
		if item && (i == len(blocks)-1 || blocks[i+1].Kind != press.Item) {
			c.b.WriteString("</ul>")
		}
	}
}

func (b *book) block(c *chapter, block press.Block, outer string) {
	attributes := ""
	if block.ID != "" {
		attributes += ` id="` + anchor(block.ID) + `"`
	}
	if c.lang != outer {
		attributes += fmt.Sprintf(` lang="%s" xml:lang="%s"`, c.lang, c.lang)
	}
	number := ""
	if block.Number != "" {
		number = `<span class="number">` + escape(block.Number) + `.</span> `
	}
	c.b.WriteString("\n")
	switch block.Kind {
	case press.Heading:
		b.heading(c, block, attributes, number)
	case press.Paragraph:
		c.b.WriteString(`<p` + attributes + `>` + number + b.text(c, block.Text) + `</p>`)
	case press.Item:
		if number != "" {
			attributes += ` class="numbered"`
		}
		c.b.WriteString(`<li` + attributes + `>` + number + b.text(c, block.Text) + `</li>`)
	case press.Table:
		b.table(c, block, attributes)
	case press.Figure:
		b.figure(c, block, attributes)
	case press.Box, press.Adopted:
		b.box(c, block, attributes)
	}
}

func (b *book) heading(c *chapter, block press.Block, attributes, number string) {
	if c.depth > 0 {
		c.b.WriteString(`<h4` + attributes + `>` + number + b.text(c, block.Text) + `</h4>`)
		return
	}
	words := `<span id="` + b.entry(c, block.Level, headed(block)) + `">` + number + b.text(c, block.Text) + `</span>`
	fmt.Fprintf(&c.b, `<h%d%s>%s</h%d>`, block.Level, attributes, words, block.Level)
}

// caption is the caption of a table or a figure; empty if there is none.
func (b *book) caption(c *chapter, key string, block press.Block) string {
	label := ""
	if block.Number != "" {
		label = escape(locale.For(locale.Lang(c.lang)).T(key, block.Number)) + ". "
	}
	if label += b.text(c, block.Text); label == "" {
		return ""
	}
	return `<figcaption>` + label + `</figcaption>`
}

func (b *book) table(c *chapter, block press.Block, attributes string) {
	c.b.WriteString(`<figure class="table"` + attributes + `>` + b.caption(c, "files.table", block) + `<table><thead><tr>`)
	for _, cell := range block.Head {
		c.b.WriteString(`<th scope="col">` + b.text(c, cell) + `</th>`)
	}
	c.b.WriteString(`</tr></thead><tbody>`)
	for _, row := range block.Rows {
		c.b.WriteString(`<tr>`)
		for _, cell := range row {
			c.b.WriteString(`<td>` + b.text(c, cell) + `</td>`)
		}
		c.b.WriteString(`</tr>`)
	}
	c.b.WriteString(`</tbody></table></figure>`)
}

var endings = map[string]string{"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}

func (b *book) figure(c *chapter, block press.Block, attributes string) {
	name := fmt.Sprintf("picture-%d.%s", len(b.media)+1, endings[block.Image.Type])
	b.media = append(b.media, press.Part{Name: "b/" + name, Body: block.Image.File})
	b.types = append(b.types, block.Image.Type)
	fmt.Fprintf(&c.b, `<figure%s><img src="%s" alt="%s"/>%s</figure>`, attributes, name, escape(block.Image.Alt), b.caption(c, "files.figure", block))
}

func (b *book) box(c *chapter, block press.Block, attributes string) {
	label := block.Number
	if block.Kind == press.Adopted {
		say := locale.For(locale.Lang(c.lang))
		if label = say.T("files.adopted"); block.Number != "" {
			label = say.T("files.adopted.number", block.Number)
		}
	}
	if label != "" {
		label = escape(label) + ". "
	}
	fmt.Fprintf(&c.b, `<section class="%s"%s>`, block.Kind, attributes)
	if label += b.text(c, block.Text); label != "" {
		c.b.WriteString(`<h4>` + label + `</h4>`)
	}
	c.depth++
	b.series(c, block.Blocks)
	c.depth--
	c.b.WriteString(`</section>`)
}

// text writes words in a row. A note is called after its words, outside the
// link that they may be.
func (b *book) text(c *chapter, t press.Text) string {
	var out strings.Builder
	for _, r := range t {
		words := escape(r.Words)
		if r.Emphasis {
			words = `<em>` + words + `</em>`
		}
		if r.Strong {
			words = `<strong>` + words + `</strong>`
		}
		if id, within := strings.CutPrefix(r.Link, "#"); within {
			words = `<a href="` + b.files[id] + `#` + anchor(id) + `">` + words + `</a>`
		} else if r.Link != "" {
			words = `<a href="` + escape(press.Escaped(r.Link)) + `">` + words + `</a>`
		}
		out.WriteString(words)
		if len(r.Note) > 0 {
			b.notes++
			n := b.notes
			fmt.Fprintf(&out, `<a class="call" epub:type="noteref" role="doc-noteref" id="call-%d" href="#note-%d">%d</a>`, n, n, n)
			fmt.Fprintf(&c.notes, "\n"+`<aside epub:type="footnote" role="doc-footnote" id="note-%d"><p><a role="doc-backlink" href="#call-%d" title="%s">%d</a> %s</p></aside>`,
				n, n, escape(b.say.T("files.back")), n, b.text(c, r.Note))
		}
	}
	return out.String()
}

// anchor is a block's ID as XML takes it, which wants a letter first.
func anchor(id string) string { return "b-" + id }
