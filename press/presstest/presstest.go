// Package presstest makes documents for the tests of the press, and tells
// which words must be found in what is made of them.
package presstest

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"time"

	"pgregory.net/rapid"

	"example.org/counterpart/press"
)

// Documents makes documents of all sorts in which each word is unlike every
// other. Their words hold whatever a format may have a meaning for.
func Documents() *rapid.Generator[press.Document] {
	return rapid.Custom(func(t *rapid.T) press.Document { return (&maker{t: t}).document() })
}

// heads are what words begin with.
var heads = []string{
	"word", "Слово", "сөз", "Қазақстан", "ғұңүіһә", "ё", "<b>", "&amp;", "]]>", "\"", "'", `\`, "{}", "$x$", "#", "*", "_", "|", "-->",
	"</w:t>", "<script>", "%s", "1.", "--", "№", "—", "“a”", "«я»", "é", "a\u00a0b", "𝒜", "https://example.org/?a=1&b=2",
	strings.Repeat("long", 30),
}

type maker struct {
	t       *rapid.T
	n       int
	anchors []string
}

func (m *maker) many(max int) int { return rapid.IntRange(0, max).Draw(m.t, "many") }
func (m *maker) yes() bool        { return rapid.Bool().Draw(m.t, "yes") }

func (m *maker) word() string {
	m.n++
	return fmt.Sprintf("%s%05d", rapid.SampledFrom(heads).Draw(m.t, "head"), m.n)
}

func (m *maker) words(max int) string {
	all := []string{m.word()}
	for range m.many(max) {
		all = append(all, m.word())
	}
	return strings.Join(all, rapid.SampledFrom([]string{" ", "  ", "\n"}).Draw(m.t, "space"))
}

func (m *maker) maybe() string {
	if m.yes() {
		return m.words(4)
	}
	return ""
}

func (m *maker) list(max int) (all []string) {
	for range m.many(max) {
		all = append(all, m.words(4))
	}
	return all
}

func (m *maker) document() press.Document {
	d := press.Document{
		Lang: rapid.SampledFrom([]string{"en", "ru", "kk"}).Draw(m.t, "lang"), Banners: m.list(2), Series: m.maybe(), Symbol: m.maybe(),
		Publisher: m.words(3), Title: m.words(8), Subtitle: m.maybe(), Dimension: m.maybe(), Issuers: m.list(3), Authors: m.list(2),
		Edition: m.maybe(), Date: m.maybe(), Stamp: m.maybe(), Licence: m.maybe(),
	}
	if m.yes() {
		d.At = time.Unix(rapid.Int64Range(0, 4e9).Draw(m.t, "at"), 0).UTC()
		m.n++
		d.Address = fmt.Sprintf("https://example.org/p/%05d", m.n)
	}
	d.Summary, d.Body = m.blocks(3, 1), m.blocks(8, 1)
	for range m.many(2) {
		d.Annexes = append(append(d.Annexes, press.Block{Kind: press.Heading, Level: 1, ID: m.id(), Text: m.text()}), m.blocks(3, 1)...)
	}
	return d
}

func (m *maker) id() string {
	m.n++
	m.anchors = append(m.anchors, fmt.Sprintf("%d-b", m.n))
	return m.anchors[len(m.anchors)-1]
}

func (m *maker) blocks(max, depth int) (all []press.Block) {
	for range m.many(max) {
		all = append(all, m.block(depth))
	}
	return all
}

func (m *maker) block(depth int) press.Block {
	kinds := []press.Kind{press.Heading, press.Paragraph, press.Item, press.Table, press.Figure, press.Box, press.Adopted}
	if depth > 2 {
		kinds = kinds[:5]
	}
	b := press.Block{Kind: rapid.SampledFrom(kinds).Draw(m.t, "kind"), Lang: rapid.SampledFrom([]string{"", "", "en", "ru", "kk"}).Draw(m.t, "own")}
	if m.yes() {
		b.ID = m.id()
	}
	if m.yes() {
		m.n++
		b.Number = fmt.Sprintf("N%05d", m.n)
	}
	if b.Kind == press.Heading || b.Kind == press.Paragraph || m.yes() {
		b.Text = m.text()
	}
	switch b.Kind {
	case press.Heading:
		b.Level = rapid.IntRange(1, 3).Draw(m.t, "level")
	case press.Table:
		m.table(&b)
	case press.Figure:
		b.Image = m.image()
	case press.Box, press.Adopted:
		b.Blocks = m.blocks(3, depth+1)
	}
	return b
}

func (m *maker) table(b *press.Block) {
	columns := 1 + m.many(3)
	row := func() (cells []press.Text) {
		for range columns {
			cells = append(cells, m.text())
		}
		return cells
	}
	b.Head = row()
	for range m.many(3) {
		b.Rows = append(b.Rows, row())
	}
}

func (m *maker) image() *press.Image {
	kind := rapid.SampledFrom([]string{"image/png", "image/jpeg"}).Draw(m.t, "type")
	return &press.Image{Type: kind, Alt: m.words(3), File: Picture(kind, 1+m.many(40), 1+m.many(40))}
}

func (m *maker) text() (t press.Text) {
	for range 1 + m.many(2) {
		r := m.run()
		if m.many(4) == 0 {
			for range 1 + m.many(1) {
				r.Note = append(r.Note, m.run())
			}
		}
		t = append(t, r)
	}
	return t
}

func (m *maker) run() press.Run {
	r := press.Run{Words: m.words(5), Strong: m.yes(), Emphasis: m.yes()}
	links := []string{"", "", "https://example.org/a?b=1&c='2'", "mailto:desk@example.org", "https://example.org/a b|{c}\"<>`^\\қ"}
	for _, id := range m.anchors {
		links = append(links, "#"+id)
	}
	r.Link = rapid.SampledFrom(links).Draw(m.t, "link")
	return r
}

