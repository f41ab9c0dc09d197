// Package web serves the pages.
//
// A page is a Go type and a templ component of the same name: matter.go fills
// matterPage, and matter.templ draws it. Handlers read a request, ask the
// register or the clerk, and fill in a page. They decide nothing: what may be
// done, and why not, is asked of the rules; who may read what, of the register.
//
// Every page works without JavaScript. The script makes an open page follow
// what happens; it knows nothing that the server does not draw.
package web

import (
	"log/slog"
	"net/http"
	"time"

	"example.org/counterpart/clerk"
	"example.org/counterpart/mail"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/live"
	"example.org/counterpart/web/static"
)

// A Site is the task force's web site. Fill the fields and ask for its Handler.
type Site struct {
	Clerk    *clerk.Clerk
	Register *register.Register
	Door     *signin.Door
	Mail     *mail.Sender // nil: links are not mailed
	Live     *live.Hub
	Verifier string // the record's public key, as auditors need it
	Base     string // the site's own address, "https://…"; without it no links are mailed
	Cookies  signin.Cookies
	Now      func() time.Time // the time of acts; the demo's is of 2009
	Clock    func() time.Time // the time of sessions, always real
	Demo     bool             // one click to be any of the cast
	Setup    string           // token that opens the set-up of a new initiative; empty once there is one
	Rate     float64          // acts a second that one member may do; 0 is no limit
	Log      *slog.Logger

	limits limits
	cache  drawn
	seal   seal
}

// Handler returns the routes. This is the whole list.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", static.Handler())

	// For everyone.
	mux.Handle("GET /{$}", s.public(s.home))
	mux.Handle("GET /recommendations", s.public(s.recommendations))
	mux.Handle("GET /recommendations/{symbol...}", s.public(s.recommendation))
	mux.Handle("GET /initiative", s.public(s.initiative))
	mux.Handle("GET /groups", s.public(s.groups))
	mux.Handle("GET /balance", s.public(s.balance))
	mux.Handle("GET /apply", s.page(s.apply)) // never as drawn for another: each form has its own stamp
	mux.Handle("POST /apply", s.page(s.applyDo))
	mux.Handle("GET /application/{token}", s.page(s.follow))
	mux.Handle("POST /application/{token}/withdraw", s.page(s.withdrawDo))
	mux.Handle("GET /search", s.page(s.search))
	mux.Handle("GET /record", s.page(s.record))
	mux.Handle("GET /record/{seq}", s.page(s.act))
	mux.Handle("GET /record/{seq}/proof", http.HandlerFunc(s.proof))
	mux.Handle("GET /checkpoint", http.HandlerFunc(s.checkpoint))
	mux.Handle("GET /tile/", http.HandlerFunc(s.tile))
	mux.Handle("GET /key", http.HandlerFunc(s.key))
	mux.Handle("GET /language/{lang}", http.HandlerFunc(s.language))

	// Signing in and out.
	mux.Handle("GET /signin", s.page(s.signinPage))
	mux.Handle("POST /signin", s.page(s.signinAsk))
	mux.Handle("GET /signin/{token}", s.page(s.signinConfirm))
	mux.Handle("POST /signin/{token}", s.page(s.signinEnter))
	mux.Handle("POST /signout", s.page(s.signout))
	mux.Handle("GET /demo", s.page(s.demoCast))
	mux.Handle("POST /demo/{slug}", s.page(s.demoBecome))

	// Setting up a new initiative.
	mux.Handle("GET /setup", s.page(s.setup))
	mux.Handle("POST /setup", s.page(s.setupFound))

	// For members. What is public of a matter is shown to everyone.
	mux.Handle("GET /matters", s.page(s.matters))
	mux.Handle("GET /matter/{ref}", s.page(s.matter))
	mux.Handle("GET /matter/{ref}/text", s.page(s.text))
	mux.Handle("POST /matter/{ref}/text", s.page(s.textIssue))
	mux.Handle("GET /matter/{ref}/decision", s.page(s.decision))
	mux.Handle("GET /matter/{ref}/do/{command}", s.page(s.form))
	mux.Handle("POST /matter/{ref}/do/{command}", s.page(s.do))
	mux.Handle("GET /raise", s.page(s.raise))
	mux.Handle("POST /raise", s.page(s.raiseDo))
	mux.Handle("GET /account", s.page(s.account))
	mux.Handle("POST /account/{what}", s.page(s.accountDo))
	mux.Handle("GET /groups/appoint", s.page(s.appoint))
	mux.Handle("POST /groups/appoint", s.page(s.appointDo))
	mux.Handle("GET /groups/end", s.page(s.end))
	mux.Handle("POST /groups/end", s.page(s.endDo))
	mux.Handle("GET /nominate", s.page(s.nominate))
	mux.Handle("POST /nominate", s.page(s.nominateDo))
	mux.Handle("GET /applications", s.page(s.applications))
	mux.Handle("GET /applications/{id}", s.page(s.application))
	mux.Handle("POST /applications/{id}", s.page(s.applicationDo))
	mux.Handle("GET /assistants", s.page(s.assistants))
	mux.Handle("POST /assistants/{what}", s.page(s.assistantsDo))
	mux.Handle("POST /acting", s.page(s.actingDo))
	mux.Handle("GET /initiative/rules", s.page(s.rules))
	mux.Handle("POST /initiative/rules", s.page(s.rulesDo))
	mux.Handle("GET /live", http.HandlerFunc(s.live))

	mux.Handle("/", s.page(s.nowhere))
	return http.NewCrossOriginProtection().Handler(guard(mux, s.Cookies.Secure))
}

// guard sets what every answer needs so that a browser does with it what was
// meant and nothing else. A site that is served over TLS is never again asked
// for without.
func guard(next http.Handler, tls bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		if tls {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "+
			"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		next.ServeHTTP(w, r)
	})
}

// maxForm is the largest form, in bytes: a text of the greatest length, written
// in Cyrillic and percent-encoded, fits.
const maxForm = 12 << 20
