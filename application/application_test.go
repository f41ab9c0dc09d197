package application_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/signin"
)

var (
	noon   = time.Date(2009, 3, 4, 12, 0, 0, 0, time.UTC)
	secret = []byte("thirty-two bytes, more or less..")
	chair  = member.Standing{Member: "hale", Group: "washington", Capacity: member.CoChair}
)

func amy() application.Application {
	return application.Application{Group: "washington", Name: "Amy Smith", Email: "amy@example.org", Country: "us", Constituency: "ngo",
		Motivation: "I have counted votes for twenty years.", Lang: "en", Proved: true}
}

func opened(t *testing.T, f func(t *testing.T, do func(func(*database.Tx) error) error)) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		do := func(g func(*database.Tx) error) error { return db.Write(t.Context(), g) }
		if err := do(func(tx *database.Tx) error { return errors.Join(application.Open(tx), signin.Open(tx)) }); err != nil {
			t.Fatal(err)
		}
		f(t, do)
	})
}

// received keeps an application as the form does, and returns the token.
func received(t *testing.T, do func(func(*database.Tx) error) error, a application.Application, at time.Time) string {
	t.Helper()
	a, err := a.Check([]group.ID{"washington", "astana"}, member.Constituencies)
	token := application.Token(secret, application.Stamp(secret, at))
	if err == nil {
		err = do(func(tx *database.Tx) error { _, err := application.Receive(tx, a, token, at); return err })
	}
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func key(err error) string {
	if no, ok := act.Refused(err); ok {
		return no.Reason.Key
	}
	return fmt.Sprint(err)
}

// TestCheck refuses every field at once, and keeps what is right.
func TestCheck(t *testing.T) {
	groups := []group.ID{"washington"}
	_, err := application.Application{Lang: "xx", Country: "Narnia", Email: "nowhere", Group: "oslo", Constituency: "kings"}.Check(groups, member.Constituencies)
	no, ok := act.Refused(err)
	if !ok {
		t.Fatal(err)
	}
	fields := map[string]bool{no.Field: true}
	for _, other := range no.Others {
		fields[other.Field] = true
	}
	for _, f := range []string{"name", "group", "constituency", "motivation", "lang"} {
		if !fields[f] {
			t.Errorf("%s was not refused: %v", f, fields)
		}
	}
	for field, change := range map[string]func(*application.Application){
		"email":      func(a *application.Application) { a.Email = "" },
		"country":    func(a *application.Application) { a.Country = "Narnia" },
		"name":       func(a *application.Application) { a.Name = strings.Repeat("x", 300) },
		"motivation": func(a *application.Application) { a.Motivation = "a\x00b" },
	} {
		a := amy()
		change(&a)
		if _, err := a.Check(groups, member.Constituencies); err == nil {
			t.Errorf("%s was taken", field)
		} else if no, _ := act.Refused(err); no == nil || no.Field != field && no.Field != field+".en" {
			t.Errorf("%s: %v", field, err)
		}
	}
	if a, err := amy().Check(groups, member.Constituencies); err != nil || a.Country != "US" {
		t.Errorf("%+v, %v", a, err)
	}
}

// TestCourse follows applications to their ends.
func TestCourse(t *testing.T) {
	opened(t, func(t *testing.T, do func(func(*database.Tx) error) error) {
		token := received(t, do, amy(), noon)
		bare := amy()
		bare.Name, bare.Proved = "Bea", false
		received(t, do, bare, noon.Add(-time.Hour))
		astana := amy()
		astana.Group = "astana"
		received(t, do, astana, noon)
		err := do(func(tx *database.Tx) error {
			list, err := application.List(tx, "washington", 10)
			if err != nil || len(list) != 2 || list[0].Name != "Amy Smith" || list[1].Name != "Bea" {
				t.Errorf("waiting are %+v", list)
			}
			n, err2 := application.Count(tx, "washington")
			if n != 2 {
				t.Errorf("%d wait", n)
			}
			a := list[0]
			for _, by := range []member.Standing{{}, {Member: "zhan", Group: "washington", Capacity: member.Secretariat}, {Member: "lind", Group: "washington", Capacity: member.Rapporteur}} {
				if _, err := application.Decide(tx, a.ID, application.Accepted, by, "Yes.", noon); key(err) != "refuse.application.chair" {
					t.Errorf("%s decided: %v", by.Capacity, err)
				}
			}
			serik := member.Standing{Member: "serik", Group: "astana", Capacity: member.CoChair}
			if _, err := application.Decide(tx, a.ID, application.Accepted, serik, "Yes.", noon); key(err) != "refuse.application.unknown" {
				t.Errorf("the other group's co-chair decided: %v", err)
			}
			if _, err := application.Decide(tx, a.ID, application.Accepted, chair, " \n", noon); key(err) != "refuse.application.reason" {
				t.Errorf("without a reason: %v", err)
			}
			_, err3 := application.Decide(tx, a.ID, application.Declined, chair, "The group is full.", noon)
			if _, err := application.Decide(tx, a.ID, application.Accepted, chair, "Rather yes.", noon); key(err) != "refuse.application.decided" {
				t.Errorf("decided twice: %v", err)
			}
			a, err4 := application.Follow(tx, token)
			if a.State != application.Declined || a.Reason != "The group is full." || a.Decider != "hale" {
				t.Errorf("the applicant reads %+v", a)
			}
			return errors.Join(err, err2, err3, err4)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := do(func(tx *database.Tx) error { return application.Withdraw(tx, token, noon.Add(time.Hour)) }); err != nil {
			t.Fatal(err)
		}
		err = do(func(tx *database.Tx) error {
			a, err := application.Follow(tx, token)
			if a.State != application.Declined || !a.Erased() || a.Email+a.Motivation+a.Reason+a.Country != "" {
				t.Errorf("erased, and there is %+v", a)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestWithdraw erases at once what waits; nobody can then accept it.
func TestWithdraw(t *testing.T) {
	opened(t, func(t *testing.T, do func(func(*database.Tx) error) error) {
		token := received(t, do, amy(), noon)
		err := do(func(tx *database.Tx) error {
			a, err := application.Follow(tx, token)
			if err := application.Withdraw(tx, token, noon); err != nil {
				return err
			}
			if _, err := application.Decide(tx, a.ID, application.Accepted, chair, "Yes.", noon); key(err) != "refuse.application.decided" {
				t.Errorf("what was taken back was accepted: %v", err)
			}
			a, err2 := application.Follow(tx, token)
			if a.State != application.Withdrawn || !a.Erased() {
				t.Errorf("%+v", a)
			}
			return errors.Join(err, err2)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := do(func(tx *database.Tx) error { return application.Withdraw(tx, "ca_guess", noon) }); key(err) != "refuse.application.unknown" {
			t.Errorf("somebody else's: %v", err)
		}
	})
}

// TestSweep erases what has had its time, and later lets go of the row.
func TestSweep(t *testing.T) {
	opened(t, func(t *testing.T, do func(func(*database.Tx) error) error) {
		token := received(t, do, amy(), noon)
		look := func(at time.Time) (a application.Application, err error) {
			err = do(func(tx *database.Tx) error {
				err := application.Sweep(tx, at)
				if err == nil {
					a, err = application.Follow(tx, token)
				}
				return err
			})
			return a, err
		}
		if a, err := look(noon.Add(application.KeptWaiting - time.Hour)); err != nil || a.State != application.Waiting || a.Erased() {
			t.Errorf("%+v, %v", a, err)
		}
		end := noon.Add(application.KeptWaiting)
		if a, err := look(end); err != nil || a.State != application.Lapsed || !a.Erased() || a.Email != "" {
			t.Errorf("%+v, %v", a, err)
		}
		if _, err := look(end.Add(application.KeptEmpty)); key(err) != "refuse.application.unknown" {
			t.Errorf("the row is still there: %v", err)
		}
	})
}

// TestOnce receives one form many times at once, and keeps one application.
func TestOnce(t *testing.T) {
	opened(t, func(t *testing.T, do func(func(*database.Tx) error) error) {
		token := application.Token(secret, application.Stamp(secret, noon))
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				err := do(func(tx *database.Tx) error { _, err := application.Receive(tx, amy(), token, noon); return err })
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		err := do(func(tx *database.Tx) error {
			n, err := application.Count(tx, "washington")
			if n != 1 {
				t.Errorf("%d applications came of one form", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestStamp takes a form from three seconds to a day after it was drawn, and
// no form of anybody else's.
func TestStamp(t *testing.T) {
	stamp := application.Stamp(secret, noon)
	for d, want := range map[time.Duration]string{
		-time.Hour: "refuse.application.soon", 0: "refuse.application.soon", application.Soonest: "<nil>", time.Hour: "<nil>",
		application.Latest: "<nil>", application.Latest + time.Second: "refuse.application.late",
	} {
		if got := key(application.CheckStamp(secret, stamp, noon.Add(d))); got != want {
			t.Errorf("after %s: %s, not %s", d, got, want)
		}
	}
	for _, bad := range []string{"", "x", stamp + "=", stamp[1:], "A" + stamp[1:], stamp[:len(stamp)-2] + "AA", application.Stamp([]byte("another"), noon)} {
		if got := key(application.CheckStamp(secret, bad, noon.Add(time.Hour))); bad != stamp && got != "refuse.application.stamp" {
			t.Errorf("%q: %s", bad, got)
		}
	}
	if application.Stamp(secret, noon) == stamp {
		t.Error("two forms have one stamp")
	}
	if a, b := application.Token(secret, stamp), application.Token([]byte("another"), stamp); a == b || len(a) != 46 || a != application.Token(secret, stamp) {
		t.Errorf("tokens %s, %s", a, b)
	}
}

// TestWorked does the work of a form, and finds that no other number is it.
func TestWorked(t *testing.T) {
	stamp := application.Stamp(secret, noon)
	n, tried := 0, 0
	for ; !application.Worked(stamp, strconv.Itoa(n)); n++ {
		tried++
	}
	if tried > 1<<20 {
		t.Errorf("the work took %d tries", tried)
	}
	if application.Worked(application.Stamp(secret, noon), strconv.Itoa(n)) {
		t.Log("one in 32768 stamps has the same number") // and then it says so, and no more
	}
	for _, bad := range []string{"", "x", strings.Repeat("9", 21)} {
		if application.Worked(stamp, bad) {
			t.Errorf("%q did the work", bad)
		}
	}
}

// TestLimit refuses a network that asks too often, and no other.
func TestLimit(t *testing.T) {
	opened(t, func(t *testing.T, do func(func(*database.Tx) error) error) {
		ask := func(from string) error {
			return do(func(tx *database.Tx) error {
				return signin.Limit(tx, "apply", netip.MustParseAddr(from), 3, time.Hour, "refuse.application.often", noon)
			})
		}
		for n := range 5 {
			if err := ask("192.0.2.7"); (err == nil) != (n < 3) {
				t.Errorf("asked %d times: %v", n+1, err)
			}
		}
		if err := errors.Join(ask("192.0.2.8"), ask("2001:db8::1")); err != nil {
			t.Error(err)
		}
	})
}

// FuzzStamp looks for a stamp that is taken and was not given.
func FuzzStamp(f *testing.F) {
	good := application.Stamp(secret, noon)
	f.Add(good[:53])
	f.Add(strings.ToUpper(good))
	f.Fuzz(func(t *testing.T, s string) {
		if err := application.CheckStamp(secret, s, noon.Add(time.Hour)); err == nil {
			t.Errorf("%q was taken", s)
		}
		application.Worked(s, s)
	})
}
