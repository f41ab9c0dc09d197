package text_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"example.org/counterpart/text"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// TestClean checks what everybody who stores words relies on.
func TestClean(t *testing.T) {
	typed := rapid.OneOf(
		rapid.String(),
		rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
				"words", " ", "\n", "\r\n", "\r", "\t", "\u00a0", "\u2028", "\u200b", "\u200d", "\ufeff", "\u00ad",
				"е", "\u0301", "\u0308", "и\u0306", "\u1100", "\u1161", "\u202e", "\x00", "\u0344", "\u0958",
			}), 0, 20).Draw(t, "typed"), "")
		}))
	rapid.Check(t, func(t *rapid.T) { checkClean(t, typed.Draw(t, "words"), rapid.IntRange(0, 30).Draw(t, "max")) })
}

func checkClean(t fataler, s string, max int) {
	t.Helper()
	for name, clean := range map[string]func(string, int) (string, error){"Clean": text.Clean, "CleanLine": text.CleanLine} {
		out, err := clean(s, max)
		if err != nil {
			if p := text.AsProblem(err); !slices.Contains(text.Keys, p.Key) || p.Key == text.TooLong && p.Args[0] != max {
				t.Fatalf("%s of %q: unlisted problem %v", name, s, err)
			}
			continue
		}
		if again, err := clean(out, max); err != nil || again != out {
			t.Fatalf("%s of %q is %q, and of that %q, %v", name, s, out, again, err)
		}
		if !utf8.ValidString(out) || !norm.NFC.IsNormalString(out) || utf8.RuneCountInString(out) > max || out != strings.TrimSpace(out) {
			t.Fatalf("%s of %q is %q", name, s, out)
		}
		for _, c := range out {
			if c != '\n' && (unicode.Is(unicode.Cc, c) || unicode.Is(unicode.Zl, c) || unicode.Is(unicode.Zp, c)) || unicode.Is(unicode.Bidi_Control, c) || c == 0x200B || c == 0xFEFF {
				t.Fatalf("%s of %q leaves %U", name, s, c)
			}
		}
		if strings.Contains(out, "\n\n\n") || name == "CleanLine" && strings.Contains(out, "\n") {
			t.Fatalf("%s of %q is %q", name, s, out)
		}
		if letters(out) != letters(norm.NFC.String(s)) {
			t.Fatalf("%s of %q loses letters: %q", name, s, out)
		}
	}
}

// letters keeps what nobody may lose.
func letters(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) && c < 0x0300 || unicode.Is(unicode.Cyrillic, c) && unicode.IsLetter(c) {
			return c
		}
		return -1
	}, norm.NFD.String(s))
}

// TestFormatCharacters checks that no invisible character of Unicode's comes
// through.
func TestFormatCharacters(t *testing.T) {
	for c := rune(0); c <= unicode.MaxRune; c++ {
		drawn := !unicode.In(c, unicode.Cf, unicode.Cc, unicode.Bidi_Control, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
		if drawn || unicode.Is(unicode.Prepended_Concatenation_Mark, c) || strings.ContainsRune("\n\r\t\u0085", c) {
			continue
		}
		if out, err := text.Clean("a"+string(c)+"b", 10); err == nil && out != "ab" {
			t.Errorf("%U is kept", c)
		}
	}
}

// TestPlain holds that a text of plain letters comes out as it would if it were
// looked at letter by letter, which a tab makes happen.
func TestPlain(t *testing.T) {
	for c := rune(0); c < 0x600; c++ {
		for _, s := range []string{"a" + string(c) + "b", "И" + string(c), string(c) + "\n\n\nx " + string(c)} {
			quick, err := text.Clean(s, 10)
			slow, other := text.Clean(s+"\t", 10)
			if quick != slow || (err == nil) != (other == nil) {
				t.Errorf("%U: %q, %v; letter by letter %q, %v", c, quick, err, slow, other)
			}
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"  The group\tnotes\r\n\r\n\r\nthe delay. ", "Қазақстан Респу\u00adбликасы и\u0306", "\u202eabc", "a\u0301\u0301\u0301",
		"\xff\xfe", "\u1100\u1161\u11a8", "\u0958\u0344\u0f73", "👩\u200d👧", "a\u0085b\u2029c", "", "x\x00",
	} {
		f.Add(s, 20)
	}
	f.Fuzz(func(t *testing.T, s string, max int) { checkClean(t, s, min(max&0xffff, 30_000)) })
}
