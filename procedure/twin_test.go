package procedure_test

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// checkInvariants holds what was recorded on a table against what can never
// happen. It reads the acts, the words and who sat where, and never a Matter:
// it is the rules' dumb twin, and looks back over the whole tale each time.
func checkInvariants(t tb, b *table) {
	t.Helper()
	for _, fault := range violations(b) {
		t.Error(fault)
	}
}

func violations(b *table) (all []string) {
	for _, name := range slices.Sorted(maps.Keys(b.files)) {
		all = append(all, b.retold(b.files[name])...)
	}
	return append(all, numbers(b.acts)...)
}

// retold goes through the acts of one matter and says what is wrong.
func (b *table) retold(f *file) []string {
	x := &tale{file: f, standings: b.standings, consideredBy: map[group.ID][]int{}, recused: map[act.Alias]int64{}}
	for k, a := range f.acts {
		x.k, x.a = k, a
		x.tell()
	}
	x.ends()
	return x.wrong
}

// A tale is one matter as its acts tell it, up to act k.
type tale struct {
	*file
	standings []member.Standing
	k         int
	a         act.Act
	wrong     []string

	origin       group.ID
	pen          group.ID
	raised       time.Time
	versions     []int // places of the acts that issued one
	referred     int   // place of the referral; 0 before, since the first act raises
	rules        procedure.Rules
	groups       []group.ID
	consideredBy map[group.ID][]int
	formulation  bool
	closed       bool
	bout         *bout
	leaving      map[group.ID]bool
	recused      map[act.Alias]int64 // place of the act by which they are
	positions    map[group.ID]bool
}

// A bout is one motion and the decision that may come of it.
type bout struct {
	procedure.Moved
	by         group.ID
	seconded   map[group.ID]bool
	open       bool
	electorate map[group.ID][]act.Alias
	choices    map[act.Alias]procedure.Choice
	recorded   map[group.ID]bool
	breaks     bool // the act before this one breaks the silence
}

// expect notes a fault unless ok. The number is that of the invariant in the
// design; 0 is for what is true of any tale.
func (x *tale) expect(invariant int, ok bool, format string, args ...any) {
	if !ok {
		x.wrong = append(x.wrong, fmt.Sprintf("invariant %d, act %d (%s): %s", invariant, x.k, x.a.Kind, fmt.Sprintf(format, args...)))
	}
}

// before is the act that the present one must name as the one before it: of
// the same caucus if it is whispered there, and otherwise of those that were
// not. A referral follows the wording that it refers.
func (x *tale) before() act.Hash {
	if r, refers := x.a.Body.(procedure.ReferredAct); refers {
		return r.Version
	}
	referred := false
	whispered := func(a act.Act) bool {
		if s, said := a.Body.(procedure.Stated); said && s.Audience == act.Caucus {
			return true
		}
		if r, stepped := a.Body.(procedure.Recused); stepped && r.Audience == act.Caucus {
			return true
		}
		if _, refers := a.Body.(procedure.ReferredAct); refers {
			referred = true
		}
		return !referred
	}
	last := map[string]act.Hash{}
	var names []string
	for _, a := range x.acts[:x.k+1] {
		name := "joint"
		if whispered(a) {
			name = "caucus of " + string(a.Group)
		}
		names = append(names, name)
	}
	for n, a := range x.acts[:x.k] {
		last[names[n]] = a.Hash
	}
	return last[names[x.k]]
}

