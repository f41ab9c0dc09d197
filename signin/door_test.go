package signin

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
)

func opened(b testing.TB) *database.DB {
	db := databasetest.Open(b, b.TempDir())
	write(b, db, Open)
	return db
}

// A watch is a clock for a Door that a test moves.
type watch struct{ ms atomic.Int64 }

func (w *watch) now() time.Time           { return time.UnixMilli(w.ms.Load()) }
func (w *watch) advance(by time.Duration) { w.ms.Add(by.Milliseconds()) }

func newDoor(t testing.TB, db *database.DB) (*Door, *watch) {
	d, w := NewDoor(db), &watch{}
	d.clock = w.now
	t.Cleanup(d.Close)
	return d, w
}

func TestDoorEnds(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		here, _ := newDoor(t, db)
		there, clock := newDoor(t, db) // another instance
		for name, end := range map[string]func(Session) error{
			"Leave":  func(s Session) error { return here.Leave(t.Context(), s) },
			"End":    func(s Session) error { return here.End(t.Context(), s.Member, s.ID) },
			"EndAll": func(s Session) error { return here.EndAll(t.Context(), s.Member) },
			"Doubt": func(s Session) error {
				err := db.Write(t.Context(), func(tx *database.Tx) error { return Forget(tx, s.Member) })
				here.Doubt(s.Member)
				return err
			},
		} {
			token, s := start(t, db, "aida", noon)
			spared, _ := start(t, db, "ben", noon)
			for _, d := range []*Door{here, there} {
				for _, tok := range []string{token, spared} {
					if _, err := d.Who(t.Context(), tok, noon); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := end(s); err != nil {
				t.Fatal(err)
			}
			if _, err := here.Who(t.Context(), token, noon); err == nil {
				t.Errorf("%s: still let in here", name)
			} else {
				refused(t, err, SessionNone)
			}
			if _, err := here.Who(t.Context(), spared, noon); err != nil {
				t.Errorf("%s: somebody else is shut out: %v", name, err)
			}
			clock.advance(Memory)
			if _, err := there.Who(t.Context(), token, noon); err == nil {
				t.Errorf("%s: still let in there after %v", name, Memory)
			}
		}
	})
}

// TestDoorRemembers shows that the database is not asked within Memory, and is
// after it.
func TestDoorRemembers(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		d, clock := newDoor(t, db)
		token, s := start(t, db, "aida", noon)
		if got, err := d.Who(t.Context(), token, noon); err != nil || got != s {
			t.Fatalf("%+v, %v", got, err)
		}
		write(t, db, func(tx *database.Tx) error { return EndAll(tx, "aida") }) // not through this Door
		clock.advance(Memory - time.Millisecond)
		if _, err := d.Who(t.Context(), token, noon); err != nil {
			t.Errorf("not remembered: %v", err)
		}
		clock.advance(time.Millisecond)
		_, err := d.Who(t.Context(), token, noon)
		refused(t, err, SessionNone)
	})
}

func TestDoorExpires(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		d, _ := newDoor(t, db)
		token, _ := start(t, db, "aida", noon)
		if _, err := d.Who(t.Context(), token, noon); err != nil {
			t.Fatal(err)
		}
		_, err := d.Who(t.Context(), token, noon.Add(Idle))
		refused(t, err, SessionExpired)
	})
}

// TestDoorRace ends sessions while others read them: once End has returned,
// nobody is let in, not by an answer that was on its way either.
func TestDoorRace(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		d, _ := newDoor(t, db)
		for range 30 {
			token, s := start(t, db, "aida", noon)
			ctx, stop := context.WithCancel(t.Context())
			var ended atomic.Bool
			var readers sync.WaitGroup
			for range 4 {
				readers.Go(func() {
					for ctx.Err() == nil {
						before := ended.Load()
						if _, err := d.Who(t.Context(), token, noon); err == nil && before {
							t.Error("let in after the end")
							return
						}
						d.sessions.forget(func(Session) bool { return true }) // so that all read and keep
					}
				})
			}
			if err := d.End(t.Context(), s.Member, s.ID); err != nil {
				t.Error(err)
			}
			ended.Store(true)
			for range 20 {
				d.Who(t.Context(), token, noon)
			}
			stop()
			readers.Wait()
		}
	})
}

