package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/demo"
	"example.org/counterpart/initiative"
	"example.org/counterpart/register"
)

var quiet = slog.New(slog.DiscardHandler)

// A program is one command line under way.
type program struct {
	t       testing.TB
	Address string
	end     context.CancelFunc
	code    chan int
	out     *lines
	Err     *lines
}

// lines is what a program wrote.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
	to io.Writer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	l.b.Write(p)
	l.mu.Unlock()
	if l.to != nil {
		return l.to.Write(p)
	}
	return len(p), nil
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start runs a command line and waits until its first page can be had.
func start(t testing.TB, args ...string) *program {
	t.Helper()
	ctx, end := context.WithCancel(context.Background())
	r, w := io.Pipe()
	p := &program{t: t, end: end, code: make(chan int, 1), out: &lines{to: w}, Err: &lines{}}
	go func() {
		p.code <- run(ctx, args, streams{p.out, p.Err})
		w.Close()
	}()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("%v ended with %d: %s", args, <-p.code, p.Err)
	}
	go io.Copy(io.Discard, r)
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !ok {
		t.Fatalf("%v says %q", args, line)
	}
	p.Address = address
	t.Cleanup(func() { end() })
	return p
}

// ends ends the program as an interrupt would, and looks how it left.
func (p *program) ends() {
	p.t.Helper()
	p.end()
	select {
	case code := <-p.code:
		if code != exitWell {
			p.t.Errorf("it ended with %d: %s", code, p.Err)
		}
	case <-time.After(20 * time.Second):
		p.t.Fatal("it does not end")
	}
	if said := p.out.String(); strings.Count(said, "\n") != 1 {
		p.t.Errorf("it wrote more than one line: %q", said)
	}
}

