package pdf_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"example.org/counterpart/press"
	"example.org/counterpart/press/pdf"
	"example.org/counterpart/press/typst/typsttest"
)

func set(t testing.TB, d press.Document) []byte {
	t.Helper()
	file, err := pdf.Set(t.Context(), typsttest.Engine(t), d)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

var papers = map[string][]byte{}

// paperOf is the paper of a language as a file, set once for all tests.
func paperOf(t *testing.T, p phrases) []byte {
	t.Helper()
	if papers[p.lang] == nil {
		papers[p.lang] = set(t, paper(p))
	}
	return papers[p.lang]
}

// TestWords holds what a reader of the file sees and hears against the
// document: all words are there, whole and in their order.
func TestWords(t *testing.T) {
	for _, p := range []phrases{english, russian, kazakh} {
		t.Run(p.lang, func(t *testing.T) {
			d := paper(p)
			file := paperOf(t, p)
			cover := append([]string{p.banner, p.series, "TF/PB/3", p.publisher, p.title, p.subtitle, p.dimension}, p.issuers...)
			cover = append(append(cover, p.authors...), p.edition, p.date, p.stamp, p.licence, d.Address)
			told := heard(t, file)
			at := follow(t, told, 0, cover)
			at = max(at, afterContents(told))
			d.Walk(func(b press.Block) { at = follow(t, told, at, beginnings(wordsOf(b))) })

			text := seen(printed(t, file))
			notes := regexp.MustCompile(`\d+ ?` + regexp.QuoteMeta(collapsed(p.note)) + " ?")
			if n := len(notes.FindAllString(text, -1)); n != 13 {
				t.Errorf("the note stands there %d times, not 13", n)
			}
			text = notes.ReplaceAllString(text, "")
			at = follow(t, text, 0, cover)
			at = max(at, afterContents(text))
			d.Walk(func(b press.Block) { at = follow(t, text, at, wordsOf(b)) })
		})
	}
}

// beginnings cut texts to their first letters.
func beginnings(all []string) []string {
	for i, words := range all {
		if first := []rune(words); len(first) > 12 {
			all[i] = string(first[:12])
		}
	}
	return all
}

// afterContents is where a text is read on behind the table of contents, of
// which each number stands behind a joiner.
func afterContents(text string) int { return max(0, strings.LastIndex(text, "\u2060")) }

// follow finds some words one after the other, and returns where they end.
func follow(t *testing.T, text string, at int, all []string) int {
	t.Helper()
	for _, words := range all {
		words = collapsed(words)
		i := strings.Index(text[at:], words)
		if i < 0 || i > 4000 {
			t.Fatalf("%q does not follow in %.1200q", words, text[at:])
		}
		at += i + len(words)
	}
	return at
}

func wordsOf(b press.Block) (all []string) {
	if b.Number != "" && b.Kind != press.Table && b.Kind != press.Figure {
		all = append(all, b.Number)
	}
	texts := append([]press.Text{b.Text}, b.Head...)
	for _, row := range b.Rows {
		texts = append(texts, row...)
	}
	for _, text := range texts {
		for _, run := range text {
			words, _, _ := strings.Cut(run.Words, "//") // an address may be broken there
			all = append(all, words)
		}
	}
	return all
}

// TestWhole looks at the lines of papers: a hyphen stands where a word is
// broken at the end of a line, and at no other place.
func TestWhole(t *testing.T) {
	for _, p := range []phrases{english, russian, kazakh} {
		lines(t, poppler(t, paperOf(t, p), "pdftotext"))
	}
}

func lines(t *testing.T, text string) {
	t.Helper()
	broken := 0
	for line := range strings.Lines(text) {
		before, after, found := strings.Cut(strings.TrimSpace(line), "\u00ad")
		if found && after != "" {
			t.Errorf("a hyphen within the line %q", line)
		}
		if found && before != "" {
			broken++
		}
	}
	if broken < 10 {
		t.Errorf("only %d lines end with a hyphen", broken)
	}
}

// TestTags looks for what makes a file readable to those who do not see it.
func TestTags(t *testing.T) {
	d := paper(kazakh)
	file := paperOf(t, kazakh)
	info := poppler(t, file, "pdfinfo", "-enc", "UTF-8")
	for _, want := range []string{"Title:           " + d.Title, "Author:          А. Хейл, Д. Серіков", "Keywords:        TF/PB/3, Талдамалық жазба",
		"Tagged:          yes", "Page size:       595.276 x 841.89 pts (A4)", "Suspects:        no"} {
		if !strings.Contains(info, want) {
			t.Errorf("%q is not in\n%s", want, info)
		}
	}
	for want, times := range map[string]int{"/StructTreeRoot": 1, "/Lang (kk)": 1, "/DisplayDocTitle true": 1, "/CreationDate (D:20101130093000": 1, "/S /Figure": 3, "/S /TH": 4, "/S /Note": 13} {
		if n := bytes.Count(file, []byte(want)); n < times {
			t.Errorf("%s is there %d times, not %d", want, n, times)
		}
	}
	alt := utf16Hex(kazakh.alt)
	if n := bytes.Count(file, []byte("/Alt <"+alt+">")); n != 3 {
		t.Errorf("%d pictures say what they show, not 3", n)
	}
}

func TestSame(t *testing.T) {
	d := paper(kazakh)
	if !bytes.Equal(paperOf(t, kazakh), set(t, d)) {
		t.Error("the same document gives other bytes")
	}
	d.Body[1].Text = press.Words("...")
	if bytes.Equal(paperOf(t, kazakh), set(t, d)) {
		t.Error("another document gives the same bytes")
	}
}

// hostile are words that would be code, marks or escapes.
var hostile = []string{
	`#panic("x") #read("/etc/passwd") #{ while true {} }`, `$ x^2 $ *bold* _em_ ` + "`raw` ```rust fn```", `@ref <label> = == - + / // /* */ \ \u{41} "q" 'q' ~ --- ...`,
	`] } ) [ { ( #] #} #)`, `{"words":"x"} \" \\" \n`, `#let x = 1`, "https://example.org/#panic()", `<script>alert(1)</script> & &amp;`,
}

func TestHostile(t *testing.T) {
	d := press.Document{Lang: "en", Title: hostile[0], Subtitle: hostile[3], Series: hostile[1], Symbol: hostile[5], Publisher: hostile[2], Issuers: []string{hostile[4]},
		Banners: []string{hostile[0]}, Stamp: hostile[1], Address: hostile[6]}
	for _, words := range hostile {
		d.Body = append(d.Body, press.Block{Kind: press.Heading, Level: 1, Text: press.Words(words)},
			press.Block{Kind: press.Paragraph, Number: "#1", Text: press.Text{{Words: words, Note: press.Words(words)}}},
			press.Block{Kind: press.Table, Number: words, Text: press.Words(words), Head: []press.Text{press.Words(words)}})
	}
	d.Body = append(d.Body, press.Block{Kind: press.Paragraph, Text: press.Text{{Words: "x", Link: `https://example.org/?a="#panic()\`}}})
	text := heard(t, set(t, d))
	at := follow(t, text, 0, []string{hostile[1], hostile[5], hostile[2], hostile[0], hostile[3]})
	d.Walk(func(b press.Block) { at = follow(t, text, at, []string{b.Text.Plain()}) })
}

// FuzzWords sets a paragraph and a title: any words are set, or refused with a
// reason.
func FuzzWords(f *testing.F) {
	for _, words := range hostile {
		f.Add(words)
	}
	f.Add("\x00")
	f.Add("a\u0301\u202e\u2028 中文 🙂\ufeff\U000e0001")
	f.Fuzz(func(t *testing.T, words string) {
		d := press.Document{Lang: "kk", Title: words, Publisher: "x", Body: []press.Block{{Kind: press.Paragraph, ID: "p", Text: press.Words(words)}}}
		_, err := pdf.Set(t.Context(), typsttest.Engine(t), d)
		if _, refused := err.(press.Fault); err != nil && !refused {
			t.Fatal(err)
		}
	})
}

// BenchmarkSet sets a paper of thirteen pages.
func BenchmarkSet(b *testing.B) {
	d := paper(russian)
	set(b, d)
	for b.Loop() {
		set(b, d)
	}
}
