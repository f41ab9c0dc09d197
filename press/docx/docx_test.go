package docx_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"path"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/counterpart/press"
	"example.org/counterpart/press/docx"
	"example.org/counterpart/press/presstest"
)

// words are those of a part without its contents, and what its pictures show.
func words(t rapid.TB, part string) (text, alts string) {
	var b, shown strings.Builder
	presstest.Read(t, part, func(token xml.Token, within []string) {
		switch e := token.(type) {
		case xml.CharData:
			if len(within) > 0 && within[len(within)-1] == "t" && !slices.Contains(within, "sdt") {
				b.Write(e)
			}
		case xml.StartElement:
			if e.Name.Local == "docPr" {
				shown.WriteString(presstest.Attr(e, "descr") + " ")
			}
		case xml.EndElement:
			if e.Name.Local == "p" {
				b.WriteString("\n")
			}
		}
	})
	return b.String(), shown.String()
}

// TestNothingLeftOut finds every word of any document in its place, in a file
// that holds together.
func TestNothingLeftOut(t *testing.T) { rapid.Check(t, nothingLeftOut) }

func FuzzNothingLeftOut(f *testing.F) { f.Fuzz(rapid.MakeFuzz(nothingLeftOut)) }

func nothingLeftOut(t *rapid.T) {
	d := presstest.Documents().Draw(t, "document")
	file, err := docx.Set(d)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := docx.Set(d); err != nil || !bytes.Equal(again, file) {
		t.Fatal("the same document makes other bytes")
	}
	parts := holds(t, file)
	text, alts := words(t, parts["word/document.xml"])
	presstest.Whole(t, text, presstest.Flow(d))
	presstest.Whole(t, alts, presstest.Alts(d))
	notes, _ := words(t, parts["word/footnotes.xml"])
	presstest.Whole(t, notes, presstest.Notes(d))
}

// a checker gathers what a file defines and what it refers to.
type checker struct {
	defined, used map[string]bool
}

func (c checker) define(t rapid.TB, what string) {
	if c.defined[what] {
		t.Fatalf("%s is there twice", what)
	}
	c.defined[what] = true
}

// holds fails unless whatever a file refers to is there, once: parts and what
// they are, styles, bookmarks, footnotes, pictures; and unless what is not
// there may be followed.
func holds(t rapid.TB, file []byte) map[string]string {
	t.Helper()
	names, parts := presstest.Unpack(t, file)
	c := checker{map[string]bool{}, map[string]bool{}}
	if names[0] != "[Content_Types].xml" {
		t.Fatalf("the first part is %s", names[0])
	}
	c.types(t, names, parts["[Content_Types].xml"])
	for name, body := range parts {
		if strings.HasSuffix(name, ".rels") {
			c.relations(t, name, body, parts)
		}
	}
	for _, name := range []string{"document", "footnotes", "header1", "footer1", "styles", "numbering"} {
		c.part(t, name, parts["word/"+name+".xml"])
	}
	for what := range c.used {
		if !c.defined[what] {
			t.Fatalf("there is no %s", what)
		}
	}
	for what := range c.defined {
		if strings.HasPrefix(what, "footnote ") && what != "footnote -1" && what != "footnote 0" && !c.used[what] {
			t.Fatalf("nothing calls %s", what)
		}
	}
	return parts
}

func (c checker) types(t rapid.TB, names []string, body string) {
	endings, overrides := map[string]bool{}, map[string]bool{}
	presstest.Read(t, body, func(token xml.Token, _ []string) {
		if e, ok := token.(xml.StartElement); ok {
			if strings.Contains(strings.ToLower(presstest.Attr(e, "ContentType")), "macro") {
				t.Fatal("there are macros")
			}
			endings["."+presstest.Attr(e, "Extension")] = true
			overrides[presstest.Attr(e, "PartName")] = true
		}
	})
	for _, name := range names {
		if !endings[path.Ext(name)] && name != "[Content_Types].xml" {
			t.Fatalf("it is not said what %s is", name)
		}
		delete(overrides, "/"+name)
	}
	if delete(overrides, ""); len(overrides) > 0 {
		t.Fatalf("there are no parts %v", overrides)
	}
}

func (c checker) relations(t rapid.TB, name, body string, parts map[string]string) {
	from := path.Dir(path.Dir(name))
	presstest.Read(t, body, func(token xml.Token, _ []string) {
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" {
			return
		}
		c.define(t, "relation "+strings.TrimSuffix(path.Base(name), ".xml.rels")+" "+presstest.Attr(e, "Id"))
		target := presstest.Attr(e, "Target")
		if presstest.Attr(e, "TargetMode") == "External" {
			if strings.ContainsAny(target, " \"<>\\^`{|}") {
				t.Fatalf("%q is no address", target)
			}
			if !strings.HasSuffix(presstest.Attr(e, "Type"), "/hyperlink") || !strings.HasPrefix(target, "https://") && !strings.HasPrefix(target, "mailto:") {
				t.Fatalf("%s refers to %s", name, target)
			}
		} else if _, there := parts[path.Join(from, target)]; !there {
			t.Fatalf("%s refers to %s, which is not there", name, target)
		}
	})
}

