package text

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestAlignTwin checks the search against a dumb one: it keeps as many words
// as can be kept, and what stands between its edits is the same.
func TestAlignTwin(t *testing.T) {
	words := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"the", "group", "notes", ",", "[", "күні"}), 0, 12).Draw(t, "words"), " ")
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := tokens(words.Draw(t, "a")), tokens(words.Draw(t, "b"))
		word := func(t token) string { return t.word }
		spend := budget(most)
		edits := align(a, b, word, &spend)
		if kept, want := checkEdits(t, a, b, edits), longestCommon(a, b); kept != want {
			t.Fatalf("%d words kept of %v and %v, want %d: %v", kept, a, b, want, edits)
		}
		checkEdits(t, a, b, phrases(a, b, edits))
		none := budget(0)
		checkEdits(t, a, b, align(a, b, word, &none))
	})
}

// TestPhrasesStayApart tries every pair of short texts, since what a shift of
// one edit may do to the next takes luck to draw.
func TestPhrasesStayApart(t *testing.T) {
	var all [][]token
	words := []string{"the", ",", "["}
	for n := range 6 {
		count := 1
		for range n {
			count *= len(words)
		}
		for code := range count {
			var ts []token
			for range n {
				ts = append(ts, token{" ", words[code%len(words)]})
				code /= len(words)
			}
			all = append(all, ts)
		}
	}
	spend := budget(most)
	for _, a := range all {
		for _, b := range all {
			checkEdits(t, a, b, phrases(a, b, align(a, b, func(t token) string { return t.word }, &spend)))
		}
	}
}

// TestPins checks the way of dividing what is too long against the same law.
func TestPins(t *testing.T) {
	draw := rapid.SliceOfN(rapid.SampledFrom([]rune("abcdefghijklmno")), 0, 20)
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		i, j := -1, -1
		for _, pin := range pins(a, b) {
			if pin[0] <= i || pin[1] <= j || a[pin[0]] != b[pin[1]] || strings.Count(string(a), string(a[pin[0]])) > 1 || strings.Count(string(b), string(a[pin[0]])) > 1 {
				t.Fatalf("%q %q: %v", string(a), string(b), pins(a, b))
			}
			i, j = pin[0], pin[1]
		}
	})
}

// TestLongParagraphs checks that a paragraph of the greatest length is shown
// word by word when it is edited here and there.
func TestLongParagraphs(t *testing.T) {
	var b strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&b, "the %d of ", i)
	}
	old := "To begin, " + b.String() + "the end"
	edited := strings.NewReplacer("To begin", "First", " 700 of ", " seven hundred of ", "the end", "an end").Replace(old)
	if n := len(tokens(old)) * len(tokens(edited)); n <= 2*most {
		t.Fatalf("%d is too little to test with", n)
	}
	in, out := WordsIn(Diff(old, edited))
	if in != 4 || out != 4 {
		t.Errorf("%d words inserted and %d deleted, want 4 and 4", in, out)
	}
}

// checkEdits checks that edits are in order, apart, and say something, and
// that all else is equal. It returns how many words they keep.
func checkEdits(t interface{ Fatalf(string, ...any) }, a, b []token, edits []edit) (kept int) {
	i, j := 0, 0
	for n, e := range append(edits[:len(edits):len(edits)], edit{len(a), len(a), len(b), len(b)}) {
		if e.a0 < i || e.a1 < e.a0 || e.b1 < e.b0 || e.a0-i != e.b0-j || n > 0 && n < len(edits) && e.a0 == i || n < len(edits) && e.a0 == e.a1 && e.b0 == e.b1 {
			t.Fatalf("%v and %v: edit %d of %v", a, b, n, edits)
		}
		for ; i < e.a0; i, j = i+1, j+1 {
			if a[i].word != b[j].word {
				t.Fatalf("%v and %v: %v keeps %q for %q", a, b, edits, a[i].word, b[j].word)
			}
			kept++
		}
		i, j = e.a1, e.b1
	}
	return kept
}

// longestCommon is the textbook's table.
func longestCommon(a, b []token) int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
	}
	for i := range a {
		for j := range b {
			if a[i].word == b[j].word {
				table[i+1][j+1] = table[i][j] + 1
			} else {
				table[i+1][j+1] = max(table[i][j+1], table[i+1][j])
			}
		}
	}
	return table[len(a)][len(b)]
}

func TestTokens(t *testing.T) {
	for s, want := range map[string]string{
		"The Chairman-in-Office’s 10,000 words.": "The|Chairman-in-Office’s|10,000|words|.",
		"не позднее, чем 1.5 дня":                "не|позднее|,|чем|1.5|дня",
		"қолданыстағы (әрі жаңа) заң –":          "қолданыстағы|(|әрі|жаңа|)|заң|–",
		`[astana-2: \[sic\] x]`:                  `[|astana-2|:|\[|sic|\]|x|]`,
		"end- 3. and/or 'so'":                    "end|-|3|.|and/or|'|so|'",
		"п.5 и Art.6":                            "п|.|5|и|Art|.|6",
		"x ":                                     "x|",
	} {
		var got []string
		for _, tok := range tokens(s) {
			got = append(got, tok.word)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q, want %q", s, strings.Join(got, "|"), want)
		}
	}
}
