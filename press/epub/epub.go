// Package epub sets a document as EPUB 3, for reading on small screens and
// aloud.
//
// The law of this package: a chapter begins at each heading of level 1; a note
// opens where it is called; whatever is seen is also said. The same document
// always makes the same bytes.
package epub

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"example.org/counterpart/locale"
	"example.org/counterpart/press"
)

// Type is the media type of EPUB.
const Type = "application/epub+zip"

// Set returns the document as a file in EPUB.
func Set(d press.Document) ([]byte, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	b := &book{Document: d, say: locale.For(locale.Lang(d.Lang)), files: map[string]string{}}
	b.divide()
	for i := range b.chapters {
		b.write(&b.chapters[i])
	}
	identity, err := identifier(d)
	if err != nil {
		return nil, err
	}
	parts := []press.Part{
		{Name: "mimetype", Body: []byte(Type)},
		{Name: "META-INF/container.xml", Body: []byte(container)},
		{Name: "b/package.opf", Body: []byte(b.packaged(identity))},
		{Name: "b/nav.xhtml", Body: []byte(b.navigation())},
		{Name: "b/style.css", Body: []byte(look)},
		{Name: "b/cover.xhtml", Body: []byte(b.cover())},
	}
	for _, c := range b.chapters {
		parts = append(parts, press.Part{Name: "b/" + c.file, Body: []byte(page(d.Lang, c.title, "", c.b.String()))})
	}
	return press.Pack(d.At, append(parts, b.media...))
}

// identifier is the address of the edition, which it keeps; or, as long as it
// has none, what is computed of all it says.
func identifier(d press.Document) (string, error) {
	if d.Address != "" {
		return d.Address, nil
	}
	file, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("compute an identifier: %w", err)
	}
	sum := sha256.Sum256(file)
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80 // a UUID of the eighth version, which is made in a way of one's own
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16]), nil
}

// A book is a document on its way into files.
type book struct {
	press.Document
	say      *locale.Printer
	chapters []chapter
	files    map[string]string // where each block is, by its ID
	media    []press.Part
	types    []string // of the media
	entries  []entry  // of the contents
	notes    int
	heads    int
}

// divide cuts the document into chapters: at headings of level 1, and where
// the body begins without one.
func (b *book) divide() {
	begin := func(title, lang string) *chapter {
		b.chapters = append(b.chapters, chapter{title: title, lang: lang, file: fmt.Sprintf("c%d.xhtml", len(b.chapters)+1)})
		return &b.chapters[len(b.chapters)-1]
	}
	for n, part := range [][]press.Block{b.Summary, b.Body, b.Annexes} {
		var c *chapter
		for _, block := range part {
			switch {
			case block.Kind == press.Heading && block.Level == 1:
				c = begin(headed(block), b.Lang)
			case c == nil && n == 0 && block.Kind != press.Heading:
				c = begin(b.say.T("files.summary"), b.Lang)
				c.added = true
			case c == nil:
				c = begin(oneLine(b.Title), b.Lang)
			}
			c.blocks = append(c.blocks, block)
		}
	}
	for _, c := range b.chapters {
		b.place(c.blocks, c.file)
	}
}

func (b *book) place(blocks []press.Block, file string) {
	for _, block := range blocks {
		if block.ID != "" {
			b.files[block.ID] = file
		}
		b.place(block.Blocks, file)
	}
}

// headed are the words of a heading, with its number.
func headed(b press.Block) string {
	if b.Number == "" {
		return oneLine(b.Text.Plain())
	}
	return oneLine(b.Number + ". " + b.Text.Plain())
}
