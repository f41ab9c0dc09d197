package text_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"example.org/counterpart/text"
	"pgregory.net/rapid"
)

// sentences draws words of few kinds, so that two draws have much in common.
var sentences = rapid.Custom(func(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
		"the ", "missions ", "report", " ten", " days", ", ", ". ", "[", "]", " | ", "\n", "\n\n", " ", "  ",
		"Совету", " десяти", "дней ", " күн", "Chairman-in-Office", " 2010", "10,000", `\[`, "-", "’s", "\xff",
	}), 0, 30).Draw(t, "words"), "")
})

// TestNothingLost checks the law of redlines: both versions can be read back.
func TestNothingLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkDiff(t, sentences.Draw(t, "before"), sentences.Draw(t, "after"))
	})
}

func checkDiff(t fataler, before, after string) {
	t.Helper()
	runs := text.Diff(before, after)
	if got := text.Before(runs); got != before {
		t.Fatalf("before %q is read back as %q\n%s", before, got, text.Plain(runs))
	}
	if got := text.After(runs); got != after {
		t.Fatalf("after %q is read back as %q\n%s", after, got, text.Plain(runs))
	}
	for i, r := range runs {
		if r.Text == "" {
			t.Fatalf("an empty run in %q", text.Plain(runs))
		}
		if i > 0 && (runs[i-1].Op == r.Op || runs[i-1].Op == text.Insert && r.Op == text.Delete) {
			t.Fatalf("%s follows %s in %q", r.Op, runs[i-1].Op, text.Plain(runs))
		}
	}
	if changed := slices.ContainsFunc(runs, func(r text.Run) bool { return r.Op != text.Equal }); changed != (before != after) {
		t.Fatalf("changed: %v, from %q to %q", changed, before, after)
	}
}

// TestWhiteSpace tries what differs in space alone, and space at the ends.
func TestWhiteSpace(t *testing.T) {
	spaces := []string{"", " ", "  ", "\n", " \n ", "\u00a0", "\u2003 "}
	for _, a := range spaces {
		for _, b := range spaces {
			checkDiff(t, a, b)
			checkDiff(t, "the"+a+"group", "the"+b+"group")
			checkDiff(t, a+"the group"+b, b+"the group"+a)
			checkDiff(t, "the"+a+"group"+b, "the"+b+"press"+a)
		}
	}
}

// versions draws a text and what somebody made of it.
func versions(t *rapid.T) (before, after text.Text) {
	ids := rapid.SliceOfN(rapid.IntRange(1, 8), 0, 8)
	draw := func(name string) (out text.Text) {
		for _, n := range ids.Draw(t, name) { // ids may occur twice: a redline has to bear it
			words := rapid.SampledFrom([]string{"The States recall Madrid.", "The States recall Helsinki.", "They report."}).Draw(t, "words")
			out = append(out, text.Paragraph{ID: text.ParagraphID(fmt.Sprint("p", n)), Words: words})
		}
		return out
	}
	return draw("before"), draw("after")
}

// TestEveryParagraphSeen checks that both versions can be read back out of a
// redline, and its states against a dumb twin.
func TestEveryParagraphSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := versions(t)
		changes := text.Redline(before, after)
		was, now := make(text.Text, len(before)), text.Text{}
		moved, last := 0, 0
		for _, c := range changes {
			if c.Was > 0 {
				was[c.Was-1] = text.Paragraph{ID: c.ID, Words: text.Before(c.Runs)}
			}
			if c.Now > 0 {
				now = append(now, text.Paragraph{ID: c.ID, Words: text.After(c.Runs)})
				if c.Now != len(now) {
					t.Fatalf("%s says that it stands at %d; it stands at %d", c.ID, c.Now, len(now))
				}
			}
			want := text.Same
			switch {
			case c.Was == 0:
				want = text.Added
			case c.Now == 0:
				want = text.Removed
			case c.State == text.Moved:
				want = text.Moved // the order is checked below
				moved++
			case before[c.Was-1].Words != after[c.Now-1].Words:
				want = text.Altered
			}
			if c.State != want {
				t.Fatalf("%s is %s, want %s", c.ID, c.State, want)
			}
			if c.State == text.Same || c.State == text.Altered {
				if c.Was <= last {
					t.Fatalf("%s is out of order, and not said to have moved", c.ID)
				}
				last = c.Was
			}
		}
		if !reflect.DeepEqual(was, append(text.Text{}, before...)) || !reflect.DeepEqual(now, append(text.Text{}, after...)) {
			t.Fatalf("%v -> %v is read back as %v -> %v", before, after, was, now)
		}
		if fewest := fewestMoves(before, after); moved != fewest {
			t.Fatalf("%d moved; %d would do", moved, fewest)
		}
	})
}

