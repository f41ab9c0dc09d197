package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// built is the program, built once for all tests of a run.
var built = sync.OnceValues(func() (string, error) {
	folder, err := sharedFolder()
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "counterpart")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return path, err
})

const example = "../../doc/example-initiative.yaml"

// kills is how often the program is killed on each engine.
const kills = 8

// TestKill kills the program at random moments while several people write, and
// holds that no statement that was acknowledged is lost, that none is recorded
// twice although every form is sent again until it is answered, and that the
// record and the register are whole.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	databasetest.EachAt(t, func(t *testing.T, at string) {
		where := foundExample(t, at)
		h := &house{t: t, program: program, where: where, addr: freeAddr(t), matter: raiseIdea(t, where)}
		h.start()
		defer h.kill()
		writing, stop := context.WithCancel(t.Context())
		var writers sync.WaitGroup
		for w, who := range []string{"virtanen", "lindholm", "saari", "virtanen", "lindholm", "saari"} {
			client := h.signIn(who)
			writers.Go(func() { h.write(writing, client, w) })
		}
		for range kills {
			time.Sleep(time.Duration(30+mathrand.IntN(500)) * time.Millisecond)
			h.kill()
			h.start()
		}
		stop()
		writers.Wait()
		h.kill()
		h.check()
	})
}

// A placed is an installation with its keys.
type placed struct{ data, keys string }

func (p placed) flags(args ...string) []string {
	return append(args, "--data", p.data, "--keys", p.keys)
}

// foundExample founds the task force of the example.
func foundExample(t testing.TB, at string) placed {
	t.Helper()
	where := placed{at, filepath.Join(t.TempDir(), "keys")}
	if code, out, said := command(t, where.flags("init", example)...); code != exitWell {
		t.Fatalf("init ended with %d: %s%s", code, out, said)
	}
	return where
}

// opening is what is said on it first.
const opening = "I can count."

