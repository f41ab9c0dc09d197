package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"sync"

	"example.org/counterpart/register"
)

// drawn keeps public pages as they were drawn. What the public sees changes
// with the newest public act, with what people are called, with the minute on
// the clocks, and with nothing else, so a page drawn for one reader serves all who are not signed in.
type drawn struct {
	mu    sync.RWMutex
	state state
	pages map[string]kept
}

// state is what a drawn page is true of.
type state struct {
	head   int64 // the newest public act
	people int64 // changes on the roll
	minute int64
}

type kept struct {
	body, packed []byte
	lang, tag    string // tag names the body to those who have it already
}

// mostDrawn bounds the memory that pages may take.
const mostDrawn = 500

func (d *drawn) recall(s state, key string) (kept, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.state != s {
		return kept{}, false
	}
	k, ok := d.pages[key]
	return k, ok
}

func (d *drawn) keep(s state, key string, k kept) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.state != s || len(d.pages) >= mostDrawn {
		d.state, d.pages = s, map[string]kept{}
	}
	d.pages[key] = k
}

// public is page for what everybody may read: whoever is not signed in gets it
// as it was drawn for the last one.
func (s *Site) public(h func(*visit) (page, error)) http.Handler {
	fresh := s.page(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Cookies.Token(r) != "" {
			fresh.ServeHTTP(w, r)
			return
		}
		now, err := s.publicState(r.Context())
		if err != nil { // the page will tell what is the matter
			fresh.ServeHTTP(w, r)
			return
		}
		key := string(langOf(r)) + "\n" + r.URL.RequestURI()
		if s.Base == "" { // a page that names its own address has it from the request
			key += "\n" + r.Host
		}
		k, ok := s.cache.recall(now, key)
		if !ok {
			v, err := s.arrive(w, r)
			var pg page
			if err == nil {
				pg, err = h(v)
			}
			if err != nil || isSpecial(pg) {
				s.answer(w, r, v, pg, err)
				return
			}
			var buf bytes.Buffer
			if err := s.drawing(&buf, v, pg); err != nil {
				s.answer(w, r, v, nil, err)
				return
			}
			k = kept{body: buf.Bytes(), packed: pack(buf.Bytes()), lang: v.lang(), tag: tagOf(buf.Bytes())}
			s.cache.keep(now, key, k)
		}
		pageHeaders(w.Header(), k.lang)
		w.Header().Set("ETag", k.tag)
		if slices.Contains(strings.Split(strings.ReplaceAll(r.Header.Get("If-None-Match"), " ", ""), ","), k.tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(k.packed)
			return
		}
		w.Write(k.body)
	})
}

// publicState is what public pages drawn now are true of.
func (s *Site) publicState(ctx context.Context) (state, error) {
	return s.states.ask(func() (now state, err error) {
		now.minute = s.Now().Unix() / 60
		err = s.Register.Ask(context.WithoutCancel(ctx), register.Public, func(q register.Questions) (err error) {
			if now.people, err = q.Changes(); err != nil {
				return err
			}
			now.head, err = q.PublicHead()
			return err
		})
		return now, err
	})
}

// isSpecial reports whether a page is other than 200 and a body.
func isSpecial(pg page) bool {
	switch pg.(type) {
	case goTo, withStatus:
		return true
	}
	return false
}

// tagOf names a body. It is a weak tag: packed or not, the page is the same.
func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + hex.EncodeToString(sum[:12]) + `"`
}

func pack(body []byte) []byte {
	var b bytes.Buffer
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(&b)
	z.Write(body)
	z.Close()
	return b.Bytes()
}
