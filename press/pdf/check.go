package pdf

import (
	"fmt"
	"unicode"

	"example.org/counterpart/press"
)

// A checker looks for what PDF alone cannot show, before Typst is asked to: so
// that the reason is in our words and the place is known.
type checker struct{ faces *typeface }

// check returns a press.Fault if a document cannot be set as it is: because the
// fonts lack a letter, a picture is broken, or no format could set it.
func check(d press.Document) error {
	faces, err := faces()
	if err != nil {
		return err
	}
	c := &checker{faces}
	if reason := c.words(d.Cover()...); reason != "" {
		return press.Fault{Reason: reason}
	}
	var fault *press.Fault
	d.Walk(func(b press.Block) {
		if reason := c.block(b); fault == nil && reason != "" {
			fault = &press.Fault{Block: b.ID, Number: b.Number, Reason: reason}
		}
	})
	if fault != nil {
		return *fault
	}
	return d.Check()
}

func (c *checker) block(b press.Block) string {
	texts := append([]press.Text{b.Text, press.Words(b.Number)}, b.Head...)
	for _, row := range b.Rows {
		texts = append(texts, row...)
	}
	for _, t := range texts {
		if reason := c.text(t); reason != "" {
			return reason
		}
	}
	if b.Image == nil {
		return ""
	}
	if reason := c.words(b.Image.Alt); reason != "" {
		return reason
	}
	return c.picture(*b.Image)
}

func (c *checker) text(t press.Text) string {
	for _, run := range t {
		if reason := c.words(run.Words); reason != "" {
			return reason
		}
		if reason := c.text(run.Note); reason != "" {
			return reason
		}
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