// fewestMoves tries every way of leaving paragraphs in their order.
func fewestMoves(before, after text.Text) int {
	var order []int // places in before of the paragraphs that are in both
	used := make(map[int]bool)
	for _, p := range after {
		for i, q := range before {
			if q.ID == p.ID && !used[i] {
				used[i] = true
				order = append(order, i)
				break
			}
		}
	}
	fewest := len(order)
	for choice := range 1 << len(order) {
		last, kept, rises := -1, 0, true
		for i, at := range order {
			if choice>>i&1 == 1 {
				rises = rises && at > last
				last = at
				kept++
			}
		}
		if rises {
			fewest = min(fewest, len(order)-kept)
		}
	}
	return fewest
}

func TestStats(t *testing.T) {
	before := text.Text{{ID: "p1", Words: "One, two."}, {ID: "p2", Words: "Three four."}, {ID: "p3", Words: "Five."}, {ID: "p4", Words: "Six."}}
	after := text.Text{{ID: "p1", Words: "One, two!"}, {ID: "p4", Words: "Six."}, {ID: "p3", Words: "Five."}, {ID: "p5", Words: "Seven, eight, nine."}}
	want := text.Stats{WordsAdded: 3, WordsRemoved: 2, Same: 1, Altered: 1, Added: 1, Removed: 1, Moved: 1}
	if got := text.Redline(before, after).Stats(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// hostile is pairs of paragraphs of the greatest length that have as little in
// common, or as much in the wrong order, as can be.
func hostile() map[string][2]string {
	random := rand.New(rand.NewPCG(1, 2))
	many := func(n int, word func(i int) string) string {
		var b strings.Builder
		for i, letters := 0, 0; letters < text.MaxLetters-8 && i < n; i++ {
			b.WriteString(word(i) + " ")
			letters += utf8.RuneCountInString(word(i)) + 1
		}
		return b.String()
	}
	word := func(i int) string { return fmt.Sprintf("%c%c%c", 'a'+i/676%26, 'a'+i/26%26, 'a'+i%26) }
	sign := func(i int) string { return string(rune('一' + i)) }
	turned := strings.Fields(many(4000, word))
	slices.Reverse(turned)
	shuffled := slices.Clone(turned)
	random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	return map[string][2]string{
		"nothing in common": {many(4000, func(i int) string { return "x" + word(i) }), many(4000, func(i int) string { return "y" + word(i) })},
		"turned round":      {many(4000, word), strings.Join(turned, " ")},
		"shuffled":          {many(4000, word), strings.Join(shuffled, " ")},
		"two words":         {many(4000, func(int) string { return word(random.IntN(2)) }), many(4000, func(int) string { return word(random.IntN(2)) })},
		"fifty words":       {many(4000, func(int) string { return word(random.IntN(50)) }), many(4000, func(int) string { return word(random.IntN(50)) })},
		"every third":       {many(4000, word), many(4000, func(i int) string { return word(i + 5000*(i%3/2)) })},
		"one in two":        {many(4000, word), many(4000, func(i int) string { return word(i * 2) })},
		"two thousand":      {many(2047, word), strings.Join(shuffled[:2047], " ") + " " + many(2047, word)},
		"fifty of 2000":     {many(2000, func(int) string { return word(random.IntN(50)) }), many(2000, func(int) string { return word(random.IntN(50)) })},
		"2000 turned":       {many(2000, word), strings.Join(turned[2000:], " ")},
		"short and long":    {many(400, func(int) string { return sign(random.IntN(200)) }), many(9999, func(int) string { return sign(random.IntN(200)) })},
		"punctuation":       {strings.Repeat(".,", 9_999), strings.Repeat(",;.", 6_666)},
		"brackets":          {strings.Repeat("[", 20_000), strings.Repeat("]|", 10_000)},
		"letters":           {many(9999, func(int) string { return word(random.IntN(26))[2:] }), many(9999, func(int) string { return word(random.IntN(26))[2:] })},
		"repeated":          {strings.Repeat("a ", 9_999), strings.Repeat("a ", 4_999) + "b " + strings.Repeat("a ", 4_999)},
		"alternating":       {strings.Repeat("a b ", 999), strings.Repeat("b a ", 999) + "b b a"},
	}
}

// TestBounded goes through what would take for ever if the work were not
// counted: hostile paragraphs, a text of the most of them, and five megabytes
// that are no text of ours. BenchmarkRedline says how long it takes.
func TestBounded(t *testing.T) {
	var before, after text.Text
	for _, pair := range hostile() {
		checkDiff(t, pair[0], pair[1])
		text.Merge(pair[0], pair[1], pair[1]+"x")
		for range text.MaxParagraphs / len(hostile()) {
			id := text.ParagraphID(fmt.Sprint("p", len(before)+1))
			before = append(before, text.Paragraph{ID: id, Words: pair[0]})
			after = append(after, text.Paragraph{ID: id, Words: pair[1]})
		}
	}
	text.Redline(before, after)
	flood := strings.Repeat("a b [c | d] ", 5<<20/12)
	checkDiff(t, flood, flood+"x")
	text.Merge(flood, flood+"x", "y"+flood)
	if _, err := text.Clean(flood, text.MaxLetters); text.AsProblem(err).Key != text.TooLong {
		t.Errorf("five megabytes are taken: %v", err)
	}
}

func FuzzRedline(f *testing.F) {
	f.Add("The missions report within ten days.", "The missions report within five working days, if they can.")
	f.Add("Миссии докладывают в течение десяти дней.", "Миссии докладывают в течение пяти рабочих дней.")
	f.Add("Астана тобы осы ұсынысты қарайды.", "Астана тобы бұл ұсыныстарды толық қарайды.")
	f.Add("report [washington: ten | astana: five] days", "report five days")
	f.Add("a b c a b b a", "c b a b a c")
	f.Add(" \n ", "\u00a0\u2003x\xff")
	for _, pair := range hostile() {
		f.Add(pair[0][:400], pair[1][:400])
	}
	f.Fuzz(func(t *testing.T, before, after string) { checkDiff(t, before, after) })
}

func BenchmarkRedline(b *testing.B) {
	for name, pair := range hostile() {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			for b.Loop() {
				text.Diff(pair[0], pair[1])
			}
		})
	}
	const sentence = "The missions report to the Permanent Council within ten days of each visit, and say why. "
	old := strings.Repeat(sentence, 10)
	edited := strings.Replace(old, "ten days", "five working days", 3)
	var before, after text.Text
	for i := range 60 {
		id := text.ParagraphID(fmt.Sprint("p", i+1))
		before = append(before, text.Paragraph{ID: id, Words: old})
		after = append(after, text.Paragraph{ID: id, Words: edited})
	}
	var worst, worse text.Text
	for _, pair := range hostile() {
		for range text.MaxParagraphs / len(hostile()) {
			id := text.ParagraphID(fmt.Sprint("p", len(worst)+1))
			worst = append(worst, text.Paragraph{ID: id, Words: pair[0]})
			worse = append(worse, text.Paragraph{ID: id, Words: pair[1]})
		}
	}
	b.Run("longest-hostile-text", func(b *testing.B) {
		for b.Loop() {
			text.Redline(worst, worse)
		}
	})
	b.Run("sixty-edited-paragraphs", func(b *testing.B) {
		for b.Loop() {
			text.Redline(before, after)
		}
	})
}
