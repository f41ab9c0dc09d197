package signin

import (
	"crypto/sha256"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSecret(t *testing.T) {
	seen := make(map[string]bool)
	for range 1000 {
		secret, d := newSecret(tokenMark)
		if got, ok := read(tokenMark, secret); !ok || got != d || seen[secret] || !strings.HasPrefix(secret, "cp_") {
			t.Fatalf("%s: %x %v", secret, got, ok)
		}
		if d != sha256.Sum256([]byte(secret)) {
			t.Fatalf("%s is kept as something else than its SHA-256", secret)
		}
		seen[secret] = true
	}
	secret, _ := newSecret(tokenMark)
	for _, mark := range []string{linkMark, sessionMark} {
		if _, ok := read(mark, secret); ok {
			t.Errorf("a token is read as %s", mark)
		}
	}
}

// TestOneSpelling changes one byte of a secret, or adds one, in every way: it
// is then no secret, or another one.
func TestOneSpelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret, d := newSecret(linkMark)
		b := []byte(secret)
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		to := rapid.Byte().Draw(t, "to")
		other := string(b[:at]) + string(to) + string(b[at+rapid.IntRange(0, 1).Draw(t, "replaces"):])
		if other == secret {
			t.Skip()
		}
		if got, ok := read(linkMark, other); ok && got == d {
			t.Fatalf("%q is read as %q", other, secret)
		}
	})
}

func FuzzRead(f *testing.F) {
	secret, _ := newSecret(tokenMark)
	f.Add(secret)
	f.Add(secret + "\n")
	f.Add(strings.Replace(secret, secret[10:12], "\r\n", 1))
	f.Add("cp_" + strings.Repeat("_", 43))
	f.Add("cp_")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := read(tokenMark, s)
		if !ok {
			if d != (digest{}) {
				t.Errorf("%q is refused with a digest", s)
			}
			return
		}
		raw, err := spelling.DecodeString(s[3:])
		if err != nil || tokenMark+spelling.EncodeToString(raw) != s {
			t.Errorf("%q is not how it would be written", s)
		}
	})
}

func FuzzLine(f *testing.F) {
	f.Add("Mozilla/5.0\r\n\x00 (X11)\u202e \xff", 20)
	f.Fuzz(func(t *testing.T, s string, max int) {
		if max < 0 || max > 1000 {
			t.Skip()
		}
		got := line(s, max)
		if n := len([]rune(got)); n > max || strings.ContainsAny(got, "\r\n\x00\u202e\ufffd") || got != line(got, max) {
			t.Errorf("%q becomes %q", s, got)
		}
	})
}
