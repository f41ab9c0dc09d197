package press

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// langs are the languages that a document may be in.
var langs = []string{"en", "ru", "kk"}

// deepest is how far blocks may lie within blocks.
const deepest = 8

var anchor = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

// Check returns a Fault if no format could set the document as it is: because
// something is missing, leads nowhere, or cannot be written at all. What only
// one format cannot do, that format says.
func (d Document) Check() error {
	if !slices.Contains(langs, d.Lang) {
		return Fault{Reason: fmt.Sprintf("the language %q is not known", d.Lang)}
	}
	if strings.TrimSpace(d.Title) == "" {
		return Fault{Reason: "the document has no title"}
	}
	if reason := words(d.Cover()...); reason != "" {
		return Fault{Reason: reason}
	}
	c := checker{ids: map[string]bool{}}
	for _, look := range []func(Block, int) string{c.identity, c.block} {
		for _, part := range [][]Block{d.Summary, d.Body, d.Annexes} {
			if err := c.all(part, 1, look); err != nil {
				return err
			}
		}
	}
	if len(d.Annexes) > 0 && (d.Annexes[0].Kind != Heading || d.Annexes[0].Level != 1) {
		return Fault{Block: d.Annexes[0].ID, Number: d.Annexes[0].Number, Reason: "annexes begin with a heading of level 1"}
	}
	return nil
}

// Check is the same of a letter.
func (l Letter) Check() error {
	if !slices.Contains(langs, l.Lang) {
		return Fault{Reason: fmt.Sprintf("the language %q is not known", l.Lang)}
	}
	if len(l.From) == 0 {
		return Fault{Reason: "a letter has a sender"}
	}
	for _, paragraph := range l.Body {
		if reason := (checker{}).text(paragraph, false); reason != "" {
			return Fault{Reason: reason}
		}
	}
	return nil
}

// Cover lists what is said before the summary, in the order of the paper.
func (d Document) Cover() []string {
	all := slices.Clone(d.Banners)
	all = append(all, d.Series, d.Symbol, d.Publisher, d.Title, d.Subtitle, d.Dimension)
	all = append(append(all, d.Issuers...), d.Authors...)
	return append(all, d.Edition, d.Date, d.Stamp, d.Licence, d.Address)
}

type checker struct{ ids map[string]bool }

func (c checker) all(blocks []Block, depth int, look func(Block, int) string) error {
	for _, b := range blocks {
		if reason := look(b, depth); reason != "" {
			return Fault{Block: b.ID, Number: b.Number, Reason: reason}
		}
		if err := c.all(b.Blocks, depth+1, look); err != nil {
			return err
		}
	}
	return nil
}

func (c checker) identity(b Block, depth int) string {
	switch {
	case depth > deepest:
		return fmt.Sprintf("blocks lie within blocks more than %d deep", deepest)
	case b.ID == "":
		return ""
	case !anchor.MatchString(b.ID):
		return fmt.Sprintf("the ID %q has other signs than letters, digits and hyphens", b.ID)
	case c.ids[b.ID]:
		return fmt.Sprintf("another block has the ID %s", b.ID)
	}
	c.ids[b.ID] = true
	return ""
}

func (c checker) block(b Block, _ int) string {
	if b.Lang != "" && !slices.Contains(langs, b.Lang) {
		return fmt.Sprintf("the language %q is not known", b.Lang)
	}
	if reason := words(b.Number); reason != "" {
		return reason
	}
	if reason := c.text(b.Text, false); reason != "" {
		return reason
	}
	if len(b.Blocks) > 0 && b.Kind != Box && b.Kind != Adopted {
		return "only boxes and what was adopted hold blocks"
	}
	switch b.Kind {
	case Heading:
		if b.Level < 1 || b.Level > 3 {
			return fmt.Sprintf("a heading has a level from 1 to 3, and not %d", b.Level)
		}
		if strings.TrimSpace(b.Text.Plain()) == "" {
			return "a heading has words"
		}
	case Paragraph, Item, Box, Adopted:
	case Table:
		return c.table(b)
	case Figure:
		if b.Image == nil {
			return "a figure has an image"
		}
		return b.Image.check()
	default:
		return fmt.Sprintf("blocks of the kind %q are not known", b.Kind)
	}
	return ""
}

func (c checker) table(b Block) string {
	if len(b.Head) == 0 {
		return "a table has heads of columns"
	}
	for i, row := range append([][]Text{b.Head}, b.Rows...) {
		if len(row) != len(b.Head) {
			return fmt.Sprintf("row %d has %d cells, and there are %d columns", i, len(row), len(b.Head))
		}
		for _, cell := range row {
			if reason := c.text(cell, false); reason != "" {
				return reason
			}
		}
	}
	return ""
}

// text says what is wrong with a text; one within a note has no notes.
func (c checker) text(t Text, note bool) string {
	for _, r := range t {
		if reason := words(r.Words, r.Link); reason != "" {
			return reason
		}
		if reason := c.link(r.Link); reason != "" {
			return reason
		}
		if note && r.Note != nil {
			return "a note holds no notes"
		}
		if reason := c.text(r.Note, true); reason != "" {
			return reason
		}
	}
	return ""
}

func (c checker) link(link string) string {
	if id, within := strings.CutPrefix(link, "#"); within && !c.ids[id] {
		return fmt.Sprintf("the link %s leads to no block", link)
	} else if within || link == "" || outward(link) {
		return ""
	}
	return fmt.Sprintf("the link %q is neither https nor mailto", link)
}

// outward reports whether a link leads out of the document, to where it may.
func outward(link string) bool {
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "https" && u.Host != "" || u.Scheme == "mailto" && u.Opaque != "")
}

// Escaped is a link with what may not stand in an address written as one may:
// people type what their browser takes.
func Escaped(link string) string {
	var b strings.Builder
	for _, r := range link {
		if r <= ' ' || strings.ContainsRune("\"<>\\^`{|}", r) {
			fmt.Fprintf(&b, "%%%02X", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// words says what is wrong with words: that they are not UTF-8, or hold what
// no file of XML may hold.
func words(all ...string) string {
	for _, s := range all {
		if !utf8.ValidString(s) {
			return fmt.Sprintf("%.40q is not valid UTF-8", s)
		}
		for _, r := range s {
			if r < ' ' && r != '\t' && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
				return fmt.Sprintf("%.40q holds the sign %U, which cannot be written", s, r)
			}
		}
	}
	return ""
}
