package main

import (
	"context"
	"sync"
	"time"
)

// A bell tells all who asked that the record has grown.
type bell struct {
	mu  sync.RWMutex
	all []func()
}

// each adds one to be told. It must not wait.
func (b *bell) each(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, f)
}

func (b *bell) ring() {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, f := range b.all {
		f()
	}
}

// calm passes on what comes from wake, but no more often than once a pause: an
// errand that woke for every act of a busy hour would slow down the acts.
func calm(ctx context.Context, wake <-chan struct{}, pause time.Duration) <-chan struct{} {
	calmed := make(chan struct{})
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-wake:
			}
			select {
			case <-ctx.Done():
				return
			case calmed <- struct{}{}:
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(pause):
			}
		}
	}()
	return calmed
}
