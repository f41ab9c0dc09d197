package member

import (
	"cmp"
	"slices"
	"time"

	"example.org/counterpart/group"
)

// A Share is how many of a group come from one constituency and one country.
type Share struct {
	Group        group.ID     `json:"group"`
	Constituency Constituency `json:"constituency"`
	Country      string       `json:"country"` // empty if it is not known
	N            int          `json:"n"`
}

// Shares says how the groups are composed at an instant: of those who speak for
// their group, how many come from where. Observers and the secretariat are not
// part of the balance. The country is in the roll, and so is asked for.
func Shares(all []Standing, at time.Time, country func(ID) string) (shares []Share) {
	count := map[Share]int{}
	for _, s := range all {
		if s.At(at) && s.Counts() {
			count[Share{Group: s.Group, Constituency: s.Constituency, Country: country(s.Member)}]++
		}
	}
	for s, n := range count {
		s.N = n
		shares = append(shares, s)
	}
	slices.SortFunc(shares, func(a, b Share) int {
		return cmp.Or(cmp.Compare(a.Constituency, b.Constituency), cmp.Compare(a.Country, b.Country), cmp.Compare(a.Group, b.Group))
	})
	return shares
}

// An Absence is a constituency that some groups have and others have not.
type Absence struct {
	Constituency Constituency `json:"constituency"`
	In           []group.ID   `json:"in"`
	NotIn        []group.ID   `json:"notIn"`
}

// Absences lists the constituencies that are not in every group though they
// are in one, in the order of the set, those that are no longer in it last.
func Absences(shares []Share, groups []group.ID, set []Constituency) (all []Absence) {
	has := map[Constituency]map[group.ID]bool{}
	for _, s := range shares {
		if has[s.Constituency] == nil {
			has[s.Constituency] = map[group.ID]bool{}
			if !slices.Contains(set, s.Constituency) {
				set = append(slices.Clip(set), s.Constituency)
			}
		}
		has[s.Constituency][s.Group] = true
	}
	for _, c := range set {
		a := Absence{Constituency: c}
		for _, g := range groups {
			if has[c][g] {
				a.In = append(a.In, g)
			} else {
				a.NotIn = append(a.NotIn, g)
			}
		}
		if len(a.In) > 0 && len(a.NotIn) > 0 {
			all = append(all, a)
		}
	}
	return all
}

// Course says how many of each group were of each sort, such as a constituency
// or a country, at each of several instants, which are in order. Each standing
// is looked at once.
func Course[S comparable](all []Standing, at []time.Time, sort func(Standing) S) map[S]map[group.ID][]int {
	course := map[S]map[group.ID][]int{}
	for _, s := range all {
		if !s.Counts() {
			continue
		}
		first, _ := slices.BinarySearchFunc(at, s.From, time.Time.Compare)
		end := len(at)
		if !s.To.IsZero() {
			end, _ = slices.BinarySearchFunc(at, s.To, time.Time.Compare)
		}
		if first >= end {
			continue
		}
		of := sort(s)
		groups := course[of]
		if groups == nil {
			groups = map[group.ID][]int{}
			course[of] = groups
		}
		if groups[s.Group] == nil {
			groups[s.Group] = make([]int, len(at)+1)
		}
		// Who comes and who goes; below it is added up.
		groups[s.Group][first]++
		groups[s.Group][end]--
	}
	for _, groups := range course {
		for g, n := range groups {
			for k := 1; k < len(n); k++ {
				n[k] += n[k-1]
			}
			groups[g] = n[:len(at)]
		}
	}
	return course
}

// Spread returns at most so many instants from one to another, the last of
// them the other, as far apart as whole days allow.
func Spread(from, to time.Time, most int) (at []time.Time) {
	const day = 24 * time.Hour
	steps := int64(max(0, to.Sub(from)/day))
	n := min(steps, int64(most-1))
	for k := range n {
		at = append(at, from.Add(time.Duration(k*steps/n)*day))
	}
	return append(at, to)
}
