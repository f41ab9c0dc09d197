package web_test

import (
	"fmt"
	"testing"
	"time"

	"example.org/counterpart/clerk"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/meeting"
)

// BenchmarkYear measures the calendar of a year with 5 meetings and with 200, in
// one run: it must not matter how many there are.
func BenchmarkYear(b *testing.B) {
	took := map[int]float64{}
	for _, n := range []int{5, 200} {
		h := open(b, databasetest.Open(b, b.TempDir()))
		h.fillYear(b, n)
		reader := h.visit(b, "hale")
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				r, err := reader.http.Get(reader.base + "/meetings/year?year=2010")
				if err != nil || r.StatusCode != 200 {
					b.Fatal(r, err)
				}
				r.Body.Close()
			}
			took[n] = b.Elapsed().Seconds() / float64(b.N)
			if took[5] > 0 {
				b.ReportMetric(took[n]/took[5], "×5")
			}
		})
	}
}

// fillYear calls n meetings in 2010.
func (h *house) fillYear(b testing.TB, n int) {
	h.As("hale")
	for at := 0; at < n; at += 50 {
		c := meeting.CallSeries{Call: h.Meeting(clerktest.Washington, clerktest.Astana)}
		for k := at; k < min(n, at+50); k++ {
			c.Starts = append(c.Starts, time.Date(2010, 1, 1, 13, 0, 0, 0, time.UTC).Add(time.Duration(k)*36*time.Hour))
		}
		if _, err := h.Do(b.Context(), clerk.Order{By: "hale", Turn: -1, Command: c}); err != nil {
			b.Fatal(err)
		}
	}
}
