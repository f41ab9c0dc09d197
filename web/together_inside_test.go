package web

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestTogether holds that an answer is never older than the question, and that
// those who ask at the same time share it.
func TestTogether(t *testing.T) {
	var now, asked atomic.Int64
	var shared together[int64]
	find := func() (int64, error) {
		asked.Add(1)
		found := now.Load()
		time.Sleep(time.Millisecond)
		return found, nil
	}
	var wg sync.WaitGroup
	for n := range 50 {
		wg.Go(func() {
			for k := range 100 {
				time.Sleep(time.Duration((n*7+k*13)%23) * 100 * time.Microsecond)
				since := now.Add(1)
				if got, err := shared.ask(find); err != nil || got < since {
					t.Errorf("asked at %d, and answered as of %d", since, got)
				}
			}
		})
	}
	wg.Wait()
	if asked.Load() > 2500 {
		t.Errorf("5000 questions were asked %d times", asked.Load())
	}
}