// raiseIdea raises a matter in the northern group, and returns what a form on
// it needs to know.
func raiseIdea(t testing.TB, where placed) (m procedure.Matter) {
	t.Helper()
	within(t, where, func(o *office) {
		var who roll.Person
		err := o.DB.Read(t.Context(), func(tx *database.Tx) (err error) {
			who, err = roll.BySlug(tx, "virtanen")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		idea := procedure.Raise{Title: text.Words{"en": "Fish"}, Problem: "There are too few.", Lang: "en", Dimension: "water",
			Addressees: []string{"gov-north"}, Paragraphs: text.Text{{Words: "Count them."}}}
		r, err := o.Clerk.Do(t.Context(), clerk.Order{By: who.Member, Turn: -1, Command: idea})
		if err == nil { // a statement, which moves nothing
			say := procedure.State{Words: opening, Lang: "en", Audience: act.Caucus, Attribution: act.Named, Version: r.Acts[0].Hash}
			_, err = o.Clerk.Do(t.Context(), clerk.Order{By: who.Member, On: r.On, Turn: -1, Command: say})
		}
		if err == nil {
			m, err = o.Clerk.Matter(t.Context(), r.On)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	return m
}

// within opens the office for the length of f.
func within(t testing.TB, where placed, f func(*office)) {
	t.Helper()
	o, err := openOffice(t.Context(), officeConfig{Data: where.data, Keys: where.keys, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	f(o)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
}

func freeAddr(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// A house is the built program, serving in a process of its own.
type house struct {
	t       testing.TB
	program string
	where   placed
	addr    string
	matter  procedure.Matter
	process *exec.Cmd

	mu    sync.Mutex
	acked map[string]int64 // words of a statement → its place in the record, as the answer said
	again atomic.Int64     // how often a form was sent again
}

func (h *house) start() {
	h.t.Helper()
	h.process = exec.Command(h.program, h.where.flags("serve", "--addr", h.addr, "--rate", "0", "--log-level", "warn")...)
	h.process.Stderr = os.Stderr
	out, err := h.process.StdoutPipe()
	if err == nil {
		err = h.process.Start()
	}
	if err != nil {
		h.t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.HasPrefix(line, "listening on ") {
		h.t.Fatalf("after a kill it says %q, %v", line, err)
	}
}

// kill is kill -9.
func (h *house) kill() {
	if h.process != nil {
		h.process.Process.Kill()
		h.process.Wait()
		h.process = nil
	}
}

// signIn signs a member in by a link from the command line, printed beside the
// server.
func (h *house) signIn(who string) *http.Client {
	h.t.Helper()
	code, out, said := command(h.t, "member", "link", who, "--data", h.where.data, "--base", "http://"+h.addr)
	if code != exitWell {
		h.t.Fatalf("%d: %s", code, said)
	}
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar, Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.PostForm(strings.TrimSpace(out), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		h.t.Fatalf("signing in: %s", answer.Status)
	}
	return client
}

// write sends statement after statement, each until it is acknowledged.
func (h *house) write(ctx context.Context, client *http.Client, writer int) {
	for n := 0; ctx.Err() == nil; n++ {
		words := fmt.Sprintf("Statement %d of writer %d.", n, writer)
		form := url.Values{"words": {words}, "lang": {"en"}, "audience": {"caucus"}, "attribution": {"named"},
			"version": {h.matter.Version.Hash.String()}, "key": {rand.Text()}}
		began := time.Now()
		for try := 0; ; try++ {
			if try > 0 {
				h.again.Add(1)
				time.Sleep(10 * time.Millisecond)
			}
			place, err := h.send(client, form)
			if err == nil {
				h.acknowledged(words, place)
				break
			}
			if time.Since(began) > 30*time.Second {
				h.t.Errorf("%s: %v", words, err)
				return
			}
		}
	}
}

func (h *house) send(client *http.Client, form url.Values) (place int64, err error) {
	answer, err := client.PostForm("http://"+h.addr+"/matter/"+string(h.matter.Ref)+"/do/state", form)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusSeeOther {
		return 0, fmt.Errorf("%s: %.300s", answer.Status, body)
	}
	_, done, _ := strings.Cut(answer.Header.Get("Location"), "done=")
	return strconv.ParseInt(done, 10, 64)
}

func (h *house) acknowledged(words string, place int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.acked == nil {
		h.acked = map[string]int64{}
	}
	h.acked[words] = place
}

// check looks what became of everything.
func (h *house) check() {
	h.t.Helper()
	db, err := database.OpenReadOnly(h.t.Context(), h.where.data)
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	found := statements(h.t, db)
	delete(found, opening)
	for words, place := range h.acked {
		if at := found[words]; len(at) != 1 || at[0] != place {
			h.t.Errorf("%q was acknowledged at %d, and is recorded at %v", words, place, at)
		}
	}
	if len(found) != len(h.acked) {
		h.t.Errorf("%d statements are recorded, and %d were acknowledged", len(found), len(h.acked))
	}
	h.t.Logf("%d statements acknowledged, %d times sent again", len(h.acked), h.again.Load())
	if len(h.acked) < 50 || h.again.Load() == 0 {
		h.t.Error("hardly anything was written, or no kill was felt: this shows nothing")
	}
	whole(h.t, h.where)
}

// statements are the places of every statement in the record, by its words.
func statements(t testing.TB, db *database.DB) map[string][]int64 {
	t.Helper()
	found := map[string][]int64{}
	for next, more := int64(0), true; more; {
		err := db.Read(t.Context(), func(tx *database.Tx) error {
			entries, err := record.Entries(tx, next, 1000)
			for _, e := range entries {
				next = e.Seq + 1
				var w procedure.StatedWords
				if e.Kind == (procedure.Stated{}).Kind() {
					if err := json.Unmarshal(e.Payload, &w); err != nil {
						return err
					}
					found[w.Words] = append(found[w.Words], e.Seq)
				}
			}
			more = len(entries) > 0
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// whole holds that an installation verifies, and that its register is what its
// record says.
func whole(t testing.TB, where placed) {
	t.Helper()
	if code, out, said := command(t, "verify", where.data, "--keys", where.keys); code != exitWell {
		t.Errorf("verify ended with %d: %s%s", code, out, said)
	}
	within(t, where, func(*office) {}) // which folds what was not folded yet
	if code, out, said := command(t, "refold", "-n", "--data", where.data); code != exitWell {
		t.Errorf("refold ended with %d: %s%s", code, out, said)
	}
}

// TestStatements holds that the count of statements can tell: it finds one that
// is recorded twice.
func TestStatements(t *testing.T) {
	where := foundExample(t, t.TempDir())
	m := raiseIdea(t, where)
	within(t, where, func(o *office) {
		var who roll.Person
		err := o.DB.Read(t.Context(), func(tx *database.Tx) (err error) { who, err = roll.BySlug(tx, "saari"); return err })
		for _, key := range []string{"a", "b", "b"} {
			_, failed := o.Clerk.Do(t.Context(), clerk.Order{By: who.Member, On: m.Ref, Turn: -1, Key: key, Command: procedure.State{
				Words: "Twice.", Lang: "en", Audience: act.Caucus, Attribution: act.Named, Version: m.Version.Hash}})
			err = errors.Join(err, failed)
		}
		if err != nil {
			t.Fatal(err)
		}
		if at := statements(t, o.DB)["Twice."]; len(at) != 2 {
			t.Errorf("found at %v", at)
		}
		if err := register.Catch(t.Context(), o.DB, nil); err != nil {
			t.Error(err)
		}
	})
}