// get fetches a page.
func (p *program) get(path string, header ...string) (int, string) {
	p.t.Helper()
	req, err := http.NewRequest("GET", p.Address+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	for n := 0; n < len(header); n += 2 {
		req.Header.Set(header[n], header[n+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestDemo(t *testing.T) {
	began := time.Now()
	p := start(t, "demo", "--addr", "127.0.0.1:0")
	status, page := p.get("/")
	t.Logf("the first page after %v", time.Since(began).Round(time.Millisecond))
	if status != 200 || !strings.Contains(page, "OSCE Task Force") || !strings.Contains(page, "invented") {
		t.Errorf("%d: %.2000s", status, page)
	}
	if !strings.Contains(p.Err.String(), p.Address+"/demo") {
		t.Errorf("nothing tells how to become one of the cast: %s", p.Err)
	}
	if status, page := p.get("/recommendations"); status != 200 || strings.Count(page, "TF.REC/") < 5 {
		t.Errorf("%d: %d mentions of recommendations", status, strings.Count(page, "TF.REC/"))
	}
	if status, page := p.get("/api/v1/recommendations"); status != 200 || !strings.Contains(page, "TF.REC/5/09") {
		t.Errorf("the API answers %d: %.300s", status, page)
	}
	for _, path := range []string{"/healthz", "/readyz", "/api/v1/openapi.json"} {
		if status, page := p.get(path); status != 200 {
			t.Errorf("%s: %d %s", path, status, page)
		}
	}
	if status, page := p.get("/metrics"); status != 200 || !strings.Contains(page, "counterpart_record_size ") ||
		!strings.Contains(page, `counterpart_request_seconds_count{route="GET /{$}",status="2xx"} 1`) {
		t.Errorf("metrics: %d %s", status, page)
	}
	if status, _ := p.get("/metrics", "X-Forwarded-For", "127.0.0.1"); status != http.StatusForbidden {
		t.Errorf("whoever comes through a proxy reads the metrics: %d", status)
	}
	p.ends()
}

// TestDemoKept holds that a kept demonstration goes on where it was.
func TestDemoKept(t *testing.T) {
	folder := t.TempDir()
	o, err := openDemo(t.Context(), folder, quiet)
	if err != nil {
		t.Fatal(err)
	}
	before, err := o.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Clerk.Do(t.Context(), clerk.Order{By: initiative.Operator, On: act.Initiative, Turn: -1,
		Command: initiative.Describe{Description: described(t)}}); err != nil {
		t.Fatal(err)
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	if o, err = openDemo(t.Context(), folder, quiet); err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if size, err := o.Size(t.Context()); err != nil || size != before+1 {
		t.Errorf("%d acts, and %d before: %v", size, before, err)
	}
	if from, err := demoNow(t.Context(), o); err != nil || !from.After(demo.Present) || o.Now().Before(from) {
		t.Errorf("the clock goes on from %v, and reads %v: %v", from, o.Now(), err)
	}
}

func described(t *testing.T) initiative.Description {
	found, _, err := demo.Describe()
	if err != nil {
		t.Fatal(err)
	}
	return found.Description
}

// TestDemoElsewhere holds that a demonstration never begins in a folder that
// holds something else.
func TestDemoElsewhere(t *testing.T) {
	folder := t.TempDir()
	o, err := openDemo(t.Context(), folder, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(o.Close(), os.Remove(filepath.Join(folder, played))); err != nil {
		t.Fatal(err)
	}
	if _, err := openDemo(t.Context(), folder, quiet); err == nil || !strings.Contains(err.Error(), "something other") {
		t.Errorf("got %v", err)
	}
}

func TestServe(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		keys := filepath.Join(t.TempDir(), "keys")
		args := []string{"serve", "--data", at, "--keys", keys, "--addr", "127.0.0.1:0"}
		p := start(t, args...)
		if !strings.Contains(p.Err.String(), p.Address+"/setup?token=") {
			t.Errorf("nothing tells how to set it up: %s", p.Err)
		}
		if status, _ := p.get("/"); status >= 500 {
			t.Errorf("an empty installation answers %d", status)
		}
		if status, _ := p.get("/readyz"); status != 200 {
			t.Errorf("not ready: %d", status)
		}
		origin := onlyKey(t, keys)
		p.ends()
		p = start(t, args...) // and again, with the same key
		if again := onlyKey(t, keys); again != origin {
			t.Errorf("the record is signed by %s, and was by %s", again, origin)
		}
		p.ends()
	})
}

// onlyKey is the name of the only key in a folder, which nobody else may read.
func onlyKey(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("in %s there are %v, %v", folder, files, err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f, info.Mode(), err)
		}
	}
	return filepath.Base(files[0])
}

// TestTwo holds that two programs never write to one folder.
func TestTwo(t *testing.T) {
	folder := t.TempDir()
	p := start(t, "serve", "--data", folder, "--addr", "127.0.0.1:0")
	var said bytes.Buffer
	if code := run(t.Context(), []string{"serve", "--data", folder, "--addr", "127.0.0.1:0"}, streams{&said, &said}); code != exitFailed {
		t.Errorf("the second ended with %d: %s", code, said.String())
	}
	p.ends()
}

// TestLive holds that a page that follows what happens does not hold up the end.
func TestLive(t *testing.T) {
	p := start(t, "demo", "--addr", "127.0.0.1:0")
	req, err := http.NewRequest("GET", p.Address+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if line, err := bufio.NewReader(res.Body).ReadString('\n'); err != nil || !strings.HasPrefix(line, "retry:") {
		t.Fatalf("%q, %v", line, err)
	}
	began := time.Now()
	p.ends()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v to end", took)
	}
}

// TestUsage holds that a command line that means nothing is told so.
func TestUsage(t *testing.T) {
	for _, args := range [][]string{
		{"preside"}, {"serve"}, {"serve", "--data", "x", "--no-such-flag"},
		{"demo", "--data", "/dev/null/x", "--addr"},
		{"serve", "--data", t.TempDir(), "--behind-proxy"},
		{"serve", "--data", t.TempDir(), "--base", "taskforce.example"},
		{"serve", "--data", t.TempDir(), "--tls-cert", "x.pem"},
		{"serve", "--data", t.TempDir(), "--smtp", "http://relay"},
	} {
		var out, said bytes.Buffer
		if code := run(t.Context(), args, streams{&out, &said}); code != exitUsage || said.Len() == 0 || out.Len() > 0 {
			t.Errorf("%v ended with %d: %s%s", args, code, out.String(), said.String())
		}
	}
	var out, said bytes.Buffer
	if code := run(t.Context(), []string{"serve", "--help"}, streams{&out, &said}); code != exitWell ||
		!strings.Contains(out.String(), "$COUNTERPART_ADDR") || !strings.Contains(out.String(), "--metrics-public") {
		t.Errorf("help ended with %d: %s%s", code, out.String(), said.String())
	}
}

// TestForwarded holds that only what the proxy in front wrote is believed.
func TestForwarded(t *testing.T) {
	for _, c := range []struct {
		proxy        bool
		header, want string
	}{
		{false, "1.2.3.4", "10.0.0.1:99"}, {true, "1.2.3.4", "1.2.3.4:0"}, {true, "6.6.6.6, 1.2.3.4", "1.2.3.4:0"},
		{true, "", "10.0.0.1:99"}, {true, "who", "10.0.0.1:99"}, {true, "2001:db8::1", "[2001:db8::1]:0"},
	} {
		var got string
		m := media{listen: listenFlags{BehindProxy: c.proxy}}
		r := &http.Request{RemoteAddr: "10.0.0.1:99", Header: http.Header{}, URL: &url.URL{}}
		if c.header != "" {
			r.Header.Set("X-Forwarded-For", c.header)
		}
		m.forwarded(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr })).ServeHTTP(nil, r)
		if got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// TestErrands holds that what is recorded wakes the errands: the demonstration
// can be searched soon after it was played, and a decision ends at its time.
func TestErrands(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		var clock demo.Clock
		clock.Set(demo.Founded)
		o, err := openOffice(t.Context(), officeConfig{Data: at, Keys: t.TempDir(), Now: clock.Now, Log: quiet})
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		if err := demo.Play(t.Context(), o.Clerk, clock.Set); err != nil {
			t.Fatal(err)
		}
		clock.Start(time.Date(2009, 12, 17, 13, 59, 59, 0, time.UTC)) // a silence ends at 14:00
		if err := o.Work(t.Context()); err != nil {
			t.Fatal(err)
		}
		deadline := time.Now().Add(20 * time.Second)
		for adopted, found := 0, 0; adopted != 6 || found == 0; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%d adopted, %d found", adopted, found)
			}
			err := o.Register.Ask(t.Context(), register.Public, func(q register.Questions) error {
				all, err := q.Recommendations("", "", 0, 100)
				adopted = len(all)
				if err != nil {
					return err
				}
				hits, err := q.Search("rivers", 0, 10)
				found = len(hits)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestCalm holds that news wakes an errand at once, and then only now and then.
func TestCalm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wake := make(chan struct{}, 1)
		calmed := calm(t.Context(), wake, time.Second)
		woken := 0
		go func() {
			for {
				select {
				case <-calmed:
					woken++
				case <-t.Context().Done():
					return
				}
			}
		}()
		for range 1000 {
			select {
			case wake <- struct{}{}:
			default:
			}
			time.Sleep(10 * time.Millisecond)
		}
		synctest.Wait()
		if woken < 9 || woken > 11 {
			t.Errorf("woken %d times in 10 s", woken)
		}
	})
}
