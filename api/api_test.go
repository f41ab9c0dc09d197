package api_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/api"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/holiday"
	"example.org/counterpart/member"
	"example.org/counterpart/poll"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
)

// real is what the clock of tokens says, which is not the clock of acts.
var real = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// A stage is the API in front of a task force, with a token for everybody.
type stage struct {
	*clerktest.TaskForce
	http.Handler
	db     *database.DB
	door   *signin.Door
	tokens map[string]string // by member; reading ones by member and " reads"
	limit  error
	log    bytes.Buffer
	turn   int // of the matter acted on
}

func set(t testing.TB, db *database.DB) *stage {
	t.Helper()
	s := &stage{TaskForce: clerktest.New(t, db), db: db, tokens: map[string]string{}}
	if err := db.Write(t.Context(), func(tx *database.Tx) error {
		return errors.Join(signin.Open(tx), poll.Open(tx), holiday.Open(tx))
	}); err != nil {
		t.Fatal(err)
	}
	s.door = signin.NewDoor(db)
	t.Cleanup(s.door.Close)
	for _, c := range clerktest.Cast {
		s.tokens[string(c.ID)] = s.token(c.ID, signin.Write)
	}
	s.tokens["hale reads"] = s.token("hale", signin.Read)
	s.tokens["stranger"] = s.token("stranger", signin.Write)
	s.Handler = api.New(api.Config{Clerk: s.Clerk, Register: s.Register, Door: s.door, Now: s.Time,
		Clock: func() time.Time { return real }, Limit: func(member.ID) error { return s.limit },
		Log: slog.New(slog.NewTextHandler(&s.log, nil))})
	return s
}

func (s *stage) token(who member.ID, scope signin.Scope) (secret string) {
	s.T.Helper()
	err := s.db.Write(s.T.Context(), func(tx *database.Tx) (err error) {
		secret, _, err = signin.IssueToken(tx, signin.Token{Member: who, Name: "test", Scope: scope, Until: real.Add(time.Hour)}, real)
		return err
	})
	if err != nil {
		s.T.Fatal(err)
	}
	return secret
}

// An answer is what came back, its body read.
type answer struct {
	*httptest.ResponseRecorder
	t    testing.TB
	what string
}

// send sends one request. Headers are "Name: value".
func (s *stage) send(who, method, path, body string, headers ...string) answer {
	s.T.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+s.tokens[who])
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	a := answer{w, s.T, who + " " + method + " " + path}
	s.conforms(method, a)
	return a
}

func (s *stage) get(who, path string, headers ...string) answer {
	s.T.Helper()
	return s.send(who, "GET", path, "", headers...)
}

// does sends a command on the matter, in answer to its present turn, and
// fails the test unless it is carried out.
func (s *stage) does(who, command string, body any) answer {
	s.T.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		s.T.Fatal(err)
	}
	path := "/matters"
	if command != "raise" {
		path += "/" + string(s.On) + "/" + command
	}
	a := s.send(who, "POST", path, string(b), fmt.Sprintf(`If-Match: "turn-%d"`, s.turn), "Idempotency-Key: "+string(act.NewRef()))
	if a.Code >= 300 {
		s.T.Fatalf("%s: %d %s", a.what, a.Code, a.Body)
	}
	got := read[api.Receipt](a)
	s.On = got.On
	if got.Turn > 0 {
		s.turn = got.Turn
	}
	return a
}

// is fails the test unless the answer has a code, and, of a problem, a key.
func (a answer) is(code int, key string) answer {
	a.t.Helper()
	if a.Code != code {
		a.t.Fatalf("%s: %d, want %d: %s", a.what, a.Code, code, a.Body)
	}
	if key == "" {
		return a
	}
	p := read[api.Problem](a)
	if p.Reason == nil || p.Reason.Key != key || p.Detail == "" || p.Title == "" || p.Status != code {
		a.t.Errorf("%s: want %s: %s", a.what, key, a.Body)
	}
	if strings.Contains(a.Body.String(), "⟦") {
		a.t.Errorf("%s: a sentence is missing: %s", a.what, a.Body)
	}
	return a
}

// read decodes an answer strictly: what is not in the type is an error.
func read[T any](a answer) (v T) {
	a.t.Helper()
	d := json.NewDecoder(bytes.NewReader(a.Body.Bytes()))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		a.t.Fatalf("%s: %v in %s", a.what, err, a.Body)
	}
	if _, err := d.Token(); err != io.EOF {
		a.t.Errorf("%s: more after the answer", a.what)
	}
	return v
}

func each(t *testing.T, f func(s *stage)) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) { f(set(t, db)) })
}

// index brings the search up to date, as an errand does.
func (s *stage) index() {
	s.T.Helper()
	for next, last := int64(0), int64(-1); next != last; {
		err := s.db.Write(s.T.Context(), func(tx *database.Tx) (err error) {
			last = next
			next, err = register.Index(tx, next)
			return err
		})
		if err != nil {
			s.T.Fatal(err)
		}
	}
}
