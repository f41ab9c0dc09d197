package text_test

import (
	"strings"
	"testing"

	"example.org/counterpart/text"
	"pgregory.net/rapid"
)

// TestMerge checks the laws of joining edits.
func TestMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkMerge(t, sentences.Draw(t, "base"), sentences.Draw(t, "mine"), sentences.Draw(t, "theirs"))
	})
}

func checkMerge(t fataler, base, mine, theirs string) {
	t.Helper()
	merged, conflict := text.Merge(base, mine, theirs)
	other, same := text.Merge(base, theirs, mine)
	switch {
	case conflict != same:
		t.Fatalf("a conflict one way only: %q, %q, %q", base, mine, theirs)
	case conflict && merged != mine:
		t.Fatalf("what was typed, %q, is lost to a conflict: %q", mine, merged)
	case !conflict && merged != other:
		t.Fatalf("%q one way, %q the other", merged, other)
	}
	for _, pair := range [][2]string{{mine, mine}, {mine, base}, {base, mine}} {
		if merged, conflict := text.Merge(base, pair[0], pair[1]); conflict || merged != mine {
			t.Fatalf("the only edit is not taken: %q", merged)
		}
	}
	readable := func(s string) bool { _, err := text.Parse(s, nil, ""); return err == nil }
	if !conflict && readable(base) && readable(mine) && readable(theirs) && !readable(merged) {
		t.Fatalf("brackets fine in %q, %q, %q, awry in %q", base, mine, theirs, merged)
	}
}

// TestMergeBothSides replaces words of a sentence on both sides and checks the
// answer word by word.
func TestMergeBothSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := strings.Fields("the missions report to the Permanent Council within ten days of each of their visits")
		mine, theirs, want := strings.Clone, strings.Clone, strings.Clone
		m, th, w := make([]string, len(base)), make([]string, len(base)), make([]string, len(base))
		clash := false
		last, whose := -2, 0
		for i, word := range base {
			m[i], th[i], w[i] = mine(word), theirs(word), want(word)
			who := rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "who")
			if who == 0 {
				continue
			}
			if who == 1 {
				m[i], w[i] = "MINE", "MINE"
			} else {
				th[i], w[i] = "THEIRS", "THEIRS"
			}
			// Phrases join over a few words, so only what is well apart is sure.
			clash = clash || whose != 0 && whose != who && i-last < 6
			last, whose = i, who
		}
		merged, conflict := text.Merge(strings.Join(base, " "), strings.Join(m, " "), strings.Join(th, " "))
		if conflict {
			if !clash {
				t.Fatalf("a conflict between %v and %v", m, th)
			}
			return
		}
		if merged != strings.Join(w, " ") {
			t.Fatalf("%v and %v are merged into %q", m, th, merged)
		}
	})
}

func FuzzMerge(f *testing.F) {
	f.Add("The missions report within ten days.", "The missions report within five days.", "All missions report within ten days.")
	f.Add("The Office informs all of its findings.", "The Office informs [all | none] of its findings.", "The Office informs all [of its findings].")
	f.Add("Миссии докладывают [в срок].", "Миссии докладывают.", "Все миссии докладывают [в срок].")
	f.Add(`a \ b | c`, `a \[ b | c`, `a \ b \] c`)
	f.Fuzz(func(t *testing.T, base, mine, theirs string) { checkMerge(t, base, mine, theirs) })
}
