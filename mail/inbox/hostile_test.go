package inbox_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/draft"
	"example.org/counterpart/mail/inbox"
)

// A wire speaks LMTP line by line, as somebody does who minds no rules.
type wire struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

func dial(t *testing.T, addr string) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	w := &wire{t, conn, bufio.NewReader(conn)}
	w.answer()
	return w
}

// answer reads one answer; its code is all that counts.
func (w *wire) answer() string {
	for {
		line, err := w.r.ReadString('\n')
		if err != nil {
			return ""
		}
		if len(line) > 3 && line[3] == ' ' {
			return line[:3]
		}
	}
}

func (w *wire) says(line string) string {
	io.WriteString(w.conn, line+"\r\n")
	return w.answer()
}

// TestLarge sends letters of 30 MB, by DATA and in chunks, announced and not.
func TestLarge(t *testing.T) {
	p := open(t, databasetest.Open(t, t.TempDir()))
	p.Refers("Observe elections")
	to, from := p.to("nurlan"), "nurlan@example.org"
	const large = 30 << 20
	w := dial(t, p.addr)
	w.says("LHLO x")
	if code := w.says(fmt.Sprintf("MAIL FROM:<%s> SIZE=%d", from, large)); code != "552" {
		t.Errorf("announced: %s", code)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	w = dial(t, p.addr)
	w.says("LHLO x")
	w.says("MAIL FROM:<" + from + ">")
	if code := w.says("RCPT TO:<" + to + ">"); code != "250" {
		t.Fatal(code)
	}
	w.says("DATA")
	head, conn := p.letter(from, to, ""), w.conn
	go func() {
		io.WriteString(conn, head)
		line := []byte(strings.Repeat("a", 998) + "\r\n")
		for range large / len(line) {
			if _, err := conn.Write(line); err != nil {
				return
			}
		}
		io.WriteString(conn, ".\r\n")
	}()
	if code := w.answer(); code != "552" {
		t.Errorf("DATA: %s", code)
	}
	w = dial(t, p.addr)
	w.says("LHLO x")
	w.says("MAIL FROM:<" + from + ">")
	w.says("RCPT TO:<" + to + ">")
	chunk := strings.Repeat("From: x\r\n", 100_000)
	refused := false
	for range large/len(chunk) + 1 {
		if _, err := fmt.Fprintf(w.conn, "BDAT %d\r\n%s", len(chunk), chunk); err != nil {
			refused = true
			break
		}
		if code := w.answer(); code != "250" {
			refused = true
			break
		}
	}
	if !refused {
		t.Error("chunks of 30 MB are taken")
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 32<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
	t.Logf("allocated in all %d MB", (after.TotalAlloc-before.TotalAlloc)>>20)
	p.has("nurlan", 0)
}

// TestRude has clients who break off, talk nonsense, and hold the line.
func TestRude(t *testing.T) {
	p := open(t, databasetest.Open(t, t.TempDir()))
	p.Refers("Observe elections")
	to, from := p.to("nurlan"), "nurlan@example.org"
	for _, script := range [][]string{
		{"GET / HTTP/1.1"}, {"\x00\x01\x02"}, {strings.Repeat("a", 100_000)}, {"LHLO x", "DATA"}, {"LHLO x", "RCPT TO:<" + to + ">"},
		{"LHLO x", "MAIL FROM:<" + from + ">", "DATA"}, {"LHLO x", "MAIL FROM:<>", "RCPT TO:<" + to + ">", "DATA", "half a letter"},
		{"LHLO x", "MAIL FROM:<" + from + "> BODY=BINARYMIME", "BDAT 99999999999999999999"}, {"LHLO x", "BDAT -1 LAST"}, {"EHLO x"}, {"STARTTLS"}, {"AUTH PLAIN x"},
	} {
		w := dial(t, p.addr)
		for _, line := range script {
			io.WriteString(w.conn, line+"\r\n")
		}
		w.conn.Close()
	}
	// So many that no more are let in; those who wait get their turn.
	var held []net.Conn
	for range 40 {
		conn, err := net.Dial("tcp", p.addr)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, conn)
	}
	done := make(chan error)
	go func() { done <- p.sends(from, p.letter(from, to, "I agree."), to) }()
	time.Sleep(20 * time.Millisecond)
	for _, c := range held {
		c.Close()
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	p.has("nurlan", 1)
	if code := dial(t, p.addr).says("RCPT TO:<" + strings.Repeat("a", 1000) + "@x>"); code == "250" {
		t.Error(code)
	}
	w := dial(t, p.addr)
	w.says("LHLO x")
	w.says("MAIL FROM:<" + from + ">")
	last := ""
	for range 30 {
		last = w.says("RCPT TO:<" + to + ">")
	}
	if last == "250" {
		t.Error("there is no end of recipients")
	}
}

// TestFlood has many letters come at once: no more drafts are kept than may be,
// no letter twice, and few answers are sent.
func TestFlood(t *testing.T) {
	p := open(t, databasetest.Open(t, t.TempDir()))
	p.Refers("Observe elections")
	from, to := "nurlan@example.org", p.to("nurlan")
	var letters []string
	for n := range draft.Most + 20 {
		letters = append(letters, p.letter(from, to, fmt.Sprint("Word ", n)))
	}
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for k := range letters {
				if err := p.sends(from, letters[(k*11+n)%len(letters)], to); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	p.has("nurlan", draft.Most)
	met := map[string]bool{}
	for _, d := range p.drafts("nurlan") {
		if met[d.Words] {
			t.Errorf("%q is there twice", d.Words)
		}
		met[d.Words] = true
	}
	p.told(2)
	time.Sleep(50 * time.Millisecond)
	if n := len(p.relay.Letters()); n != 2 { // that drafts wait, and that no more fit
		t.Errorf("%d letters", n)
	}
}

// TestClosed lets nobody wait who comes when the program ends.
func TestClosed(t *testing.T) {
	p := open(t, databasetest.Open(t, t.TempDir()))
	s, err := inbox.ReadSource("smtp://127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l, err := inbox.Listen(s, p.desk)
	if err != nil {
		t.Fatal(err)
	}
	w := dial(t, l.Addr().String())
	if code := w.says("EHLO x"); code != "250" {
		t.Error(code)
	}
	began := time.Now()
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("an idle client holds it up for %v", took)
	}
	if code := w.says("NOOP"); code != "" {
		t.Errorf("it still answers %s", code)
	}
}

func contextFor(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), d)
}
