package pdf_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"example.org/counterpart/press"
	"example.org/counterpart/press/pdf"
	"example.org/counterpart/press/typst/typsttest"
)

func figure(kind, file string) press.Block {
	return press.Block{Kind: press.Figure, ID: "x", Number: "9", Image: &press.Image{Type: kind, Alt: "A picture", File: []byte(file)}}
}

func TestFault(t *testing.T) {
	whole := string(photograph("png"))
	svg := func(inner string) press.Block {
		return figure("image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">`+inner+`</svg>`)
	}
	text := func(runs ...press.Run) press.Block {
		return press.Block{Kind: press.Paragraph, ID: "x", Number: "9", Text: runs}
	}
	for _, c := range []struct {
		name   string
		block  press.Block
		reason string
	}{
		{"a picture that breaks off", figure("image/png", whole[:len(whole)/2]), "the image cannot be read: png"},
		{"no picture", figure("image/jpeg", "GIF89a"), "the image cannot be read"},
		{"a type", figure("image/gif", "GIF89a"), `"image/gif" are not taken`},
		{"a drawing that breaks off", figure("image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg"><g>`), "the drawing cannot be read"},
		{"no drawing", figure("image/svg+xml", "<html/>"), "the drawing is no SVG"},
		{"an empty drawing", figure("image/svg+xml", ""), "the drawing is empty"},
		{"a script", svg("<script>x</script>"), "<script>"},
		{"a picture from elsewhere", svg(`<image href="https://example.org/x.png"/>`), "refers to"},
		{"a broken picture within a drawing", svg(`<image href="data:image/png;base64,iVBORw0KGgo="/>`), "within the drawing, the image cannot be read"},
		{"a drawing within a drawing", svg(`<image href="data:image/svg+xml;base64,PHN2Zy8+"/>`), "refers to"},
		{"a drawing with strange letters", svg(`<text>中</text>`), "U+4E2D"},
		{"entities", figure("image/svg+xml", `<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>`), "entities"},
		{"an image that does not say what it shows", press.Block{Kind: press.Figure, ID: "x", Number: "9", Image: &press.Image{Type: "image/png", File: []byte(whole)}}, "what it shows"},
		{"no image", press.Block{Kind: press.Figure, ID: "x", Number: "9"}, "a figure has an image"},
		{"strange letters", text(press.Run{Words: "in Chinese: 中文"}), `the fonts have no letter "中" (U+4E2D)`},
		{"a control character", text(press.Run{Words: "a\x01"}), "U+0001"},
		{"strange letters in a note", text(press.Run{Words: "a", Note: press.Words("🙂")}), "U+1F642"},
		{"a note in a note", text(press.Run{Note: press.Text{{Words: "a", Note: press.Words("b")}}}), "no notes"},
		{"a link to nowhere", text(press.Run{Words: "a", Link: "#nowhere"}), "leads to no block"},
		{"a link that is code", text(press.Run{Words: "a", Link: "javascript:alert(1)"}), "neither https nor mailto"},
		{"a table with a cell too few", press.Block{Kind: press.Table, ID: "x", Number: "9", Head: []press.Text{nil, nil}, Rows: [][]press.Text{{nil}}}, "row 1 has 1 cells"},
		{"a heading of level 4", press.Block{Kind: press.Heading, ID: "x", Number: "9", Level: 4}, "level"},
		{"a heading without words", press.Block{Kind: press.Heading, ID: "x", Number: "9", Level: 1}, "has words"},
		{"a kind", press.Block{Kind: "dance", ID: "x", Number: "9"}, `"dance"`},
		{"a language", press.Block{Kind: press.Paragraph, ID: "x", Number: "9", Lang: "xx"}, `"xx"`},
		{"one ID twice", press.Block{Kind: press.Paragraph, ID: "x", Number: "9", Blocks: []press.Block{{Kind: press.Paragraph, ID: "x", Number: "9"}}}, "another block"},
		{"a drawing of another kind", figure("image/svg+xml", `<svg width="9" height="9"/>`), "no SVG"},
		// This is what Go takes and Typst refuses.
		{"a drawing without a size", figure("image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>`), "SVG"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for place, d := range within(c.block) {
				_, err := pdf.Set(t.Context(), typsttest.Engine(t), d)
				var fault press.Fault
				if !errors.As(err, &fault) || fault.Block != "x" || fault.Number != "9" || !strings.Contains(fault.Reason, c.reason) {
					t.Errorf("%s: %#v; want %q", place, err, c.reason)
				}
			}
		})
	}
}

// brief is a paper of few words.
func brief() press.Document {
	d := paper(english)
	adopted := slices.IndexFunc(d.Body, func(b press.Block) bool { return b.Kind == press.Adopted })
	d.Body = append(slices.Clone(d.Body[:6]), d.Body[adopted])
	return d
}

// within puts a block in different places of a document that is sound.
func within(b press.Block) map[string]press.Document {
	all := map[string]press.Document{}
	for _, place := range []string{"summary", "body", "annexes", "adopted"} {
		d := brief()
		switch place {
		case "summary":
			d.Summary = append(d.Summary, b)
		case "body":
			d.Body = slices.Insert(d.Body, 2, b)
		case "annexes":
			d.Annexes = append(d.Annexes, b)
		case "adopted":
			i := slices.IndexFunc(d.Body, func(b press.Block) bool { return b.Kind == press.Adopted })
			d.Body[i].Blocks = append(d.Body[i].Blocks, b)
		}
		all[place] = d
	}
	return all
}

func TestFaultOfDocument(t *testing.T) {
	sound := press.Document{Lang: "en", Title: "T", Publisher: "P"}
	if _, err := pdf.Set(t.Context(), typsttest.Engine(t), sound); err != nil {
		t.Errorf("an empty document: %v", err)
	}
	for name, change := range map[string]func(*press.Document){
		"language": func(d *press.Document) { d.Lang = "" },
		"title":    func(d *press.Document) { d.Title = "中" },
		"banner":   func(d *press.Document) { d.Banners = []string{"\x02"} },
		"annexes":  func(d *press.Document) { d.Annexes = []press.Block{{Kind: press.Paragraph}} },
	} {
		d := sound
		change(&d)
		_, err := pdf.Set(t.Context(), typsttest.Engine(t), d)
		if fault, ok := err.(press.Fault); !ok || fault.Block != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
