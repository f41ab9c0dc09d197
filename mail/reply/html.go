package reply

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// unseen are the elements of which nobody reads the words.
var unseen = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Title: true, atom.Textarea: true,
	atom.Noscript: true, atom.Iframe: true, atom.Template: true, atom.Xmp: true, atom.Noembed: true, atom.Noframes: true}

// blocks are the elements that begin and end a line.
var blocks = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.Br: true, atom.Li: true, atom.Tr: true, atom.Table: true,
	atom.Ul: true, atom.Ol: true, atom.Blockquote: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.Pre: true, atom.Hr: true,
	atom.Section: true, atom.Article: true, atom.Header: true, atom.Footer: true, atom.Dd: true, atom.Dt: true}

// fromHTML turns HTML into plain text: crudely, in one pass, keeping nothing of
// it but words and lines. What is quoted gets the sign that plain text has for
// it. It reads tokens and builds no tree, so that depth costs nothing.
func fromHTML(source string) string {
	z := html.NewTokenizer(strings.NewReader(source))
	z.SetMaxBuf(maxText)
	var p page
	var skip atom.Atom
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p.b.String()
		case html.TextToken:
			if skip == 0 {
				p.words(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch {
			case skip != 0:
			case unseen[t.DataAtom] && t.Type == html.StartTagToken:
				skip = t.DataAtom
			case whole(t): // all that follows is what was answered
				return p.b.String()
			case t.DataAtom == atom.Blockquote:
				p.line()
				p.quotes++
			case blocks[t.DataAtom]:
				p.block(t.DataAtom)
			}
		case html.EndTagToken:
			t := z.Token()
			switch {
			case skip != 0:
				if t.DataAtom == skip {
					skip = 0
				}
			case t.DataAtom == atom.Blockquote:
				p.line()
				p.quotes = max(0, p.quotes-1)
			case blocks[t.DataAtom]:
				p.block(t.DataAtom)
			}
		}
	}
}

// whole reports whether an element begins the letter that is answered, in the
// programs that mark it so.
func whole(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "id" && (strings.HasSuffix(a.Val, "divRplyFwdMsg") || strings.HasSuffix(a.Val, "appendonsend")) ||
			a.Key == "class" && strings.HasPrefix(a.Val, "OutlookMessageHeader") {
			return true
		}
	}
	return false
}

// A page is the text as it is laid out.
type page struct {
	b      strings.Builder
	quotes int
	begun  bool // there is something on this line
	space  bool
}

func (p *page) words(s string) {
	for i, word := range strings.FieldsFunc(s, func(c rune) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\u00a0' }) {
		if i > 0 || s[0] == ' ' || s[0] == '\n' || s[0] == '\t' || s[0] == '\r' || strings.HasPrefix(s, "\u00a0") {
			p.space = true
		}
		if !p.begun && p.quotes > 0 {
			p.b.WriteString("> ")
		}
		if p.begun && p.space {
			p.b.WriteByte(' ')
		}
		p.b.WriteString(word)
		p.begun, p.space = true, false
	}
	if s != "" && strings.ContainsAny(s[len(s)-1:], " \n\t\r") || strings.HasSuffix(s, "\u00a0") {
		p.space = true
	}
}

func (p *page) line() {
	if p.begun {
		p.b.WriteByte('\n')
	}
	p.begun, p.space = false, false
}

func (p *page) block(a atom.Atom) {
	empty := !p.begun
	p.line()
	if (a == atom.Br || a == atom.P) && empty && p.b.Len() > 0 && !strings.HasSuffix(p.b.String()[max(0, p.b.Len()-2):], "\n\n") {
		p.b.WriteByte('\n')
	}
}
