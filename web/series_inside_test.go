package web

import (
	"slices"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/register"
)

// TestLeft calls off the rest of a series, and nothing in which others meet.
func TestLeft(t *testing.T) {
	at := time.Date(2010, 1, 5, 9, 0, 0, 0, time.UTC)
	one := func(ref act.Ref, days int, groups ...group.ID) register.Gathering {
		return register.Gathering{Ref: ref, Stage: meeting.Planned, Start: at.AddDate(0, 0, days), Groups: groups}
	}
	var pg restPage
	pg.m.Start, pg.m.Groups = at, []group.ID{"w", "a"}
	pg.all = []register.Gathering{one("before", -7, "w", "a"), one("this", 0, "w", "a"), one("caucus", 7, "w"), one("more", 7, "w", "a", "c"), one("next", 14, "a", "w")}
	if got := pg.left(); !slices.Equal(got, []act.Ref{"this", "next"}) {
		t.Errorf("called off: %v", got)
	}
}
