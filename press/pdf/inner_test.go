package pdf

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"example.org/counterpart/press"
)

func TestPairs(t *testing.T) {
	blocks := func(ids string) (all []press.Block) {
		for _, id := range strings.Fields(ids) {
			all = append(all, press.Block{ID: strings.TrimSuffix(id, "-")})
			if id == "-" {
				all[len(all)-1].ID = ""
			}
		}
		return all
	}
	for _, c := range []struct{ left, right, want string }{
		{"a b c", "a b c", "a=a b=b c=c"},
		{"a c", "a b c", "a=a .=b c=c"},
		{"a b c", "a c", "a=a b=. c=c"},
		{"a b", "b a", ".=b a=a b=."},
		{"- a", "a -", "-=. a=a .=-"},
		{"", "a", ".=a"}, {"a", "", "a=."}, {"", "", ""},
	} {
		var got []string
		name := func(b *press.Block) string {
			switch {
			case b == nil:
				return "."
			case b.ID == "":
				return "-"
			}
			return b.ID
		}
		for _, p := range pairs(blocks(c.left), blocks(c.right)) {
			got = append(got, name(p[0])+"="+name(p[1]))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s | %s: %v, not %s", c.left, c.right, got, c.want)
		}
	}
}

func TestMeasure(t *testing.T) {
	cells := func(all ...string) (row []press.Text) {
		for _, s := range all {
			row = append(row, press.Words(s))
		}
		return row
	}
	b := press.Block{Head: cells("Year", "What", "Sum", "Empty"), Rows: [][]press.Text{
		cells("2009", strings.Repeat("many words ", 20), "1 200", ""), cells("2010", "few", "−3.5 %", "")}}
	weights, figures := measure(b)
	if fmt.Sprint(figures) != "[false false true false]" || weights[1] < 4*weights[0] || weights[1] > 12*weights[0] {
		t.Errorf("%v, %v", weights, figures)
	}
	for text, want := range map[string]bool{"12": true, "(1,5)": true, "–": true, "": false, "%": false, "a1": false, "1 200 ₸": true} {
		if number(text) != want {
			t.Errorf("that %q is a number is %v", text, !want)
		}
	}
}

func TestOverlong(t *testing.T) {
	for words, want := range map[string]string{
		"abcd abc": "abcd abc", "abcdefghij": "abcd|efgh|ij", "abcd-efgh/ij": "abcd-efgh/ij", "12345": "1234|5", "абвгд": "абвг|д", "": "",
		"abcde\u0301f": "abcd|e\u0301f",
	} {
		if got := strings.ReplaceAll(overlong(words, 4), "\u200b", "|"); got != want {
			t.Errorf("%q: %q, not %q", words, got, want)
		}
	}
}

var others = regexp.MustCompile("Math|Symbols|Armenian|Georgian")

// TestGlyphs looks into the fonts: letters of the three languages are in every
// one of them, and no two letters of Cyrillic have one glyph, as wholeObject presumes.
func TestGlyphs(t *testing.T) {
	faces, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	full := 0
	for _, file := range faces.files {
		font, err := sfnt.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		var buffer sfnt.Buffer
		name, _ := font.Name(&buffer, sfnt.NameIDFull)
		if others.MatchString(name) {
			continue
		}
		full++
		for _, r := range "AZazЁёЯя«»„“”’–—№…ӘәҒғҚқҢңӨөҰұҮүҺһІі€₸½→" {
			if glyph, err := font.GlyphIndex(&buffer, r); (glyph == 0 || err != nil) && r != '→' {
				t.Errorf("%s has no %c", name, r)
			}
		}
		whose := map[sfnt.GlyphIndex]rune{}
		for r := rune(0x20); r < 0x530; r++ {
			glyph, _ := font.GlyphIndex(&buffer, r)
			if other, taken := whose[glyph]; taken && glyph != 0 && r >= 0x400 {
				t.Errorf("%s: %c and %c have one glyph", name, other, r)
			}
			whose[glyph] = r
		}
	}
	if full != 7 {
		t.Errorf("%d fonts, not 7", full)
	}
	if r, strange := faces.strange("и\u0306 − → ≥ ✓ \u00ad Հայաստան საქართველო"); strange {
		t.Errorf("%q is strange", r)
	}
}

// TestFinishRefuses shows what is no PDF of Typst's.
func TestFinishRefuses(t *testing.T) {
	for _, pdf := range []string{"", "%PDF-1.7", "%PDF-1.7\nstartxref\n9999\n%%EOF", "%PDF\nstartxref\n0\n%%EOF",
		"xref\n0 2\n0000000000 65535 f \n0000009999 00000 n \ntrailer\nstartxref\n0\n%%EOF"} {
		if _, err := finish([]byte(pdf)); err == nil {
			t.Errorf("%q is read", pdf)
		}
	}
}

func FuzzFinish(f *testing.F) {
	f.Add([]byte("%PDF-1.7\n1 0 obj\n<<\n  /Length 1\n  /Type /CMap\n  /WMode 0\n>>\nstream\nx\nendstream\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\nstartxref\n93\n%%EOF"))
	f.Fuzz(func(t *testing.T, pdf []byte) { finish(pdf) })
}
