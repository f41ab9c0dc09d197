package signin

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

var errTripped = errors.New("tripped")

// find knows one address.
func find(tx *database.Tx, email string) (member.ID, bool, error) {
	var n int
	err := tx.Row(`select count(*) from signin_session where agent = $1`, []any{email}, &n)
	return "aida", email == "aida@example.org", err
}

func ask(t testing.TB, db *database.DB, email, from string, now time.Time) (asked Asked, err error) {
	t.Helper()
	addr, _ := netip.ParseAddr(from)
	err = db.Write(t.Context(), func(tx *database.Tx) (err error) {
		asked, err = Ask(tx, email, desk, addr, now, find)
		return err
	})
	return asked, err
}

func TestAsk(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		known, err := ask(t, db, "aida@example.org", "192.0.2.7", noon)
		if err != nil || known.Member != "aida" {
			t.Fatalf("known: %+v, %v", known, err)
		}
		if who, err := redeem(t, db, known.Token, noon); who != "aida" || err != nil {
			t.Errorf("redeem: %q, %v", who, err)
		}
		unknown, err := ask(t, db, "nobody@example.org", "192.0.2.7", noon)
		if err != nil || unknown.Member != "" {
			t.Fatalf("unknown: %+v, %v", unknown, err)
		}
		_, err = redeem(t, db, unknown.Token, noon)
		refused(t, err, LinkUnknown)
		_, err = read1(t, db, func(tx *database.Tx) (member.ID, error) { return Look(tx, unknown.Token, desk, noon) })
		refused(t, err, LinkUnknown)
	})
}

// TestAskAlike holds what is done for a known address against what is done for
// an unknown one: the same statements in the same order, the same refusals.
func TestAskAlike(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		ask(t, db, "somebody@example.org", "192.0.2.1", noon) // sweeps
		did := make(map[string][]string)
		for _, email := range []string{"aida@example.org", "nobody@example.org"} {
			var mu sync.Mutex
			db.Trip = func(query string) error {
				mu.Lock()
				defer mu.Unlock()
				did[email] = append(did[email], query)
				return nil
			}
			for i := range 7 {
				_, err := ask(t, db, email, "192.0.2.7", noon)
				did[email] = append(did[email], fmt.Sprintf("%d: %v", i, err))
			}
		}
		db.Trip = nil
		known, unknown := did["aida@example.org"], did["nobody@example.org"]
		if len(known) < 20 || !slices.Equal(known, unknown) {
			t.Errorf("for a known address:\n%q\nfor an unknown one:\n%q", known, unknown)
		}
	})
}

func TestAskLimits(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		for i := range byEmail.most {
			// From everywhere, and however the address is spelt.
			if _, err := ask(t, db, []string{"aida@example.org", " AIDA@example.org "}[i%2], fmt.Sprint("192.0.2.", i), noon); err != nil {
				t.Fatalf("link %d: %v", i, err)
			}
		}
		links := count(t, db, "signin_link")
		for range 20 {
			_, err := ask(t, db, "aida@example.org", "192.0.2.99", noon.Add(10*time.Minute))
			refused(t, err, AskedEmail)
			if r, ok := act.Refused(err); !ok || r.Why != act.TooMany || r.Reason.Args[0] != 50 {
				t.Errorf("refused with %+v", r)
			}
		}
		if n := count(t, db, "signin_link"); n != links {
			t.Errorf("%d links were made for what was refused", n-links)
		}
		// The window after it is no fresh start, but trying did not make it worse.
		_, err := ask(t, db, "aida@example.org", "192.0.2.99", noon.Add(65*time.Minute))
		refused(t, err, AskedEmail)
		if _, err := ask(t, db, "aida@example.org", "192.0.2.99", noon.Add(80*time.Minute)); err != nil {
			t.Errorf("an hour and a third later: %v", err)
		}
		if _, err := ask(t, db, "ben@example.org", "192.0.2.99", noon); err != nil {
			t.Errorf("somebody else: %v", err)
		}
	})
}

func TestAskLimitsAddress(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		for i := range byAddress.most {
			if _, err := ask(t, db, fmt.Sprint(i, "@example.org"), fmt.Sprintf("2001:db8:1:2::%x", i), noon); err != nil {
				t.Fatalf("link %d: %v", i, err)
			}
		}
		_, err := ask(t, db, "x@example.org", "2001:db8:1:2:ffff::1", noon)
		refused(t, err, AskedAddress)
		if _, err := ask(t, db, "x@example.org", "2001:db8:1:3::1", noon); err != nil {
			t.Errorf("the neighbour: %v", err)
		}
	})
}

// TestAskAtOnce asks by many at the same moment, of whom the limit lets some.
func TestAskAtOnce(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		errs := make([]error, 16)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { _, errs[i] = ask(t, db, "aida@example.org", fmt.Sprint("192.0.2.", i), noon) })
		}
		all.Wait()
		good := 0
		for _, err := range errs {
			if err == nil {
				good++
			} else {
				refused(t, err, AskedEmail)
			}
		}
		if good != byEmail.most {
			t.Errorf("%d were let, want %d", good, byEmail.most)
		}
	})
}

func TestNetwork(t *testing.T) {
	for from, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7",
		"2001:db8::1": "2001:db8::/64", "fe80::1%eth0": "fe80::/64",
	} {
		if got := Network(netip.MustParseAddr(from)); got != want {
			t.Errorf("%s: %s, want %s", from, got, want)
		}
	}
	if got := Network(netip.Addr{}); got != "invalid IP" {
		t.Errorf("no address: %q", got)
	}
}

// BenchmarkAsk asks for a known and an unknown address in turn, and reports the
// median of each: they are to be the same.
func BenchmarkAsk(b *testing.B) {
	db := opened(b)
	emails := [2]string{"aida@example.org", "nobody@example.org"}
	var took [2][]time.Duration
	now := noon
	for n := 0; b.Loop(); n++ {
		now = now.Add(time.Hour)
		began := time.Now()
		if _, err := ask(b, db, emails[n%2], "192.0.2.7", now); err != nil {
			b.Fatal(err)
		}
		took[n%2] = append(took[n%2], time.Since(began))
	}
	for i, name := range []string{"known-ns", "unknown-ns"} {
		if len(took[i]) > 0 {
			slices.Sort(took[i])
			b.ReportMetric(float64(took[i][len(took[i])/2]), name)
		}
	}
}
