package web

import (
	"context"
	"net/http"
	"strconv"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/picture"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
)

// picture serves a picture, as one and as nothing else.
func (s *Site) picture(w http.ResponseWriter, r *http.Request) {
	v, err := s.arrive(w, r)
	var p picture.Picture
	if err == nil {
		p, err = s.mayReadPicture(v, r.PathValue("sum"))
	}
	s.servePicture(w, r, v, p, err)
}

func (s *Site) servePicture(w http.ResponseWriter, r *http.Request, v *visit, p picture.Picture, err error) {
	if err != nil {
		s.answer(w, r, v, nil, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", p.Type)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+p.Sum+`"`)
	if r.Header.Get("If-None-Match") == `"`+p.Sum+`"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(p.Data)))
	w.Write(p.Data)
}

// mayReadPicture finds a picture that the reader may see: one of a draft that
// they read, or of an edition that came out and was not withdrawn.
func (s *Site) mayReadPicture(v *visit, sum string) (p picture.Picture, err error) {
	var on []act.Ref
	err = s.read(v.Context(), func(tx *database.Tx) error { on, err = picture.For(tx, sum); return err })
	if err != nil {
		return p, err
	}
	shown := false
	err = v.ask(func(q register.Questions) error {
		for _, ref := range on {
			if shown, err = showsPicture(q, ref, sum); err != nil || shown {
				return err
			}
		}
		return nil
	})
	if err == nil && !shown {
		err = act.Refuse(act.NotFound, "refuse.picture.unknown")
	}
	if err != nil {
		return p, err
	}
	err = s.read(v.Context(), func(tx *database.Tx) error { p, err = picture.Get(tx, sum); return err })
	return p, err
}

func (s *Site) read(ctx context.Context, do func(*database.Tx) error) error {
	return s.Clerk.DB.Read(ctx, do)
}

func showsPicture(q register.Questions, ref act.Ref, sum string) (bool, error) {
	p, err := q.Publication(ref)
	if _, refused := act.Refused(err); refused {
		return false, nil
	}
	if err != nil || p.Inside || p.Stage != publication.Released {
		return err == nil && p.Inside, err
	}
	for _, e := range p.Editions {
		v, err := q.PrintVersion(ref, e.Drafts[p.Lead()])
		if err != nil {
			return false, err
		}
		for _, s := range v.Body.Parts {
			if s.Kind == publication.Figure && s.Of == sum {
				return true, nil
			}
		}
	}
	return false, nil
}
