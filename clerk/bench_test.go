package clerk_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// BenchmarkStatements measures durable statements a second through the clerk,
// with 1, 16 and 64 writers, beside raw inserts of the same bytes by the same
// driver with the same grouping (see BenchmarkRaw).
func BenchmarkStatements(b *testing.B) {
	for _, writers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			each(b, func(b *testing.B, db *database.DB) {
				f := clerktest.New(b, db)
				f.Refers("Strengthen ODIHR")
				v := f.Matter().Version.Hash
				who := []member.ID{"hale", "okafor", "lind", "ruiz", "moss", "serik", "dana", "nurlan", "aigul", "timur"}
				words := "The mandate of ODIHR rests on the consensus of all participating States, and so does its strength. " +
					"We should ask for the funds that election observation needs, and say who pays them, before anything else is promised."
				var n atomic.Int64
				var wg sync.WaitGroup
				b.ResetTimer()
				for w := range writers {
					wg.Go(func() {
						for n.Add(1) <= int64(b.N) {
							_, err := f.Do(context.Background(), clerk.Order{By: who[w%len(who)], On: f.On, Turn: -1,
								Key: fmt.Sprint(w, "-", n.Load(), "-", b.N), Command: procedure.State{Words: words, Lang: "en",
									Audience: act.Joint, Attribution: act.Named, Version: v}})
							if err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				wg.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "statements/s")
			})
		})
	}
}

// each runs f on both engines.
func each(b *testing.B, f func(b *testing.B, db *database.DB)) {
	b.Run("sqlite", func(b *testing.B) { f(b, databasetest.Open(b, b.TempDir())) })
	b.Run("postgres", func(b *testing.B) { f(b, databasetest.Open(b, databasetest.Postgres(b))) })
}
