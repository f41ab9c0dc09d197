package web

import (
	"net/http"
	"sync"
	"time"
)

// drawn keeps public pages as they were drawn. What the public sees changes
// with the newest public act and with the minute on the clocks, and with
// nothing else, so a page drawn for one reader serves all who are not signed in.
type drawn struct {
	mu    sync.RWMutex
	state state
	pages map[string]kept
}

// state is what a drawn page is true of.
type state struct {
	head   int64 // the newest public act
	minute int64
}

type kept struct {
	body, packed []byte
	header       http.Header
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

func minute(t time.Time) int64 { return t.Unix() / 60 }
