package demo

import (
	"sync"
	"time"
)

// A Clock is the demonstration's. It stands still where it is set while the
// transcripts are played, and goes on from the Present afterwards.
type Clock struct {
	mu    sync.RWMutex
	at    time.Time
	began time.Time // when it was started; zero while it stands
}

// Now is what the clock reads.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.began.IsZero() {
		return c.at
	}
	return c.at.Add(time.Since(c.began))
}

// Set makes the clock stand still at an instant.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.began = at, time.Time{}
}

// Start makes the clock go on from an instant, as fast as any other.
func (c *Clock) Start(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.began = at, time.Now()
}
