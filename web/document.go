package web

import (
	"context"
	"io"
	"strconv"
	"strings"

	"example.org/counterpart/locale"
	"example.org/counterpart/press"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// A print is a document as a page draws it: items gathered into lists, annexes
// apart, footnotes numbered, and a table of contents.
type print struct {
	press.Document
	summary, body []printBlock
	annexes       []printBlock // each is a heading, with its blocks
	notes         []printRuns
	contents      []part.Link
}

// A printBlock is a block with the numbers of the notes that it calls.
type printBlock struct {
	press.Block
	label  string // of a table and a figure, what it is called before its caption
	text   printRuns
	head   []printRuns
	rows   [][]printRuns
	blocks []printBlock // within it; of a list, its items
}

// list is the kind of what items are gathered into.
const list press.Kind = "list"

// printRuns are words in a row.
type printRuns []printRun

// A printRun is words that are marked alike; note is the number of the footnote
// that is called after them, if one is.
type printRun struct {
	press.Run
	note int
}

// printOf makes a document ready to be drawn.
func printOf(d press.Document) *print {
	p := &print{Document: d}
	p.summary = p.all(d.Summary)
	p.body = p.all(d.Body)
	for _, b := range p.all(d.Annexes) {
		if b.Kind == press.Heading && b.Level <= 1 || len(p.annexes) == 0 {
			p.annexes = append(p.annexes, b)
			continue
		}
		last := &p.annexes[len(p.annexes)-1]
		last.blocks = append(last.blocks, b)
	}
	for _, b := range p.body {
		if (b.Kind == press.Heading && b.Level <= 2 || b.Kind == press.Adopted) && b.ID != "" && len(b.Text) > 0 {
			label := b.Text.Plain()
			if b.Kind == press.Adopted { // its title, and not what stands behind it
				label = b.Text[0].Words
			}
			p.contents = append(p.contents, part.Link{Label: label, Href: "#" + b.ID, Count: max(1, b.Level)})
		}
	}
	return p
}

func (p *print) all(blocks []press.Block) (out []printBlock) {
	for _, b := range blocks {
		one := p.block(b)
		if b.Kind != press.Item {
			out = append(out, one)
			continue
		}
		if k := len(out) - 1; k < 0 || out[k].Kind != list {
			out = append(out, printBlock{Block: press.Block{Kind: list}})
		}
		last := &out[len(out)-1]
		last.blocks = append(last.blocks, one)
	}
	return out
}

func (p *print) block(b press.Block) printBlock {
	one := printBlock{Block: b, text: p.runs(b.Text)}
	if key := "edition." + string(b.Kind); b.Number != "" && (b.Kind == press.Table || b.Kind == press.Figure) {
		one.label = locale.For(locale.Lang(p.Lang)).T(key, b.Number)
	}
	for _, cell := range b.Head {
		one.head = append(one.head, p.runs(cell))
	}
	for _, row := range b.Rows {
		var cells []printRuns
		for _, cell := range row {
			cells = append(cells, p.runs(cell))
		}
		one.rows = append(one.rows, cells)
	}
	one.blocks = p.all(b.Blocks)
	return one
}

func (p *print) runs(t press.Text) (out printRuns) {
	for _, r := range t {
		one := printRun{Run: r}
		if len(r.Note) > 0 {
			p.notes = append(p.notes, nil)
			one.note = len(p.notes)
			p.notes[one.note-1] = p.runs(r.Note) // a note holds no notes
		}
		out = append(out, one)
	}
	return out
}

func noteID(n int) string { return "note-" + strconv.Itoa(n) }

func callID(n int) string { return "call-" + strconv.Itoa(n) }

// printText draws words in a row. It is no template, for between marks there may
// stand no space that is not in the words.
func printText(runs printRuns) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for _, r := range runs {
			r.draw(&b)
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

func (r printRun) draw(b *strings.Builder) {
	var after string
	wrap := func(is bool, before, end string) {
		if is {
			b.WriteString(before)
			after = end + after
		}
	}
	wrap(r.Link != "", `<a href="`+templ.EscapeString(string(templ.URL(r.Link)))+`">`, "</a>")
	wrap(r.Strong, "<strong>", "</strong>")
	wrap(r.Emphasis, "<em>", "</em>")
	b.WriteString(templ.EscapeString(r.Words))
	b.WriteString(after)
	if r.note > 0 {
		n := strconv.Itoa(r.note)
		b.WriteString(`<sup><a class="call" id="` + callID(r.note) + `" href="#` + noteID(r.note) + `" role="doc-noteref">` + n + `</a></sup>`)
	}
}
