package api

import (
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"example.org/counterpart/act"
)

type visitKey struct{}

// serve stands before every operation: what is nowhere, comes with the wrong
// verb, in another format or from nobody known is answered here.
func (a *api) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Vary", "Authorization, Accept-Language")
	h.Set("Cache-Control", "no-cache")
	if r.Header.Get("Authorization") != "" {
		h.Set("Cache-Control", "no-store") // a shared cache would keep a caucus
	}
	v, err := a.arrive(r)
	if err == nil {
		err = a.passes(v, r)
	}
	if err != nil {
		v.problem(err).write(w)
		return
	}
	// The one value that a context carries here: huma hands handlers nothing
	// else of the request. handler takes it out again.
	a.mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
}

// passes refuses what no operation would take.
func (a *api) passes(v *visit, r *http.Request) error {
	if said, err := url.QueryUnescape(r.URL.RawQuery); err != nil || !readable(said) || !readable(r.URL.Path) {
		return v.no(http.StatusBadRequest, "api.address")
	}
	if _, pattern := a.mux.Handler(r); pattern == "" {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			other := r.Clone(r.Context())
			other.Method = method
			if _, pattern := a.mux.Handler(other); pattern != "" {
				p := v.no(http.StatusMethodNotAllowed, "api.method", method)
				p.headers.Set("Allow", method)
				return p
			}
		}
		return v.no(http.StatusNotFound, "api.nowhere")
	}
	if r.Method != http.MethodPost {
		return nil
	}
	if v.token.Member == "" {
		return v.unknown(act.Because("api.token.missing"))
	}
	if said := r.Header.Get("Content-Type"); said != "" {
		if kind, _, err := mime.ParseMediaType(said); err != nil || kind != "application/json" {
			return v.no(http.StatusUnsupportedMediaType, "api.media-type")
		}
	}
	if r.ContentLength > MaxBody {
		return v.no(http.StatusRequestEntityTooLarge, "api.too-large", MaxBody>>20)
	}
	return nil
}

// readable reports whether s is text that both engines take.
func readable(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// handler turns a function of ours into one of huma's.
func handler[I, O any](carryOut func(*visit, *I) (*O, error)) func(context.Context, *I) (*O, error) {
	return func(ctx context.Context, in *I) (*O, error) {
		v := ctx.Value(visitKey{}).(*visit)
		out, err := carryOut(v, in)
		if err != nil {
			return nil, v.problem(err)
		}
		return out, nil
	}
}

// problem turns any error into what the client is told. What is not a refusal
// is a fault: the operator is told what it was, the client that it was not
// their doing.
func (v *visit) problem(err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	if no, ok := act.Refused(err); ok {
		return v.refused(no)
	}
	if closing(err) {
		return v.no(http.StatusServiceUnavailable, "api.closing")
	}
	if v.ctx.Err() == nil {
		v.api.Log.ErrorContext(v.ctx, "fault", "path", v.url.Path, "err", err)
	}
	return v.no(http.StatusInternalServerError, "api.fault")
}

// write writes a problem that arose before huma had the request.
func (p *Problem) write(w http.ResponseWriter) {
	for name, values := range p.headers {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.Encode(p) // the client is gone if this fails
}
