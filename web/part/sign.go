package part

import (
	"bytes"
	"strings"
	"time"

	"example.org/counterpart/locale"
	"github.com/a-h/templ"
)

// icons are drawn in a square of 20, in the colour of the words around them.
// Each only repeats what the words beside it say.
var icons = map[string]string{
	"caucus":  "M5 9V6.5a5 5 0 0 1 10 0V9h1.5v9h-13V9zm2 0h6V6.5a3 3 0 0 0-6 0z",
	"joint":   "M9.3 5C7.5 3.8 4.5 3.5 1.5 4v11.5c3-.5 6-.2 7.8 1zM10.7 5c1.8-1.2 4.8-1.5 7.8-1v11.5c-3-.5-6-.2-7.8 1z",
	"public":  "M10 1a9 9 0 1 0 0 18a9 9 0 0 0 0-18zm-1 2.2v5.8H6.2A9 9 0 0 1 9 3.2zm2 0A9 9 0 0 1 13.8 9H11zM4.2 9H3.1a7 7 0 0 1 2.5-4.4A11 11 0 0 0 4.2 9zm0 2a11 11 0 0 0 1.4 4.4A7 7 0 0 1 3.1 11zm2 0H9v5.8A9 9 0 0 1 6.2 11zm4.8 5.8V11h2.8a9 9 0 0 1-2.8 5.8zM15.8 11h1.1a7 7 0 0 1-2.5 4.4a11 11 0 0 0 1.4-4.4zm0-2a11 11 0 0 0-1.4-4.4A7 7 0 0 1 16.9 9z",
	"seal":    "M10 1a6.5 6.5 0 0 1 4 11.6V19l-4-2.2L6 19v-6.4A6.5 6.5 0 0 1 10 1zm0 2.2a4.3 4.3 0 1 0 0 8.6a4.3 4.3 0 0 0 0-8.6zm0 2.3a2 2 0 1 1 0 4a2 2 0 0 1 0-4z",
	"clock":   "M10 1a9 9 0 1 1 0 18a9 9 0 0 1 0-18zm0 2a7 7 0 1 0 0 14a7 7 0 0 0 0-14zm-1 2h2v4.6l3.2 1.9l-1 1.7L9 10.8z",
	"warning": "M10 1.5L19.5 18H.5zM9 7v5h2V7zm0 6.5v2h2v-2z",
	"done":    "M10 1a9 9 0 1 1 0 18a9 9 0 0 1 0-18zm4.2 5.2L8.7 12l-2.6-2.5l-1.4 1.5L8.8 15l6.9-7.3z",
	"search":  "M8.5 2a6.5 6.5 0 0 1 5.2 10.4l4.6 4.6l-1.4 1.4l-4.6-4.6A6.5 6.5 0 1 1 8.5 2zm0 2a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9z",
	"desk":    "M4 2h12l3 9v6.5H1V11zm1.5 2L3.3 10.5H7l1.2 2.5h3.6L13 10.5h3.7L14.5 4z",
	"answer":  "M8 4v4c6 0 9 3 9.5 8C15.5 13 12.5 12 8 12v4L2 10z",
	"gone":    "M10 1a9 9 0 1 1 0 18a9 9 0 0 1 0-18zm0 2a7 7 0 0 0-5.6 11.2l9.8-9.8A7 7 0 0 0 10 3zm5.6 2.8l-9.8 9.8A7 7 0 0 0 15.6 5.8z",
}

// Icon is a small sign beside words that say the same.
func Icon(name string) templ.Component { return plain(func(k *ink) { k.icon(name) }) }

func (k *ink) icon(name string) {
	k.raw(`<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><path fill="currentColor" fill-rule="evenodd" d="`, icons[name], `"></path></svg>`)
}

// Mark is a group's sign without its name. Use it beside the name only.
func Mark(g Group) templ.Component { return plain(func(k *ink) { k.mark(g) }) }

func (k *ink) mark(g Group) {
	k.raw(`<svg class="mark `, g.class(), `" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><path fill="currentColor" d="`, g.shape(), `"></path></svg>`)
}

// GroupName is a group's sign and name.
func GroupName(g Group) templ.Component { return plain(func(k *ink) { k.group(g) }) }

func (k *ink) group(g Group) {
	k.raw(`<span class="group `, g.class(), `">`)
	k.mark(g)
	k.text(g.Name)
	k.raw(`</span>`)
}

// GroupNames is the signs and names of several, as for who holds a thing together.
func GroupNames(groups []Group) templ.Component {
	return plain(func(k *ink) {
		k.raw(`<span class="groups">`)
		for _, g := range groups {
			k.group(g)
			k.raw(" ")
		}
		k.raw(`</span>`)
	})
}

// A Badge is a short word about the state of a thing.
type Badge struct {
	Label string
	Tone  string // "" plain; "open", "wait", "done", "stop"
}

// Tag is a badge. Its tone only underlines what its label says.
func Tag(b Badge) templ.Component { return plain(func(k *ink) { k.tag(b) }) }

func (k *ink) tag(b Badge) {
	k.raw(`<strong class="tag`)
	if b.Tone != "" {
		k.raw(` `, b.Tone)
	}
	k.raw(`">`)
	k.text(b.Label)
	k.raw(`</strong>`)
}

func (k *ink) audience(p *locale.Printer, audience string) {
	k.raw(`<span class="audience `)
	k.text(audience)
	k.raw(`" title="`)
	k.text(p.T("audience." + audience + ".hint"))
	k.raw(`">`)
	k.icon(audience)
	k.text(p.T("audience." + audience))
	k.raw(`</span>`)
}

// At tells an instant on the clocks of both capitals, or on those given. A zero time tells nothing.
func At(p *locale.Printer, t time.Time, zones ...locale.Zone) templ.Component {
	return plain(func(k *ink) { k.at(p, t, zones...) })
}

func (k *ink) at(p *locale.Printer, t time.Time, zones ...locale.Zone) {
	if t.IsZero() {
		return
	}
	k.raw(`<time datetime="`)
	k.b = t.UTC().AppendFormat(k.b, instant)
	k.raw(`">`)
	var space [192]byte
	rest, more := p.AppendBoth(space[:0], t, zones...), true
	for more {
		var clock []byte
		clock, rest, more = bytes.Cut(rest, []byte(" · "))
		k.raw(`<span>`)
		k.text(string(clock))
		if more {
			k.raw(` <i>·</i></span> `)
		} else {
			k.raw(`</span>`)
		}
	}
	k.raw(`</time>`)
}

// Text draws what somebody typed: an empty line begins a paragraph, a line
// break stays, and its direction and language are its own.
func Text(lang, words string) templ.Component { return plain(func(k *ink) { k.words(lang, words) }) }

func (k *ink) words(lang, words string) {
	for _, para := range paragraphs(words) {
		k.raw(`<p dir="auto"`)
		k.attr("lang", lang)
		k.raw(`>`)
		for i, line := range strings.Split(para, "\n") {
			if i > 0 {
				k.raw(`<br>`)
			}
			k.text(line)
		}
		k.raw(`</p>`)
	}
}

func (k *ink) link(l Link) {
	k.raw(`<a`)
	k.href(l.Href)
	k.raw(`>`)
	k.text(l.Label)
	k.raw(`</a>`)
}
