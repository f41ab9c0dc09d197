package signin

import (
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
)

// desk and elsewhere are two browsers.
var desk, _ = newSecret(browserMark)
var elsewhere, _ = newSecret(browserMark)

func anybody(member.ID) bool { return true }
func nobody(member.ID) bool  { return false }

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// each runs f on both engines with the tables made.
func each(t *testing.T, f func(t *testing.T, db *database.DB)) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		write(t, db, Open)
		write(t, db, Open) // a second time it does nothing
		f(t, db)
	})
}

func write(t testing.TB, db *database.DB, f func(*database.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func read1[T any](t testing.TB, db *database.DB, f func(*database.Tx) (T, error)) (T, error) {
	t.Helper()
	var v T
	err := db.Read(t.Context(), func(tx *database.Tx) (err error) {
		v, err = f(tx)
		return err
	})
	return v, err
}

// refused fails unless err is the refusal of a key.
func refused(t testing.TB, err error, key string) {
	t.Helper()
	r, ok := act.Refused(err)
	if !ok || r.Reason.Key != key {
		t.Errorf("got %v, want the refusal %s", err, key)
	}
}

func count(t testing.TB, db *database.DB, table string) int {
	t.Helper()
	n, err := read1(t, db, func(tx *database.Tx) (n int, err error) {
		return n, tx.Row(`select count(*) from `+table, nil, &n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func issueTo(t testing.TB, db *database.DB, who member.ID, now time.Time, ttl time.Duration) (token string) {
	t.Helper()
	write(t, db, func(tx *database.Tx) (err error) {
		token, err = IssueLink(tx, who, now, ttl)
		return err
	})
	return token
}

func redeem(t testing.TB, db *database.DB, token string, now time.Time) (who member.ID, err error) {
	err = db.Write(t.Context(), func(tx *database.Tx) (err error) {
		who, err = Redeem(tx, token, desk, now)
		return err
	})
	return who, err
}

func start(t testing.TB, db *database.DB, who member.ID, now time.Time) (token string, s Session) {
	t.Helper()
	write(t, db, func(tx *database.Tx) (err error) {
		token, s, err = Start(tx, who, "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0", now)
		return err
	})
	return token, s
}

func TestLink(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		look := func(token string, now time.Time) (member.ID, error) {
			return read1(t, db, func(tx *database.Tx) (member.ID, error) { return Look(tx, token, desk, now) })
		}
		token := issueTo(t, db, "aida", noon, MailedLink)
		for range 3 { // as programs do that scan mail
			if who, err := look(token, noon.Add(time.Minute)); who != "aida" || err != nil {
				t.Fatalf("look: %q, %v", who, err)
			}
		}
		if who, err := redeem(t, db, token, noon.Add(14*time.Minute)); who != "aida" || err != nil {
			t.Fatalf("redeem: %q, %v", who, err)
		}
		_, err := redeem(t, db, token, noon.Add(14*time.Minute))
		refused(t, err, LinkUsed)
		_, err = look(token, noon.Add(14*time.Minute))
		refused(t, err, LinkUsed)

		token = issueTo(t, db, "aida", noon, MailedLink)
		if _, err := redeem(t, db, token, noon.Add(MailedLink-time.Millisecond)); err != nil {
			t.Errorf("in the last millisecond: %v", err)
		}
		token = issueTo(t, db, "aida", noon, MailedLink)
		_, err = redeem(t, db, token, noon.Add(MailedLink))
		refused(t, err, LinkExpired)
		_, err = look(token, noon.Add(MailedLink))
		refused(t, err, LinkExpired)

		never, _ := newSecret(linkMark)
		session, _ := start(t, db, "aida", noon)
		for _, wrong := range []string{"", never, session, token[:len(token)-1], token + "A", " " + token} {
			_, err := redeem(t, db, wrong, noon)
			refused(t, err, LinkUnknown)
			_, err = look(wrong, noon)
			refused(t, err, LinkUnknown)
		}
		for _, ttl := range []time.Duration{0, -time.Minute, InvitedLink + 1} {
			if err := db.Write(t.Context(), func(tx *database.Tx) error { _, err := IssueLink(tx, "aida", noon, ttl); return err }); err == nil {
				t.Errorf("a link was issued for %v", ttl)
			}
		}
	})
}

// TestLinkAtOnce redeems each link by many at the same moment.
func TestLinkAtOnce(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		for range 10 {
			token := issueTo(t, db, "aida", noon, MailedLink)
			errs := make([]error, 8)
			var all sync.WaitGroup
			for i := range errs {
				all.Go(func() { _, errs[i] = redeem(t, db, token, noon) })
			}
			all.Wait()
			good := 0
			for _, err := range errs {
				if err == nil {
					good++
				} else {
					refused(t, err, LinkUsed)
				}
			}
			if good != 1 {
				t.Fatalf("one link let %d in", good)
			}
		}
	})
}

// TestRolledBack shows that a link is not used up by a transaction that fails.
func TestRolledBack(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		token := issueTo(t, db, "aida", noon, MailedLink)
		d := NewDoor(db)
		defer d.Close()
		for _, at := range []string{"update signin_link", "insert into signin_session", "commit"} {
			db.Trip = func(query string) error {
				if strings.HasPrefix(query, at) {
					return errTripped
				}
				return nil
			}
			if _, _, err := d.Enter(t.Context(), Arrival{}, token, noon, anybody); err == nil {
				t.Fatalf("entered though %s failed", at)
			}
		}
		db.Trip = nil
		if n := count(t, db, "signin_session"); n != 0 {
			t.Errorf("%d sessions without a door opened", n)
		}
		if _, s, err := d.Enter(t.Context(), Arrival{}, token, noon, anybody); err != nil || s.Member != "aida" {
			t.Errorf("enter: %+v, %v", s, err)
		}
	})
}

