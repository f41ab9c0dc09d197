package procedure_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// decide tells the acts of a decision.
func (x *tale) decide(body act.Body) {
	b := x.bout
	if m, ok := body.(procedure.Moved); ok {
		x.expect(3, b == nil && x.formulation, "another motion waits, or it is too early")
		x.expect(4, m.Version == x.latest(), "it is not the latest version")
		x.expect(0, slices.Contains(x.groups, x.a.Group) && x.inOffice(x.rules.Move), "not by whoever")
		x.bout = &bout{Moved: m, by: x.a.Group, seconded: map[group.ID]bool{}, choices: map[act.Alias]procedure.Choice{}, recorded: map[group.ID]bool{}}
		x.ripe()
		return
	}
	if b == nil {
		x.expect(4, false, "nothing is moved")
		return
	}
	early := x.a.At.Before(b.Closes)
	switch body := body.(type) {
	case procedure.Seconded:
		x.expect(5, !b.open && slices.Contains(x.groups, x.a.Group) && x.a.Group != b.by && !b.seconded[x.a.Group] && x.inOffice(x.rules.Move), "it was not theirs to second")
		b.seconded[x.a.Group] = true
	case procedure.Unmoved:
		x.expect(4, !b.open && x.inOffice(x.rules.Move), "an open decision is not taken back")
		x.bout = nil
	case procedure.Opened:
		x.opened(body)
	case procedure.Chose:
		x.expect(5, b.open && b.Method != procedure.Meeting && early, "nothing is open")
		x.expect(5, slices.Contains(b.electorate[x.a.Group], x.a.By), "%s is not of the frozen electorate", x.a.By)
		b.choices[x.a.By] = body.Choice
		b.breaks = b.Method == procedure.Silence && body.Choice == procedure.Object
	case procedure.Amended:
		x.expect(6, b.open && b.Method == procedure.Silence && early, "no silence is running")
		x.expect(6, slices.Contains(b.electorate[x.a.Group], x.a.By), "%s is not of the frozen electorate", x.a.By)
		b.breaks = true
	case procedure.MeetingRecorded:
		x.expect(5, b.open && b.Method == procedure.Meeting && !early && x.inOffice(x.rules.Move), "no meeting is to be recorded")
		b.recorded[x.a.Group] = true
		for _, who := range b.electorate[x.a.Group] {
			delete(b.choices, who)
		}
		for choice, list := range map[procedure.Choice][]act.Alias{procedure.Consent: body.Consent, procedure.StandAside: body.Aside, procedure.Object: body.Object} {
			for _, who := range list {
				x.expect(5, slices.Contains(b.electorate[x.a.Group], who) && b.choices[who] == "", "%s is not of the frozen electorate, or is there twice", who)
				b.choices[who] = choice
			}
		}
	case procedure.Reserved:
		x.expect(8, b.open && body.Version == b.Version && (early || b.Method == procedure.Meeting), "nothing is open")
	case procedure.Closed:
		x.close(body, early)
	case procedure.AdoptedAct:
		x.adopt(body)
	default:
		x.expect(0, false, "nobody knows this act")
	}
}

// ripe holds the latest version against what a decision needs.
func (x *tale) ripe() {
	n := len(x.versions) - 1
	open := 0
	for _, p := range x.words[x.latest()] {
		open += brackets(p.Words)
	}
	x.expect(3, open == 0, "the text has %d brackets", open)
	for _, g := range x.groups {
		for _, p := range x.words[x.latest()] {
			x.expect(3, x.tookNote(g, n, p.ID), "%s has not considered %s", g, p.ID)
		}
		for id, gone := range x.goneFor(g) {
			x.expect(3, !gone, "%s has not considered that %s is gone", g, id)
		}
	}
}

// brackets counts the opening brackets that are not escaped.
func brackets(s string) int {
	return strings.Count(strings.NewReplacer(`\\`, "", `\[`, "").Replace(s), "[")
}

// tookNote reports whether a group wrote a paragraph of version n as it stands
// there, had it in what it referred, or considered it in a version since.
func (x *tale) tookNote(g group.ID, n int, id text.ParagraphID) bool {
	worded := x.wordedIn(n, id)
	if x.acts[x.versions[worded]].Group == g || g == x.origin && x.versions[worded] < x.referred {
		return true
	}
	return slices.ContainsFunc(x.consideredBy[g], func(k int) bool { return k > x.versions[worded] })
}

// goneFor tells of the paragraphs that a group had taken note of and that are
// no longer there: whether it has yet to consider that.
func (x *tale) goneFor(g group.ID) map[text.ParagraphID]bool {
	gone := map[text.ParagraphID]bool{}
	for n := 1; n < len(x.versions); n++ {
		for _, p := range x.words[x.acts[x.versions[n-1]].Hash] {
			if _, still := x.paragraph(n, p.ID); still {
				continue
			}
			removal := x.acts[x.versions[n]]
			knew := false
			for before := n - 1; before >= 0; before-- {
				if _, there := x.paragraph(before, p.ID); !there {
					break
				}
				knew = knew || x.knewBefore(g, before, n, p.ID)
			}
			later := slices.ContainsFunc(x.consideredBy[g], func(k int) bool { return k > x.versions[n] })
			if knew && removal.Group != g && !later {
				gone[p.ID] = true
			}
			if removal.Group == g {
				gone[p.ID] = false
			}
		}
	}
	for _, p := range x.words[x.latest()] {
		delete(gone, p.ID) // it came back, and is judged as what it is now
	}
	return gone
}

// knewBefore reports whether a group took note of a paragraph as version n
// words it, before version end was issued.
func (x *tale) knewBefore(g group.ID, n, end int, id text.ParagraphID) bool {
	worded := x.versions[x.wordedIn(n, id)]
	if x.acts[worded].Group == g || g == x.origin && worded < x.referred {
		return true
	}
	return slices.ContainsFunc(x.consideredBy[g], func(k int) bool { return k > x.versions[n] && k < x.versions[end] })
}

