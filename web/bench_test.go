package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
)

const sentence = "The mandate of ODIHR rests on the consensus of all participating States, and so does its strength. " +
	"We should ask for the funds that election observation needs, and say who pays them, before anything else is promised. "

// full opens a house with an adopted matter and one of 50 statements.
func full(b *testing.B) (h *house, page string) {
	b.Helper()
	h = open(b, databasetest.Open(b, b.TempDir()))
	h.Refers("Defend the mandate").Considers().Opens(procedure.Written).Adopts()
	h.Refers("Strengthen ODIHR")
	for n := range 47 {
		c := clerktest.Cast[n%5]
		h.As(c.ID).Does(h.Says(fmt.Sprint(n, ". ", sentence), act.Joint, act.Named))
	}
	return h, "/matter/" + string(h.On)
}

// fetchers is how many clients ask at once.
const fetchers = 8

// rate asks for a page over and over and reports how often a second it came.
func rate(b *testing.B, ask func() *http.Request) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: fetchers, DisableCompression: true}}
	var n atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range fetchers {
		wg.Go(func() {
			for n.Add(1) <= int64(b.N) {
				r, err := client.Do(ask())
				if err != nil {
					b.Error(err)
					return
				}
				if r.StatusCode != http.StatusOK {
					b.Error(r.Status)
				}
				io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

// BenchmarkPages measures pages beside a bare handler that sends the same
// bytes: the matter page signed in, a public page, and a search.
func BenchmarkPages(b *testing.B) {
	h, matter := full(b)
	for _, c := range []struct{ name, path, who string }{
		{"matter", matter, "hale"},
		{"public", "/recommendations/TF.REC/1/09", ""},
		{"home", "/", ""},
		{"overview", "/", "hale"},
	} {
		reader := h.visit(b, member.ID(c.who))
		reader.get(c.path)
		body := []byte(reader.page)
		at, _ := url.Parse(h.server.URL)
		cookies := reader.http.Jar.Cookies(at)
		request := func(base string) func() *http.Request {
			return func() *http.Request {
				r, _ := http.NewRequest("GET", base+c.path, nil)
				for _, cookie := range cookies {
					r.AddCookie(cookie)
				}
				return r
			}
		}
		bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Write(body)
		}))
		b.Run(c.name+"/bare", func(b *testing.B) { rate(b, request(bare.URL)) })
		b.Run(c.name+"/ours", func(b *testing.B) { rate(b, request(h.server.URL)) })
		bare.Close()
	}
}

// BenchmarkSearch measures searches over 10,000 statements.
func BenchmarkSearch(b *testing.B) {
	h, _ := full(b)
	var wg sync.WaitGroup
	v := h.Matter().Version.Hash
	for w := range 16 {
		wg.Go(func() {
			for n := range 10_000 / 16 {
				word := fmt.Sprintf("topic%d", (w*625+n)%100)
				s := procedure.State{Words: sentence + word, Lang: "en", Audience: act.Joint, Attribution: act.Named, Version: v}
				if _, err := h.Do(context.Background(), orderOf("okafor", h.On, s)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for next, last := int64(0), int64(-1); next != last; {
		if err := h.DB.Write(context.Background(), func(tx *database.Tx) (err error) {
			last = next
			next, err = register.Index(tx, next)
			return err
		}); err != nil {
			b.Fatal(err)
		}
	}
	reader := h.visit(b, "hale")
	at, _ := url.Parse(h.server.URL)
	cookies := reader.http.Jar.Cookies(at)
	var k atomic.Int64
	b.Run("10000", func(b *testing.B) {
		rate(b, func() *http.Request {
			r, _ := http.NewRequest("GET", fmt.Sprintf("%s/search?q=topic%d+mandate", h.server.URL, k.Add(1)%100), nil)
			for _, c := range cookies {
				r.AddCookie(c)
			}
			return r
		})
	})
}

// write lets 16 signed-in writers make statements over HTTP until take is
// exhausted, and waits for them.
func (h *house) write(b *testing.B, matter string, take func() (n int64, more bool)) {
	b.Helper()
	v := h.Matter().Version.Hash.String()
	const writers = 16
	at, _ := url.Parse(h.server.URL)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: writers},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var cookies [][]*http.Cookie
	for n := range writers {
		cookies = append(cookies, h.visit(b, clerktest.Cast[n%5].ID).http.Jar.Cookies(at))
	}
	var wg sync.WaitGroup
	b.ResetTimer()
	for w := range writers {
		wg.Go(func() {
			for k, more := take(); more; k, more = take() {
				form := url.Values{"words": {sentence}, "lang": {"en"}, "audience": {"joint"}, "attribution": {"named"},
					"version": {v}, "key": {fmt.Sprint(b.N, "-", k)}}
				r, _ := http.NewRequest("POST", h.server.URL+matter+"/do/state", strings.NewReader(form.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				for _, c := range cookies[w] {
					r.AddCookie(c)
				}
				res, err := client.Do(r)
				if err != nil {
					b.Error(err)
					return
				}
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
				if res.StatusCode != http.StatusSeeOther {
					b.Error(res.Status)
					return
				}
			}
		})
	}
	wg.Wait()
}

// BenchmarkWriters measures statements a second over HTTP, by 16 writers who
// are signed in.
func BenchmarkWriters(b *testing.B) {
	h, matter := full(b)
	var n atomic.Int64
	h.write(b, matter, func() (int64, bool) { k := n.Add(1); return k, k <= int64(b.N) })
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "statements/s")
}

// BenchmarkBeside measures how evenly a reader is served while 16 writers
// write: the 50th and the 99th of a hundred matter pages, on another matter
// than theirs.
func BenchmarkBeside(b *testing.B) {
	h, matter := full(b)
	h.Refers("Observe elections")
	for n := range 47 {
		h.As(clerktest.Cast[n%5].ID).Does(h.Says(fmt.Sprint(n, ". ", sentence), act.Joint, act.Named))
	}
	read := "/matter/" + string(h.On)
	h.On = act.Ref(strings.TrimPrefix(matter, "/matter/"))
	reader := h.visit(b, "hale")
	var n atomic.Int64
	var done atomic.Bool
	var took []time.Duration
	var wg sync.WaitGroup
	wg.Go(func() {
		defer done.Store(true)
		for range 1000 {
			began := time.Now()
			reader.get(read)
			took = append(took, time.Since(began))
		}
	})
	h.write(b, matter, func() (int64, bool) { return n.Add(1), !done.Load() })
	wg.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(n.Load())/b.Elapsed().Seconds(), "statements/s")
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(took[len(took)*99/100])/float64(took[len(took)/2]), "p99/p50")
}