func TestSession(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		token, s := start(t, db, "aida", noon)
		who := func(token string, now time.Time) (Session, error) {
			return read1(t, db, func(tx *database.Tx) (Session, error) { return Who(tx, token, now) })
		}
		got, err := who(token, noon.Add(time.Hour))
		if err != nil || got != s {
			t.Errorf("got %+v, %v\nwant %+v", got, err, s)
		}
		if _, err := who(token, noon.Add(Idle-time.Millisecond)); err != nil {
			t.Errorf("in its last millisecond: %v", err)
		}
		_, err = who(token, noon.Add(Idle))
		refused(t, err, SessionExpired)

		// Used every day, it still ends after ninety.
		for day := range 95 {
			now := noon.Add(time.Duration(day) * 24 * time.Hour)
			s, err = who(token, now)
			if day >= 90 {
				refused(t, err, SessionExpired)
				continue
			}
			if err != nil {
				t.Fatalf("on day %d: %v", day, err)
			}
			write(t, db, func(tx *database.Tx) error { return tx.Exec(sessionSeen, s.digest[:], now.UnixMilli()) })
		}

		link := issueTo(t, db, "aida", noon, MailedLink)
		never, _ := newSecret(sessionMark)
		for _, wrong := range []string{"", never, link, token + "=", strings.ToUpper(token)} {
			_, err := who(wrong, noon)
			refused(t, err, SessionNone)
		}
	})
}

func TestFresh(t *testing.T) {
	s := Session{Member: "aida", Began: noon, Proved: noon}
	for after, want := range map[time.Duration]bool{0: true, Recent - 1: true, Recent: false, 24 * time.Hour: false} {
		if got := Fresh(s, noon.Add(after)); got != want {
			t.Errorf("after %v: %v", after, got)
		}
		if err := RefuseStale(s, noon.Add(after)); (err == nil) != want {
			t.Errorf("after %v: %v", after, err)
		} else if err != nil {
			refused(t, err, SessionStale)
		}
	}
	if Fresh(Session{}, time.Time{}) {
		t.Error("nobody is fresh")
	}
}

func TestListAndEnd(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		_, old := start(t, db, "aida", noon.Add(-Idle))
		desk, phone, other := Session{}, Session{}, Session{}
		_, desk = start(t, db, "aida", noon)
		_, phone = start(t, db, "aida", noon.Add(time.Minute))
		_, other = start(t, db, "ben", noon)
		list := func(who member.ID) (ids []string) {
			all, err := read1(t, db, func(tx *database.Tx) ([]Session, error) { return List(tx, who, noon.Add(time.Minute)) })
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range all {
				if s.Member != who {
					t.Errorf("%s is shown a session of %s", who, s.Member)
				}
				ids = append(ids, s.ID)
			}
			return ids
		}
		if got, want := strings.Join(list("aida"), " "), phone.ID+" "+desk.ID; got != want {
			t.Errorf("aida has %s, want %s; %s is over", got, want, old.ID)
		}
		write(t, db, func(tx *database.Tx) error { return End(tx, "aida", other.ID) }) // not hers to end
		if len(list("ben")) != 1 {
			t.Error("aida ended a session of ben's")
		}
		write(t, db, func(tx *database.Tx) error { return EndAll(tx, "aida", desk.ID) })
		if got := list("aida"); len(got) != 1 || got[0] != desk.ID {
			t.Errorf("but for the desk: %v", got)
		}
		write(t, db, func(tx *database.Tx) error { return End(tx, "aida", desk.ID) })
		if got := list("aida"); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
	})
}