func (x *tale) opened(body procedure.Opened) {
	b := x.bout
	for _, g := range group.Others(x.groups, b.by) {
		x.expect(5, b.seconded[g], "%s has not seconded it", g)
	}
	notice := map[procedure.Method]time.Duration{
		procedure.Written: time.Duration(x.rules.NoticeDays) * 24 * time.Hour,
		procedure.Silence: time.Duration(x.rules.SilenceHours) * time.Hour,
	}[b.Method]
	x.expect(6, !b.Closes.Before(x.a.At.Add(notice)), "the notice is too short")
	x.expect(4, b.Version == x.latest(), "it is not the latest version")
	x.expect(5, len(body.Electorate) == len(x.groups), "not every group has an electorate")
	for _, g := range x.groups {
		var seats []act.Alias
		for _, id := range x.seats(g) {
			seats = append(seats, x.aliasOf(id))
		}
		got := slices.Sorted(slices.Values(body.Electorate[g]))
		slices.Sort(seats)
		x.expect(5, len(seats) > 0 && slices.Equal(seats, got), "the electorate of %s is %v, and not %v", g, got, seats)
	}
	x.ripe()
	b.open, b.electorate = true, maps.Clone(body.Electorate)
	x.leaving, x.positions = nil, nil
}

func (x *tale) close(body procedure.Closed, early bool) {
	b := x.bout
	x.expect(4, b.open && body.Version == b.Version && b.Version == x.latest(), "it closes something else")
	carried, all := true, true
	for _, g := range x.groups {
		t := group.Tally{Entitled: len(b.electorate[g])}
		for _, who := range b.electorate[g] {
			switch b.choices[who] {
			case procedure.Consent:
				t.Consent++
			case procedure.StandAside:
				t.Aside++
			case procedure.Object:
				t.Object++
			}
		}
		all = all && t.TookPart() == t.Entitled
		x.expect(5, body.Tallies[g] == t, "the tally of %s is %v, and not %v", g, body.Tallies[g], t)
		ok := carries(x.rules.Decide[g], t, b.Method)
		x.expect(5, ok == (body.Verdicts[g] == group.Carried), "%s by %s on %v: %s", g, x.rules.Decide[g], t, body.Verdicts[g])
		carried = carried && ok && (b.Method != procedure.Meeting || b.recorded[g])
	}
	x.expect(6, body.Broken == b.breaks, "it was broken, or not, and says otherwise")
	x.expect(5, body.Carried == (carried && !b.breaks), "it carried, or not, and says otherwise")
	if !b.breaks {
		x.expect(6, b.Method == procedure.Meeting || !early || b.Method == procedure.Written && all, "it was closed too early")
		x.expect(0, x.a.By == act.Clock && b.Method != procedure.Meeting || x.inOffice(x.rules.Move) && slices.Contains(x.groups, x.a.Group), "not by whoever")
	}
	if !body.Carried {
		x.bout = nil
	} else {
		_, ok := x.next().(procedure.AdoptedAct)
		x.expect(8, ok, "it carried, and was not adopted")
	}
}

// carries is a group's rule, written down a second time.
func carries(r group.Rule, t group.Tally, how procedure.Method) bool {
	if how == procedure.Silence {
		return t.Object == 0 && t.Entitled > 0
	}
	took := t.Consent + t.Aside + t.Object
	if t.Entitled == 0 || took < r.Quorum && took < t.Entitled {
		return false
	}
	switch r.Kind {
	case group.Consensus:
		return t.Object == 0
	case group.ConsensusMinus:
		return t.Object <= r.N
	case group.Majority:
		votes := t.Consent + t.Object
		if 2*r.M == r.N {
			return t.Consent > t.Object
		}
		return votes > 0 && t.Consent*r.N >= votes*r.M
	case group.KOfN:
		return t.Consent >= r.N
	}
	return false
}

func (x *tale) next() act.Body {
	if x.k+1 < len(x.acts) {
		return x.acts[x.k+1].Body
	}
	return nil
}

func (x *tale) adopt(body procedure.AdoptedAct) {
	c, ok := x.acts[x.k-1].Body.(procedure.Closed)
	x.expect(8, ok && c.Carried && c.Version == body.Version && body.Version == x.latest(), "no decision of the groups adopted it")
	x.expect(8, len(x.words[body.Version]) > 0, "it has no words")
	x.closed = true
	x.bout = nil
}

// ends holds the end of the tale against itself.
func (x *tale) ends() {
	adopted := slices.ContainsFunc(x.acts, func(a act.Act) bool { _, ok := a.Body.(procedure.AdoptedAct); return ok })
	x.expect(8, adopted == (x.matter.Adoption != nil) && adopted == (x.matter.Stage == procedure.Adopted), "adopted or not, and the matter stands at %q", x.matter.Stage)
}

// numbers holds the numbers of all recommendations against each other.
func numbers(acts []act.Act) (wrong []string) {
	next := map[int]int{} // year of the series, 0 for one that runs on
	symbols := map[string]bool{}
	for _, a := range acts {
		body, ok := a.Body.(procedure.AdoptedAct)
		if !ok {
			continue
		}
		next[body.Year]++
		if body.Number != next[body.Year] || symbols[body.Symbol] || body.Year != 0 && body.Year != a.At.Year() {
			wrong = append(wrong, fmt.Sprintf("invariant 7: %s is number %d of %d, after %d others, on %s", body.Symbol, body.Number, body.Year, next[body.Year]-1, a.At))
		}
		symbols[body.Symbol] = true
	}
	return wrong
}
