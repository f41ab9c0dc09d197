package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/locale"
	"example.org/counterpart/web/part/browsertest"
	"example.org/counterpart/web/static"
	"github.com/chromedp/chromedp"
)

// serve serves the book as strictly as the program serves its pages.
func serve(t *testing.T) string {
	mux := http.NewServeMux()
	mux.Handle("/static/", static.Handler())
	mux.HandleFunc("/csp", func(w http.ResponseWriter, r *http.Request) {
		t.Error("a page broke its own content security policy")
	})
	mux.HandleFunc("/{page}", func(w http.ResponseWriter, r *http.Request) {
		name, rest, _ := strings.Cut(r.PathValue("page"), ".")
		if book[name] == nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; report-uri /csp")
		if err := draw(w, name, locale.Lang(strings.TrimSuffix(rest, ".html"))); err != nil {
			t.Error(err)
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// TestAccess asks axe-core about every page, wide and narrow, light and dark,
// and measures what it does not: that nothing sticks out at 320 pixels, and
// that what one taps is large enough. COUNTERPART_SHOTS names a folder for pictures.
func TestAccess(t *testing.T) {
	at := serve(t)
	b := browsertest.Open(t)
	shots := os.Getenv("COUNTERPART_SHOTS")
	for _, scheme := range []string{"light", "dark"} {
		b.Media("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
		for _, width := range []int64{1280, 390, 320} {
			b.Size(width, 800)
			for name := range book {
				for _, lang := range locale.Langs {
					if shots == "" && !telling(scheme, width, lang) {
						continue
					}
					b.Go(fmt.Sprintf("%s/%s.%s.html", at, name, lang))
					where := fmt.Sprintf("%s.%s.%d.%s", name, lang, width, scheme)
					if width != 320 {
						for _, v := range b.Axe() {
							t.Errorf("%s: %s", where, v)
						}
					}
					if over := browsertest.Eval[string](b, sticksOut); over != "" {
						t.Errorf("%s sticks out: %s", where, over)
					}
					if small := browsertest.Eval[string](b, tooSmall); small != "" {
						t.Errorf("%s is too small to tap: %s", where, small)
					}
					if shots != "" && width != 320 {
						b.Shoot(filepath.Join(shots, where+".png"))
					}
				}
			}
		}
	}
}

// telling chooses the few of all combinations that can go wrong each in its
// own way; the rest are drawn when pictures are wanted.
func telling(scheme string, width int64, lang locale.Lang) bool {
	switch {
	case scheme == "dark":
		return width == 1280 && lang == locale.English
	case width == 320:
		return lang != locale.English // the longest words
	}
	return (width == 390) == (lang == locale.Kazakh) && lang != locale.Russian
}

const sticksOut = `(() => {
	if (document.documentElement.scrollWidth <= innerWidth) return "";
	for (const el of document.querySelectorAll("body *"))
		if (!el.closest(".unseen") && el.getBoundingClientRect().right > innerWidth + 1) return el.outerHTML.slice(0, 200);
	return "something";
})()`

// A target is 44 pixels high where it stands alone, and 24 within words (WCAG 2.5.8 excepts those).
const tooSmall = `(() => {
	const high = ".button, button, input:not([type=radio],[type=checkbox],[type=hidden]), select, textarea, .main-nav a, .languages a, .me a, .pager a, .bottom nav a, summary";
	for (const el of document.querySelectorAll(high)) {
		const r = el.getBoundingClientRect();
		if (r.height && r.height < 43.9) return r.height + " " + el.outerHTML.slice(0, 200);
	}
	return "";
})()`

// TestLive opens a page that changes while somebody writes on it.
func TestLive(t *testing.T) {
	var mu sync.Mutex
	state, events := 0, make(chan string, 4)
	mux := http.NewServeMux()
	mux.Handle("/static/", static.Handler())
	mux.HandleFunc("/live", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.(http.Flusher).Flush()
		for {
			select {
			case e := <-events:
				fmt.Fprintf(w, "data: %s\n\n", e)
				w.(http.Flusher).Flush()
			case <-r.Context().Done():
				return
			}
		}
	})
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'")
		if err := writing(samples(locale.English), state).Render(r.Context(), w); err != nil {
			t.Error(err)
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	b := browsertest.Open(t)
	t.Cleanup(func() { b.Go("about:blank") }) // lets go of the stream, or the server waits
	b.Go(s.URL)

	step := func() {
		mu.Lock()
		state++
		mu.Unlock()
		events <- "changed"
	}
	b.Do(chromedp.SendKeys(chromedp.CSS("#words"), "half a sent"))
	browsertest.Eval[bool](b, `(document.querySelector("#words").setSelectionRange(4, 4), document.querySelector("details").open = true, window.first = document.querySelector("#e0"), true)`)
	step()
	b.Wait(`document.querySelectorAll(".entry").length === 2`)
	for what, expression := range map[string]string{
		"what was typed":               `document.querySelector("#words").value === "half a sent"`,
		"the place in it":              `document.activeElement.id === "words" && document.activeElement.selectionStart === 4`,
		"what the form answers":        `document.querySelector("[name=seen]").value === "0"`,
		"the details that were opened": `document.querySelector("details").open`,
		"an entry that did not change": `document.querySelector("#e0") === window.first`,
		"the order of entries":         `[...document.querySelectorAll(".entry")].map(e => e.id).join() === "e0,e1"`,
		"a form that nobody writes in": `document.querySelector("#other input[name=seen2]").value === "1"`,
		"the stage":                    `document.querySelector(".over").textContent.includes("state 1")`,
		"the word to a screen reader":  `document.querySelector("#live").textContent !== ""`,
		"the count of letters":         `document.querySelector("output").textContent.startsWith("11 ")`,
	} {
		if !browsertest.Eval[bool](b, expression) {
			t.Errorf("after the update %s is not as it should be\n%s", what, browsertest.Eval[string](b, `document.querySelector("main").innerHTML`))
		}
	}
	// An event after which nothing is different is not spoken of.
	browsertest.Eval[bool](b, `(document.querySelector("#live").textContent = "", true)`)
	events <- "nothing"
	time.Sleep(time.Second)
	if said := browsertest.Eval[string](b, `document.querySelector("#live").textContent`); said != "" {
		t.Errorf("nothing changed, but a screen reader heard: %s", said)
	}
	// The form is no longer offered; what was being written stays.
	step()
	b.Wait(`document.querySelectorAll(".entry").length === 3`)
	if !browsertest.Eval[bool](b, `document.querySelector("#words").value === "half a sent"`) {
		t.Error("the words went with the form")
	}
	// Once more, with nothing being written: the form goes.
	b.Go(s.URL)
	step()
	b.Wait(`document.querySelectorAll(".entry").length === 4 && !document.querySelector("#words")`)
}
