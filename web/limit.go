package web

import (
	"net/http"
	"strings"
	"sync"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/signin"
	"golang.org/x/time/rate"
)

// limits holds how much each of many has done of late.
type limits[K comparable] struct {
	mu  sync.Mutex
	per map[K]*rate.Limiter
}

// mostLimits bounds the memory; beyond it everybody starts afresh.
const mostLimits = 10_000

// allow reports whether one more of who is within what they may do.
func (l *limits[K]) allow(who K, each rate.Limit, atOnce int) bool {
	l.mu.Lock()
	if l.per == nil || len(l.per) > mostLimits {
		l.per = map[K]*rate.Limiter{}
	}
	one, ok := l.per[who]
	if !ok {
		one = rate.NewLimiter(each, atOnce)
		l.per[who] = one
	}
	l.mu.Unlock()
	return one.Allow()
}

// Allow refuses a member who acts faster than anybody could who reads what
// they answer.
func (s *Site) Allow(who member.ID) error {
	if s.Rate <= 0 || s.limits.allow(who, rate.Limit(s.Rate), int(4*s.Rate)+1) {
		return nil
	}
	return act.Refuse(act.TooMany, "web.too-fast")
}

// unhurried holds back a network address that asks for pages faster than a
// delegation behind it could read them. It looks at nothing but the address, so
// that to refuse costs next to nothing. Files that a browser keeps, tiles, and
// the stream of an open page are not counted, nor is this machine: a proxy on it
// may not say who asks.
func (s *Site) unhurried(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from := addressOf(r)
		counted := s.ReadRate > 0 && !from.Unmap().IsLoopback()
		for _, free := range []string{"/static/", "/tile/", "/live"} {
			counted = counted && !strings.HasPrefix(r.URL.Path, free)
		}
		if counted && !s.reads.allow(signin.Network(from), rate.Limit(s.ReadRate), int(10*s.ReadRate)+1) {
			w.Header().Set("Retry-After", "10")
			http.Error(w, locale.For(langOf(r)).T("web.read-too-fast"), http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}
