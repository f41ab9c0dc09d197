package web

import (
	"net/http"
	"net/url"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// troublePage tells the reader what went wrong, and what to do.
type troublePage struct {
	why     string // what sort of trouble, as a heading
	reasons []string
	signIn  bool   // signing in would help
	back    string // where to go on once that is done; "" is the first page
	fault   bool   // it was not the reader's doing
}

func (t troublePage) head(v *visit, pg *part.Page) { pg.Title = t.why }

func (t troublePage) body(v *visit) templ.Component { return troubleBody(v, t) }

// trouble turns an error into a page. What is not a refusal is a fault: the
// operator is told what it was, the reader that it was not their doing.
func (s *Site) trouble(v *visit, r *http.Request, err error) (int, page) {
	p := locale.For(locale.Match(r.Header.Get("Accept-Language")))
	if v != nil && v.p != nil {
		p = v.p
	}
	if no, ok := act.Refused(err); ok {
		t := troublePage{why: p.T(no.Why.Key()), signIn: v != nil && v.session.Member == "" && no.Why != act.Malformed}
		if t.signIn && r.Method == http.MethodGet && no.Why == act.NotAllowed && !strings.HasPrefix(r.URL.Path, "/signin") {
			t.back = "?" + url.Values{"back": {r.URL.RequestURI()}}.Encode()
		}
		for _, reason := range append([]act.Reason{no.Reason}, no.More...) {
			t.reasons = append(t.reasons, p.Say(reason))
		}
		return statuses[no.Why], t
	}
	if r.Context().Err() == nil {
		s.Log.ErrorContext(r.Context(), "fault", "method", r.Method, "route", r.Pattern, "err", err)
	}
	return http.StatusInternalServerError, troublePage{why: p.T("web.fault.title"), reasons: []string{p.T("web.fault.text")}, fault: true}
}

// nowhere answers for addresses that are nobody's.
func (s *Site) nowhere(v *visit) (page, error) {
	return nil, act.Refuse(act.NotFound, "web.nowhere")
}
