package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
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
	if s.missed(v, on) {
		fmt.Fprintf(w, "data: %d\n\n", v.size)
	}
	control.Flush()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		said := ": beat\n\n"
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
		case seq := <-listener.C:
			said = fmt.Sprintf("data: %d\n\n", seq)
		}
		if !s.still(v) {
			return
		}
		fmt.Fprint(w, said)
		if control.Flush() != nil {
			return
		}
	}
}

// following is the address of the events that a page hears of: those on a
// matter, or all. It says how large the record was when the page was drawn, or
// what happens before the browser listens would be missed.
func (v *visit) following(on act.Ref) string {
	at := "/live?since=" + strconv.FormatInt(v.size, 10)
	if on != "" {
		at += "&on=" + string(on)
	}
	return at
}

// longAgo is how many acts may pass before a page is taken to be out of date
// without looking.
const longAgo = 2000

// missed reports whether something that the listener may know of was recorded
// since their page was drawn.
func (s *Site) missed(v *visit, on act.Ref) bool {
	since, err := strconv.ParseInt(v.URL.Query().Get("since"), 10, 64)
	if err != nil || since >= v.size {
		return false
	}
	if v.size-since > longAgo {
		return true
	}
	changes, err := s.Register.Since(v.Context(), since-1, longAgo)
	return err == nil && slices.ContainsFunc(changes, func(c register.Change) bool {
		return (on == "" || on == c.On) && c.For(v.reader)
	})
}

// still reports whether whoever listens is signed in as they were, and sits
// where they sat, or may still act for whom they acted: who was signed out, or
// whose seat ended, must not go on hearing of a caucus.
func (s *Site) still(v *visit) bool {
	if v.session.Member == "" {
		return true
	}
	if _, err := s.Door.Who(v.Context(), s.Cookies.Token(v.Request), s.Clock()); err != nil {
		return false
	}
	var now register.Reader
	var acting member.ID
	err := s.Register.Ask(v.Context(), register.Public, func(q register.Questions) error {
		n, err := q.Initiative()
		if err != nil {
			return err
		}
		sitting, err := q.Sitting(s.Now())
		now, acting = asWhom(n, sitting, v.session.Member, v.acting, s.Now())
		return err
	})
	was := v.reader.Standing
	return err == nil && acting == v.acting && now.Standing.Group == was.Group && now.Standing.Capacity == was.Capacity
}
