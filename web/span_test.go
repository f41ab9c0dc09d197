package web

import (
	"testing"

	"example.org/counterpart/conference"
	"example.org/counterpart/locale"
)

// TestSpan says the month of a few days once, and never more than is known.
func TestSpan(t *testing.T) {
	for _, c := range []struct {
		lang           locale.Lang
		from, to, want string
	}{
		{locale.English, "2010-02-16", "2010-02-17", "16–17 February 2010"},
		{"ru", "2010-02-16", "2010-02-17", "16–17 февраля 2010 г."},
		{"kk", "2010-02-16", "2010-02-17", "2010 ж. 16–17 ақпан"},
		{locale.English, "2010-02-28", "2010-03-01", "28 February 2010 – 1 March 2010"},
		{locale.English, "2010-02-16", "2010-02-16", "16 February 2010 – 16 February 2010"},
		{locale.English, "2010-02-16", "", "16 February 2010"},
		{locale.English, "2010-02", "2010-03", "February 2010 – March 2010"},
	} {
		v := &visit{p: locale.For(c.lang)}
		if got := v.span(conference.Facts{From: c.from, To: c.to}); got != c.want {
			t.Errorf("%s to %s in %s is %q, not %q", c.from, c.to, c.lang, got, c.want)
		}
	}
}
