package epub_test

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/counterpart/press"
	"example.org/counterpart/press/epub"
	"example.org/counterpart/press/presstest"
)

// A reading is what a reader finds in the files of a book, in their order.
type reading struct{ text, notes, alts strings.Builder }

func (r *reading) read(t rapid.TB, body string) {
	presstest.Read(t, body, func(token xml.Token, within []string) {
		switch e := token.(type) {
		case xml.CharData:
			switch {
			case slices.Contains(within, "aside"):
				r.notes.Write(e)
			case slices.Contains(within, "body"):
				r.text.Write(e)
			}
		case xml.StartElement:
			if e.Name.Local == "img" {
				r.alts.WriteString(presstest.Attr(e, "alt") + " ")
			}
		}
	})
}

// TestNothingLeftOut finds every word of any document in its place, in a book
// that holds together.
func TestNothingLeftOut(t *testing.T) { rapid.Check(t, nothingLeftOut) }

func FuzzNothingLeftOut(f *testing.F) { f.Fuzz(rapid.MakeFuzz(nothingLeftOut)) }

func nothingLeftOut(t *rapid.T) {
	d := presstest.Documents().Draw(t, "document")
	file, err := epub.Set(d)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := epub.Set(d); err != nil || !bytes.Equal(again, file) {
		t.Fatal("the same document makes other bytes")
	}
	spine, parts := holds(t, file)
	var r reading
	for _, name := range spine {
		if name != "nav.xhtml" {
			r.read(t, parts["b/"+name])
		}
	}
	presstest.Whole(t, r.text.String(), presstest.Flow(d))
	presstest.Whole(t, r.notes.String(), presstest.Notes(d))
	presstest.Whole(t, r.alts.String(), presstest.Alts(d))
	var nav reading
	nav.read(t, parts["b/nav.xhtml"])
	for _, b := range slices.Concat(d.Summary, d.Body, d.Annexes) {
		if b.Kind == press.Heading {
			presstest.Whole(t, nav.text.String(), strings.Fields(b.Text.Plain()))
		}
	}
}

// holds fails unless all that the files of a book refer to is there, once. It
// returns what is read, in its order.
func holds(t rapid.TB, file []byte) (spine []string, parts map[string]string) {
	t.Helper()
	const first = "mimetypeapplication/epub+zip"
	if len(file) < 58 || string(file[30:58]) != first {
		t.Fatalf("the file does not begin with what it is: %q", file[:min(len(file), 60)])
	}
	names, parts := presstest.Unpack(t, file)
	listed, items := map[string]bool{}, map[string]string{}
	presstest.Read(t, parts["b/package.opf"], func(token xml.Token, _ []string) {
		e, ok := token.(xml.StartElement)
		if !ok {
			return
		}
		switch e.Name.Local {
		case "item":
			href := presstest.Attr(e, "href")
			if _, there := parts["b/"+href]; !there || listed[href] {
				t.Fatalf("%s is listed, and is not there once", href)
			}
			listed[href], items[presstest.Attr(e, "id")] = true, href
		case "itemref":
			spine = append(spine, items[presstest.Attr(e, "idref")])
		}
	})
	for _, name := range names[3:] {
		if !listed[strings.TrimPrefix(name, "b/")] {
			t.Fatalf("%s is not listed", name)
		}
	}
	ids, links := map[string]bool{}, map[string]bool{}
	calls, notes := 0, 0
	for name, body := range parts {
		if name = strings.TrimPrefix(name, "b/"); !strings.HasSuffix(name, ".xhtml") {
			continue
		}
		ids[name] = true
		presstest.Read(t, body, func(token xml.Token, _ []string) {
			e, ok := token.(xml.StartElement)
			if !ok {
				return
			}
			if id := presstest.Attr(e, "id"); id != "" {
				if id = name + "#" + id; ids[id] {
					t.Fatalf("%s is there twice", id)
				}
				ids[name+"#"+presstest.Attr(e, "id")] = true
			}
			switch presstest.Attr(e, "role") {
			case "doc-noteref":
				calls++
			case "doc-footnote":
				notes++
			}
			to := presstest.Attr(e, "href") + presstest.Attr(e, "src")
			if strings.HasPrefix(to, "#") {
				to = name + to
			}
			if e.Name.Local != "link" && e.Name.Local != "img" && to != "" && !strings.HasPrefix(to, "https://") && !strings.HasPrefix(to, "mailto:") {
				links[to] = true
			} else if e.Name.Local == "img" && !listed[to] {
				t.Fatalf("there is no picture %s", to)
			}
		})
	}
	for to := range links {
		if !ids[to] {
			t.Fatalf("there is no %s", to)
		}
	}
	if calls != notes {
		t.Fatalf("%d notes are called, and %d are there", calls, notes)
	}
	return spine, parts
}

// TestSet looks at what the model paper must have.
func TestSet(t *testing.T) {
	for _, lang := range []string{"en", "ru", "kk"} {
		file, err := epub.Set(presstest.Paper(lang))
		if err != nil {
			t.Fatal(err)
		}
		spine, parts := holds(t, file)
		if got := strings.Join(spine, " "); got != "cover.xhtml nav.xhtml c1.xhtml c2.xhtml c3.xhtml" {
			t.Errorf("%s: what is read is %s", lang, got)
		}
		for part, all := range map[string][]string{
			"package.opf": {`<dc:identifier id="identity">https://example.org/publications/pb-3<`, "<dc:language>" + lang + "<", ">2026-03-02T09:30:00Z<",
				"schema:accessModeSufficient", "schema:accessibilitySummary", "alternativeText"},
			"c2.xhtml":    {`epub:type="noteref" role="doc-noteref"`, `epub:type="footnote" role="doc-footnote"`, `<th scope="col">`, `<section class="adopted"`, `href="c2.xhtml#b-table-1"`},
			"cover.xhtml": {`class="banner"`},
		} {
			for _, want := range all {
				if !strings.Contains(parts["b/"+part], want) {
					t.Errorf("%s: there is no %s in %s", lang, want, part)
				}
			}
		}
	}
}

// TestIdentifier is the address; of a draft, it is what the draft says.
func TestIdentifier(t *testing.T) {
	of := func(d press.Document) string {
		file, err := epub.Set(d)
		if err != nil {
			t.Fatal(err)
		}
		_, parts := holds(t, file)
		_, rest, _ := strings.Cut(parts["b/package.opf"], `id="identity">`)
		id, _, _ := strings.Cut(rest, "<")
		return id
	}
	d := press.Document{Lang: "kk", Title: "A"}
	one := of(d)
	d.Title = "B"
	if two := of(d); one == two || !strings.HasPrefix(one, "urn:uuid:") || len(one) != len("urn:uuid:")+36 || one[len("urn:uuid:")+14] != '8' {
		t.Errorf("drafts have the identifiers %s and %s", one, two)
	}
}
