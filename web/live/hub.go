// Package live tells open pages that something has happened, so that they can
// fetch themselves again.
//
// What goes out is only that a matter has changed, and only to readers who may
// read the act that changed it: a hint that something stirs in the other
// group's caucus would be a leak.
package live

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/register"
)

// A Hub knows who is listening.
type Hub struct {
	Register *register.Register
	Log      *slog.Logger

	mu        sync.Mutex
	listeners map[*Listener]bool
	wake      chan struct{}
}

// New returns a Hub. Run it.
func New(r *register.Register, log *slog.Logger) *Hub {
	return &Hub{Register: r, Log: log, listeners: map[*Listener]bool{}, wake: make(chan struct{}, 1)}
}

// A Listener is one open page.
type Listener struct {
	C      chan int64 // the place of something new; only the latest is kept
	reader register.Reader
	on     act.Ref // empty for everything
}

// Listen begins to tell a reader of changes on a matter, or of all.
func (h *Hub) Listen(reader register.Reader, on act.Ref) *Listener {
	l := &Listener{C: make(chan int64, 1), reader: reader, on: on}
	h.mu.Lock()
	h.listeners[l] = true
	h.mu.Unlock()
	return l
}

// Leave ends listening.
func (h *Hub) Leave(l *Listener) {
	h.mu.Lock()
	delete(h.listeners, l)
	h.mu.Unlock()
}

// Count is how many pages are open.
func (h *Hub) Count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.listeners)
}

// Wake says that the record has grown, in this instance or another.
func (h *Hub) Wake() {
	select {
	case h.wake <- struct{}{}:
	default: // a waking is already under way
	}
}

// pause gathers what happens within it into one telling.
const pause = 100 * time.Millisecond

// Run tells listeners of what is recorded from place on, until ctx ends.
func (h *Hub) Run(ctx context.Context, place int64) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.wake:
		}
		for ctx.Err() == nil {
			changes, err := h.Register.Since(ctx, place-1, 500)
			if err != nil {
				if ctx.Err() == nil {
					h.Log.Error("look for changes", "err", err)
				}
				break
			}
			if len(changes) == 0 {
				break
			}
			place = changes[len(changes)-1].Seq + 1
			h.tell(changes)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// Stir tells those who may know of it that something lies otherwise beside the
// record, on what they look at: nothing was recorded, so no place is told.
func (h *Hub) Stir(on act.Ref, may func(register.Reader) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners {
		if (l.on == "" || l.on == on) && may(l.reader) {
			select {
			case l.C <- 0:
			default: // the page is told of something already
			}
		}
	}
}

func (h *Hub) tell(changes []register.Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners {
		for _, c := range changes {
			if (l.on == "" || l.on == c.On) && c.For(l.reader) {
				select {
				case <-l.C: // the page has not heard of the last one yet
				default:
				}
				l.C <- c.Seq
			}
		}
	}
}
