package web

import (
	"encoding/hex"
	"strings"
	"sync"

	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
)

// A seal remembers the newest checkpoint as pages show it, for as long as the
// record does not grow: it stands on every page and is the same for everybody.
type seal struct {
	mu    sync.Mutex
	size  int64
	shown *part.Checkpoint
}

// sealed is the newest checkpoint, for the foot of the page; nil if there is
// none that can be read, which the page about the record says at length.
func (v *visit) sealed() *part.Checkpoint {
	s := &v.site.seal
	s.mu.Lock()
	size, shown := s.size, s.shown
	s.mu.Unlock()
	if shown != nil && size == v.size {
		return shown
	}
	err := v.site.Register.Ask(v.Context(), register.Public, func(q register.Questions) error {
		signed, err := q.Checkpoint()
		if err != nil || signed == nil {
			return err
		}
		text, _, _ := strings.Cut(string(signed), "\n\n")
		c, err := record.ParseCheckpoint(text + "\n")
		shown = &part.Checkpoint{Acts: int(c.Size), Root: hex.EncodeToString(c.Root[:])[:12], Href: "/record"}
		return err
	})
	if err != nil {
		v.site.Log.WarnContext(v.Context(), "read the checkpoint", "err", err)
		return nil
	}
	s.mu.Lock()
	s.size, s.shown = v.size, shown
	s.mu.Unlock()
	return shown
}
