package initiative_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

func interestRefusals(t *testing.T) {
	h := founded(t)
	with := func(change func(*initiative.Declare)) initiative.Declare {
		c := initiative.Declare{Interest: initiative.Employment, Organisation: "A ministry", From: "2003", Lang: "en"}
		change(&c)
		return c
	}
	plain := with(func(*initiative.Declare) {})
	h.refused(initiative.Operator, plain, act.NotAllowed, "refuse.no-standing")
	h.refused(initiative.Operator, initiative.RenewInterests{}, act.NotAllowed, "refuse.no-standing")
	h.refused("max", plain, act.NotAllowed, "refuse.no-standing")
	for key, change := range map[string]func(*initiative.Declare){
		"refuse.interest.kind":         func(c *initiative.Declare) { c.Interest = "bribery" },
		"refuse.lang":                  func(c *initiative.Declare) { c.Lang = "de" },
		"refuse.interest.nothing":      func(c *initiative.Declare) { c.Interest = initiative.Nothing },
		"refuse.interest.organisation": func(c *initiative.Declare) { c.Organisation = "  " },
		"refuse.interest.of":           func(c *initiative.Declare) { c.Of = "Mr Smith" },
		"refuse.date":                  func(c *initiative.Declare) { c.From = "last year" },
		"refuse.dates":                 func(c *initiative.Declare) { c.From, c.To = "2009-03", "2009-02" },
		"text.too-long":                func(c *initiative.Declare) { c.Text = strings.Repeat("x", 2001) },
		"text.bidi":                    func(c *initiative.Declare) { c.Organisation = "a\u202eb" },
	} {
		h.refused("cat", with(change), act.Malformed, key)
	}
	h.refused("cat", with(func(c *initiative.Declare) { c.To = "2009-02-30" }), act.Malformed, "refuse.date")
	h.refused("cat", initiative.RenewInterests{}, act.NotNow, "refuse.interest.renew")
	h.refused("cat", initiative.EndInterest{}, act.Malformed, "refuse.interest.unknown")
	first := h.must("cat", plain)[0].Hash
	h.refused("lea", initiative.EndInterest{Interest: first}, act.Malformed, "refuse.interest.unknown") // it is not hers
	h.refused("cat", initiative.Declare{Interest: initiative.Nothing, Lang: "en"}, act.Malformed, "refuse.interest.lasting")
	h.must("cat", initiative.EndInterest{Interest: first})
	h.refused("cat", initiative.EndInterest{Interest: first}, act.Malformed, "refuse.interest.unknown")
	h.must("cat", initiative.Declare{Interest: initiative.Nothing, Lang: "en"})
	for range initiative.MaxInterests {
		h.must("cat", plain)
	}
	h.refused("cat", plain, act.Malformed, "refuse.interest.many")
}

// TestHeaders holds that no header of a declaration has a word of what was said
// in it, and that the words do.
func TestHeaders(t *testing.T) {
	h := founded(t)
	by, _ := member.Of(h.n.Standings, "cat", h.at)
	deeds, err := initiative.Decide(h.n, initiative.Instant{At: h.at, By: by}, initiative.Declare{Interest: initiative.Family,
		Organisation: "Smith & Sons", Of: "ORG-1", From: "2003", Text: "My brother owns it.", Lang: "en"})
	if err != nil || len(deeds) != 1 {
		t.Fatal(err)
	}
	header, err := act.Encode(act.Act{Kind: deeds[0].Body.Kind(), On: act.Initiative, At: h.at, By: "cat", Body: deeds[0].Body})
	if err != nil || strings.Contains(string(header), "Smith") || strings.Contains(string(header), "brother") || !strings.Contains(string(header), `"of":"ORG-1"`) {
		t.Errorf("%s, %v", header, err)
	}
	if w := deeds[0].Words.(initiative.InterestWords); w.Organisation != "Smith & Sons" || w.Text != "My brother owns it." {
		t.Errorf("%+v", w)
	}
}

