package pdf

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

//go:embed font/*.gz
var fontFiles embed.FS

// A typeface is the fonts of the press, unpacked, and those of them in which a
// letter is looked for.
type typeface struct {
	files  [][]byte
	looked []*sfnt.Font
}

// anyStyle are the fonts of which one must have a letter. The other styles have
// the same letters, since they were cut alike.
var anyStyle = []string{"NotoSerif-Regular", "NotoSerifArmenian-Regular", "NotoSerifGeorgian-Regular", "NotoSansMath", "NotoSansSymbols2"}

var faces = sync.OnceValues(func() (*typeface, error) {
	entries, err := fontFiles.ReadDir("font")
	if err != nil {
		return nil, err
	}
	t := &typeface{}
	for _, entry := range entries {
		file, err := unpackFont("font/" + entry.Name())
		if err != nil {
			return nil, fmt.Errorf("unpack the font %s: %w", entry.Name(), err)
		}
		t.files = append(t.files, file)
		for _, name := range anyStyle {
			if !strings.HasPrefix(entry.Name(), name) {
				continue
			}
			font, err := sfnt.Parse(file)
			if err != nil {
				return nil, fmt.Errorf("read the font %s: %w", entry.Name(), err)
			}
			t.looked = append(t.looked, font)
		}
	}
	return t, nil
})

func unpackFont(name string) ([]byte, error) {
	packed, err := fontFiles.ReadFile(name)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// strange returns the first letter of some words that the fonts cannot show.
func (t *typeface) strange(words string) (rune, bool) {
	var buffer sfnt.Buffer
	for _, r := range tidy(words) {
		if r < unicode.MaxASCII && r >= ' ' || invisible(r) {
			continue
		}
		shown := false
		for _, font := range t.looked {
			glyph, err := font.GlyphIndex(&buffer, r)
			shown = shown || err == nil && glyph != 0
		}
		if !shown {
			return r, true
		}
	}
	return 0, false
}

// invisible are signs that steer how words are set, and have no form.
func invisible(r rune) bool {
	switch r {
	case '\u00ad', '\u034f', '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff':
		return true
	}
	return r >= '\ufe00' && r <= '\ufe0f'
}

// tidy makes words what a line can hold: letters composed with their marks,
// as the fonts have them, and a space for whatever breaks lines.
func tidy(words string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\t', '\v', '\f', '\u0085', '\u2028', '\u2029':
			return ' '
		}
		return r
	}, norm.NFC.String(strings.ReplaceAll(words, "\r\n", "\n")))
}

// Font returns one of the fonts of the press, such as NotoSerif-Bold.
func Font(name string) ([]byte, error) { return unpackFont("font/" + name + ".ttf.gz") }
