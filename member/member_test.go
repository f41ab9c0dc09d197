package member_test

import (
	"testing"
	"time"

	"example.org/counterpart/member"
)

var noon = time.Date(2009, 3, 4, 12, 0, 0, 0, time.UTC)

// TestAt holds a seat from its first instant, and not at its last.
func TestAt(t *testing.T) {
	s := member.Standing{From: noon, To: noon.Add(time.Hour)}
	for d, want := range map[time.Duration]bool{
		-time.Millisecond: false, 0: true, time.Hour - time.Millisecond: true, time.Hour: false, 2 * time.Hour: false,
	} {
		if s.At(noon.Add(d)) != want {
			t.Errorf("%s after it began", d)
		}
	}
	if s.To = (time.Time{}); !s.At(noon.AddDate(99, 0, 0)) {
		t.Error("a seat without an end ended")
	}
	if s.To = noon; s.At(noon) {
		t.Error("a seat that ended as it began was held")
	}
}

// TestCapacities is the table of who may what.
func TestCapacities(t *testing.T) {
	for _, c := range []struct {
		capacity                          member.Capacity
		speaks, counts, decides, caucuses bool
	}{
		{member.CoChair, true, true, true, true},
		{member.Rapporteur, true, true, true, true},
		{member.Member, true, true, true, true},
		{member.Alternate, true, true, false, true},
		{member.Observer, false, false, false, false},
		{member.Secretariat, true, false, false, true},
		{"", false, false, false, false},
	} {
		s := member.Standing{Capacity: c.capacity}
		if s.Speaks() != c.speaks || s.Counts() != c.counts || s.Decides() != c.decides || s.Caucuses() != c.caucuses {
			t.Errorf("%q", c.capacity)
		}
	}
	if len(member.Capacities) != 6 {
		t.Error("a capacity was added: who may what?")
	}
}

// TestOf finds who sits where at an instant, through a change of capacity.
func TestOf(t *testing.T) {
	all := []member.Standing{
		{Member: "ann", Capacity: member.Member, From: noon, To: noon.Add(time.Hour)},
		{Member: "bob", Capacity: member.Member, From: noon},
		{Member: "ann", Capacity: member.CoChair, From: noon.Add(time.Hour)},
	}
	for d, want := range map[time.Duration]member.Capacity{-1: "", 0: member.Member, time.Hour - 1: member.Member, time.Hour: member.CoChair} {
		if s, ok := member.Of(all, "ann", noon.Add(d)); s.Capacity != want || ok != (want != "") {
			t.Errorf("after %s ann is %q", d, s.Capacity)
		}
	}
	if n := len(member.In(all, noon.Add(time.Hour))); n != 2 || len(all) != 3 {
		t.Errorf("%d sit", n)
	}
	if _, ok := member.Of(all, "cat", noon); ok {
		t.Error("a stranger sits")
	}
}