// TestEpoch is the race that TestDoorRace may miss, step by step.
func TestEpoch(t *testing.T) {
	var m memory[Session]
	key := digest{1}
	_, _, epoch := m.recall(key, noon)
	m.forget(func(Session) bool { return false }) // the session is ended meanwhile
	m.keep(key, Session{ID: "ended"}, noon, epoch)
	if s, ok, _ := m.recall(key, noon); ok {
		t.Errorf("kept %+v, which was read before it ended", s)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	var m memory[int]
	for i := range 3 * mostRemembered {
		key := digest{byte(i), byte(i >> 8), byte(i >> 16)}
		_, _, epoch := m.recall(key, noon)
		m.keep(key, i, noon, epoch)
		if v, ok, _ := m.recall(key, noon); !ok || v != i {
			t.Fatalf("%d is not kept", i)
		}
	}
	if n := len(m.kept); n > mostRemembered {
		t.Errorf("%d are kept", n)
	}
	last := 3*mostRemembered - 1
	key := digest{byte(last), byte(last >> 8), byte(last >> 16)}
	if _, ok, _ := m.recall(key, noon.Add(-time.Second)); ok {
		t.Error("what a clock that went back finds is from the future")
	}
}

func TestSeen(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		d, clock := newDoor(t, db)
		token, s := start(t, db, "aida", noon)
		var bearer string
		var tk Token
		write(t, db, func(tx *database.Tx) (err error) {
			bearer, tk, err = IssueToken(tx, Token{Member: "aida", Name: "x", Scope: Read, Until: noon.Add(time.Hour)}, noon)
			return err
		})
		var writes atomic.Int64
		db.Trip = func(query string) error {
			if strings.HasPrefix(query, "update") {
				writes.Add(1)
			}
			return nil
		}
		// Ten requests a second for five minutes.
		for i := range 3000 {
			now := noon.Add(time.Duration(i) * 100 * time.Millisecond)
			clock.advance(100 * time.Millisecond)
			if _, err := d.Who(t.Context(), token, now); err != nil {
				t.Fatal(err)
			}
			if _, err := d.Bearer(t.Context(), bearer, now); err != nil {
				t.Fatal(err)
			}
			d.notes.done.Wait()
		}
		db.Trip = nil
		if n := writes.Load(); n != 4+5 { // a token is new until it is used
			t.Errorf("%d notes in five minutes", n)
		}
		list, err := read1(t, db, func(tx *database.Tx) ([]Session, error) { return List(tx, "aida", noon) })
		if err != nil || len(list) != 1 || list[0].Seen != s.Seen.Add(4*time.Minute) {
			t.Errorf("%+v, %v", list, err)
		}
		tokens, err := read1(t, db, func(tx *database.Tx) ([]Token, error) { return Tokens(tx, "aida", noon) })
		if err != nil || len(tokens) != 1 || tokens[0].Seen != tk.Made.Add(4*time.Minute) {
			t.Errorf("%+v, %v", tokens, err)
		}
	})
}