func (x *tale) tell() {
	x.expect(0, !x.closed, "the matter was closed")
	if x.k > 0 {
		x.expect(0, x.a.Prev == x.before() && !x.a.At.Before(x.acts[x.k-1].At), "it does not follow the act before it")
	}
	if x.k > 0 && x.referred == 0 {
		x.expect(9, x.a.Group == x.origin, "%s acted on what is in the caucus of %s", x.a.Group, x.origin)
	}
	if x.bout != nil && x.bout.breaks {
		c, ok := x.a.Body.(procedure.Closed)
		x.expect(6, ok && c.Broken && !c.Carried && x.a.At.Equal(x.acts[x.k-1].At), "a silence was broken and went on")
	}
	if _, said := x.a.Body.(procedure.Stated); !said {
		_, out := x.recused[x.a.By]
		x.expect(5, !out, "%s is recused and yet acts", x.a.By)
	}
	switch body := x.a.Body.(type) {
	case procedure.Recused:
		x.recuse(body)
	case procedure.RaisedAct:
		x.expect(0, x.k == 0, "it was raised twice")
		x.origin, x.pen, x.raised = x.a.Group, x.a.Group, x.a.At
		x.versions = []int{0}
	case procedure.RevisedAct:
		x.expect(0, x.referred == 0, "it was referred before")
		x.versions = append(x.versions, x.k)
	case procedure.Stated:
		x.expect(9, x.referred > 0 || body.Audience == act.Caucus, "it is said beyond the caucus")
		x.expect(10, body.Attribution == act.Named || x.who[x.a.By] == "", "%s is not attributed by name and yet has a name", x.a.By)
		x.expect(10, body.Attribution != act.Unattributed || body.Audience == act.Caucus || x.a.Group == "", "it is not attributed and yet is %s's", x.a.Group)
	case procedure.ReferredAct:
		x.refer(body)
	case procedure.ConsideredAct:
		x.consider(body)
	case procedure.FormulationOpened:
		for _, g := range group.Others(x.groups, x.origin) {
			x.expect(1, slices.ContainsFunc(x.consideredBy[g], func(k int) bool {
				return x.acts[k].Body.(procedure.ConsideredAct).Version == x.acts[x.referred].Body.(procedure.ReferredAct).Version
			}), "%s had not considered the referred version", g)
		}
		x.expect(1, x.referred > 0 && !x.formulation && x.a.Group == x.pen, "not at this stage, or by whoever")
		x.formulation = true
	case procedure.IssuedAct:
		x.expect(4, x.bout == nil || !x.bout.open || x.bout.Method == procedure.Meeting || x.a.At.Before(x.bout.Closes), "it slipped in after the end of a decision")
		x.expect(0, x.formulation && x.a.Group == x.pen && body.Base == x.latest(), "not by the pen, or not on the latest version")
		x.versions, x.bout, x.leaving = append(x.versions, x.k), nil, nil
	case procedure.PenPassed:
		x.expect(0, x.formulation && x.a.Group == x.pen && slices.Contains(x.groups, body.To) && body.To != x.pen, "it was not theirs to pass")
		x.pen = body.To
	case procedure.WithdrawnAct:
		x.withdraw(body)
	case procedure.Differed:
		x.expect(0, x.formulation && x.bout == nil && slices.Contains(x.groups, x.a.Group), "not at this stage, or by whoever")
		x.positions = with(x.positions, x.a.Group)
		x.expect(0, body.Complete == (len(x.positions) == len(x.groups)), "it is complete, or not, and says otherwise")
		x.closed = body.Complete
	default:
		x.decide(body)
	}
}

func with(set map[group.ID]bool, g group.ID) map[group.ID]bool {
	if set == nil {
		set = map[group.ID]bool{}
	}
	set[g] = true
	return set
}

// latest names the latest version.
func (x *tale) latest() act.Hash { return x.acts[x.versions[len(x.versions)-1]].Hash }

// seats lists who of a group decides at the moment of the act.
func (x *tale) seats(g group.ID) (all []member.ID) {
	for _, s := range x.standings {
		if _, out := x.recused[x.aliasOf(s.Member)]; s.Group == g && s.Decides() && s.At(x.a.At) && !out {
			all = append(all, s.Member)
		}
	}
	slices.Sort(all)
	return all
}

// aliasOf is the name under which a member acts on the matter.
func (x *tale) aliasOf(id member.ID) act.Alias { return act.Alias(string(id) + "." + string(x.ref)) }

// recuse tells that somebody stepped back, or was made to.
func (x *tale) recuse(body procedure.Recused) {
	open := x.bout != nil && x.bout.open
	_, twice := x.recused[body.Who]
	x.expect(5, !twice, "%s was recused before", body.Who)
	x.expect(9, (body.Audience == act.Caucus) == (x.referred == 0), "it is told as %s", body.Audience)
	if body.Who != x.a.By {
		s, ok := member.Of(x.standings, x.who[body.Who], x.a.At)
		x.expect(5, ok && s.Group == x.a.Group && x.inOffice([]member.Capacity{member.CoChair}), "%s has no say about %s", x.a.By, body.Who)
		x.expect(5, !open, "%s is taken out of a frozen electorate by another", body.Who)
	}
	if x.recused[body.Who] = x.a.Seq; !open {
		return
	}
	x.expect(5, x.bout.Method == procedure.Meeting || x.a.At.Before(x.bout.Closes), "the positions were in already")
	for g, all := range x.bout.electorate {
		x.bout.electorate[g] = slices.DeleteFunc(slices.Clone(all), func(who act.Alias) bool { return who == body.Who })
	}
	delete(x.bout.choices, body.Who)
}

// inOffice reports whether whoever acts sits in the acting group in one of the
// capacities.
func (x *tale) inOffice(who []member.Capacity) bool {
	s, ok := member.Of(x.standings, x.who[x.a.By], x.a.At)
	return ok && s.Group == x.a.Group && slices.Contains(who, s.Capacity)
}

// spokeAfter counts the members of a group who spoke between an act and this one.
func (x *tale) spokeAfter(g group.ID, k int) int {
	seen := map[member.ID]bool{}
	for _, s := range x.spoke {
		out, recused := x.recused[x.aliasOf(s.by)]
		if s.group == g && s.seq > x.acts[k].Seq && s.seq < x.a.Seq && (!recused || s.seq < out) {
			seen[s.by] = true
		}
	}
	return len(seen)
}

func (x *tale) refer(body procedure.ReferredAct) {
	x.expect(0, x.referred == 0 && x.a.Group == x.origin && body.Version == x.latest(), "not by the origin, or not of its latest wording")
	x.expect(0, len(body.Groups) > 1 && slices.Contains(body.Groups, x.origin), "nobody is there to answer")
	x.referred, x.groups, x.rules = x.k, body.Groups, body.Rules
	x.expect(0, x.inOffice(body.Rules.Refer), "%s may not refer", x.a.By)
	x.expect(0, !x.a.At.Before(x.raised.Add(time.Duration(body.Rules.OwnDays)*24*time.Hour)), "the days at home were not over")
	x.expect(0, x.spokeAfter(x.origin, 0) >= body.Rules.Contributors, "too few had spoken at home")
}

func (x *tale) consider(body procedure.ConsideredAct) {
	g := x.a.Group
	x.expect(2, x.referred > 0 && slices.Contains(x.groups, g), "%s was not asked", g)
	x.expect(2, x.inOffice(x.rules.Consider), "%s may not answer for %s", x.a.By, g)
	x.expect(2, body.Version == x.latest(), "it is of another version than lies on the table")
	seats := len(x.seats(g))
	x.expect(2, body.TookPart <= seats && body.TookPart >= min(x.rules.Decide[g].Quorum, seats) && body.TookPart > 0, "%d of %d took part", body.TookPart, seats)
	since := x.referred
	if x.formulation {
		since = x.newsFor(g)
	} else {
		x.expect(2, g != x.origin, "the origin answers itself")
		x.expect(2, !x.a.At.Before(x.acts[x.referred].At.Add(time.Duration(x.rules.CounterpartDays)*24*time.Hour)), "the days of the counterpart were not over")
	}
	x.expect(2, since >= 0 && (body.WithoutComment || x.spokeAfter(g, since) >= x.rules.Contributors), "too few had spoken, and nobody said so")
	x.consideredBy[g] = append(x.consideredBy[g], x.k)
	answered := 0
	for _, c := range group.Others(x.groups, x.origin) {
		if len(x.consideredBy[c]) > 0 {
			answered++
		}
	}
	x.expect(1, body.Complete == (!x.formulation && answered == len(x.groups)-1), "it is complete, or not, and says otherwise")
}

// newsFor finds the first version issued since a group last considered one.
func (x *tale) newsFor(g group.ID) int {
	last := x.referred
	if cs := x.consideredBy[g]; len(cs) > 0 {
		last = cs[len(cs)-1]
	}
	for _, v := range x.versions {
		if v > last {
			return v
		}
	}
	return -1
}

func (x *tale) withdraw(body procedure.WithdrawnAct) {
	x.leaving = with(x.leaving, x.a.Group)
	done := x.referred == 0
	if !done {
		x.expect(0, (x.bout == nil || !x.bout.open) && x.inOffice(x.rules.Move), "not at this stage, or by whoever")
		done = len(x.leaving) == len(x.groups)
	}
	x.expect(0, body.Complete == done, "it is complete, or not, and says otherwise")
	x.closed = body.Complete
}

// words of paragraph id in version n (a place in versions), if it is there.
func (x *tale) paragraph(n int, id text.ParagraphID) (text.Paragraph, bool) {
	return text.Text(x.words[x.acts[x.versions[n]].Hash]).Paragraph(id)
}

// wordedIn finds the version in which a paragraph of version n got its words.
func (x *tale) wordedIn(n int, id text.ParagraphID) int {
	p, _ := x.paragraph(n, id)
	for n > 0 {
		q, ok := x.paragraph(n-1, id)
		if !ok || q != p {
			break
		}
		n--
	}
	return n
}
