package reply

import (
	"crypto/sha256"
	"strings"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
)

const box = "reply@taskforce.example"

func secretOf(s string) []byte { sum := sha256.Sum256([]byte(s)); return sum[:] }

func TestAddress(t *testing.T) {
	secret := secretOf("one")
	for n := range 300 {
		who, on := roll.NewID(), act.NewRef()
		if n%3 == 0 {
			who = []member.ID{"hale", "a", "clock", "a-member-of-18-let"}[n/3%4]
		}
		if n%7 == 0 {
			on = []act.Ref{"00000000", "zzzzzzzz", "0abcdefg"}[n/7%3]
		}
		if n%5 == 0 {
			on = act.NewMeeting()
		}
		a := Address(secret, box, who, on)
		local, _, _ := strings.Cut(a, "@")
		if a == "" || len(local) > 64 || a != strings.ToLower(a) {
			t.Fatalf("the address of %s on %s is %q", who, on, a)
		}
		if a != Address(secret, box, who, on) {
			t.Error("an address is not the same twice")
		}
		if strings.Contains(local, string(on)) || len(who) > 3 && strings.Contains(local, string(who)) {
			t.Errorf("%s tells of %s or %s", a, who, on)
		}
		for _, spelt := range []string{a, strings.ToUpper(a), "<" + a + ">", " " + a + " "} {
			if gotWho, gotOn, ok := Read(secret, box, spelt); !ok || gotWho != who || gotOn != on {
				t.Errorf("%q is read as %q on %q, %v; want %q on %q", spelt, gotWho, gotOn, ok, who, on)
			}
		}
		if _, _, ok := Read(secretOf("two"), box, a); ok {
			t.Errorf("%s is taken under another secret", a)
		}
		if _, _, ok := Read(secret, "reply@other.example", a); ok {
			t.Errorf("%s is taken at another domain", a)
		}
	}
}

// TestForged changes every letter of an address into every other.
func TestForged(t *testing.T) {
	secret := secretOf("one")
	a := Address(secret, box, roll.NewID(), act.NewRef())
	local, domain, _ := strings.Cut(a, "@")
	for i := len("reply+"); i < len(local); i++ {
		for _, c := range "abcdefghijklmnopqrstuvwxyz234567=+01" {
			forged := local[:i] + string(c) + local[i+1:] + "@" + domain
			who, on, ok := Read(secret, box, forged)
			if ok && !strings.EqualFold(forged, a) {
				t.Fatalf("%s is taken, for %s on %s", forged, who, on)
			}
		}
	}
	for _, not := range []string{"", "@", "reply@taskforce.example", "reply+@taskforce.example", "reply+a@taskforce.example", "reply" + a,
		a + "x", a[1:], strings.Replace(a, "reply+", "reply-", 1), local, local + "aaaaaaaa@" + domain, local[:len(local)-8] + "@" + domain} {
		if _, _, ok := Read(secret, box, not); ok {
			t.Errorf("%q is taken", not)
		}
	}
}

func TestNoAddress(t *testing.T) {
	for _, c := range []struct {
		box string
		who member.ID
		on  act.Ref
	}{
		{"", "hale", "abcdefgh"}, {"reply", "hale", "abcdefgh"}, {"@x", "hale", "abcdefgh"}, {box, "", "abcdefgh"},
		{box, "hale", "initiative"}, {box, "hale", "ABCDEFGH"}, {box, "hale", ""}, {box, "a-member-of-far-too-many-letters", "abcdefgh"},
	} {
		if a := Address(nil, c.box, c.who, c.on); a != "" {
			t.Errorf("%q, %q, %q: %q", c.box, c.who, c.on, a)
		}
	}
	for b, good := range map[string]bool{box: true, "eighteen-letters-1@x.example": true, "nineteen-letters-12@x.example": false,
		"re+ply@x.example": false, "reply": false, "Name <reply@x.example>": false} {
		if err := CheckBox(b); (err == nil) != good {
			t.Errorf("%s: %v", b, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	secret := secretOf("one")
	f.Add(Address(secret, box, "hale", "abcdefgh"))
	f.Add("reply+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@taskforce.example")
	f.Fuzz(func(t *testing.T, address string) {
		if who, on, ok := Read(secret, box, address); ok {
			bare := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(address), "<"), ">")
			if again := Address(secret, box, who, on); !strings.EqualFold(bare, again) {
				t.Errorf("%q is taken, and not ours: %q", address, again)
			}
		}
	})
}
