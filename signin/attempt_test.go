package signin

import (
	"net/netip"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// TestBound opens a mailed link in the browser that asked for it, and in others.
func TestBound(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		asked, err := ask(t, db, "aida@example.org", "192.0.2.7", noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range []string{elsewhere, "", "cb_", desk + "A", asked.Token} {
			_, err := read1(t, db, func(tx *database.Tx) (member.ID, error) { return Look(tx, asked.Token, other, noon) })
			refused(t, err, LinkElsewhere)
			err = db.Write(t.Context(), func(tx *database.Tx) error { _, err := Redeem(tx, asked.Token, other, noon); return err })
			refused(t, err, LinkElsewhere)
		}
		if who, err := redeem(t, db, asked.Token, noon); who != "aida" || err != nil {
			t.Errorf("where it was asked for: %q, %v", who, err)
		}
		printed := issueTo(t, db, "aida", noon, InvitedLink)
		write(t, db, func(tx *database.Tx) error { _, err := Redeem(tx, printed, elsewhere, noon); return err })
	})
}

// TestBoundToNothing asks for a browser that could not be told from any other.
func TestBoundToNothing(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		for _, browser := range []string{"", "cb_", elsewhere[1:]} {
			err := db.Write(t.Context(), func(tx *database.Tx) error {
				_, err := Ask(tx, "aida@example.org", browser, netip.Addr{}, noon, find)
				return err
			})
			if err == nil {
				t.Errorf("%q gets a link", browser)
			}
		}
	})
}

// TestAttempt answers a question once, in time, for its purpose, in its browser.
func TestAttempt(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		put := func() (token string) {
			write(t, db, func(tx *database.Tx) (err error) {
				token, err = begin(tx, toEnter, desk, "aida", []byte("x"), netip.Addr{}, noon)
				return err
			})
			return token
		}
		take := func(p purpose, token, browser string, now time.Time) (who member.ID, err error) {
			err = db.Write(t.Context(), func(tx *database.Tx) (err error) {
				who, _, err = answer(tx, p, token, browser, now)
				return err
			})
			return who, err
		}
		token := put()
		for _, c := range []struct {
			p              purpose
			token, browser string
			now            time.Time
		}{{toRegister, token, desk, noon}, {toEnter, token, elsewhere, noon}, {toEnter, token, "", noon}, {toEnter, "", desk, noon},
			{toEnter, token, desk, noon.Add(AttemptLasts)}} {
			_, err := take(c.p, c.token, c.browser, c.now)
			refused(t, err, AttemptOver)
		}
		var all sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			all.Go(func() { _, errs[i] = take(toEnter, token, desk, noon) })
		}
		all.Wait()
		good := 0
		for _, err := range errs {
			if err == nil {
				good++
			} else {
				refused(t, err, AttemptOver)
			}
		}
		if good != 1 {
			t.Errorf("answered %d times", good)
		}
		for n := 1; n < byAttempt.most; n++ {
			put()
		}
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			_, err := begin(tx, toReturn, elsewhere, "", nil, netip.Addr{}, noon)
			return err
		})
		refused(t, err, AttemptMany)
	})
}
