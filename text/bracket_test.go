package text_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"example.org/counterpart/text"
	"pgregory.net/rapid"
)

var groups = []text.Holder{"washington", "astana", "vienna-2"}

// literals is words as they may stand in a paragraph, brackets' own
// characters, labels and backslashes among them.
var literals = rapid.Custom(func(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
		"ten days", " ", "the Permanent Council", "astana: ", "washington, astana:", "Note: ",
		"[", "]", "|", ":", `\`, `\\`, `\[`, "\n", "десять дней", "жұмыс күні", "é", "\u00a0",
	}), 1, 5).Draw(t, "words"), "")
})

// deliberations is the words of a paragraph, read, with nested brackets.
func deliberations(depth int) *rapid.Generator[text.Nodes] {
	return rapid.Custom(func(t *rapid.T) text.Nodes {
		var out text.Nodes
		for range rapid.IntRange(0, 3).Draw(t, "nodes") {
			if depth > 0 && rapid.Bool().Draw(t, "bracket") {
				out = append(out, text.Node{Bracket: brackets(t, depth)})
			} else if words := literals.Draw(t, "literal"); len(out) == 0 || out[len(out)-1].Bracket != nil {
				out = append(out, text.Node{Words: words})
			}
		}
		return out
	})
}

func brackets(t *rapid.T, depth int) *text.Bracket {
	b := &text.Bracket{}
	for range rapid.IntRange(1, 3).Draw(t, "alternatives") {
		holders := rapid.SliceOfNDistinct(rapid.SampledFrom(groups), 1, len(groups), rapid.ID).Draw(t, "holders")
		b.Alternatives = append(b.Alternatives, text.Alternative{
			Holders: holders,
			Nodes:   trimmed(deliberations(depth-1).Draw(t, "nodes")),
		})
	}
	if !slices.ContainsFunc(b.Alternatives, func(a text.Alternative) bool { return !a.Empty() }) {
		b.Alternatives[0].Nodes = text.Nodes{{Words: "ten days"}}
	}
	return b
}

// trimmed takes the space from both ends, as reading does.
func trimmed(n text.Nodes) text.Nodes {
	for len(n) > 0 && n[0].Bracket == nil {
		n[0].Words = strings.TrimLeftFunc(n[0].Words, unicode.IsSpace)
		if n[0].Words != "" {
			break
		}
		n = n[1:]
	}
	if last := len(n) - 1; last >= 0 && n[last].Bracket == nil {
		n[last].Words = strings.TrimRightFunc(n[last].Words, unicode.IsSpace)
		if n[last].Words == "" {
			n = n[:last]
		}
	}
	if len(n) == 0 {
		return nil
	}
	return n
}

// TestRoundTrip checks that what is written is read as it was, whoever drafts.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes := deliberations(3).Draw(t, "nodes")
		if len(nodes) == 0 {
			nodes = nil
		}
		written := nodes.Format()
		drafter := rapid.SampledFrom(append([]text.Holder{""}, groups...)).Draw(t, "drafter")
		again, err := text.Parse(written, groups, drafter)
		if err != nil {
			t.Fatalf("%q: %v", written, err)
		}
		if !reflect.DeepEqual(again, nodes) {
			t.Fatalf("%q is read as %q", written, again.Format())
		}
	})
}

// TestReadingTyped checks what holds for whatever is typed.
func TestReadingTyped(t *testing.T) {
	typed := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
			"[", "[", "]", "]", "|", "[ten|]", `[astana\: `, "astana:", "washington , astana :", "Note:", "ten days", " ", "\n", ":", `\`, "күн",
		}), 0, 24).Draw(t, "typed"), "")
	})
	rapid.Check(t, func(t *rapid.T) { checkReading(t, typed.Draw(t, "words")) })
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

// checkReading checks what every reader of brackets relies on.
func checkReading(t fataler, words string) {
	t.Helper()
	checkReadingFor(t, words, "astana")
	checkReadingFor(t, words, "")
}

func checkReadingFor(t fataler, words string, drafter text.Holder) {
	t.Helper()
	open := text.Open(words)
	nodes, err := text.Parse(words, groups, drafter)
	if err != nil {
		if p := text.AsProblem(err); !slices.Contains(text.Keys, p.Key) {
			t.Fatalf("%q: unlisted problem %v", words, err)
		} else if p.Key != text.BracketHolder && open == 0 {
			t.Fatalf("%q cannot be read, yet counts as clean", words)
		}
		return
	}
	if twin := unescaped(words, '['); open != twin || nodes.Count().Brackets != twin {
		t.Fatalf("%q: %d open, %d counted, want %d", words, open, nodes.Count().Brackets, twin)
	}
	canon := nodes.Format()
	reader := text.Holder("washington") // whoever drafts next
	if drafter == "" {
		reader = ""
	}
	again, err := text.Parse(canon, groups, reader)
	if err != nil || !reflect.DeepEqual(again, nodes) {
		t.Fatalf("%q: written %q, read as %q, %v", words, canon, again.Format(), err)
	}
	for _, g := range groups {
		for _, b := range nodes.Reading(g).Brackets() {
			if slices.Contains(b.Holders(), g) {
				t.Fatalf("%q as %s reads it still has its bracket: %q", words, g, nodes.Reading(g).Format())
			}
		}
	}
	for nodes.Count().Brackets > 0 {
		before := nodes.Count().Brackets
		at := len(words) % before
		nodes, err = text.Settle(nodes, at, len(nodes.Brackets()[at].Alternatives)-1)
		if err != nil || nodes.Count().Brackets >= before {
			t.Fatalf("%q: settling one of %d brackets left %q, %v", words, before, nodes.Format(), err)
		}
		if _, err := text.Parse(nodes.Format(), groups, ""); err != nil {
			t.Fatalf("%q: settled into %q: %v", words, nodes.Format(), err)
		}
	}
}

// unescaped is the dumb twin of Open.
func unescaped(words string, c byte) (n int) {
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case c:
			n++
		case '\\':
			if i+1 < len(words) && strings.IndexByte(`[]|:\`, words[i+1]) >= 0 {
				i++
			}
		}
	}
	return n
}

// TestSettleLeavesItsArgument guards against trees that share their parts.
func TestSettleLeavesItsArgument(t *testing.T) {
	const words = "The meeting [astana: is [open | closed] , | washington:] [vienna-2: and] the press [is there | ]."
	nodes, err := text.Parse(words, groups, "astana")
	if err != nil {
		t.Fatal(err)
	}
	before := nodes.Format()
	for bracket := range nodes.Brackets() {
		text.Settle(nodes, bracket, 0)
		text.Drop(nodes, bracket)
	}
	nodes.Reading("washington")
	if after := nodes.Format(); after != before {
		t.Errorf("was %q, is %q", before, after)
	}
}

func TestCount(t *testing.T) {
	joint := text.Text{
		{ID: "p1", Words: "The States [washington: shall | astana: should] report [washington: [at once | soon]]."},
		{ID: "p2", Words: "Clean words."},
		{ID: "p3", Words: "Never closed [astana: like this."},
	}
	if got := joint.Open(); got != 4 {
		t.Errorf("open in the text: %d, want 4", got)
	}
	first, _ := text.Parse(joint[0].Words, groups, "vienna-2")
	sum := first.Count().Add(first.Count())
	want := map[text.Holder]int{"washington": 4, "astana": 2, "vienna-2": 2}
	if sum.Brackets != 6 || !reflect.DeepEqual(sum.Held, want) {
		t.Errorf("twice the first paragraph: %v, want 6 and %v", sum, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, words := range []string{
		"The missions report [washington: not later than ten days | astana: in good time].",
		"[washington, astana: x [y | ] | vienna-2:] \\[z\\]",
		`[Note\: a \| b | \\]`,
		"[[[[[[[[9]]]]]]]]", "[[[[[[[[[9", "]", "[|]", "[:]", "[ : x]", "[,washington: x]",
		"Миссии [astana: десять дней|пять дней] \u0301",
		"\xff[\xc3|\x28]",
	} {
		f.Add(words)
	}
	f.Fuzz(func(t *testing.T, words string) { checkReading(t, words) })
}

func BenchmarkParse(b *testing.B) {
	words := strings.Repeat("The missions report to the Permanent Council [washington: not later than [ten | five] days | astana: in good time] after each visit. ", 100)
	b.SetBytes(int64(len(words)))
	for b.Loop() {
		if _, err := text.Parse(words, groups, "astana"); err != nil {
			b.Fatal(err)
		}
	}
}
