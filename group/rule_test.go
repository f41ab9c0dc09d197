package group_test

import (
	"fmt"
	"math/big"
	"testing"

	"example.org/counterpart/group"
	"pgregory.net/rapid"
)

// TestOf writes down each rule at both sides of its edges.
func TestOf(t *testing.T) {
	consensus := group.Rule{Kind: group.Consensus, Quorum: 3}
	minus := group.Rule{Kind: group.ConsensusMinus, N: 1, Quorum: 2}
	half := group.Rule{Kind: group.Majority, M: 1, N: 2, Quorum: 1}
	twoOfFour := group.Rule{Kind: group.Majority, M: 2, N: 4, Quorum: 1}
	third := group.Rule{Kind: group.Majority, M: 2, N: 3, Quorum: 1}
	k := group.Rule{Kind: group.KOfN, N: 3, Quorum: 1}
	for _, c := range []struct {
		rule                             group.Rule
		entitled, consent, aside, object int
		want                             group.Verdict
	}{
		{consensus, 5, 2, 0, 0, group.Inquorate},
		{consensus, 5, 3, 0, 0, group.Carried},
		{consensus, 5, 0, 3, 0, group.Carried}, // nobody objects
		{consensus, 5, 4, 0, 1, group.Blocked},
		{consensus, 5, 0, 0, 2, group.Inquorate}, // too few to object to anything
		{consensus, 2, 2, 0, 0, group.Carried},   // a quorum that could be met in no other way
		{consensus, 2, 1, 0, 0, group.Inquorate},
		{consensus, 0, 0, 0, 0, group.Inquorate},
		{minus, 5, 4, 0, 1, group.Carried},
		{minus, 5, 3, 0, 2, group.Blocked},
		{half, 4, 2, 0, 2, group.Short},
		{half, 4, 2, 1, 1, group.Carried},
		{half, 4, 0, 4, 0, group.Short}, // nobody voted
		{half, 4, 1, 3, 0, group.Carried},
		{twoOfFour, 4, 2, 0, 2, group.Short}, // it is one half, however written
		{third, 3, 2, 0, 1, group.Carried},
		{third, 5, 3, 0, 2, group.Short},
		{third, 5, 0, 5, 0, group.Short},
		{k, 5, 3, 0, 2, group.Carried},
		{k, 5, 2, 3, 0, group.Short},
		{k, 2, 2, 0, 0, group.Short}, // not enough are entitled
		{group.Rule{Kind: "whim", Quorum: 1}, 5, 5, 0, 0, group.Short},
		{group.Rule{}, 5, 5, 0, 0, group.Short},
	} {
		tally := group.Tally{Entitled: c.entitled, Consent: c.consent, Aside: c.aside, Object: c.object}
		if got := c.rule.Of(tally); got != c.want {
			t.Errorf("%s makes %s of %+v, and not %s", c.rule, got, tally, c.want)
		}
	}
}

