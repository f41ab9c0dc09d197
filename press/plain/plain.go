// Package plain sets a document as plain text, for letters and for whoever
// wants nothing but the words.
//
// The law of this package: a line has at most 78 signs, unless one word alone
// has more; words are never broken, so that addresses can be followed and
// readers in three languages need no rules of hyphenation.
package plain

import (
	"fmt"
	"strings"

	"example.org/counterpart/locale"
	"example.org/counterpart/press"
)

// Width is how many signs a line has.
const Width = 78

// narrowest is what is left to words within boxes that lie within boxes.
const narrowest = 30

// Type is the media type of plain text.
const Type = "text/plain; charset=utf-8"

// Set returns the document as text in UTF-8.
func Set(d press.Document) ([]byte, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	s := &setter{say: locale.For(locale.Lang(d.Lang))}
	s.cover(d)
	if len(d.Summary) > 0 && d.Summary[0].Kind != press.Heading {
		s.heading(1, s.say.T("files.summary"))
	}
	for _, part := range [][]press.Block{d.Summary, d.Body, d.Annexes} {
		s.blocks(part, true)
		s.endSection()
	}
	return []byte(strings.TrimLeft(s.b.String(), "\n")), nil
}

// A setter writes one document from its beginning to its end.
type setter struct {
	b     strings.Builder
	say   *locale.Printer
	edge  string   // stands before each line of a box
	notes []string // called in this section
	n     int      // the number of the last note
}

// room is how many signs a line has beside the edge.
func (s *setter) room() int { return max(Width-len([]rune(s.edge)), narrowest) }

// gap leaves a line empty.
func (s *setter) gap() { s.b.WriteString(strings.TrimRight(s.edge, " ") + "\n") }

// lines writes words behind a mark; the lines that follow the first stand in
// from the edge as far.
func (s *setter) lines(mark, words string) {
	first := s.edge + mark
	for _, line := range wrap(words, max(s.room()-width(mark), narrowest)) {
		s.b.WriteString(strings.TrimRight(first+line, " ") + "\n")
		first = s.edge + strings.Repeat(" ", width(mark))
	}
}

func (s *setter) cover(d press.Document) {
	for _, banner := range d.Banners {
		s.lines("!! ", banner)
		s.gap()
	}
	for _, line := range []string{d.Series, d.Symbol, d.Publisher} {
		if line != "" {
			s.lines("", line)
		}
	}
	s.heading(0, d.Title)
	for _, line := range []string{d.Subtitle, d.Dimension} {
		if line != "" {
			s.lines("", line)
			s.gap()
		}
	}
	s.list(s.say.T("files.issued"), d.Issuers)
	s.list(s.say.T("files.authors"), d.Authors)
	for _, line := range []string{d.Edition, d.Date, d.Stamp, d.Licence} {
		if line != "" {
			s.lines("", line)
		}
	}
	if d.Address != "" {
		s.lines("", s.say.T("files.address"))
		s.lines("", d.Address)
	}
}

func (s *setter) list(label string, all []string) {
	if len(all) == 0 {
		return
	}
	s.lines("", label)
	for _, line := range all {
		s.lines("  ", line)
	}
	s.gap()
}

// heading writes a heading with a rule below, of which the sign tells the
// level.
func (s *setter) heading(level int, words string) {
	s.gap()
	if level < 2 {
		s.gap()
	}
	longest := 0
	for _, line := range wrap(words, s.room()) {
		longest = max(longest, width(line))
	}
	s.lines("", words)
	if level < 3 {
		s.b.WriteString(s.edge + strings.Repeat([]string{"#", "=", "-"}[level], min(longest, s.room())) + "\n")
	}
	s.gap()
}

// blocks writes blocks; before a heading of the outermost level come the notes
// of the section that it ends.
func (s *setter) blocks(all []press.Block, outermost bool) {
	for i, b := range all {
		if outermost && b.Kind == press.Heading && b.Level == 1 {
			s.endSection()
		}
		s.block(b)
		last := i == len(all)-1
		if last && !outermost { // the box that holds it has its own gap
			return
		}
		if b.Kind == press.Item && (last || all[i+1].Kind != press.Item) || b.Kind != press.Item && b.Kind != press.Heading {
			s.gap()
		}
	}
}

func (s *setter) block(b press.Block) {
	mark := b.Number
	if mark != "" {
		mark += ". "
	}
	switch b.Kind {
	case press.Heading:
		s.heading(b.Level, mark+s.text(b.Text))
	case press.Paragraph:
		s.marked(mark, s.text(b.Text))
	case press.Item:
		if mark == "" {
			mark = "- "
		}
		s.marked("  "+mark, s.text(b.Text))
	case press.Table:
		s.caption("files.table", b)
		s.table(b)
	case press.Figure:
		s.caption("files.figure", b)
		s.lines("  ", "["+s.say.T("files.shows", b.Image.Alt)+"]")
	case press.Box, press.Adopted:
		s.box(b)
	}
}

// marked writes words behind a mark, or below one that is as long as a line.
func (s *setter) marked(mark, words string) {
	if width(mark) > s.room()/3 {
		s.lines("", mark)
		mark = ""
	}
	s.lines(mark, words)
}

func (s *setter) caption(key string, b press.Block) {
	words := s.text(b.Text)
	if b.Number != "" {
		words = strings.TrimSpace(s.say.T(key, b.Number) + ". " + words)
	}
	if words != "" {
		s.lines("", words)
		s.gap()
	}
}

func (s *setter) box(b press.Block) {
	title := s.text(b.Text)
	label := b.Number
	if b.Kind == press.Adopted {
		label = s.say.T("files.adopted")
		if b.Number != "" {
			label = s.say.T("files.adopted.number", b.Number)
		}
	}
	if label != "" {
		title = strings.TrimSpace(label + ". " + title)
	}
	outer := s.edge
	s.edge += "| "
	if title != "" {
		s.lines("", title)
		s.gap()
	}
	s.blocks(b.Blocks, false)
	s.edge = outer
}

// text returns words in a row, with the numbers of their notes, and with
// addresses that the words do not say themselves.
func (s *setter) text(t press.Text) string {
	var b strings.Builder
	for _, r := range t {
		b.WriteString(r.Words)
		if to := strings.TrimPrefix(r.Link, "mailto:"); to != "" && to[0] != '#' && !strings.Contains(r.Words, to) {
			b.WriteString(" (" + to + ")")
		}
		if len(r.Note) > 0 {
			s.n++
			fmt.Fprintf(&b, "[%d]", s.n)
			s.notes = append(s.notes, s.text(r.Note))
		}
	}
	return b.String()
}

// endSection writes the notes that were called since the last.
func (s *setter) endSection() {
	if len(s.notes) == 0 {
		return
	}
	s.gap()
	s.lines("", s.say.T("files.notes"))
	s.gap()
	for i, note := range s.notes {
		s.lines(fmt.Sprintf("[%d] ", s.n-len(s.notes)+i+1), note)
	}
	s.notes = nil
}
