package signin

import (
	"sync"
	"time"
)

// Memory is how long a Door lets somebody in again without asking the
// database, and so how long a session that was ended elsewhere may live here.
const Memory = 5 * time.Second

const mostRemembered = 4096

// A memory keeps what was read from the database for up to Memory, by digest.
type memory[T any] struct {
	mu    sync.Mutex
	kept  map[digest]kept[T]
	epoch int // counts how often something was forgotten
}

type kept[T any] struct {
	value T
	at    time.Time
}

// recall returns what is kept under d. If nothing is, the epoch it returns is
// to be handed to keep with what is then read.
func (m *memory[T]) recall(d digest, now time.Time) (value T, ok bool, epoch int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.kept[d]
	if age := now.Sub(k.at); !ok || age < 0 || age >= Memory {
		return value, false, m.epoch
	}
	return k.value, true, m.epoch
}

// keep remembers what was read since recall returned the epoch. If anything
// was forgotten in between, what was read may be of the time before, and is
// not kept.
func (m *memory[T]) keep(d digest, value T, now time.Time, epoch int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if epoch != m.epoch {
		return
	}
	if len(m.kept) >= mostRemembered {
		m.thin(now)
	}
	if m.kept == nil {
		m.kept = make(map[digest]kept[T])
	}
	m.kept[d] = kept[T]{value, now}
}

// thin makes room: what is out of date goes, and then any eighth of the rest,
// so that it need not be done again at once.
func (m *memory[T]) thin(now time.Time) {
	for d, k := range m.kept {
		if now.Sub(k.at) >= Memory {
			delete(m.kept, d)
		}
	}
	for d := range m.kept {
		if len(m.kept) <= mostRemembered*7/8 {
			return
		}
		delete(m.kept, d)
	}
}

// change changes what is kept under d, if anything is.
func (m *memory[T]) change(d digest, f func(*T)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k, ok := m.kept[d]; ok {
		f(&k.value)
		m.kept[d] = k
	}
}

// forget forgets whatever is over.
func (m *memory[T]) forget(over func(T) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.epoch++
	for d, k := range m.kept {
		if over(k.value) {
			delete(m.kept, d)
		}
	}
}
