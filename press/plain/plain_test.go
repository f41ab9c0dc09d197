package plain_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"example.org/counterpart/press/plain"
	"example.org/counterpart/press/presstest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestNothingLeftOut finds every word of any document in its place.
func TestNothingLeftOut(t *testing.T) { rapid.Check(t, nothingLeftOut) }

func FuzzNothingLeftOut(f *testing.F) { f.Fuzz(rapid.MakeFuzz(nothingLeftOut)) }

func nothingLeftOut(t *rapid.T) {
	d := presstest.Documents().Draw(t, "document")
	file, err := plain.Set(d)
	if err != nil {
		t.Fatal(err)
	}
	text := string(file)
	presstest.Whole(t, text, presstest.Flow(d))
	presstest.Whole(t, text, presstest.Notes(d))
	presstest.Whole(t, text, presstest.Alts(d))
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		words := strings.Fields(strings.TrimLeft(line, "| "))
		if utf8.RuneCountInString(line) > plain.Width+10 && len(words) > 3 {
			t.Fatalf("a line of several words is too long: %q", line)
		}
		if line != strings.TrimRight(line, " ") {
			t.Fatalf("a line ends with spaces: %q", line)
		}
	}
}

// TestSet shows how the model paper looks in three languages.
func TestSet(t *testing.T) {
	for _, lang := range []string{"en", "ru", "kk"} {
		file, err := plain.Set(presstest.Paper(lang))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(file)) {
			if n := utf8.RuneCountInString(line) - 1; n > plain.Width {
				t.Errorf("%s: a line has %d signs: %s", lang, n, line)
			}
		}
		name := "testdata/" + lang + ".txt"
		if *update {
			if err := os.WriteFile(name, file, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if string(file) != string(want) {
			t.Errorf("%s is not as it was; if that is meant, run with -update. Now:\n%s", name, file)
		}
	}
}

func TestFault(t *testing.T) {
	d := presstest.Paper("en")
	d.Body[0].Level = 7
	if _, err := plain.Set(d); err == nil {
		t.Error("a heading of level 7 is set")
	}
}
