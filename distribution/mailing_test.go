package distribution

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/counterpart/member"
)

// TestRecipients holds who is written to, in which language: each address once,
// by what its owner chose rather than what a secretariat entered.
func TestRecipients(t *testing.T) {
	w := map[string]Words{"en": {"A", "B"}, "ru": {"А", "Б"}}
	sub := func(box, lang string, wants ...Want) Subscriber {
		return Subscriber{ID: "s-" + box, Email: box, postBox: box, Lang: lang, Wants: wants}
	}
	con := func(box, lang, addressee string) Contact {
		return Contact{ID: "c-" + box, Email: box, postBox: box, Lang: lang, Name: strings.ToUpper(box), Addressee: addressee}
	}
	tired := con("tired", "en", "")
	tired.Bounces = mostBounces
	subs := []Subscriber{sub("all", "ru", All), sub("brief", "kk", WantSeries("brief")), sub("paper", "en", WantSeries("paper")),
		sub("water", "en", WantDimension("water")), sub("both", "ru", WantSeries("paper")), {ID: "x", Email: "y", postBox: "y", Lang: "en", Wants: []Want{All}, Bounces: 3}}
	cons := []Contact{con("both", "en", ""), con("gov", "kk", "GOV"), tired}
	for _, c := range []struct {
		m    Mailing
		want string
	}{
		{Mailing{Words: w, Lists: Lists, Series: "brief", Dimension: "water"}, "all:subscribers:ru both:contacts:ru brief:subscribers:en gov:addressees:en water:subscribers:en"},
		{Mailing{Words: w, Lists: []List{Subscribers}, Series: "brief"}, "all:subscribers:ru brief:subscribers:en"},
		{Mailing{Words: w, Lists: []List{Subscribers}, Series: "paper"}, "all:subscribers:ru both:subscribers:ru paper:subscribers:en"},
		{Mailing{Words: w, Lists: []List{Addressees}, Series: "paper"}, "gov:addressees:en"},
		{Mailing{Words: w, Lists: []List{Subscribers}}, "all:subscribers:ru"},
		{Mailing{Words: map[string]Words{"kk": {"А", "Б"}}, Lists: []List{Contacts}}, "both:contacts:kk"},
	} {
		var got []string
		for _, r := range c.m.recipients(subs, cons) {
			got = append(got, fmt.Sprintf("%s:%s:%s", r.postBox, r.list, r.lang))
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%v of %q: %s, not %s", c.m.Lists, c.m.Series, s, c.want)
		}
	}
}

// TestKeeps holds who keeps the lists.
func TestKeeps(t *testing.T) {
	for capacity, want := range map[member.Capacity]bool{member.CoChair: true, member.Rapporteur: true, member.Secretariat: true, member.Member: false, member.Observer: false, "": false} {
		if Keeps(member.Standing{Group: "g", Capacity: capacity}) != want || Keeps(member.Standing{Capacity: capacity}) {
			t.Errorf("%q keeps the lists, or does not", capacity)
		}
	}
}
