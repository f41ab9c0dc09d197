package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
)

// Words are to be whole for those who search, copy or listen, though they have
// soft hyphens; only the hyphen at the end of a line stays. Where a letter stands before a soft hyphen, Typst says of its glyph that its
// text is both. If it says so in the table of a font, wherever else the glyph
// stands it says, in a span around it, that there it is the letter alone; if not,
// the span is around the letter with the hyphen. So the hyphen goes from the
// tables, and no span is needed: no two letters of Cyrillic have one glyph.
var (
	// content is the beginning of a stream that is nothing but compressed: what
	// is on a page, and not a picture or a font.
	content = regexp.MustCompile(`^(\d+ 0 obj\s*<<\s*/Length )(\d+)(\s*/Filter /FlateDecode\s*>>\s*stream\n)`)
	span    = regexp.MustCompile(`(?s)/Span <<\s*/ActualText <FEFF04[0-9A-F]{2}(?:00AD)?>\s*>> BDC\n(.*?)EMC\n`)
	// table is the beginning of what says which letters a font's glyphs are.
	table = regexp.MustCompile(`^(\d+ 0 obj\s*<<\s*/Length )(\d+)(\s*/Type /CMap\s*/WMode 0\s*>>\s*stream\n)`)
	entry = regexp.MustCompile(`(<[0-9A-F]{4}> <(?:[0-9A-F]{4})+)00AD>`)
)

// wholeObject takes the soft hyphens out of an object that is a page's content
// or the table of a font.
func wholeObject(object []byte) ([]byte, error) {
	if m := table.FindSubmatch(object); m != nil {
		stream, rest, err := streamOf(object, m)
		if err != nil {
			return nil, err
		}
		return rejoined(m, entry.ReplaceAll(stream, []byte("$1>")), rest), nil
	}
	m := content.FindSubmatch(object)
	if m == nil {
		return object, nil
	}
	stream, rest, err := streamOf(object, m)
	if err != nil {
		return nil, err
	}
	z, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		return nil, err
	}
	page, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	if !span.Match(page) {
		return object, nil
	}
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	w.Write(span.ReplaceAll(page, []byte("$1"))) // into memory, which does not fail
	w.Close()
	return rejoined(m, packed.Bytes(), rest), nil
}

// streamOf returns the stream of an object, of which m is the beginning, and
// what follows.
func streamOf(object []byte, m [][]byte) (stream, rest []byte, err error) {
	length, err := strconv.Atoi(string(m[2]))
	rest = object[len(m[0]):]
	if err != nil || length > len(rest) {
		return nil, nil, errors.New("its stream breaks off")
	}
	return rest[:length], rest[length:], nil
}

func rejoined(m [][]byte, stream, rest []byte) []byte {
	return slices.Concat(m[1], []byte(strconv.Itoa(len(stream))), m[3], stream, rest)
}
