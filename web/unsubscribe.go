package web

import (
	"net/http"

	"example.org/counterpart/act"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/outbox"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// stopPage asks whoever holds the link of a letter whether to end letters of its
// kind. Only the answer ends them, for programs that scan mail open every link.
type stopPage struct {
	sort outbox.Sort
	done bool
}

func (pg stopPage) head(v *visit, f *part.Page) { f.Title = v.p.T("outbox.stop.title") }

func (pg stopPage) body(v *visit) templ.Component { return stopBody(v, pg) }

func (s *Site) stop(v *visit) (page, error) {
	v.w.Header().Set("Referrer-Policy", linkPolicy)
	_, sort, ok := dispatch.ReadToken(s.Clerk.Secret, v.PathValue("token"))
	if !ok || s.Outbox == nil {
		return nil, act.Refuse(act.NotFound, "outbox.refuse.link")
	}
	return stopPage{sort: sort}, nil
}

// stopDo ends letters of a kind (RFC 8058). It needs no sign-in, and nothing of
// the form but that it was sent.
func (s *Site) stopDo(v *visit) (page, error) {
	v.w.Header().Set("Referrer-Policy", linkPolicy)
	who, sort, ok := dispatch.ReadToken(s.Clerk.Secret, v.PathValue("token"))
	if !ok || s.Outbox == nil {
		return nil, act.Refuse(act.NotFound, "outbox.refuse.link")
	}
	if err := s.Outbox.Stop(v.Context(), who, sort); err != nil {
		return nil, err
	}
	return withStatus{stopPage{sort, true}, http.StatusOK}, nil
}
