package part

import (
	"context"
	"io"
	"sync"

	"github.com/a-h/templ"
)

// Ink is HTML in the making. The few parts that a page draws by the dozen, such
// as an entry with its signs and times, are written with it rather than in
// templ, which makes a map for every class and a copy of every word: fifty
// entries take a third of the time here, and a fifteenth of the allocations.
// What people wrote goes through text and attr only.
type ink struct{ b []byte }

// raw writes our own HTML.
func (k *ink) raw(parts ...string) {
	for _, s := range parts {
		k.b = append(k.b, s...)
	}
}

// text writes words, escaped for an element or a quoted attribute.
func (k *ink) text(s string) {
	from := 0
	for i := 0; i < len(s); i++ {
		var as string
		switch s[i] {
		case '&':
			as = "&amp;"
		case '<':
			as = "&lt;"
		case '>':
			as = "&gt;"
		case '"':
			as = "&#34;"
		case '\'':
			as = "&#39;"
		case 0:
			as = "\uFFFD"
		default:
			continue
		}
		k.b = append(k.b, s[from:i]...)
		k.b = append(k.b, as...)
		from = i + 1
	}
	k.b = append(k.b, s[from:]...)
}

// attr writes an attribute, if it has a value.
func (k *ink) attr(name, value string) {
	if value != "" {
		k.raw(" ", name, `="`)
		k.text(value)
		k.raw(`"`)
	}
}

// href writes the address of a link; one that is not safe leads nowhere.
func (k *ink) href(to string) { k.attr("href", string(templ.URL(to))) }

// Write lets a templ component draw into k.
func (k *ink) Write(p []byte) (int, error) {
	k.b = append(k.b, p...)
	return len(p), nil
}

var inks = sync.Pool{New: func() any { return &ink{make([]byte, 0, 8192)} }}

// inked makes a component of what draw writes.
func inked(draw func(ctx context.Context, k *ink) error) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		k := inks.Get().(*ink)
		defer func() { k.b = k.b[:0]; inks.Put(k) }()
		if err := draw(ctx, k); err != nil {
			return err
		}
		_, err := w.Write(k.b)
		return err
	})
}

// plain makes a component of what draw writes, if that cannot fail.
func plain(draw func(k *ink)) templ.Component {
	return inked(func(_ context.Context, k *ink) error { draw(k); return nil })
}
