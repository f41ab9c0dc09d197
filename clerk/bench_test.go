package clerk_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
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

// BenchmarkRaw inserts the bytes that a statement records, header and payload,
// with nothing around them: by the same driver, pooled in the same way.
func BenchmarkRaw(b *testing.B) {
	for _, writers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			each(b, func(b *testing.B, db *database.DB) {
				ctx := context.Background()
				if err := db.Write(ctx, func(tx *database.Tx) error {
					return tx.Define("create table raw (\n\tseq bigint primary key,\n\tdata bytea not null\n);\n")
				}); err != nil {
					b.Fatal(err)
				}
				jobs := make(chan chan error, 256)
				go pool(ctx, db, jobs)
				defer close(jobs)
				var n atomic.Int64
				var wg sync.WaitGroup
				b.ResetTimer()
				for range writers {
					wg.Go(func() {
						done := make(chan error, 1)
						for n.Add(1) <= int64(b.N) {
							jobs <- done
							if err := <-done; err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				wg.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		})
	}
}

// pool commits whatever waits, as the clerk does.
func pool(ctx context.Context, db *database.DB, jobs chan chan error) {
	data := make([]byte, 750) // a statement's header and payload
	seq := 0
	for first := range jobs {
		batch := []chan error{first}
		for quiet := 0; quiet < 2; quiet++ {
			for len(jobs) > 0 && len(batch) < 128 {
				batch = append(batch, <-jobs)
				quiet = 0
			}
			runtime.Gosched()
		}
		rows := make([][]any, len(batch))
		for i := range rows {
			rows[i] = []any{seq, data}
			seq++
		}
		err := db.Write(ctx, func(tx *database.Tx) error { return tx.Insert("raw", []string{"seq", "data"}, rows) })
		for _, j := range batch {
			j <- err
		}
	}
}

// BenchmarkRefold folds a record of b.N statements afresh and verifies it.
func BenchmarkRefold(b *testing.B) {
	db := databasetest.Open(b, b.TempDir())
	f := clerktest.New(b, db)
	f.Refers("Strengthen ODIHR")
	v := f.Matter().Version.Hash
	var wg sync.WaitGroup
	var n atomic.Int64
	for w := range 64 {
		wg.Go(func() {
			for n.Add(1) <= int64(b.N) {
				_, err := f.Do(context.Background(), clerk.Order{By: clerktest.Cast[w%5].ID, On: f.On, Turn: -1, Command: procedure.State{
					Words: "A statement of ordinary length, such as members make.", Lang: "en", Audience: act.Joint, Attribution: act.Named, Version: v}})
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ResetTimer()
	if err := register.Drop(context.Background(), db); err != nil {
		b.Fatal(err)
	}
	if err := register.Catch(context.Background(), db, nil); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "refolded/s")
	began := time.Now()
	f.Checks()
	b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "verified/s")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MB")
}
