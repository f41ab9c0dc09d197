package presstest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// Unpack takes a file apart that is made of parts, and reads each of XML to its
// end.
func Unpack(t rapid.TB, file []byte) (names []string, parts map[string]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts = map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		if _, twice := parts[f.Name]; twice {
			t.Fatalf("%s is there twice", f.Name)
		}
		names, parts[f.Name] = append(names, f.Name), string(body)
		if slices.Contains([]string{".xml", ".rels", ".xhtml", ".opf", ".svg"}, path.Ext(f.Name)) {
			Read(t, string(body), func(xml.Token, []string) {})
		}
	}
	return names, parts
}

// Read calls f with all that a file of XML holds, and with the names of the
// elements around it, the innermost last; an element's own is among them.
func Read(t rapid.TB, body string, f func(token xml.Token, within []string)) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(body))
	var within []string
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %.2000s", err, body)
		}
		if e, ok := token.(xml.StartElement); ok {
			within = append(within, e.Name.Local)
		}
		f(token, within)
		if _, ok := token.(xml.EndElement); ok {
			within = within[:len(within)-1]
		}
	}
}

// Attr is an attribute of an element by its local name, or nothing.
func Attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
