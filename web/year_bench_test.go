package web_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"example.org/counterpart/clerk"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/meeting"
)

// BenchmarkYear measures the calendar of a year with 5 meetings and with 200, in
// one run: it must not matter how many there are, to a member or to the public.
// Drawn anew it is after an act on a meeting.
func BenchmarkYear(b *testing.B) {
	took := map[string]float64{}
	for _, n := range []int{5, 200} {
		h := open(b, databasetest.Open(b, b.TempDir()))
		h.fillYear(b, n)
		member, public := h.visit(b, "hale"), h.visit(b, "")
		for _, c := range []struct {
			who    string
			reader *browser
			anew   bool
		}{{"member", member, false}, {"public", public, false}, {"anew", member, true}} {
			b.Run(fmt.Sprintf("%s/%d", c.who, n), func(b *testing.B) {
				c.reader.takesYear(b)
				for b.Loop() {
					if c.anew {
						b.StopTimer()
						h.callOne(b)
						b.StartTimer()
					}
					c.reader.takesYear(b)
				}
				took[c.who+fmt.Sprint(n)] = b.Elapsed().Seconds() / float64(b.N)
				if few := took[c.who+"5"]; few > 0 {
					b.ReportMetric(took[c.who+fmt.Sprint(n)]/few, "×5")
				}
			})
		}
	}
}

// takesYear reads the calendar to its end, as it comes over the wire.
func (v *browser) takesYear(b testing.TB) {
	r, err := http.NewRequest("GET", v.base+"/meetings/year?year=2010", nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	a, err := v.http.Do(r)
	if err != nil || a.StatusCode != 200 {
		b.Fatal(a, err)
	}
	defer a.Body.Close()
	if _, err := io.Copy(io.Discard, a.Body); err != nil {
		b.Fatal(err)
	}
}

// callOne calls a meeting of another year, so that what was drawn is old.
func (h *house) callOne(b testing.TB) {
	c := h.Meeting(clerktest.Washington, clerktest.Astana)
	c.Start = time.Date(2012, 1, 2, 13, 0, 0, 0, time.UTC)
	c.End = c.Start.Add(time.Hour)
	if _, err := h.Do(b.Context(), clerk.Order{By: "hale", Turn: -1, Command: c}); err != nil {
		b.Fatal(err)
	}
}

// fillYear calls n meetings in 2010.
func (h *house) fillYear(b testing.TB, n int) {
	h.As("hale")
	for at := 0; at < n; at += 50 {
		c := meeting.CallSeries{Call: h.Meeting(clerktest.Washington, clerktest.Astana)}
		c.Public = true
		for k := at; k < min(n, at+50); k++ {
			c.Starts = append(c.Starts, time.Date(2010, 1, 1, 13, 0, 0, 0, time.UTC).Add(time.Duration(k)*36*time.Hour))
		}
		if _, err := h.Do(b.Context(), clerk.Order{By: "hale", Turn: -1, Command: c}); err != nil {
			b.Fatal(err)
		}
	}
}
