package pdf_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"example.org/counterpart/press"
)

// TestNotes calls a note from wherever words may stand: each is there once,
// under its number, and the contents have none. That of a table's head, the
// sixth, is on every page on which the head is.
func TestNotes(t *testing.T) {
	n := 0
	noted := func(words string) press.Text {
		n++
		return press.Text{{Words: words, Note: press.Words(fmt.Sprintf("remark%d ends.", n))}}
	}
	d := press.Document{Lang: "en", Title: "Notes", Publisher: "P"}
	for i := range 4 {
		d.Body = append(d.Body, press.Block{Kind: press.Heading, Level: 1 + i%3, ID: fmt.Sprint("h", i), Text: noted("Heading")})
	}
	tab := press.Block{Kind: press.Table, Number: "1", Text: noted("Caption"), Head: []press.Text{noted("Head"), press.Words("Other")}}
	for i := range 70 {
		tab.Rows = append(tab.Rows, []press.Text{press.Words(fmt.Sprint("row", i)), press.Words("cell")})
	}
	tab.Rows[1][1] = noted("cell")
	fig := press.Block{Kind: press.Figure, Number: "1", Text: noted("Figure"), Image: &press.Image{Type: "image/png", Alt: "A", File: photograph("png")}}
	d.Body = append(d.Body, tab, fig,
		press.Block{Kind: press.Box, Text: noted("Box"), Blocks: []press.Block{{Kind: press.Item, Text: noted("Item")}}},
		press.Block{Kind: press.Adopted, Number: "R/1", Text: noted("Adopted"), Blocks: []press.Block{{Kind: press.Paragraph, Number: "1", Text: noted("Reserve")}}})
	d.Summary = []press.Block{{Kind: press.Heading, Level: 1, Text: press.Words("In brief")}, {Kind: press.Paragraph, Text: noted("Sum")}}
	text := seen(printed(t, set(t, d)))
	for i := 1; i <= n; i++ {
		times := strings.Count(text, fmt.Sprintf("remark%d ends.", i))
		if repeated := i == 6; times < 1 || times > 1 && !repeated {
			t.Errorf("remark %d stands there %d times", i, times)
		}
	}
	if strings.Contains(text, "Summary") || strings.Count(text, "In brief") != 2 {
		t.Error("the summary has two headings")
	}
	for i := range 70 {
		follow(t, text, 0, []string{fmt.Sprintf("row%d cell", i)})
	}
}

// TestOdd sets what is too long, too many, too wide or too little.
func TestOdd(t *testing.T) {
	many := func(n int, what string) (all []string) {
		for i := range n {
			all = append(all, fmt.Sprintf("%s number %d", what, i))
		}
		return all
	}
	much := strings.Join(many(900, "word"), " ")
	para := press.Block{Kind: press.Paragraph, Number: "1000 bis", Text: press.Words(much)}
	wide := press.Block{Kind: press.Table}
	for i := range 9 {
		wide.Head = append(wide.Head, press.Words(fmt.Sprint("Column", i)))
	}
	for range 3 {
		wide.Rows = append(wide.Rows, make([]press.Text, 9))
	}
	hash := strings.Repeat("0123456789abcdef", 8)
	for name, d := range map[string]press.Document{
		"a cover of many":       {Title: strings.Join(many(25, "title"), " "), Issuers: many(15, "issuer"), Authors: many(40, "author"), Banners: many(5, "banner"), Stamp: strings.Join(many(50, "stamp"), " ")},
		"a long paragraph":      {Body: []press.Block{para}},
		"a long box":            {Body: []press.Block{{Kind: press.Box, Blocks: []press.Block{para, para}}}},
		"a long recommendation": {Body: []press.Block{{Kind: press.Adopted, Text: press.Words(much), Blocks: []press.Block{para}}}},
		"a wide table":          {Body: []press.Block{wide}},
		"a long cell":           {Body: []press.Block{{Kind: press.Table, Head: []press.Text{press.Words("a"), press.Words("b")}, Rows: [][]press.Text{{press.Words("1"), press.Words(much)}}}}},
		"a long note":           {Body: []press.Block{{Kind: press.Paragraph, Text: press.Text{{Words: "a", Note: press.Words(much)}}}}},
		"a table without rows":  {Body: []press.Block{{Kind: press.Table, Head: []press.Text{press.Words("a")}}}},
		"blocks without words":  {Body: []press.Block{{Kind: press.Paragraph}, {Kind: press.Item}, {Kind: press.Box}, {Kind: press.Adopted}}},
		"other languages":       {Body: []press.Block{{Kind: press.Paragraph, Lang: "ru", Text: press.Words("по-русски")}, {Kind: press.Item, Lang: "kk", Text: press.Words("қазақша")}}},
		"a drawing": {Body: []press.Block{{Kind: press.Figure, Image: &press.Image{Type: "image/svg+xml", Alt: "A", File: []byte(
			`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="9"><image width="90" height="9" xlink:href="data:image/png;base64,` +
				base64.StdEncoding.EncodeToString(photograph("png")) + `"/></svg>`)}}}},
		"names":      {Authors: []string{"Հայկ Սարգսյան", "ნინო ბერიძე", "Ştefan Ţurcanu", "Ağamalı Əliyev", "Οδυσσέας"}},
		"spaces":     {Body: []press.Block{{Kind: press.Paragraph, Text: press.Text{{Words: "one "}, {Words: "two", Strong: true}, {Words: " three\nfour\tfive"}}}}},
		"a checksum": {Body: []press.Block{{Kind: press.Paragraph, Number: "1", Text: press.Words(hash)}}},
	} {
		t.Run(name, func(t *testing.T) {
			d.Lang, d.Publisher = "en", "Publisher"
			if d.Title == "" {
				d.Title = "Title"
			}
			words := printed(t, set(t, d))
			text := seen(words)
			d.Walk(func(b press.Block) {
				if b.Kind != press.Table {
					follow(t, text, 0, []string{strings.ReplaceAll(b.Text.Plain(), hash, "")})
				}
			})
			for _, line := range append(append(append(d.Issuers, d.Authors...), d.Banners...), d.Title, d.Stamp) {
				follow(t, text, 0, []string{line})
			}
			for _, row := range wide.Head {
				if name == "a wide table" {
					follow(t, text, 0, []string{row.Plain()})
				}
			}
			for _, w := range words {
				if w.X < 50 || w.End > 546 || w.Y < 30 || w.Y > 800 {
					t.Errorf("%q stands at %.0f–%.0f, %.0f", w.Text, w.X, w.End, w.Y)
				}
			}
			if name == "a checksum" && !strings.Contains(strings.NewReplacer(" ", "", "\u200b", "").Replace(text), hash) {
				t.Errorf("the checksum is not whole: %s", text)
			}
		})
	}
}
