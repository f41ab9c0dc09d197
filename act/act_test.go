package act_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.org/counterpart/act"
)

// TestNames are random, of their form, and never the same.
func TestNames(t *testing.T) {
	refs, aliases := map[act.Ref]bool{}, map[act.Alias]bool{}
	letters := map[rune]int{}
	for range 5000 {
		r, a := act.NewRef(), act.NewAlias()
		if !r.Valid() || refs[r] || r == act.Initiative || strings.ContainsAny(string(r), "0o1li") {
			t.Fatalf("the ref %q", r)
		}
		if len(a) != 16 || aliases[a] || a == act.Clock || strings.ContainsAny(string(a), "+/=") {
			t.Fatalf("the alias %q", a)
		}
		refs[r], aliases[a] = true, true
		for _, c := range r {
			letters[c]++
		}
	}
	if len(letters) != 31 {
		t.Errorf("refs are made of %d letters", len(letters))
	}
	for _, r := range []act.Ref{"", act.Initiative, "abcdefg", "abcdefghi", "ABCDEFGH", "abcdefg/", "abcdéfg"} {
		if r.Valid() {
			t.Errorf("%q counts as a ref", r)
		}
	}
}

func TestHash(t *testing.T) {
	text, err := h1.MarshalText()
	var back act.Hash
	if err != nil || back.UnmarshalText(text) != nil || back != h1 || string(text) != h1.String() || h1.Short() != h1.String()[:10] {
		t.Errorf("%s is read back as %s", text, back)
	}
	if s, _ := json.Marshal(act.Hash{}); string(s) != `""` {
		t.Errorf("no hash is written %s", s)
	}
	if err := back.UnmarshalText(nil); err != nil || back != (act.Hash{}) {
		t.Error("nothing is not read as no hash")
	}
	if h, err := act.ParseHash(h1.String()); err != nil || h != h1 {
		t.Errorf("%s, %v", h, err)
	}
	for _, s := range []string{"", "00", h1.String() + "00", strings.Repeat("g", 64), " " + h1.String()[1:]} {
		if h, err := act.ParseHash(s); err == nil {
			t.Errorf("%q was read as %s", s, h)
		}
	}
}

func TestRefusals(t *testing.T) {
	err := fmt.Errorf("while asked: %w", act.RefuseField("title", "refuse.title.missing", 3, "x"))
	no, ok := act.Refused(err)
	if !ok || no.Why != act.Malformed || no.Field != "title" || no.Reason.String() != "refuse.title.missing 3 x" {
		t.Errorf("%+v", no)
	}
	if _, ok := act.Refused(errors.New("a fault")); ok {
		t.Error("a fault counts as a refusal")
	}
	if act.RefuseFor(nil) != nil {
		t.Error("it was refused for nothing")
	}
	no, _ = act.Refused(act.RefuseFor([]act.Reason{act.Because("a"), act.Because("b")}))
	if no.Why != act.NotNow || no.Reason.Key != "a" || len(no.More) != 1 || no.More[0].Key != "b" {
		t.Errorf("%+v", no)
	}
	if got := act.Refuse(act.Stale, "refuse.stale").Error(); got != "stale: refuse.stale" {
		t.Error(got)
	}
}

func TestRings(t *testing.T) {
	if !(act.Caucus.Ring() < act.Joint.Ring() && act.Joint.Ring() < act.Public.Ring()) || act.Audience("whoever").Ring() != act.Caucus.Ring() {
		t.Error("the audiences do not widen from caucus to joint to public, or an unknown one is wider than a caucus")
	}
	for key, want := range map[string]string{act.Joint.Key(): "audience.joint", act.GroupOnly.Key(): "attribution.group", act.TooMany.Key(): "why.too-many"} {
		if key != want {
			t.Errorf("%s, not %s", key, want)
		}
	}
}
