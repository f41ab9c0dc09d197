package web

import (
	"fmt"
	"net/http"
	"time"

	"example.org/counterpart/act"
)

// heartbeat keeps proxies from taking a quiet stream for a dead one.
const heartbeat = 25 * time.Second

// live tells an open page, over server-sent events, that it is out of date.
func (s *Site) live(w http.ResponseWriter, r *http.Request) {
	v, err := s.arrive(w, r)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	on := act.Ref(r.URL.Query().Get("on"))
	control := http.NewResponseController(w)
	control.SetWriteDeadline(time.Time{})
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	listener := s.Live.Listen(v.reader, on)
	defer s.Live.Leave(listener)
	fmt.Fprint(w, "retry: 5000\n\n")
	control.Flush()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
			// Whoever was signed out since must not go on hearing of a caucus.
			if _, err := s.Door.Who(r.Context(), s.Cookies.Token(r), s.Clock()); v.session.Member != "" && err != nil {
				return
			}
			fmt.Fprint(w, ": beat\n\n")
		case seq := <-listener.C:
			fmt.Fprintf(w, "data: %d\n\n", seq)
		}
		if control.Flush() != nil {
			return
		}
	}
}
