package pdf

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"example.org/counterpart/locale"
	"example.org/counterpart/press"
)

// A checker looks for what cannot be set, before Typst is asked to: so that
// the reason is in our words and the place is known.
type checker struct {
	faces *typeface
	ids   map[string]bool
}

var anchor = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

// check returns a press.Fault if a document cannot be set as it is.
func check(d press.Document) error {
	faces, err := faces()
	if err != nil {
		return err
	}
	c := &checker{faces, map[string]bool{}}
	if !locale.Lang(d.Lang).Valid() {
		return press.Fault{Reason: fmt.Sprintf("the language %q is not known", d.Lang)}
	}
	head := append([]string{d.Title, d.Subtitle, d.Series, d.Symbol, d.Edition, d.Publisher, d.Date, d.Dimension, d.Stamp, d.Licence, d.Address},
		append(append(append([]string{}, d.Issuers...), d.Authors...), d.Banners...)...)
	if reason := c.words(head...); reason != "" {
		return press.Fault{Reason: reason}
	}
	var fault *press.Fault
	each(d, func(b press.Block, reason string) {
		if fault == nil && reason != "" {
			fault = &press.Fault{Block: b.ID, Number: b.Number, Reason: reason}
		}
	}, c.identity, c.block)
	if fault != nil {
		return *fault
	}
	if len(d.Annexes) > 0 && (d.Annexes[0].Kind != press.Heading || d.Annexes[0].Level != 1) {
		return press.Fault{Block: d.Annexes[0].ID, Number: d.Annexes[0].Number, Reason: "annexes begin with a heading of level 1"}
	}
	return nil
}

// each looks at every block with every look, one look after the other: links
// are looked at when all that they may lead to is known.
func each(d press.Document, found func(press.Block, string), looks ...func(press.Block) string) {
	for _, look := range looks {
		d.Walk(func(b press.Block) { found(b, look(b)) })
	}
}

func (c *checker) identity(b press.Block) string {
	switch {
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

func (c *checker) block(b press.Block) string {
	if b.Lang != "" && !locale.Lang(b.Lang).Valid() {
		return fmt.Sprintf("the language %q is not known", b.Lang)
	}
	if reason := c.text(b.Text, false); reason != "" {
		return reason
	}
	if reason := c.words(b.Number); reason != "" {
		return reason
	}
	switch b.Kind {
	case press.Heading:
		if b.Level < 1 || b.Level > 3 {
			return fmt.Sprintf("a heading has a level from 1 to 3, and not %d", b.Level)
		}
	case press.Paragraph, press.Item, press.Box, press.Adopted:
	case press.Table:
		return c.table(b)
	case press.Figure:
		return c.figure(b)
	default:
		return fmt.Sprintf("blocks of the kind %q are not known", b.Kind)
	}
	return ""
}

func (c *checker) table(b press.Block) string {
	if len(b.Head) == 0 {
		return "a table has heads of columns"
	}
	for i, row := range append([][]press.Text{b.Head}, b.Rows...) {
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

func (c *checker) figure(b press.Block) string {
	if b.Image == nil {
		return "a figure has an image"
	}
	if strings.TrimSpace(b.Image.Alt) == "" {
		return "the image does not say what it shows"
	}
	if reason := c.words(b.Image.Alt); reason != "" {
		return reason
	}
	return c.picture(*b.Image)
}

// text says what is wrong with a text; one within a note has no notes.
func (c *checker) text(t press.Text, note bool) string {
	for _, run := range t {
		if reason := c.words(run.Words); reason != "" {
			return reason
		}
		if reason := c.link(run.Link); reason != "" {
			return reason
		}
		if note && run.Note != nil {
			return "a note holds no notes"
		}
		if reason := c.text(run.Note, true); reason != "" {
			return reason
		}
	}
	return ""
}

func (c *checker) link(link string) string {
	if link == "" {
		return ""
	}
	if id, within := strings.CutPrefix(link, "#"); within {
		if !c.ids[id] {
			return fmt.Sprintf("the link %s leads to no block", link)
		}
		return ""
	}
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" && u.Scheme != "mailto" || u.Host == "" && u.Opaque == "" {
		return fmt.Sprintf("the link %.80q is neither https nor mailto", link)
	}
	return ""
}

// words says if some words have a sign that the fonts cannot show.
func (c *checker) words(all ...string) string {
	for _, words := range all {
		r, strange := c.faces.strange(words)
		switch {
		case strange && unicode.IsControl(r):
			return fmt.Sprintf("the words hold the control character U+%04X", r)
		case strange:
			return fmt.Sprintf("the fonts have no letter %q (U+%04X)", string(r), r)
		}
	}
	return ""
}