// Picture is a picture of one colour: image/png or image/jpeg.
func Picture(kind string, width, height int) []byte {
	var b bytes.Buffer
	encode := func() error { return png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))) }
	if kind == "image/jpeg" {
		encode = func() error { return jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil) }
	}
	if err := encode(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Flow lists the words of a document in their order, without its notes and
// without what its pictures show.
func Flow(d press.Document) (all []string) {
	for _, s := range d.Cover() {
		all = append(all, strings.Fields(s)...)
	}
	d.Walk(func(b press.Block) {
		all = append(all, strings.Fields(b.Number)...)
		for _, t := range texts(b) {
			for _, r := range t {
				all = append(all, strings.Fields(r.Words)...)
			}
		}
	})
	return all
}

// Notes lists the words of the notes in their order.
func Notes(d press.Document) (all []string) {
	d.Walk(func(b press.Block) {
		for _, t := range texts(b) {
			for _, r := range t {
				for _, n := range r.Note {
					all = append(all, strings.Fields(n.Words)...)
				}
			}
		}
	})
	return all
}

// Alts lists the words that say what pictures show, in their order.
func Alts(d press.Document) (all []string) {
	d.Walk(func(b press.Block) {
		if b.Image != nil {
			all = append(all, strings.Fields(b.Image.Alt)...)
		}
	})
	return all
}

func texts(b press.Block) []press.Text {
	all := append([]press.Text{b.Text}, b.Head...)
	for _, row := range b.Rows {
		all = append(all, row...)
	}
	return all
}

// Whole fails the test unless some text holds all words, each in one piece and
// one after the other.
func Whole(t rapid.TB, text string, words []string) {
	t.Helper()
	at := 0
	for _, word := range words {
		i := strings.Index(text[at:], word)
		if i < 0 {
			t.Fatalf("%q is left out, or not in its place: it does not follow in %.300q", word, text[at:])
		}
		at += i + len(word)
	}
}
