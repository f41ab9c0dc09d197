package reply

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"

	"example.org/counterpart/act"
)

// A Body is what a person wrote, and what they sent along.
type Body struct {
	Words       string // their own, without what they quoted
	Attachments int
}

// Body reads what a letter says. The error is a refusal.
func (l *Letter) Body() (Body, error) {
	w := walk{}
	said, err := w.part(textproto.MIMEHeader(l.header), bytes.NewReader(l.body), 0)
	if err != nil {
		return Body{}, err
	}
	return Body{Own(said.words()), w.attachments}, nil
}

// A walk goes through the parts of one letter.
type walk struct {
	parts, attachments int
}

// said is what some parts say, in each form that they say it in.
type said struct{ plain, html string }

func (s said) words() string {
	if strings.TrimSpace(s.plain) != "" {
		return s.plain
	}
	return fromHTML(s.html)
}

// part reads one part and those within.
func (w *walk) part(h textproto.MIMEHeader, r io.Reader, depth int) (said, error) {
	if w.parts++; w.parts > maxParts || depth > maxDepth {
		return said{}, act.Refuse(act.Malformed, "mailin.refuse.nested")
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(h.Get("Content-Type"))), "multipart/") {
			return said{}, unreadable()
		}
	}
	if !strings.Contains(kind, "/") {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") {
		return w.several(kind, params["boundary"], r, depth)
	}
	disposition, _, _ := mime.ParseMediaType(h.Get("Content-Disposition"))
	switch {
	case kind == "application/pgp-signature", strings.HasSuffix(kind, "pkcs7-signature"): // of the letter, and not sent along
		return said{}, nil
	case disposition == "attachment", kind != "text/plain" && kind != "text/html":
		// The picture in somebody's signature is drawn, and was not sent to be read.
		if drawn := strings.HasPrefix(kind, "image/") && h.Get("Content-Id") != "" && disposition != "attachment"; !drawn {
			w.attachments++
		}
		return said{}, nil
	}
	words, err := text(r, h.Get("Content-Transfer-Encoding"), params["charset"])
	if err != nil {
		return said{}, err
	}
	if kind == "text/html" {
		return said{html: words}, nil
	}
	if strings.EqualFold(params["format"], "flowed") {
		words = unflow(words, strings.EqualFold(params["delsp"], "yes"))
	}
	return said{plain: words}, nil
}

// several reads the parts of one that has parts. Of alternatives each form is
// kept once; others follow one another.
func (w *walk) several(kind, boundary string, r io.Reader, depth int) (all said, err error) {
	if boundary == "" || len(boundary) > 200 {
		return said{}, unreadable()
	}
	parts := multipart.NewReader(r, boundary)
	for {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) { // also of one that was cut short
			return all, nil
		}
		if err != nil {
			return said{}, unreadable()
		}
		one, err := w.part(p.Header, p, depth+1)
		if err != nil {
			return said{}, err
		}
		if kind == "multipart/alternative" {
			one = said{or(one.plain, all.plain), or(one.html, all.html)}
			all = one
			continue
		}
		if all.plain == "" && all.html != "" && one.plain != "" { // a program's footer under a letter in HTML
			all.plain = fromHTML(all.html)
		} else if all.plain != "" && one.plain == "" && one.html != "" {
			one.plain = fromHTML(one.html)
		}
		all = said{join(all.plain, one.plain), join(all.html, one.html)}
		if len(all.plain) > 2*maxText || len(all.html) > 2*maxText {
			return said{}, act.Refuse(act.Malformed, "mailin.refuse.long")
		}
	}
}

func or(a, b string) string {
	if strings.TrimSpace(a) != "" {
		return a
	}
	return b
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}

// text decodes the bytes of a part.
func text(r io.Reader, encoding, charset string) (string, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, &alphabet{r})
	}
	b, err := io.ReadAll(io.LimitReader(r, maxText+1))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", unreadable()
	}
	if len(b) > maxText {
		return "", act.Refuse(act.Malformed, "mailin.refuse.long")
	}
	words, err := decode(b, charset)
	if err != nil {
		return "", act.Refuse(act.Malformed, "mailin.refuse.charset")
	}
	return words, nil
}

// alphabet passes on what base64 is written in, as RFC 2045 wants it read.
type alphabet struct{ r io.Reader }

func (a *alphabet) Read(p []byte) (int, error) {
	for {
		n, err := a.r.Read(p)
		kept := p[:0]
		for _, c := range p[:n] {
			if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' {
				kept = append(kept, c)
			}
		}
		if len(kept) > 0 || err != nil || len(p) == 0 {
			return len(kept), err
		}
	}
}

// unflow joins the lines of a paragraph (RFC 3676).
func unflow(words string, deleteSpace bool) string {
	var b strings.Builder
	depth, open := 0, false
	for line := range strings.SplitSeq(words, "\n") {
		quoted := len(line) - len(strings.TrimLeft(line, ">"))
		rest := strings.TrimPrefix(line[quoted:], " ")
		if open && quoted == depth && rest != "-- " {
			line = rest
		} else if b.Len() > 0 || open {
			b.WriteByte('\n')
		}
		if quoted == 0 && !(open && quoted == depth) {
			line = strings.TrimPrefix(line, " ")
		}
		depth = quoted
		if open = strings.HasSuffix(line, " ") && rest != "-- "; open && deleteSpace {
			line = strings.TrimSuffix(line, " ")
		}
		b.WriteString(line)
	}
	return b.String()
}
