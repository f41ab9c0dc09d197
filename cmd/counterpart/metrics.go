package main

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics count what this instance does. No number tells what anybody did.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

func newMetrics(o *office) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "counterpart_request_seconds", Help: "How long requests took, by route and class of answer.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5},
		}, []string{"route", "status"}),
	}
	m.registry.MustRegister(m.requests,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "counterpart_record_size", Help: "Acts in the record."}, func() float64 {
			ctx, stop := context.WithTimeout(context.Background(), 2*time.Second)
			defer stop()
			size, err := o.Size(ctx)
			if err != nil {
				return -1
			}
			return float64(size)
		}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "counterpart_open_pages", Help: "Pages that follow what happens."},
			func() float64 { return float64(o.Live.Count()) }),
	)
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// measure counts requests, and logs them for whoever debugs, without what
// comes after the path: a sign-in link is a secret.
func (m *metrics) measure(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		a := &answered{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(a, r)
		took := time.Since(began)
		route := r.Pattern
		if route == "" {
			route = "none"
		}
		if r.Header.Get("Accept") != "text/event-stream" {
			m.requests.WithLabelValues(route, strconv.Itoa(a.status/100)+"xx").Observe(took.Seconds())
		}
		if log.Enabled(r.Context(), slog.LevelDebug) {
			log.Debug("request", "route", route, "status", a.status, "took", took)
		}
	})
}

// answered remembers with which status a request was answered.
type answered struct {
	http.ResponseWriter
	status int
}

func (a *answered) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }
