package publication

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/procedure"
)

// A Check is one line of the list that is gone through before a release, and
// published with it.
type Check struct {
	Key string
	No  error // a refusal that says what is missing; nil if the check is met
	// Forceable is whether an edition may be released without it, which then
	// stands on its cover.
	Forceable bool
}

// Sentence is the check's sentence in the catalogues, as it reads when it is met.
func (c Check) Sentence() string { return "publication.check." + c.Key }

// The checks. What is not forceable is what the task force promises.
const (
	CheckAdopted    = "adopted"    // every recommendation in it was adopted
	CheckConsidered = "considered" // and was considered by every counterpart
	CheckBrackets   = "brackets"   // no wording is open
	CheckComplete   = "complete"   // there is a title, a summary and a body in the language it is written in first
	CheckQuoted     = "quoted"     // what is quoted was said in public, and is told as its author let it be
	CheckLanguages  = "languages"  // the authentic languages stand at one version
	CheckStamp      = "stamp"      // it can be said who paid
	CheckHands      = "hands"      // nobody turns a key on what they wrote last
	CheckKeys       = "keys"       // every group that issues it has turned one
)

// CheckOrder lists the checks in the order in which they are gone through.
var CheckOrder = []string{CheckAdopted, CheckConsidered, CheckBrackets, CheckComplete, CheckQuoted, CheckLanguages, CheckStamp, CheckHands, CheckKeys}

// Checks goes through the list as things stand at an instant, the keys last.
func (p Publication) Checks(i Instant) []Check {
	return []Check{
		{CheckAdopted, p.each(i, isAdopted), false},
		{CheckConsidered, p.each(i, isConsidered), false},
		{CheckBrackets, p.clean(), false},
		{CheckComplete, p.complete(), false},
		{CheckQuoted, p.quoted(i), false},
		{CheckLanguages, p.together(), true},
		{CheckStamp, p.stamped(i), true},
		{CheckHands, p.hands(), true},
		{CheckKeys, p.turned(), true},
	}
}

// each asks about the matters whose recommendations are in the body.
func (p Publication) each(i Instant, ask func(act.Ref, procedure.Matter) error) error {
	for _, ref := range matters(p.Drafts[p.Lead()].Parts) {
		if err := ask(ref, i.Matter(ref)); err != nil {
			return err
		}
	}
	return nil
}

func isAdopted(ref act.Ref, m procedure.Matter) error {
	if !adopted(m) {
		return act.Refuse(act.NotNow, "refuse.check.adopted", string(ref))
	}
	return nil
}

func isConsidered(ref act.Ref, m procedure.Matter) error {
	for _, g := range m.Counterparts() {
		if _, ok := m.Considered[g]; !ok {
			return act.Refuse(act.NotNow, "refuse.check.considered", string(ref), g)
		}
	}
	return nil
}

func (p Publication) clean() error {
	for _, lang := range p.Languages() {
		if d := p.Drafts[lang]; d.Open > 0 && (slices.Contains(p.Authentic, lang) || p.Stands(lang)) {
			return act.Refuse(act.NotNow, "refuse.check.brackets", Tongue(lang), d.Open)
		}
	}
	return nil
}

func (p Publication) complete() error {
	d, ok := p.Drafts[p.Lead()]
	if !ok || len(d.Parts) == 0 || d.Missing > 0 || !d.Summary {
		return act.Refuse(act.NotNow, "refuse.check.complete", Tongue(p.Lead()))
	}
	return nil
}

func (p Publication) quoted(i Instant) error {
	for _, s := range p.Drafts[p.Lead()].Parts {
		if s.Kind != Quotation {
			continue
		}
		ref, said, _ := s.Statement()
		stated, ok := i.Statement(ref, said)
		if !ok || stated.Audience != act.Public || i.Matter(ref).Audience() != act.Public {
			return act.Refuse(act.NotNow, "refuse.check.quoted", string(s.ID))
		}
	}
	return nil
}

func (p Publication) together() error {
	for _, lang := range p.Authentic {
		if !p.Stands(lang) {
			return act.Refuse(act.NotNow, "refuse.check.languages", Tongue(lang))
		}
	}
	return nil
}

func (p Publication) stamped(i Instant) error {
	if i.Funders == 0 {
		return act.Refuse(act.NotNow, "refuse.check.stamp")
	}
	return nil
}

func (p Publication) hands() error {
	for n, k := range p.Keys {
		twice := slices.ContainsFunc(p.Keys[:n], func(other KeyTurned) bool { return other.Who == k.Who })
		if p.wrote(k.Who) || twice {
			return act.Refuse(act.NotNow, "refuse.check.hands", k.Group)
		}
	}
	return nil
}

// wrote reports whether somebody is the last editor of anything to be released.
func (p Publication) wrote(who act.Alias) bool {
	for lang := range p.Ready() {
		if p.Drafts[lang].By == who {
			return true
		}
	}
	return false
}

func (p Publication) turned() error {
	for _, g := range p.Groups {
		if !p.HasKey(string(g)) {
			return act.Refuse(act.NotNow, "refuse.check.keys", g)
		}
	}
	return nil
}

// unmet lists the checks that are not met, among those that ask says.
func unmet(all []Check, ask func(Check) bool) (keys []string, why []error) {
	for _, c := range all {
		if c.No != nil && ask(c) {
			keys, why = append(keys, c.Key), append(why, c.No)
		}
	}
	return keys, why
}

// refuseFor makes checks that are not met one refusal.
func refuseFor(why []error) error {
	var reasons []act.Reason
	for _, err := range why {
		if r, ok := act.Refused(err); ok {
			reasons = append(reasons, r.Reason)
		}
	}
	return act.RefuseFor(reasons)
}

// forceAfter is how long a key has to lie turned before an edition may be
// forced: the other groups have had that long to turn theirs, or to say why not.
const forceAfter = 7 * 24 * time.Hour

// latestAt is how far ahead a release may be timed.
const latestAt = 366 * 24 * time.Hour
