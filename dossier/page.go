package dossier

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"example.org/counterpart/locale"
)

// A node is a value of JSON as people read it: words, or a list of named
// values, or a list of values.
type node struct {
	name  string // what it is called; "" within a list
	words string
	photo string // a picture, as an address that holds it
	list  []node
}

// page is the dossier as a tree that people read.
func (d Dossier) page(p *locale.Printer) (all []node, err error) {
	for _, part := range d.Parts {
		dec := json.NewDecoder(bytes.NewReader(part.Data))
		dec.UseNumber()
		n, err := read(p, dec)
		if err != nil {
			return nil, fmt.Errorf("read what %s holds: %w", part.Name, err)
		}
		n.name = called(p, part.Name)
		all = append(all, n)
	}
	return all, nil
}

// called is what a field is called: the catalogues know those of the rooms, and
// a language goes by its own name.
func called(p *locale.Printer, name string) string {
	if key := "dossier." + name; p.Has(key) {
		return p.T(key)
	}
	if lang := locale.Lang(name); lang.Valid() {
		return lang.OwnName()
	}
	return name
}

// read reads the next value, fields in the order in which they are written.
func read(p *locale.Printer, dec *json.Decoder) (n node, err error) {
	token, err := dec.Token()
	if err != nil {
		return n, err
	}
	switch t := token.(type) {
	case json.Delim:
		for dec.More() {
			var name string
			if t == '{' {
				key, err := dec.Token()
				if err != nil {
					return n, err
				}
				name = key.(string)
			}
			inner, err := read(p, dec)
			if err != nil {
				return n, err
			}
			if inner.name = ""; name != "" {
				inner.name = called(p, name)
				if name == "country" {
					inner.words = p.Country(inner.words)
				}
			}
			n.list = append(n.list, inner)
		}
		if _, err := dec.Token(); err != nil && !errors.Is(err, io.EOF) {
			return n, err
		}
	case nil:
	case bool:
		n.words = p.T(map[bool]string{true: "dossier.yes", false: "dossier.no"}[t])
	case string:
		if n.words = t; isPicture(t) {
			n.words, n.photo = "", "data:image/jpeg;base64,"+t
		}
	default:
		n.words = fmt.Sprint(t)
	}
	return n, nil
}

// isPicture reports whether words are a JPEG, as JSON holds bytes.
func isPicture(s string) bool {
	if len(s) < 100 || !strings.HasPrefix(s, "/9j/") {
		return false
	}
	_, err := base64.StdEncoding.DecodeString(s)
	return err == nil
}
