package transcript

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// TestFold holds that any words that the rules let in are unfolded as they
// were folded, also when they stand in a file.
func TestFold(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "слово", " ", "  ", "\n", "\n\n", "\\", "\\\n", "id: s1", "#", "=", "p1: ",
		"present", ",", "[a: b | c]", strings.Repeat("long ", 30), strings.Repeat("x", 150),
		strings.Repeat("two  spaces  each  ", 12), "\u00a0"})
	broken := 0
	rapid.Check(t, func(t *rapid.T) {
		words, err := text.Clean(strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "words"), ""), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		lines := fold(words)
		if len(lines) > 3 {
			broken++
		}
		for n, l := range lines {
			if strings.ContainsRune(l, '\n') || strings.HasPrefix(l, " ") {
				t.Fatalf("line %d of a block is %q", n, l)
			}
		}
		act := "matter x\n\n2009-03-04 10:15 hale withdraws\n"
		for _, l := range lines {
			act += "  " + l + "\n"
		}
		back, err := Parse("x.txt", []byte(act), zone)
		if err != nil || back[0].Do.(procedure.Withdraw).Reason != words {
			t.Fatalf("%q was folded to %q and read as %+v, %v", words, lines, back, err)
		}
	})
	if broken == 0 {
		t.Errorf("none of the words was long")
	}
	for _, l := range fold(strings.Repeat("слово ", 60)) {
		if n := utf8.RuneCountInString(l); n > width+1 {
			t.Errorf("a line of %d letters", n)
		}
	}
}

// TestInstant holds that every instant reads back, also in the hour that comes
// twice and in the one that never comes.
func TestInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"America/New_York", "Asia/Almaty", "UTC", "Europe/Vienna", "Asia/Kathmandu"}).Draw(t, "zone")
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		around := rapid.SampledFrom([]int64{1257055200, 1236495600, 1256432400, 1260799200}).Draw(t, "around") // changes of clocks in 2009
		at := time.UnixMilli(around*1000 + rapid.Int64Range(-4*3600*1000, 4*3600*1000).Draw(t, "off"))
		if rapid.Bool().Draw(t, "whole") {
			at = at.Truncate(time.Minute)
		}
		day, clock, _ := strings.Cut(writeInstant(at, loc), " ")
		if back, ok := readInstant(day, clock, loc); !ok || !back.Equal(at) {
			t.Fatalf("%v is written %s %s and reads %v", at, day, clock, back)
		}
	})
}
