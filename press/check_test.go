package press_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/counterpart/press"
	"example.org/counterpart/press/presstest"
)

// TestRoundTrip shows that a document as JSON is the document: as it is kept,
// and as it is handed out.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := presstest.Documents().Draw(t, "document")
		if err := d.Check(); err != nil {
			t.Fatal(err)
		}
		file, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back press.Document
		if err := json.Unmarshal(file, &back); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(back)
		if err != nil || string(again) != string(file) {
			t.Fatalf("%v\n%s\n%s", err, file, again)
		}
		if !reflect.DeepEqual(presstest.Flow(back), presstest.Flow(d)) || !reflect.DeepEqual(back.At, d.At) {
			t.Fatal("words or the time have changed")
		}
	})
	for _, lang := range []string{"en", "ru", "kk"} {
		d, back := presstest.Paper(lang), press.Document{}
		file, err := json.Marshal(d)
		if err == nil {
			err = json.Unmarshal(file, &back)
		}
		if err != nil || !reflect.DeepEqual(d, back) {
			t.Errorf("%s: %v, %+v", lang, err, back)
		}
	}
}

// TestCheck finds what no format could set, and where it stands.
func TestCheck(t *testing.T) {
	svg := func(s string) press.Block {
		return press.Block{Kind: press.Figure, Image: &press.Image{Type: "image/svg+xml", Alt: "x", File: []byte(s)}}
	}
	const ns = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">`
	words := press.Words
	for why, b := range map[string]press.Block{
		"":                        {Kind: press.Paragraph, Text: words("fine")},
		"the sign U+0000":         {Kind: press.Paragraph, Text: words("a\x00")},
		"not valid UTF-8":         {Kind: press.Paragraph, Text: words("a\xff")},
		"from 1 to 3":             {Kind: press.Heading, Text: words("a"), Level: 4},
		"a heading has words":     {Kind: press.Heading, Text: words(" "), Level: 1},
		"kind \"verse\"":          {Kind: "verse"},
		"language \"de\"":         {Kind: press.Item, Lang: "de"},
		"hold blocks":             {Kind: press.Item, Blocks: []press.Block{{Kind: press.Item}}},
		"row 1 has 1 cells":       {Kind: press.Table, Head: []press.Text{nil, nil}, Rows: [][]press.Text{{nil}}},
		"has heads":               {Kind: press.Table},
		"has an image":            {Kind: press.Figure},
		"what it shows":           {Kind: press.Figure, Image: &press.Image{Type: "image/png"}},
		"is called image/jpeg":    {Kind: press.Figure, Image: &press.Image{Type: "image/jpeg", Alt: "x", File: presstest.Picture("image/png", 1, 1)}},
		"read the picture":        {Kind: press.Figure, Image: &press.Image{Type: "image/png", Alt: "x", File: []byte("GIF8")}},
		"type \"image/gif\"":      {Kind: press.Figure, Image: &press.Image{Type: "image/gif", Alt: "x"}},
		"neither https nor":       {Kind: press.Paragraph, Text: press.Text{{Words: "x", Link: "javascript:alert(1)"}}},
		"leads to no block":       {Kind: press.Paragraph, Text: press.Text{{Words: "x", Link: "#nowhere"}}},
		"a note holds no notes":   {Kind: press.Paragraph, Text: press.Text{{Words: "x", Note: press.Text{{Words: "y", Note: words("z")}}}}},
		"other signs":             {Kind: press.Paragraph, ID: "a b"},
		"another block":           {Kind: press.Paragraph, ID: "first"},
		"not well-formed":         svg("<svg"),
		"it is not SVG":           svg("<svg/>"),
		"it holds script":         svg(ns + "<script>1</script></svg>"),
		"it holds foreignObject":  svg(ns + "<foreignObject/></svg>"),
		"runs something":          svg(ns + `<path onclick="x()"/></svg>`),
		"document type":           svg(`<!DOCTYPE svg [<!ENTITY a "b">]>` + ns + `</svg>`),
		"refers to other files":   svg(ns + `<image xlink:href="https://example.org/x.png"/></svg>`),
		"its style refers":        svg(ns + `<style>@import "x";</style></svg>`),
		"other files, by style":   svg(ns + `<path style="fill:url( 'https://example.org')"/></svg>`),
		"instructions for progra": svg(`<?xml-stylesheet href="x"?>` + ns + `</svg>`),
	} {
		d := press.Document{Lang: "en", Title: "A", Body: []press.Block{{Kind: press.Paragraph, ID: "first"},
			{Kind: press.Box, Blocks: []press.Block{b}}}}
		d.Body[1].Blocks[0].Number = "7"
		err := d.Check()
		var fault press.Fault
		switch {
		case why == "" && err != nil:
			t.Error(err)
		case why != "" && (!errors.As(err, &fault) || !strings.Contains(fault.Reason, why) || fault.Number != "7"):
			t.Errorf("%s: %v", why, err)
		}
	}
	for why, d := range map[string]press.Document{
		"language \"\"": {Title: "A"}, "no title": {Lang: "en"}, "the sign U+0001": {Lang: "en", Title: "A", Stamp: "\x01"},
		"annexes begin": {Lang: "en", Title: "A", Annexes: []press.Block{{Kind: press.Paragraph}}},
	} {
		if err := d.Check(); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", why, err)
		}
	}
	good := press.Document{Lang: "en", Title: "A", Body: []press.Block{svg(`<?xml version="1.0"?>` + ns + `<style>.a{fill:url(#g)}</style><path class="a" d="M0 0"/></svg>`)}}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
}

// FuzzDrawing finds no drawing that is taken and holds what runs.
func FuzzDrawing(f *testing.F) {
	f.Add([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><style>.a{fill:url(#g)}</style><path class="a"/></svg>`))
	f.Add([]byte(`<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script/></s:svg>`))
	f.Add([]byte(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><use x:href="#a"/></svg>`))
	f.Fuzz(func(t *testing.T, file []byte) {
		d := press.Document{Lang: "en", Title: "A", Body: []press.Block{{Kind: press.Figure, Image: &press.Image{Type: "image/svg+xml", Alt: "x", File: file}}}}
		if d.Check() != nil {
			return
		}
		for _, bad := range []string{"<script", ":script", "<!DOCTYPE", "<!ENTITY", "<foreignObject", "@import"} {
			if plain := string(file); strings.Contains(plain, bad) && !strings.ContainsAny(plain, "-['\"") {
				t.Errorf("%q is taken", file)
			}
		}
	})
}