// TestOfProperties says what holds of every rule, whatever the numbers.
func TestOfProperties(t *testing.T) {
	carried := 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		r := group.Rule{
			Kind:   rapid.SampledFrom([]group.RuleKind{group.Consensus, group.ConsensusMinus, group.Majority, group.KOfN}).Draw(t, "kind"),
			N:      n + 1,
			M:      rapid.IntRange(1, n).Draw(t, "m"),
			Quorum: rapid.IntRange(1, 9).Draw(t, "quorum"),
		}
		if why := r.Check(); why != "" {
			t.Fatalf("%s: %s", r, why)
		}
		tally := group.Tally{Consent: rapid.IntRange(0, 9).Draw(t, "consent"), Aside: rapid.IntRange(0, 9).Draw(t, "aside"), Object: rapid.IntRange(0, 9).Draw(t, "object")}
		tally.Entitled = tally.TookPart() + rapid.IntRange(0, 5).Draw(t, "silent")
		v := r.Of(tally)
		if v == group.Carried {
			carried++
			if tally.TookPart() < r.Quorum && tally.TookPart() < tally.Entitled {
				t.Fatalf("%s carried without its quorum: %+v", r, tally)
			}
			if r.Kind == group.Majority && big.NewRat(int64(tally.Consent), int64(tally.Consent+tally.Object)).Cmp(big.NewRat(int64(r.M), int64(r.N))) < 0 {
				t.Fatalf("%s carried by less: %+v", r, tally)
			}
			if r.Kind == group.Consensus && tally.Object > 0 {
				t.Fatalf("%s carried against an objection: %+v", r, tally)
			}
			// One more consent never undoes it.
			more := tally
			more.Consent, more.Entitled = more.Consent+1, more.Entitled+1
			if more.Entitled-more.TookPart() == tally.Entitled-tally.TookPart() && r.Of(more) != group.Carried {
				t.Fatalf("%s carries %+v and not %+v", r, tally, more)
			}
		}
		// One who turns from consent to objection never helps.
		if v != group.Carried && tally.Consent > 0 {
			worse := tally
			worse.Consent, worse.Object = worse.Consent-1, worse.Object+1
			if r.Of(worse) == group.Carried {
				t.Fatalf("%s carries %+v and not %+v", r, worse, tally)
			}
		}
		if want := tally.Object == 0 && tally.Entitled > 0; (r.OfSilence(tally) == group.Carried) != want {
			t.Fatalf("%s in silence: %+v", r, tally)
		}
	})
	if carried < 10 {
		t.Errorf("only %d tallies carried", carried)
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		rule group.Rule
		want string
	}{
		{group.Rule{Kind: group.Consensus, Quorum: 1}, ""},
		{group.Rule{Kind: group.Consensus}, "refuse.rule.quorum"},
		{group.Rule{Kind: group.Consensus, Quorum: -1}, "refuse.rule.quorum"},
		{group.Rule{Kind: group.ConsensusMinus, Quorum: 1, N: 1}, ""},
		{group.Rule{Kind: group.ConsensusMinus, Quorum: 1}, "refuse.rule.numbers"},
		{group.Rule{Kind: group.Majority, Quorum: 1, M: 1, N: 2}, ""},
		{group.Rule{Kind: group.Majority, Quorum: 1, M: 2, N: 2}, "refuse.rule.numbers"}, // nobody could veto it, but consensus says it better
		{group.Rule{Kind: group.Majority, Quorum: 1, N: 2}, "refuse.rule.numbers"},
		{group.Rule{Kind: group.Majority, Quorum: 1, M: -1, N: 2}, "refuse.rule.numbers"},
		{group.Rule{Kind: group.KOfN, Quorum: 1, N: 1}, ""},
		{group.Rule{Kind: group.KOfN, Quorum: 1}, "refuse.rule.numbers"},
		{group.Rule{Kind: group.Majority, Quorum: 1, M: 1 << 62, N: 1<<63 - 1}, "refuse.rule.numbers"}, // their products would run over
		{group.Rule{Kind: "whim", Quorum: 1, N: 1}, "refuse.rule.numbers"},
	} {
		if got := c.rule.Check(); got != c.want {
			t.Errorf("%s: %q, not %q", c.rule, got, c.want)
		}
	}
}

func TestID(t *testing.T) {
	for id, want := range map[group.ID]bool{
		"washington": true, "a1": true, "a-b": true, "abcdefghijklmnopqrst": true,
		"": false, "a": false, "abcdefghijklmnopqrstu": false, "Washington": false, "1a": false, "-a": false, "a b": false, "а́стана": false, "a:b": false, "a|b": false,
	} {
		if id.Valid() != want {
			t.Errorf("%q", id)
		}
	}
}

// TestAlternat gives every group its turn, and the same to whoever asks.
func TestAlternat(t *testing.T) {
	all := []group.ID{"washington", "astana", "vienna"}
	first := map[group.ID]int{}
	for n := range 300 {
		order := group.Alternat(all, fmt.Sprint("matter", n))
		if fmt.Sprint(order) != fmt.Sprint(group.Alternat(all, fmt.Sprint("matter", n))) || len(order) != 3 {
			t.Fatal(order)
		}
		first[order[0]]++
	}
	for _, g := range all {
		if first[g] < 60 {
			t.Errorf("%s came first %d times in 300", g, first[g])
		}
	}
	if fmt.Sprint(all) != "[washington astana vienna]" || group.Alternat(nil, "x") != nil {
		t.Error("the groups themselves were turned")
	}
	if got := group.Others(all, "astana"); fmt.Sprint(got, all) != "[washington vienna] [washington astana vienna]" {
		t.Error(got)
	}
}