func TestForget(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		for _, who := range []member.ID{"aida", "ben"} {
			start(t, db, who, noon)
			issueTo(t, db, who, noon, PrintedLink)
			write(t, db, func(tx *database.Tx) error {
				_, _, err := IssueToken(tx, Token{Member: who, Name: "x", Scope: Read, Until: noon.Add(time.Hour)}, noon)
				return err
			})
		}
		write(t, db, func(tx *database.Tx) error { return Forget(tx, "aida") })
		for _, table := range []string{"signin_session", "signin_link", "signin_token"} {
			if n := count(t, db, table); n != 1 {
				t.Errorf("%s has %d rows, want only ben's", table, n)
			}
		}
	})
}

// TestNothingToSteal looks for secrets, addresses and mail addresses in every
// row of every table.
func TestNothingToSteal(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		link := issueTo(t, db, "aida", noon, MailedLink)
		session, _ := start(t, db, "aida", noon)
		var token string
		write(t, db, func(tx *database.Tx) (err error) {
			token, _, err = IssueToken(tx, Token{Member: "aida", Name: "x", Scope: Read, Until: noon.Add(time.Hour)}, noon)
			return err
		})
		asked, err := ask(t, db, "aida@example.org", "192.0.2.7", noon)
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for table, columns := range map[string]string{
			"signin_link": "member, digest", "signin_session": "id || member || agent, digest",
			"signin_token": "id || member || name || scope, digest", "signin_count": "'', what",
		} {
			rows, err := read1(t, db, func(tx *database.Tx) ([]string, error) {
				return database.All(tx, `select `+columns+` from `+table, nil, func(scan database.Scan) (string, error) {
					var words string
					var bytes []byte
					err := scan(&words, &bytes)
					return words + string(bytes), err
				})
			})
			if err != nil || len(rows) == 0 {
				t.Fatalf("%s: %d rows, %v", table, len(rows), err)
			}
			all.WriteString(strings.Join(rows, "\n"))
		}
		for _, secret := range []string{link, session, token, asked.Token} {
			raw, err := spelling.DecodeString(secret[3:])
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(all.String(), secret[3:]) || strings.Contains(all.String(), string(raw)) {
				t.Errorf("%s lies open in the database", secret)
			}
		}
		for _, private := range []string{"aida@", "192.0.2.7"} {
			if strings.Contains(all.String(), private) {
				t.Errorf("%s lies open in the database", private)
			}
		}
	})
}

func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		issueTo(t, db, "aida", noon, MailedLink)
		start(t, db, "aida", noon)
		write(t, db, func(tx *database.Tx) error {
			_, _, err := IssueToken(tx, Token{Member: "aida", Name: "x", Scope: Read, Until: noon.Add(time.Hour)}, noon)
			return err
		})
		ask(t, db, "aida@example.org", "192.0.2.7", noon)
		tables := []string{"signin_link", "signin_session", "signin_token", "signin_count"}
		for _, c := range []struct {
			after time.Duration
			left  [4]int // of the rows above and the one that each round adds
		}{
			{59 * time.Minute, [4]int{3, 1, 1, 2}},
			{3 * time.Hour, [4]int{4, 1, 1, 0}},       // what was counted is over
			{8 * 24 * time.Hour, [4]int{1, 1, 0, 0}},  // and what was kept to be told apart
			{38 * 24 * time.Hour, [4]int{1, 0, 0, 0}}, // and the session
		} {
			issueTo(t, db, "ben", noon.Add(c.after), MailedLink)
			for i, table := range tables {
				if n := count(t, db, table); n != c.left[i] {
					t.Errorf("after %v %s has %d rows, want %d", c.after, table, n, c.left[i])
				}
			}
		}
	})
}

func TestSentences(t *testing.T) {
	for _, lang := range locale.Langs {
		p := locale.For(lang)
		for _, key := range append([]string{Read.Key(), Write.Key()}, Keys...) {
			if !p.Has(key) {
				t.Errorf("%s is not in %s", key, lang)
			}
		}
	}
}
