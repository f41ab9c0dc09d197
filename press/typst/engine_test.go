package typst_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/press/typst"
	"example.org/counterpart/press/typst/typsttest"
)

// sets sets a source without fonts; a page without words needs none.
func sets(t *testing.T, ctx context.Context, source string) ([]byte, error) {
	t.Helper()
	files := map[string][]byte{"/main.typ": []byte(source), "/words.json": []byte(`{"title": "#panic()"}`)}
	return typsttest.Engine(t).Set(ctx, typst.Job{Main: "/main.typ", Files: files})
}

func TestSet(t *testing.T) {
	source := `#set document(title: json("/words.json").title, date: none)
#rect(width: 3cm)`
	first, err := sets(t, t.Context(), source)
	if err != nil || !bytes.HasPrefix(first, []byte("%PDF-1.7")) {
		t.Fatalf("%.20q, %v", first, err)
	}
	again, err := sets(t, t.Context(), source)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("the same files give other bytes: %v", err)
	}
}

// TestEnclosed tries to reach out of the module, and to stay in it.
func TestEnclosed(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"a file", `#read("/etc/passwd")`, "access denied"},
		{"a file above", `#read("../../../etc/passwd")`, "access denied"},
		{"a package", `#import "@preview/cetz:0.3.1"`, "nothing outside"},
		{"an address", `#image("https://example.org/x.png")`, "access denied"},
		{"a plugin", `#plugin("/bin/sh")`, "access denied"},
		{"an endless loop", `#{ let i = 0; while i >= 0 { i += 1 } }`, "infinite"},
		{"an endless call", `#let f(x) = f(x + 1); #f(1)`, "depth"},
		{"a bomb", `#{ let a = "x"; for i in range(60) { a = a + a }; a.len() }`, "typst: "},
		{"no syntax", `#(`, "unclosed delimiter"},
	} {
		t.Run(c.name, func(t *testing.T) {
			pdf, err := sets(t, t.Context(), c.source)
			if err == nil || pdf != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%d bytes, %v; want %q", len(pdf), err, c.want)
			}
		})
	}
	if _, err := sets(t, t.Context(), "#rect()"); err != nil {
		t.Errorf("after all that: %v", err)
	}
}

func TestRefusal(t *testing.T) {
	_, err := sets(t, t.Context(), "\n#rect(width: 3)")
	var refusal *typst.Refusal
	if !errors.As(err, &refusal) || len(refusal.Diagnostics) != 1 {
		t.Fatalf("%#v", err)
	}
	d := refusal.Diagnostics[0]
	if !strings.HasSuffix(d.File, "main.typ") || d.Range == "" || !strings.Contains(d.Message, "expected") || refusal.Reason() != d.Message {
		t.Errorf("%+v", d)
	}
}

// TestTime sets a document that would take minutes.
func TestTime(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := sets(t, ctx, `#for i in range(9000) { for j in range(9000) { let x = calc.pow(i, 2) } }`)
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 20*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	if _, err := sets(t, t.Context(), "#rect()"); err != nil {
		t.Errorf("after that: %v", err)
	}
}

func TestAtOnce(t *testing.T) {
	errs := make(chan error)
	for range 6 {
		go func() {
			_, err := sets(t, t.Context(), "#rect()")
			errs <- err
		}()
	}
	for range 6 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// TestClose closes an engine that is being compiled.
func TestClose(t *testing.T) {
	e := typst.Start("", typst.Limits{})
	time.Sleep(100 * time.Millisecond)
	began := time.Now()
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("it takes %v", took)
	}
	if _, err := e.Set(t.Context(), typst.Job{}); !errors.Is(err, context.Canceled) {
		t.Errorf("afterwards: %v", err)
	}
	compiled := typst.Start(typsttest.Folder(), typst.Limits{})
	if err := compiled.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := compiled.Close(); err != nil {
		t.Error(err)
	}
	if _, err := compiled.Set(t.Context(), typst.Job{}); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("afterwards: %v", err)
	}
}

// BenchmarkStart starts an engine of which the compiled module is at hand.
func BenchmarkStart(b *testing.B) {
	typsttest.Engine(b)
	for b.Loop() {
		e := typst.Start(typsttest.Folder(), typst.Limits{})
		if err := e.Ready(b.Context()); err != nil {
			b.Fatal(err)
		}
		e.Close()
	}
}
