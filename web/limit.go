package web

import (
	"sync"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"golang.org/x/time/rate"
)

// limits holds how much each member has done of late.
type limits struct {
	mu  sync.Mutex
	per map[member.ID]*rate.Limiter
}

// mostLimits bounds the memory; beyond it everybody starts afresh.
const mostLimits = 10_000

// Allow refuses a member who acts faster than anybody could who reads what
// they answer.
func (s *Site) Allow(who member.ID) error {
	if s.Rate <= 0 {
		return nil
	}
	s.limits.mu.Lock()
	if s.limits.per == nil || len(s.limits.per) > mostLimits {
		s.limits.per = map[member.ID]*rate.Limiter{}
	}
	l, ok := s.limits.per[who]
	if !ok {
		l = rate.NewLimiter(rate.Limit(s.Rate), int(4*s.Rate)+1)
		s.limits.per[who] = l
	}
	s.limits.mu.Unlock()
	if !l.Allow() {
		return act.Refuse(act.TooMany, "web.too-fast")
	}
	return nil
}
