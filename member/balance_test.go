package member_test

import (
	"fmt"
	"testing"
	"time"

	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"pgregory.net/rapid"
)

func country(id member.ID) string {
	return map[member.ID]string{"ann": "US", "bob": "US", "kai": "KZ", "lea": "KZ"}[id]
}

// TestShares counts those who speak for a group, and nobody who left.
func TestShares(t *testing.T) {
	seat := func(id member.ID, g group.ID, c member.Capacity, from member.Constituency) member.Standing {
		return member.Standing{Member: id, Group: g, Capacity: c, Constituency: from, From: noon}
	}
	all := []member.Standing{
		seat("ann", "washington", member.CoChair, "ngo"), seat("bob", "washington", member.Member, "ngo"), seat("cat", "washington", member.Alternate, "business"),
		seat("obi", "washington", member.Observer, "military"), seat("gus", "washington", member.Secretariat, "military"),
		seat("kai", "astana", member.CoChair, "ngo"), seat("lea", "astana", member.Member, "government"),
	}
	all[1].To = noon.Add(time.Hour)
	shares := member.Shares(all, noon, country)
	if got, want := fmt.Sprint(shares), "[{washington business  1} {astana government KZ 1} {astana ngo KZ 1} {washington ngo US 2}]"; got != want {
		t.Errorf("%s\n%s", got, want)
	}
	groups, set := []group.ID{"washington", "astana"}, []member.Constituency{"ngo", "government", "military"}
	absent := member.Absences(shares, groups, set)
	if got, want := fmt.Sprint(absent), "[{government [astana] [washington]} {business [washington] [astana]}]"; got != want {
		t.Errorf("%s\n%s", got, want)
	}
	if got := member.Shares(all, noon.Add(time.Hour), country); fmt.Sprint(got[3]) != "{washington ngo US 1}" || len(set) != 3 {
		t.Errorf("%v", got)
	}
	if got := member.Shares(all, noon.Add(-1), country); got != nil {
		t.Errorf("before anybody sat: %v", got)
	}
}

// TestCourse holds what is counted in one walk against counting at each instant.
func TestCourse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hour := rapid.IntRange(0, 60)
		var all []member.Standing
		for k := range rapid.IntRange(0, 30).Draw(t, "seats") {
			s := member.Standing{Member: member.ID(fmt.Sprint(k)), Group: rapid.SampledFrom([]group.ID{"washington", "astana"}).Draw(t, "group"),
				Capacity: rapid.SampledFrom(member.Capacities).Draw(t, "capacity"), Constituency: rapid.SampledFrom(member.Constituencies).Draw(t, "from"),
				From: noon.Add(time.Duration(hour.Draw(t, "begins")) * time.Hour)}
			if rapid.Bool().Draw(t, "ends") {
				s.To = noon.Add(time.Duration(hour.Draw(t, "end")) * time.Hour)
			}
			all = append(all, s)
		}
		at := []time.Time{noon.Add(-time.Hour)}
		for range rapid.IntRange(0, 10).Draw(t, "instants") {
			at = append(at, at[len(at)-1].Add(time.Duration(hour.Draw(t, "step"))*time.Hour))
		}
		course := member.Course(all, at, func(s member.Standing) member.Constituency { return s.Constituency })
		for k, at := range at {
			n := map[string]int{}
			for _, s := range member.Shares(all, at, country) {
				n[string(s.Constituency)+string(s.Group)] += s.N
			}
			for _, c := range member.Constituencies {
				for _, g := range []group.ID{"washington", "astana"} {
					got := 0
					if series := course[c][g]; series != nil {
						got = series[k]
					}
					if got != n[string(c)+string(g)] {
						t.Fatalf("%s of %s at %s: %d, not %d", c, g, at, got, n[string(c)+string(g)])
					}
				}
			}
		}
	})
}

func TestSpread(t *testing.T) {
	for days, want := range map[int]int{0: 1, 1: 2, 5: 6, 400: 13} {
		at := member.Spread(noon, noon.AddDate(0, 0, days), 13)
		if len(at) != want || !at[0].Equal(noon) || !at[len(at)-1].Equal(noon.AddDate(0, 0, days)) {
			t.Errorf("%d days: %v", days, at)
		}
		for k := 1; k < len(at); k++ {
			if !at[k].After(at[k-1]) {
				t.Errorf("%d days: %v", days, at)
			}
		}
	}
	if at := member.Spread(noon, noon.Add(-time.Hour), 13); len(at) != 1 {
		t.Errorf("backwards: %v", at)
	}
}
