package record

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"golang.org/x/mod/sumdb/note"
)

// TestFaultAnywhere makes the first statement of a transaction fail, then the
// second, and so on until it succeeds. Each failure must leave the record as
// it was, and the memory of the edge harmless.
func TestFaultAnywhere(t *testing.T) {
	key := newKey(t, origin)
	each(t, func(t *testing.T, db *database.DB) {
		var cache Edge
		write(t, db, add(&cache, key, 1023)) // so that the next one also thins
		tripped := errors.New("tripped")
		for at := 1; ; at++ {
			n := 0
			db.Trip = func(string) error {
				if n++; n == at {
					return tripped
				}
				return nil
			}
			err := db.Write(t.Context(), add(&cache, key, 70))
			db.Trip = nil
			if err == nil {
				if at < 8 { // take, entries, payloads, hashes, head, checkpoint, thinning, commit
					t.Fatalf("succeeded although statement %d failed", at)
				}
				break
			}
			if !errors.Is(err, tripped) {
				t.Fatal(err)
			}
			report, err := Check(t.Context(), db, auditor(key))
			if err != nil || report.Size != 1023 {
				t.Fatalf("after a fault at statement %d: %v, %v", at, report, err)
			}
		}
		report, err := Check(t.Context(), db, auditor(key))
		if err != nil || report.Size != 1093 || report.Checkpoint.Size != 1093 {
			t.Fatalf("at last: %v, %v", report, err)
		}
	})
}

// TestWriters lets two instances of the program append, with eight writers
// each. On SQLite there can be only one instance.
func TestWriters(t *testing.T) {
	key := newKey(t, origin)
	const writers, times = 8, 12
	databasetest.EachAt(t, func(t *testing.T, at string) {
		instances := []*database.DB{databasetest.Open(t, at)}
		write(t, instances[0], Migrate)
		if instances[0].Engine == database.Postgres {
			instances = append(instances, databasetest.Open(t, at))
		}
		var wait sync.WaitGroup
		var mu sync.Mutex
		places := map[int64]string{}
		for i, db := range instances {
			var cache Edge
			for w := range writers {
				wait.Go(func() {
					for k := range times {
						name := fmt.Sprintf("%d/%d/%d", i, w, k)
						if err := appendNamed(t.Context(), db, &cache, key, name, func(seq int64) {
							mu.Lock()
							defer mu.Unlock()
							if other, twice := places[seq]; twice {
								t.Errorf("place %d is both %s and %s", seq, other, name)
							}
							places[seq] = name
						}); err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		wait.Wait()
		report, err := Check(t.Context(), instances[0], Audit{Verifier: key.Verifier})
		want := int64(len(instances) * writers * times * 2)
		if err != nil || report.Size != want || len(places) != int(want) {
			t.Fatalf("%v, %v, %d places; want %d", report, err, len(places), want)
		}
		read(t, instances[0], func(tx *database.Tx) error {
			all, err := Entries(tx, 0, int(want))
			for _, e := range all {
				if string(e.Data) != places[e.Seq] {
					t.Errorf("place %d has %q, not %q", e.Seq, e.Data, places[e.Seq])
				}
			}
			return err
		})
	})
}

// appendNamed appends two entries whose data is a name, and reports their
// places once they are durable.
func appendNamed(ctx context.Context, db *database.DB, cache *Edge, key Key, name string, placed func(int64)) error {
	var seqs [2]int64
	err := db.Write(ctx, func(tx *database.Tx) error {
		r, err := Take(tx, cache)
		if err != nil {
			return err
		}
		// Whoever holds the right reads the latest.
		if size, err := Size(tx); err != nil || size != r.Next() {
			return fmt.Errorf("size %d, next %d: %v", size, r.Next(), err)
		}
		for i := range seqs {
			if seqs[i], _, err = r.Append(Entry{Topic: "t", Kind: "k", Data: []byte(name)}); err != nil {
				return err
			}
		}
		return r.Seal(key.Signer, origin, noon)
	})
	if err == nil {
		placed(seqs[0])
		placed(seqs[1])
	}
	return err
}

// TestKilled kills a program that appends, at some instant, and looks at what
// it leaves: every entry that it had been told was durable, and no half of
// anything.
func TestKilled(t *testing.T) {
	if at := os.Getenv("RECORD_TEST_APPEND_TO"); at != "" {
		appendForever(t, at, os.Getenv("RECORD_TEST_KEY"))
		return
	}
	text, _, err := note.GenerateKey(nil, origin)
	if err != nil {
		t.Fatal(err)
	}
	key, err := parseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	// The database is open only between the other program's lives.
	open := func(t *testing.T, at string, f func(*database.DB)) {
		t.Helper()
		db, err := database.Open(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		f(db)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	databasetest.EachAt(t, func(t *testing.T, at string) {
		open(t, at, func(db *database.DB) { write(t, db, Migrate) })
		for range 5 {
			durable := killed(t, at, text)
			open(t, at, func(db *database.DB) {
				report, err := Check(t.Context(), db, auditor(key))
				if err != nil || report.Size < durable || report.Checkpoint.Size != report.Size || report.Size%11 != 0 {
					t.Errorf("%d were durable; found %v, %v", durable, report, err)
				}
			})
		}
	})
}

// killed runs this test as another program for a moment, and returns how many
// entries it said were durable.
func killed(t *testing.T, at, key string) (durable int64) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestKilled$", "-test.v")
	c.Env = append(os.Environ(), "RECORD_TEST_APPEND_TO="+at, "RECORD_TEST_KEY="+key)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		word, n, _ := strings.Cut(lines.Text(), " ")
		if word != "durable" {
			continue
		}
		if durable == 0 {
			time.AfterFunc(time.Duration(rand.IntN(200))*time.Millisecond, func() { c.Process.Kill() })
		}
		if durable, err = strconv.ParseInt(n, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	c.Wait()
	if durable == 0 {
		t.Fatal("the other program appended nothing")
	}
	return durable
}

func appendForever(t *testing.T, at, text string) {
	key, err := parseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	db, err := database.Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	var cache Edge
	for {
		var n int64
		write(t, db, add(&cache, key, 11))
		read(t, db, func(tx *database.Tx) (err error) {
			n, err = Size(tx)
			return err
		})
		fmt.Println("durable", n)
	}
}
