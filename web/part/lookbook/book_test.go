package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.org/counterpart/locale"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// each draws every page of the book in every language.
func each(t *testing.T, look func(t *testing.T, page string)) {
	for name := range book {
		for _, lang := range locale.Langs {
			t.Run(name+"."+string(lang), func(t *testing.T) {
				var b bytes.Buffer
				if err := draw(&b, name, lang); err != nil {
					t.Fatal(err)
				}
				look(t, b.String())
			})
		}
	}
}

var void = strings.Fields("area base br col embed hr img input link meta source track wbr")

// TestPages draws every page, full and empty, and checks that tags balance,
// that nothing on them needs a style or a script within the page, that ids are
// unique and what points to one finds it.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, page string) {
		var open []string
		ids, wanted := map[string]bool{}, map[string]string{}
		z := html.NewTokenizer(strings.NewReader(page))
		svg := 0
		for z.Next() != html.ErrorToken {
			tok := z.Token()
			switch tok.Type {
			case html.StartTagToken:
				if !slices.Contains(void, tok.Data) {
					open = append(open, tok.Data)
				}
				if tok.Data == "svg" {
					svg++
				}
			case html.EndTagToken:
				if len(open) == 0 || open[len(open)-1] != tok.Data {
					t.Fatalf("</%s> closes %v", tok.Data, open)
				}
				open = open[:len(open)-1]
			}
			checkTag(t, tok, ids, wanted)
		}
		if len(open) > 0 {
			t.Errorf("never closed: %v", open)
		}
		for id, by := range wanted {
			if !ids[id] {
				t.Errorf("%s points to #%s, which is not there", by, id)
			}
		}
		if strings.Contains(page, "⟦part.") || strings.Contains(page, "%!") {
			t.Errorf("a sentence is missing: %.200s", page[strings.Index(page, "⟦part."):])
		}
		if svg == 0 {
			t.Error("no sign was drawn: is the page empty?")
		}
	})
	if lack := locale.Missing(); len(lack) > 0 {
		t.Errorf("no catalogue has: %v", lack)
	}
}

func checkTag(t *testing.T, tok html.Token, ids map[string]bool, wanted map[string]string) {
	if tok.Data == "script" && tok.Type == html.StartTagToken && !slices.ContainsFunc(tok.Attr, func(a html.Attribute) bool { return a.Key == "src" }) {
		t.Error("a script within the page")
	}
	if tok.Data == "style" {
		t.Error("a style within the page")
	}
	for _, a := range tok.Attr {
		switch {
		case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
			t.Errorf("<%s %s=%q>", tok.Data, a.Key, a.Val)
		case a.Key == "id":
			if ids[a.Val] {
				t.Errorf("two things are called #%s", a.Val)
			}
			ids[a.Val] = true
		case a.Key == "for", a.Key == "aria-describedby", a.Key == "aria-labelledby":
			for _, id := range strings.Fields(a.Val) {
				wanted[id] = tok.Data + " " + a.Key
			}
		}
	}
}

// TestEveryPart makes sure that the book shows every part that pages may use.
func TestEveryPart(t *testing.T) {
	all, err := filepath.Glob("../*.templ")
	if err != nil || len(all) == 0 {
		t.Fatal("no parts", err)
	}
	pages, err := os.ReadFile("pages.templ")
	if err != nil {
		t.Fatal(err)
	}
	// Drawn by other parts only.
	within := []string{"Clocks", "At", "Stamp", "Icon", "Mark", "Sign", "Audience", "EntryOf", "PhrasesOf", "Runs", "Text", "Tag", "Button"}
	exported := regexp.MustCompile(`(?m)^templ ([A-Z]\w*)\(`)
	for _, file := range all {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range exported.FindAllSubmatch(source, -1) {
			name := string(m[1])
			if !slices.Contains(within, name) && !bytes.Contains(pages, []byte("part."+name+"(")) {
				t.Errorf("the book does not show %s", name)
			}
		}
	}
}