func (c checker) part(t rapid.TB, name, body string) {
	presstest.Read(t, body, func(token xml.Token, within []string) {
		e, ok := token.(xml.StartElement)
		if !ok {
			return
		}
		id := presstest.Attr(e, "id")
		switch e.Name.Local {
		case "style":
			c.define(t, "style "+presstest.Attr(e, "styleId"))
		case "pStyle", "rStyle", "tblStyle", "basedOn", "next":
			c.used["style "+presstest.Attr(e, "val")] = true
		case "bookmarkStart":
			c.define(t, "bookmark "+presstest.Attr(e, "name"))
			c.define(t, "bookmark of the id "+id)
		case "footnote":
			c.define(t, "footnote "+id)
		case "footnoteReference":
			c.used["footnote "+id] = true
		case "hyperlink":
			if anchor := presstest.Attr(e, "anchor"); anchor != "" {
				c.used["bookmark "+anchor] = true
			} else {
				c.used["relation "+name+" "+id] = true
			}
		case "headerReference", "footerReference":
			c.used["relation "+name+" "+id] = true
		case "blip":
			c.used["relation "+name+" "+presstest.Attr(e, "embed")] = true
		case "docPr":
			c.define(t, "picture of the id "+id)
		case "num":
			c.define(t, "list "+presstest.Attr(e, "numId"))
		case "numId":
			c.used["list "+presstest.Attr(e, "val")] = true
		case "tc": // a cell ends with a paragraph; ours are nothing else
		case "p":
			if slices.Contains(within[:len(within)-1], "p") {
				t.Fatal("a paragraph is within a paragraph")
			}
		}
	})
}

// TestSet looks at what the model paper must have in Word.
func TestSet(t *testing.T) {
	for lang, region := range map[string]string{"en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ"} {
		file, err := docx.Set(presstest.Paper(lang))
		if err != nil {
			t.Fatal(err)
		}
		parts := holds(t, file)
		for part, all := range map[string][]string{
			"word/document.xml": {`w:val="Title"`, `w:val="Subtitle"`, `w:val="Heading1"`, `w:val="Heading2"`, `w:val="Heading3"`, `w:val="Caption"`,
				`w:val="BoxTitle"`, `w:val="Banner"`, ` TOC \o "1-3" `, `<w:tblHeader/>`, `<w:titlePg/>`, `<w:pageBreakBefore/>`, `<w:lang w:val="` + region + `"/>`,
				`<w:lang w:val="en-GB"/></w:rPr><w:t xml:space="preserve">An interpretative`, `descr="`, `w:val="ListBullet"`, `w:val="NumberedParagraph"`},
			"word/footer1.xml":  {` PAGE `, ` NUMPAGES `},
			"word/header1.xml":  {"TF/PB/3"},
			"docProps/core.xml": {"<dc:creator>A. Hale; Д. Сейтқали</dc:creator>", "2026-03-02T09:30:00Z</dcterms:created>", region},
		} {
			for _, want := range all {
				if !strings.Contains(parts[part], want) {
					t.Errorf("%s: there is no %s in %s", lang, want, part)
				}
			}
		}
		if n := strings.Count(parts["word/document.xml"], "<w:footnoteReference "); n != 2 {
			t.Errorf("%s: %d footnotes are called, not 2", lang, n)
		}
		if strings.Contains(parts["word/settings.xml"], "updateFields") {
			t.Errorf("%s: the file asks for its fields to be updated", lang)
		}
	}
}

// TestDrawing is refused with the figure to blame.
func TestDrawing(t *testing.T) {
	d := presstest.Paper("en")
	d.Body = append(d.Body, press.Block{Kind: press.Figure, ID: "drawing", Number: "9",
		Image: &press.Image{Type: "image/svg+xml", Alt: "A line", File: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)}})
	_, err := docx.Set(d)
	var fault press.Fault
	if !errors.As(err, &fault) || fault.Block != "drawing" || fault.Number != "9" {
		t.Errorf("a drawing: %v", err)
	}
	d.Body = d.Body[:1]
	d.Body[0].Level = 0
	if _, err := docx.Set(d); !errors.As(err, &fault) || fault.Block != "one" {
		t.Errorf("a heading without a level: %v", err)
	}
}