// TestSeenElsewhere shows that a note never puts back what another instance
// has noted since.
func TestSeenElsewhere(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		d, _ := newDoor(t, db)
		token, s := start(t, db, "aida", noon)
		if _, err := d.Who(t.Context(), token, noon); err != nil { // remembers the first instant
			t.Fatal(err)
		}
		write(t, db, func(tx *database.Tx) error {
			return tx.Exec(sessionSeen, s.digest[:], noon.Add(time.Hour).UnixMilli())
		})
		if _, err := d.Who(t.Context(), token, noon.Add(2*time.Minute)); err != nil {
			t.Fatal(err)
		}
		d.Close()
		list, err := read1(t, db, func(tx *database.Tx) ([]Session, error) { return List(tx, "aida", noon) })
		if err != nil || len(list) != 1 || !list[0].Seen.Equal(noon.Add(time.Hour)) {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// TestSeenOnABadDay shows that nobody is shut out when nothing can be written.
func TestSeenOnABadDay(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		d, clock := newDoor(t, db)
		token, s := start(t, db, "aida", noon)
		db.Trip = func(string) error { return errTripped }
		later := noon.Add(time.Hour)
		for range 10 {
			if _, err := d.Who(t.Context(), token, later); err != nil {
				t.Fatal(err)
			}
			clock.advance(time.Second)
			d.notes.done.Wait()
		}
		db.Trip = nil
		clock.advance(Memory)
		if _, err := d.Who(t.Context(), token, later); err != nil {
			t.Fatal(err)
		}
		d.Close()
		list, err := read1(t, db, func(tx *database.Tx) ([]Session, error) { return List(tx, s.Member, later) })
		if err != nil || len(list) != 1 || !list[0].Seen.Equal(later) {
			t.Errorf("noted after all: %+v, %v", list, err)
		}
	})
}

func TestEnter(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		d, _ := newDoor(t, db)
		link := issueTo(t, db, "aida", noon, MailedLink)
		old, _ := start(t, db, "ben", noon)
		if _, err := d.Who(t.Context(), old, noon); err != nil {
			t.Fatal(err)
		}
		token, s, err := d.Enter(t.Context(), Arrival{Cookie: old, Agent: "  Firefox/1\r\n\x00\xff" + strings.Repeat("x", 300)}, link, noon, anybody)
		if err != nil || token == old {
			t.Fatalf("%v", err)
		}
		if len(s.Agent) != maxAgent || strings.ContainsAny(s.Agent, "\r\n\x00") {
			t.Errorf("the browser is kept as %q", s.Agent)
		}
		if got, err := d.Who(t.Context(), token, noon); err != nil || got != s {
			t.Errorf("%+v, %v", got, err)
		}
		_, err = d.Who(t.Context(), old, noon)
		refused(t, err, SessionNone) // the browser's earlier session is over
		_, _, err = d.Enter(t.Context(), Arrival{Cookie: token}, link, noon, anybody)
		refused(t, err, LinkUsed)
		if _, err := d.Who(t.Context(), token, noon); err != nil {
			t.Errorf("a link that fails signs nobody out: %v", err)
		}
	})
}