// TestDue follows one member through three years: who has never spoken is due
// at once, who has is due a year after, and who has left is not asked.
func TestDue(t *testing.T) {
	h := founded(t)
	due := func() string {
		d, asked := h.n.Due("cat", h.at)
		return fmt.Sprint(asked, " ", d.IsDue(h.at), " ", d.Never)
	}
	expect := func(when, want string) {
		t.Helper()
		if got := due(); got != want {
			t.Errorf("%s: %s, and not %s", when, got, want)
		}
	}
	expect("seated, and never said anything", "true true true")
	first := h.must("cat", initiative.Declare{Interest: initiative.Shareholding, Organisation: "A mine", Lang: "en"})[0].Hash
	expect("just declared", "true false false")
	h.at = h.at.AddDate(1, 0, 0).Add(-time.Millisecond)
	expect("a moment before the year is over", "true false false")
	h.at = h.at.Add(time.Millisecond)
	expect("after a year", "true true false")
	h.must("cat", initiative.RenewInterests{})
	expect("renewed", "true false false")
	h.at = h.at.AddDate(1, 0, 1)
	expect("another year", "true true false")
	h.must("cat", initiative.EndInterest{Interest: first})
	expect("having ended the last", "true false false")
	if h.n.Said["cat"].Nothing || h.n.Interests[0].Holds(h.at) || !h.n.Interests[0].Holds(h.at.Add(-time.Hour)) {
		t.Errorf("%+v, %+v", h.n.Said, h.n.Interests)
	}
	h.at = h.at.AddDate(2, 0, 0)
	h.must("cat", initiative.Declare{Interest: initiative.Nothing, Lang: "ru"})
	expect("nothing to declare", "true false false")
	h.must("cat", initiative.RenewInterests{})
	if !h.n.Said["cat"].Nothing {
		t.Error("to renew that there is nothing is to say something else")
	}
	h.must("ann", initiative.End{Member: "cat", Group: "washington"})
	expect("having left", "false true false")
	h.must("ann", initiative.Appoint{Member: "obe", Group: "washington", Capacity: member.Observer, Constituency: "ngo"})
	if _, asked := h.n.Due("obe", h.at); asked {
		t.Error("an observer is asked")
	}
	var names []string
	for _, d := range h.n.Overdue("washington", h.at) {
		names = append(names, string(d.Member))
	}
	if fmt.Sprint(names) != "[ann gus]" || len(h.n.Overdue("astana", h.at)) != 2 {
		t.Errorf("due in Washington are %v", names)
	}
}

func funder(id string, legal initiative.LegalForm, from, to string) initiative.Funder {
	return initiative.Funder{Organisation: initiative.Organisation{ID: id, Name: text.Words{"en": "The " + id}}, Legal: legal, From: from, To: to}
}

// TestStamp writes down which sentence says who pays, case by case.
func TestStamp(t *testing.T) {
	gov, fund, firm := funder("gov", initiative.Government, "2009", "2010-06"), funder("fund", initiative.Foundation, "", ""), funder("firm", initiative.Company, "2010-03-01", "")
	d := initiative.Description{Addressees: []initiative.Organisation{{ID: "gov"}, {ID: "firm"}}}
	for _, c := range []struct {
		day     string
		funders []initiative.Funder
		want    string
	}{
		{"2009-05-01", nil, "stamp.none"},
		{"2009-05-01", []initiative.Funder{gov}, "stamp.government [The gov]"},
		{"2008-12-31", []initiative.Funder{gov}, "stamp.none"},
		{"2010-06-30", []initiative.Funder{gov}, "stamp.government [The gov]"},
		{"2010-07-01", []initiative.Funder{gov}, "stamp.past [The gov]"},
		{"2010-07-01", []initiative.Funder{gov, fund}, "stamp.funder [The fund]"},
		{"2009-05-01", []initiative.Funder{fund}, "stamp.funder [The fund]"},
		{"2009-05-01", []initiative.Funder{fund, gov}, "stamp.governments [The fund The gov] [The gov]"},
		{"2010-04-01", []initiative.Funder{firm}, "stamp.addressee [The firm]"},
		{"2010-04-01", []initiative.Funder{fund, firm}, "stamp.addressees [The fund The firm] [The firm]"},
		{"2009-05-01", []initiative.Funder{gov, gov}, "stamp.government [The gov]"}, // two payments of one
	} {
		at, _ := time.Parse(time.DateOnly, c.day)
		d.Funders = c.funders
		r := d.Stamp(at.Add(20 * time.Hour))
		got := r.Key
		for _, a := range r.Args {
			var names []string
			for _, w := range a.([]text.Words) {
				names = append(names, w["en"])
			}
			got += " " + fmt.Sprint(names)
		}
		if got != c.want {
			t.Errorf("on %s, %d funders: %s, and not %s", c.day, len(c.funders), got, c.want)
		}
	}
}

