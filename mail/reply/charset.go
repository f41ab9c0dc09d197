package reply

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"
)

// charset returns the encoding of a name; nil for UTF-8.
func charset(name string) (encoding.Encoding, error) {
	switch name = strings.ToLower(strings.Trim(name, " \t\"'")); name {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "unknown-8bit", "x-unknown":
		return nil, nil
	}
	return htmlindex.Get(name)
}

func charsetReader(name string, r io.Reader) (io.Reader, error) {
	enc, err := charset(name)
	if err != nil || enc == nil {
		return r, err
	}
	return transform.NewReader(r, enc.NewDecoder()), nil
}

// mostBroken is how much of a text may be other than its charset promises, one
// letter in so many, before nobody could tell what it says.
const mostBroken = 50

// decode turns the bytes of a part into words, without signs that are not
// written: a database takes no zero byte, and nobody means one.
func decode(b []byte, name string) (string, error) {
	enc, err := charset(name)
	if err != nil {
		if !utf8.Valid(b) {
			return "", fmt.Errorf("charset %q", name)
		}
		enc = nil // whatever it calls itself
	}
	if enc != nil {
		if b, err = io.ReadAll(io.LimitReader(transform.NewReader(strings.NewReader(string(b)), enc.NewDecoder()), 3*maxText)); err != nil {
			return "", err
		}
	}
	broken, n := 0, 0
	words := strings.Map(func(c rune) rune {
		n++
		switch {
		case c == '\ufffd':
			broken++
		case c == '\u00a0', c == '\t':
			return ' '
		case c == '\n':
		case c < ' ' || c >= 0x7f && c < 0xa0 || c == '\ufeff':
			return -1
		}
		return c
	}, strings.ReplaceAll(strings.ReplaceAll(string(b), "\r\n", "\n"), "\r", "\n"))
	if broken > 2 && broken*mostBroken > n {
		return "", fmt.Errorf("%d of %d letters are broken", broken, n)
	}
	return words, nil
}
