// Package browsertest opens pages in a real browser, for tests: Debian's
// Chromium, at a chosen width and scheme, with axe-core to judge what it sees.
//
// Chromium is looked for in COUNTERPART_TEST_CHROMIUM and then on the path.
// Without it a test is skipped, except where CI is set: there it fails.
package browsertest

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A Tab is one page of a browser that lives as long as the test.
type Tab struct {
	t   testing.TB
	ctx context.Context
}

// Open starts a browser with one empty tab.
func Open(t testing.TB) *Tab {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(find(t)), chromedp.NoSandbox, chromedp.Flag("hide-scrollbars", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	tab := &Tab{t, ctx}
	tab.must(chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	return tab
}

// Beside opens another tab in the same browser.
func (b *Tab) Beside() *Tab {
	b.t.Helper()
	return b.another()
}

// Apart opens a tab that shares nothing with this one, neither cookies nor
// passkeys, as if it were on another's machine.
func (b *Tab) Apart() *Tab {
	b.t.Helper()
	return b.another(chromedp.WithNewBrowserContext())
}

func (b *Tab) another(how ...chromedp.ContextOption) *Tab {
	b.t.Helper()
	ctx, stop := chromedp.NewContext(b.ctx, how...)
	b.t.Cleanup(stop)
	tab := &Tab{b.t, ctx}
	tab.must(chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	return tab
}

func find(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("COUNTERPART_TEST_CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("no Chromium: set COUNTERPART_TEST_CHROMIUM")
	}
	t.Skip("no Chromium: set COUNTERPART_TEST_CHROMIUM")
	return ""
}

func (b *Tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// Context is the tab's, for chromedp's own actions.
func (b *Tab) Context() context.Context { return b.ctx }

// Do runs chromedp's actions.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, steps...))
}

// Size makes the window so wide and high, in CSS pixels.
func (b *Tab) Size(width, height int64) {
	b.t.Helper()
	b.Do(chromedp.EmulateViewport(width, height))
}

// Media sets what the reader's system prefers, as pairs such as
// "prefers-color-scheme", "dark". Nothing sets nothing again.
func (b *Tab) Media(pairs ...string) {
	b.t.Helper()
	var f []*emulation.MediaFeature
	for i := 0; i+1 < len(pairs); i += 2 {
		f = append(f, &emulation.MediaFeature{Name: pairs[i], Value: pairs[i+1]})
	}
	b.Do(func(ctx context.Context, t *chromedp.Target) (v chromedp.Void, err error) {
		_, err = cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: f})
		return v, err
	})
}

// Script turns the page's own scripts on or off, from the next page on.
func (b *Tab) Script(on bool) {
	b.t.Helper()
	b.Do(func(ctx context.Context, t *chromedp.Target) (v chromedp.Void, err error) {
		_, err = cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return v, err
	})
}

// Go opens an address and waits until it is loaded.
func (b *Tab) Go(url string) {
	b.t.Helper()
	b.Do(chromedp.Navigate(url))
}

// Eval answers an expression of the page; a promise is awaited.
func Eval[T any](b *Tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	b.must(err)
	return v
}

// Wait waits until an expression of the page is true.
func (b *Tab) Wait(expression string) {
	b.t.Helper()
	ok := Eval[bool](b, `new Promise((yes) => { const end = Date.now() + 10000, look = () => {
		let v = false; try { v = !!(`+expression+`) } catch {}
		if (v || Date.now() > end) yes(v); else setTimeout(look, 30) }; look() })`)
	if !ok {
		b.t.Fatalf("still not so after ten seconds: %s", expression)
	}
}

// Shoot writes a picture of the whole page to a PNG file.
func (b *Tab) Shoot(file string) {
	b.t.Helper()
	height := Eval[float64](b, `document.documentElement.scrollHeight`)
	width := Eval[float64](b, `innerWidth`)
	beyond := true
	picture, err := chromedp.Run(b.ctx, func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		r, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{
			CaptureBeyondViewport: &beyond, Clip: &page.Viewport{Width: width, Height: height, Scale: 1}})
		return r.Data, err
	})
	b.must(err)
	b.must(os.WriteFile(file, picture, 0o644))
}

//go:embed axe/axe.min.js.gz
var packed []byte

var axe = sync.OnceValue(func() string {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(err) // the file is in the tree
	}
	source, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	return string(source)
})

// Axe judges the page by WCAG 2.2 A and AA and by axe's best practices, and
// returns every violation as a line with the elements at fault.
func (b *Tab) Axe() []string {
	b.t.Helper()
	if !Eval[bool](b, `!!window.axe`) {
		b.Do(chromedp.Evaluate[chromedp.Void](axe()))
	}
	type found struct {
		ID, Help string
		Nodes    []struct {
			HTML           string
			FailureSummary string
		}
	}
	all := Eval[[]found](b, `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => r.violations)`)
	var out []string
	for _, f := range all {
		for _, n := range f.Nodes {
			out = append(out, fmt.Sprintf("%s: %s\n\t%.300s\n\t%s", f.ID, f.Help, n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n\t")))
		}
	}
	return out
}