// TestHostile gives every part that takes people's words the worst of them.
func TestHostile(t *testing.T) {
	const worst = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	s := samples(locale.English)
	g := part.Group{ID: worst, Name: worst}
	var b bytes.Buffer
	draw := func(c templ.Component) {
		t.Helper()
		if err := c.Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
	}
	entry := part.Entry{ID: worst, Group: &g, Act: worst, Author: worst, Capacity: worst, Words: worst, Lang: worst, On: part.Link{Label: worst, Href: "javascript:alert(1)"}, At: s.now, Audience: "joint"}
	draw(part.Facing(s.p, part.Spread{Label: worst, Sides: []part.Side{{Group: g, Note: worst}}, Entries: []part.Entry{entry, {Act: worst, Words: worst}}}))
	draw(part.ParagraphView(s.p, part.Paragraph{ID: worst, Phrases: []part.Phrase{{Words: worst}, {Bracket: []part.Alternative{{Holders: []part.Group{g}, Phrases: []part.Phrase{{Words: worst}}}}}}}))
	draw(part.Redline(s.p, []part.Change{{State: "changed", Now: 1, Runs: []part.Run{{Op: "insert", Text: worst}, {Op: "delete", Text: worst}}}}))
	draw(part.TextArea(s.p, part.Field{Name: worst, Label: worst, Hint: worst, Error: worst, Value: "</textarea>" + worst, Max: 3}))
	draw(part.Input(s.p, part.Field{Name: worst, Label: worst, Value: worst}))
	draw(part.Radios(s.p, part.Field{Name: worst, Label: worst, Options: []part.Option{{Value: worst, Label: worst, Hint: worst}}}))
	draw(part.ErrorSummary(s.p, worst, []part.Problem{{Text: worst, Href: "javascript:alert(1)"}}))
	draw(part.List([]part.Leaf{{Title: worst, Href: worst, Body: part.Highlighted([]part.Piece{{Text: worst, Hit: true}})}}))
	draw(part.PageHeader(s.p, part.Head{Title: worst, Lede: worst, Over: worst}))
	z := html.NewTokenizer(&b)
	for z.Next() != html.ErrorToken {
		tok := z.Token()
		if tok.Data == "script" && tok.Type == html.StartTagToken || tok.Data == "img" {
			t.Fatalf("people's words became <%s>", tok.Data)
		}
		for _, a := range tok.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Val, "javascript:") {
				t.Fatalf("people's words became %s=%q", a.Key, a.Val)
			}
		}
	}
}

// TestTyped checks that a refused form brings back what was typed, to the letter.
func TestTyped(t *testing.T) {
	s := samples(locale.English)
	for _, typed := range []string{"", "\nfirst line empty", "a\r\nb", "  spaces  ", `"quoted" & <so on>`} {
		var b bytes.Buffer
		if err := part.TextArea(s.p, part.Field{Name: "x", Label: "X", Value: typed}).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		doc, err := html.Parse(&b)
		if err != nil {
			t.Fatal(err)
		}
		var got string
		for n := range doc.Descendants() {
			if n.Type == html.ElementNode && n.Data == "textarea" && n.FirstChild != nil {
				got = n.FirstChild.Data
			}
		}
		if want := strings.ReplaceAll(typed, "\r\n", "\n"); strings.ReplaceAll(got, "\r\n", "\n") != want {
			t.Errorf("typed %q, came back %q", want, got)
		}
	}
}

// TestSmall keeps the promise that a page is light on a poor line.
func TestSmall(t *testing.T) {
	for name, most := range map[string]int{"app.css": 40_000, "meetings.css": 8_000, "drafts.css": 4_000, "app.js": 8_000} {
		data, err := os.ReadFile("../../static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > most {
			t.Errorf("%s has %d bytes, more than %d", name, len(data), most)
		}
	}
}

// BenchmarkFacing draws a matter's page with fifty statements.
func BenchmarkFacing(b *testing.B) {
	s := samples(locale.Kazakh)
	spread := part.Spread{Sides: sides(s)}
	for i := range 50 {
		e := s.entries()[i%12]
		e.ID = fmt.Sprint("e", i)
		spread.Entries = append(spread.Entries, e)
	}
	var buf bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		buf.Reset()
		if err := part.Facing(s.p, spread).Render(b.Context(), &buf); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(buf.Len()))
}
