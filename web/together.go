package web

import "sync"

// together lets those who ask at the same time share one answer. Whoever asks
// gets an answer that was begun after they asked, so it is never older than
// their question; under load many share it.
type together[T any] struct {
	mu   sync.Mutex
	next *round[T] // has not begun: whoever comes now may join
	turn sync.Mutex
}

type round[T any] struct {
	done   chan struct{}
	answer T
	err    error
}

// ask returns an answer that find was asked for after the call.
func (t *together[T]) ask(find func() (T, error)) (T, error) {
	t.mu.Lock()
	r := t.next
	first := r == nil
	if first {
		r = &round[T]{done: make(chan struct{})}
		t.next = r
	}
	t.mu.Unlock()
	if !first {
		<-r.done
		return r.answer, r.err
	}
	t.turn.Lock()
	defer t.turn.Unlock()
	t.mu.Lock()
	t.next = nil // from here on others begin the next round
	t.mu.Unlock()
	defer close(r.done)
	r.answer, r.err = find()
	return r.answer, r.err
}
