package web_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
)

// BenchmarkGrowth measures what an act, the matter page, the overview and a
// search with 100 hits cost in records of ten times the size each, up to
// COUNTERPART_BENCH_ACTS (100,000 if it is not set). One record grows; each
// figure is the median of many, in microseconds.
func BenchmarkGrowth(b *testing.B) {
	most := 100_000
	if n, err := strconv.Atoi(os.Getenv("COUNTERPART_BENCH_ACTS")); err == nil {
		most = n
	}
	h := open(b, databasetest.Open(b, b.TempDir()))
	h.Refers("Strengthen ODIHR")
	page, on, version := "/matter/"+string(h.On), h.On, h.Matter().Version.Hash
	for n := range 147 {
		words := sentence
		if n < 100 {
			words += "hundredfold"
		}
		h.As(clerktest.Cast[n%5].ID).Does(procedure.State{Words: words, Lang: "en", Audience: act.Joint, Attribution: act.Named, Version: version})
	}
	reader := h.visit(b, "hale")
	acts := 200
	for size := 1000; size <= most; size *= 10 {
		h.grow(b, size-acts)
		acts = size
		h.index(b)
		b.Run(fmt.Sprint("acts=", size), func(b *testing.B) {
			say := procedure.State{Words: sentence, Lang: "en", Audience: act.Caucus, Attribution: act.Named, Version: version}
			median(b, "act", func() {
				if _, err := h.Do(context.Background(), orderOf("okafor", on, say)); err != nil {
					b.Fatal(err)
				}
			})
			median(b, "matter", func() { reader.get(page) })
			median(b, "overview", func() { reader.get("/") })
			median(b, "search", func() { reader.get("/search?q=hundredfold") })
		})
	}
}

// median reports the median of many runs of f, in microseconds.
func median(b *testing.B, what string, f func()) {
	b.Helper()
	const runs = 101
	var all []time.Duration
	for range runs {
		began := time.Now()
		f()
		all = append(all, time.Since(began))
	}
	slices.Sort(all)
	b.ReportMetric(float64(all[runs/2].Microseconds()), what+"-µs")
}

// grow adds acts to the record: matters of fifty acts each, as a task force
// would have them.
func (h *house) grow(b *testing.B, acts int) {
	b.Helper()
	var wg sync.WaitGroup
	matters := make(chan int)
	for w := range 32 {
		wg.Go(func() {
			who := clerktest.Cast[w%5].ID
			for n := range matters {
				r, err := h.Do(context.Background(), orderOf(who, "", clerktest.Idea(fmt.Sprint("Idea ", n), "One.", "Two.")))
				if err != nil {
					b.Error(err)
					return
				}
				say := procedure.State{Words: fmt.Sprint(sentence, "number", n), Lang: "en", Audience: act.Caucus, Attribution: act.Named, Version: r.Acts[0].Hash}
				for range 49 {
					if _, err := h.Do(context.Background(), orderOf(who, r.On, say)); err != nil {
						b.Error(err)
						return
					}
				}
			}
		})
	}
	for n := range acts / 50 {
		matters <- n
	}
	close(matters)
	wg.Wait()
}

// index brings the search index up to date.
func (h *house) index(b testing.TB) {
	b.Helper()
	for {
		var next, after int64
		err := h.DB.Write(context.Background(), func(tx *database.Tx) (err error) {
			next = h.indexed
			after, err = register.Index(tx, next)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		if h.indexed = after; after == next {
			return
		}
	}
}
