package reply

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// Calendar returns what calendar programs read in a letter: its first part of
// that type, as UTF-8. It is nil if there is none, or if the letter is not laid
// out as letters are.
func (l *Letter) Calendar() []byte {
	w := walk{}
	return w.calendar(textproto.MIMEHeader(l.header), bytes.NewReader(l.body), 0)
}

func (w *walk) calendar(h textproto.MIMEHeader, r io.Reader, depth int) []byte {
	if w.parts++; w.parts > maxParts || depth > maxDepth {
		return nil
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return nil
	}
	if kind == "text/calendar" || kind == "application/ics" {
		file, err := text(r, h.Get("Content-Transfer-Encoding"), params["charset"])
		if err != nil {
			return nil
		}
		return []byte(file)
	}
	boundary := params["boundary"]
	if !strings.HasPrefix(kind, "multipart/") || boundary == "" || len(boundary) > 200 {
		return nil
	}
	for parts := multipart.NewReader(r, boundary); ; {
		p, err := parts.NextRawPart()
		if err != nil && !errors.Is(err, io.EOF) || p == nil {
			return nil
		}
		if file := w.calendar(p.Header, p, depth+1); file != nil {
			return file
		}
	}
}
