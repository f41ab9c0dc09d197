//go:build unix

package record

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
)

func benchEach(b *testing.B, f func(b *testing.B, db *database.DB)) {
	for _, engine := range []struct {
		name string
		at   func() string
	}{
		{"sqlite", func() string { return b.TempDir() }},
		{"postgres", func() string { return databasetest.Postgres(b) }},
	} {
		b.Run(engine.name, func(b *testing.B) {
			db := databasetest.Open(b, engine.at())
			write(b, db, Migrate)
			f(b, db)
		})
	}
}

// BenchmarkAppend appends entries of 380 bytes, two thirds of them with a
// payload of 300, in durable and signed transactions of some entries each.
func BenchmarkAppend(b *testing.B) {
	key := newKey(b, origin)
	for _, n := range []int{1, 16, 64} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			benchEach(b, func(b *testing.B, db *database.DB) {
				var cache Edge
				before := used()
				for b.Loop() {
					write(b, db, func(tx *database.Tx) error { return appendSample(tx, &cache, key, n) })
				}
				b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "entries/s")
				b.ReportMetric(float64((used()-before).Microseconds())/float64(b.N*n), "cpu-µs/entry")
			})
		})
	}
}

// used is the processor time that this program has taken: steadier than the
// clock on a machine that is doing something else.
func used() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func appendSample(tx *database.Tx, cache *Edge, key Key, n int) error {
	r, err := Take(tx, cache)
	if err != nil {
		return err
	}
	for range n {
		if _, _, err := r.Append(sample(r.Next())); err != nil {
			return err
		}
	}
	return r.Seal(key.Signer, origin, noon)
}

var (
	sampleHeader  = bytes.Repeat([]byte("h"), 380)
	samplePayload = bytes.Repeat([]byte("p"), 300)
	sampleSalt    = make([]byte, SaltSize)
)

// sample is an entry as large as they are wont to be, made at no cost.
func sample(seq int64) Entry {
	e := Entry{Topic: fmt.Sprintf("matter%02d", seq%100), Kind: "procedure.stated"}
	e.Data = append(fmt.Appendf(make([]byte, 0, 400), "%d", seq), sampleHeader...)[:380]
	if seq%3 != 0 {
		e.Salt, e.Payload = sampleSalt, samplePayload
	}
	return e
}

var sampleCommitment = Commit(sampleSalt, "", samplePayload)

func sampleLabel(data []byte) (Label, error) {
	var seq int64
	for _, c := range data {
		if c < '0' || c > '9' {
			break
		}
		seq = 10*seq + int64(c-'0')
	}
	l := Label{Topic: fmt.Sprintf("matter%02d", seq%100), Kind: "procedure.stated"}
	if seq%3 != 0 {
		l.Commitment = sampleCommitment
	}
	return l, nil
}

// BenchmarkProve makes and checks proofs in a record of 10,000.
func BenchmarkProve(b *testing.B) {
	key := newKey(b, origin)
	benchEach(b, func(b *testing.B, db *database.DB) {
		for range 100 {
			write(b, db, func(tx *database.Tx) error { return appendSample(tx, nil, key, 100) })
		}
		seq := int64(0)
		for b.Loop() {
			seq = (seq*7 + 1) % 10_000
			read(b, db, func(tx *database.Tx) error {
				p, err := Prove(tx, seq)
				if err != nil {
					return err
				}
				_, _, err = VerifyProof(FormatProof(p), Leaf(sample(seq).Data), key.Verifier)
				return err
			})
		}
	})
}

// TestMillion checks and exports a record of a million entries in bounded
// memory. It runs if RECORD_TEST_MILLION is set, to a number of entries.
func TestMillion(t *testing.T) {
	var n int
	if fmt.Sscan(os.Getenv("RECORD_TEST_MILLION"), &n); n == 0 {
		t.Skip("RECORD_TEST_MILLION is not set")
	}
	key := newKey(t, origin)
	databasetest.EachAt(t, func(t *testing.T, at string) {
		db := databasetest.Open(t, at)
		write(t, db, Migrate)
		var cache Edge
		measure(t, "append in transactions of 64", n, func() error {
			for done := 0; done < n; done += 64 {
				if err := db.Write(t.Context(), func(tx *database.Tx) error {
					return appendSample(tx, &cache, key, min(64, n-done))
				}); err != nil {
					return err
				}
			}
			return nil
		})
		how := Audit{Verifier: key.Verifier, Label: sampleLabel}
		var want Report
		measure(t, "check", n, func() (err error) {
			want, err = Check(t.Context(), db, how)
			return err
		})
		file := filepath.Join(t.TempDir(), "record.zip")
		measure(t, "export", n, func() error {
			f, err := os.Create(file)
			if err != nil {
				return err
			}
			if err := WriteArchive(t.Context(), f, source(t, db), key.VKey); err != nil {
				return err
			}
			return f.Close()
		})
		a, closer, err := OpenArchive(file)
		if err != nil {
			t.Fatal(err)
		}
		defer closer.Close()
		measure(t, "verify the export", n, func() error {
			report, err := Verify(context.Background(), a, how)
			if err == nil && report != want {
				t.Errorf("%v, want %v", report, want)
			}
			return err
		})
	})
}

// measure logs how fast f went over n entries, and how much memory was in use
// at most while it did.
func measure(t *testing.T, what string, n int, f func() error) {
	t.Helper()
	runtime.GC()
	var most atomic.Int64
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				most.Store(max(most.Load(), resident()))
			}
		}
	}()
	start := time.Now()
	if err := f(); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	close(stop)
	t.Logf("%s: %d entries in %v, %.0f/s, at most %d MB", what, n, took.Round(time.Millisecond),
		float64(n)/took.Seconds(), most.Load()>>20)
	if most.Load() > 256<<20 {
		t.Errorf("%s: %d MB of memory", what, most.Load()>>20)
	}
}

// resident returns how many bytes of memory the program has, where the system
// says so; SQLite's are not in Go's own account.
func resident() int64 {
	var all, here int64
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fmt.Sscan(string(statm), &all, &here)
	return here * int64(os.Getpagesize())
}