// TestTies finds what a funder is beside paying, and nothing of those who have
// left or whose interest is over.
func TestTies(t *testing.T) {
	h := founded(t)
	declare := func(who member.ID, kind initiative.InterestKind, of string) act.Hash {
		return h.must(who, initiative.Declare{Interest: kind, Organisation: "x", Of: of, Lang: "en"})[0].Hash
	}
	declare("kai", initiative.Employment, "gov")
	declare("lea", initiative.Shareholding, "gov")
	over := declare("cat", initiative.Advisory, "gov")
	declare("ann", initiative.Employment, "fund")
	h.must("cat", initiative.EndInterest{Interest: over})
	d := initiative.Description{Addressees: []initiative.Organisation{{ID: "gov"}}, Conveners: []initiative.Organisation{{ID: "fund"}}, Assessed: []initiative.Organisation{{ID: "gov"}}}
	roll := map[member.ID]text.Words{"gus": {"en": "the FUND "}, "max": {"en": "The fund"}, "cat": {"en": "The fund of Smith"}}
	tell := func(id string) (all []string) {
		for _, tie := range h.n.Ties(d, funder(id, "", "", "").Organisation, h.at, roll) {
			all = append(all, fmt.Sprint(tie.Relation, tie.Members))
		}
		return all
	}
	if got := tell("gov"); !slices.Equal(got, []string{"addressee[]", "assessed[]", "employer[kai]", "interest[lea]"}) {
		t.Errorf("the government: %q", got)
	}
	if got := tell("fund"); !slices.Equal(got, []string{"convener[]", "employer[ann gus]"}) {
		t.Errorf("the fund: %q", got)
	}
	if got := tell("stranger"); len(got) > 0 {
		t.Errorf("a stranger: %q", got)
	}
}

// TestChanges tells what one description changed in the register.
func TestChanges(t *testing.T) {
	a, b, c := funder("a", "", "2009", ""), funder("b", "", "", ""), funder("c", "", "", "")
	a2 := a
	a2.To = "2010"
	a3 := a
	a3.Name = text.Words{"en": "The a", "ru": ""} // the same words
	for _, x := range []struct {
		was, is []initiative.Funder
		want    string
	}{
		{nil, nil, "[][][]"}, {nil, []initiative.Funder{a}, "[a][][]"}, {[]initiative.Funder{a, b}, []initiative.Funder{b, a2, c}, "[c][a][]"},
		{[]initiative.Funder{a, b}, []initiative.Funder{a3}, "[][][b]"}, {[]initiative.Funder{a}, []initiative.Funder{a, a2}, "[a][][]"},
	} {
		got := ""
		change := initiative.Changes(x.was, x.is)
		for _, list := range [][]initiative.Funder{change.Added, change.Changed, change.Removed} {
			var ids []string
			for _, f := range list {
				ids = append(ids, f.ID)
			}
			got += fmt.Sprint(ids)
		}
		if got != x.want || change.Any() != (got != "[][][]") {
			t.Errorf("%v, and not %v", got, x.want)
		}
	}
}
