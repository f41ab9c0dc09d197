package dispatch_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// soakSize is how many letters a soak sends; COUNTERPART_SOAK asks for another.
func soakSize(t testing.TB) int {
	n, err := strconv.Atoi(os.Getenv("COUNTERPART_SOAK"))
	if os.Getenv("COUNTERPART_SOAK") == "" {
		return 400
	}
	if err != nil || n < 100 {
		t.Fatal("COUNTERPART_SOAK is no number of letters from 100 on")
	}
	return n
}

// The child of a soak is this very test program, told where everything is.
const (
	soakData  = "COUNTERPART_SOAK_DATA"
	soakRelay = "COUNTERPART_SOAK_RELAY"
	soakTime  = "COUNTERPART_SOAK_TIME"
	soakLists = "COUNTERPART_SOAK_LISTS" // set: it sends a mailing
)

// TestMain runs the child, if this is it.
func TestMain(m *testing.M) {
	if os.Getenv(soakData) != "" {
		if err := sendAll(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// sendAll sends what is in the outbox until there is nothing left.
func sendAll() error {
	ctx := context.Background()
	db, err := database.Open(ctx, os.Getenv(soakData))
	if err != nil {
		return err
	}
	sender, err := mail.New("smtp://"+os.Getenv(soakRelay)+"?tls=none", "Task Force <noreply@example.org>")
	if err != nil {
		return err
	}
	ms, err := strconv.ParseInt(os.Getenv(soakTime), 10, 64)
	if err != nil {
		return err
	}
	begun := time.Now()
	now := func() time.Time { return time.UnixMilli(ms).Add(time.Since(begun)) }
	box, r := &outbox.Box{DB: db}, register.New(db)
	if os.Getenv(soakLists) != "" {
		return sendMailing(ctx, &dispatch.Mailings{DB: db, Register: r, Sender: sender, Base: base, Secret: []byte("secret"), Now: now, Log: quiet})
	}
	p := &dispatch.Post{Box: box, Sender: sender, Now: now, Log: quiet,
		Writer: &dispatch.Writer{Register: r, Box: box, Base: base, Secret: []byte("secret"), Now: now}}
	for {
		if _, err := p.Round(ctx); err != nil {
			return err
		}
		if _, more, err := box.Next(ctx); err != nil || !more {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// fill writes n letters to be, or a few more, and returns the time by which all
// are due.
func fill(t testing.TB, db *database.DB, n int) (f *clerktest.TaskForce, letters int) {
	t.Helper()
	f = clerktest.New(t, db)
	const more = 16
	if err := db.Write(t.Context(), outbox.Open); err != nil {
		t.Fatal(err)
	}
	box := &outbox.Box{DB: db}
	for k := range more {
		id := member.ID(fmt.Sprintf("member-%d", k))
		f.Governs(initiative.Operator, initiative.Appoint{Member: id, Group: clerktest.Washington, Capacity: member.Member, Constituency: "ngo"})
		if err := f.Enroll(t.Context(), roll.Person{Member: id, Name: text.Words{"en": string(id)}, Lang: "en", Email: string(id) + "@example.org"}); err != nil {
			t.Fatal(err)
		}
	}
	f.Later(time.Second)
	follower := outbox.Follower{Register: f.Register, Now: f.Time}
	var next int64
	for letters < n {
		f.As("hale").Does(clerktest.Idea(fmt.Sprint("Idea ", letters), "First."))
		letters += more + 4 // the members of Washington but for its co-chair and its observer
	}
	for more := true; more; {
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			after, err := follower.Follow(tx, next)
			more, next = after > next, after
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	f.Later(12 * time.Hour) // over everybody's quiet hours
	if at, ok, err := box.Next(t.Context()); err != nil || !ok || at.After(f.Time()) {
		t.Fatalf("the first letter is due at %v, %v, %v", at, ok, err)
	}
	return f, letters
}

// TestSoak sends many letters by a program that is killed three times, as the
// operating system kills, at a random moment just as the relay takes a letter.
// None is lost, and none comes under two names; those that come twice under one
// name were on their way when the program died.
func TestSoak(t *testing.T) {
	size := soakSize(t)
	databasetest.EachAt(t, func(t *testing.T, at string) {
		var (
			when    time.Time
			letters int
		)
		t.Run("fill", func(t *testing.T) { // and close
			f, n := fill(t, databasetest.Open(t, at), size)
			when, letters = f.Time(), n
		})
		const kills = 3
		var (
			mu    sync.Mutex
			count int
			marks []int
			now   = make(chan bool, kills)
		)
		for k := range kills {
			marks = append(marks, letters*(k+1)/(kills+1)-rand.IntN(letters/(kills+2)))
		}
		relay := &mailtest.Relay{NoTLS: true, Taken: func(mailtest.Letter) error {
			mu.Lock()
			defer mu.Unlock()
			if count++; len(marks) > 0 && count >= marks[0] {
				marks = marks[1:]
				now <- true
			}
			return nil
		}}
		relay.Start(t)
		for k := range kills + 1 {
			// Each begins an hour after the one before, by its own clock, and so
			// takes those that were on their way for nobody's.
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), soakData+"="+at, soakRelay+"="+relay.Addr(), fmt.Sprintf("%s=%d", soakTime, when.Add(time.Duration(k)*time.Hour).UnixMilli()))
			child.Stderr = os.Stderr
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			if k < kills {
				<-now
				child.Process.Kill()
			}
			if err := child.Wait(); k == kills && err != nil {
				t.Fatal(err)
			}
		}
		again := once(t, relay.Letters(), letters)
		t.Logf("%d letters; %d came twice under one name", letters, again)
		if again > kills*8 {
			t.Errorf("%d letters came twice, more than were on their way", again)
		}
	})
}

// once holds that each of so many letters came, under one name, and returns how
// many came more than once.
func once(t *testing.T, all []mailtest.Letter, want int) (again int) {
	t.Helper()
	names := map[string]string{} // of a person and a matter
	ids := map[string]bool{}
	for _, l := range all {
		id, about := l.Header.Get("Message-Id"), l.To+" "+l.Header.Get("References")
		if ids[id] {
			again++
		}
		if was, ok := names[about]; ok && was != id {
			t.Errorf("the letter %s came as %s and as %s", about, was, id)
		}
		ids[id], names[about] = true, id
	}
	if len(ids) != want || len(names) != want {
		t.Errorf("%d letters came to %d addressees and matters, want %d", len(ids), len(names), want)
	}
	return again
}

// BenchmarkSend measures how many letters a second go to a relay on this
// machine, and how much memory the program then holds.
func BenchmarkSend(b *testing.B) {
	db := databasetest.Open(b, b.TempDir())
	f, letters := fill(b, db, max(b.N, 100))
	relay := &mailtest.Relay{NoTLS: true}
	relay.Start(b)
	box := &outbox.Box{DB: db}
	p := post(b, f, box, relay.Addr())
	b.ResetTimer()
	for more := true; more; {
		if _, err := p.Round(b.Context()); err != nil {
			b.Fatal(err)
		}
		var err error
		if _, more, err = box.Next(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	if n := len(relay.Letters()); n != letters {
		b.Fatalf("%d letters came, want %d", n, letters)
	}
	kept := 0
	for _, l := range relay.Letters() {
		kept += len(l.Raw) + len(l.Text) + len(l.Subject)
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(letters)/b.Elapsed().Seconds(), "letters/s")
	b.ReportMetric(float64(m.HeapAlloc-uint64(min(kept, int(m.HeapAlloc))))/(1<<20), "MB-heap")
}