func TestToken(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		d, clock := newDoor(t, db)
		make := func(tk Token) (secret string, _ Token, err error) {
			err = db.Write(t.Context(), func(tx *database.Tx) error {
				secret, tk, err = IssueToken(tx, tk, noon)
				return err
			})
			return secret, tk, err
		}
		good := Token{Member: "aida", Name: " my\tscript\n", Scope: Write, Until: noon.Add(time.Hour)}
		secret, tk, err := make(good)
		if err != nil || !strings.HasPrefix(secret, "cp_") || tk.Name != "my script" {
			t.Fatalf("%s %+v %v", secret, tk, err)
		}
		got, err := d.Bearer(t.Context(), secret, noon)
		if err != nil || got.Allows(Write) != nil || got.Allows(Read) != nil {
			t.Errorf("%+v, %v", got, err)
		}
		_, err = d.Bearer(t.Context(), secret, noon.Add(time.Hour))
		refused(t, err, TokenExpired)
		if got, err := read1(t, db, func(tx *database.Tx) (Token, error) { return Bearer(tx, secret, noon) }); err != nil || got.ID != tk.ID {
			t.Errorf("%+v, %v", got, err)
		}
		if err := d.Revoke(t.Context(), "ben", tk.ID); err != nil {
			t.Fatal(err)
		}
		clock.advance(Memory)
		if _, err := d.Bearer(t.Context(), secret, noon); err != nil {
			t.Errorf("ben revoked a token of aida's: %v", err)
		}
		if err := d.Revoke(t.Context(), "aida", tk.ID); err != nil {
			t.Fatal(err)
		}
		_, err = d.Bearer(t.Context(), secret, noon)
		refused(t, err, TokenUnknown)
		clock.advance(Memory)

		reads := good
		reads.Scope = Read
		_, reads, err = make(reads)
		if err != nil || reads.Allows(Read) != nil {
			t.Errorf("%+v, %v", reads, err)
		}
		refused(t, reads.Allows(Write), TokenReads)
		refused(t, Token{}.Allows(Read), TokenReads)

		session, _ := start(t, db, "aida", noon)
		never, _ := newSecret(tokenMark)
		for _, wrong := range []string{"", session, never, "Bearer " + secret} {
			_, err := d.Bearer(t.Context(), wrong, noon)
			refused(t, err, TokenUnknown)
		}
		for _, c := range []struct {
			key    string
			change func(*Token)
		}{
			{TokenNameless, func(t *Token) { t.Name = "\u200b " }},
			{TokenScope, func(t *Token) { t.Scope = "admin" }},
			{TokenUntil, func(t *Token) { t.Until = noon }},
			{TokenUntil, func(t *Token) { t.Until = noon.Add(longestToken + time.Second) }},
		} {
			bad := good
			c.change(&bad)
			_, _, err := make(bad)
			refused(t, err, c.key)
		}
		for range mostTokens - 1 {
			if _, _, err := make(good); err != nil {
				t.Fatal(err)
			}
		}
		_, _, err = make(good)
		refused(t, err, TokenMany)
		if r, _ := act.Refused(err); r != nil && r.Why != act.TooMany {
			t.Errorf("%+v", r)
		}
		all, err := read1(t, db, func(tx *database.Tx) ([]Token, error) { return Tokens(tx, "aida", noon) })
		if len(all) != mostTokens || err != nil {
			t.Errorf("%d tokens, %v", len(all), err)
		}
	})
}

func TestCookies(t *testing.T) {
	secret, _ := newSecret(sessionMark)
	for secure, want := range map[bool]string{
		true:  "__Host-counterpart=" + secret + "; Path=/; Max-Age=7776000; HttpOnly; Secure; SameSite=Lax",
		false: "counterpart=" + secret + "; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax",
	} {
		c := Cookies{Secure: secure}
		w := httptest.NewRecorder()
		c.Set(w, secret, Session{Began: noon}, noon)
		if got := w.Header().Get("Set-Cookie"); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Add("Cookie", c.Name()+"=planted; "+c.Name()+"="+secret)
		if got := c.Token(r); got != secret {
			t.Errorf("token: %q", got)
		}
		w = httptest.NewRecorder()
		c.Clear(w)
		if got := w.Header().Get("Set-Cookie"); !strings.Contains(got, "Max-Age=0") || strings.Contains(got, secret) {
			t.Errorf("clear: %s", got)
		}
	}
	if got := (Cookies{}).Token(&http.Request{Header: http.Header{}}); got != "" {
		t.Errorf("without a cookie: %q", got)
	}
}

func TestDescribe(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0":                                                                       "Firefox, Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0":                        "Edge, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1":      "Safari, iPhone",
		"Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36":                                     "Chrome, Android",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 YaBrowser/25.10 Yowser/2.5 Safari/537.36": "Yandex Browser, macOS",
		"Your account is locked, call +7 000 https://evil.example":                                                                                     "",
		"curl/8.0": "", "": "",
	} {
		if got := Describe(agent); got != want {
			t.Errorf("%s\ngot %q, want %q", agent, got, want)
		}
	}
}

func BenchmarkDoor(b *testing.B) {
	db := opened(b)
	d := NewDoor(db)
	defer d.Close()
	token, _ := start(b, db, "aida", noon)
	b.Run("remembered", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := d.Who(context.Background(), token, noon); err != nil {
					b.Error(err)
				}
			}
		})
	})
	b.Run("asked", func(b *testing.B) {
		for b.Loop() {
			d.Doubt("aida")
			if _, err := d.Who(b.Context(), token, noon); err != nil {
				b.Error(err)
			}
		}
	})
}
