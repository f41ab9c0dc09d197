package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"example.org/counterpart/mail"
	"example.org/counterpart/signin"
)

// media is everything that an office shows over HTTP.
type media struct {
	*office
	mail  *mail.Sender
	demo  bool
	setup string  // token of the set-up; empty if there is something already
	rate  float64 // acts a second of one member

	readRate      float64 // pages a second of one network address
	organisations []*signin.Organisation

	listen listenFlags
	log    *slog.Logger
}

// handler returns all routes: those for machines here, the rest in the rooms.
func (m media) handler(closing <-chan struct{}) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answerPlain(w, http.StatusOK, "alive") })
	mux.HandleFunc("GET /readyz", m.ready)
	count := newMetrics(m.office)
	mux.Handle("GET /metrics", m.nearOnly(count.handler()))
	mux.Handle("/", m.pages())
	return m.forwarded(following(closing, count.measure(m.log, mux)))
}

func (m media) cookies() signin.Cookies { return signin.Cookies{Secure: m.listen.secure()} }

func answerPlain(w http.ResponseWriter, status int, words string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write([]byte(words + "\n"))
}

// ready says whether pages can be had, which they cannot without the database.
func (m media) ready(w http.ResponseWriter, r *http.Request) {
	ctx, stop := context.WithTimeout(r.Context(), 2*time.Second)
	defer stop()
	if _, err := m.Size(ctx); err != nil {
		m.log.WarnContext(ctx, "not ready", "err", err)
		answerPlain(w, http.StatusServiceUnavailable, "the database does not answer")
		return
	}
	answerPlain(w, http.StatusOK, "ready")
}

// nearOnly serves only this machine, unless told otherwise. Whatever came
// through a proxy came from elsewhere, even if the proxy is near.
func (m media) nearOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		near := err == nil && peer.Addr().Unmap().IsLoopback()
		for _, h := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} {
			near = near && r.Header.Get(h) == ""
		}
		if !near && !m.listen.MetricsPublic {
			answerPlain(w, http.StatusForbidden, "metrics are shown to this machine only; see --metrics-public")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// forwarded takes the address of whoever asks from the proxy in front, if there
// is to be one. Only the last entry is the proxy's own; the others are hearsay.
func (m media) forwarded(next http.Handler) http.Handler {
	if !m.listen.BehindProxy {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lines := r.Header.Values("X-Forwarded-For")
		if len(lines) > 0 {
			hops := strings.Split(lines[len(lines)-1], ",")
			if ip, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
				r.RemoteAddr = net.JoinHostPort(ip.Unmap().String(), "0")
			}
		}
		next.ServeHTTP(w, r)
	})
}

// following lets pages that follow what happens stay open for as long as the
// program runs, and no longer. It is said of one address, not of whoever asks
// for it: anybody could hold any form open for ever with a header.
func following(closing <-chan struct{}, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/live" || !strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
			next.ServeHTTP(w, r)
			return
		}
		ctx, stop := context.WithCancel(r.Context())
		defer stop()
		go func() {
			select {
			case <-closing:
				stop()
			case <-ctx.Done():
			}
		}()
		control := http.NewResponseController(w)
		control.SetReadDeadline(time.Time{})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
