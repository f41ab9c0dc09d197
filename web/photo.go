package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

func photoAt(id member.ID, photo string, width int) string {
	return fmt.Sprintf("%s/photo/%s-%d.jpg", memberAt(id), photo, width)
}

// photo answers with a photograph. A browser keeps it for an hour, so that one
// which was taken away or erased is gone soon; nobody between us and the
// browser may keep it.
func (s *Site) photo(w http.ResponseWriter, r *http.Request) {
	v, err := s.arrive(w, r)
	name, ok := strings.CutSuffix(r.PathValue("name"), ".jpg")
	hash, size, _ := strings.Cut(name, "-")
	width, _ := strconv.Atoi(size)
	id := member.ID(r.PathValue("member"))
	if err == nil && (!ok || hash == "" || !slices.Contains(roll.Widths, width) || v.people.Of(id).Photo != hash || len(v.sitting.Of(id)) == 0) {
		err = act.Refuse(act.NotFound, "web.nowhere")
	}
	var file []byte
	if err == nil {
		err = v.ask(func(q register.Questions) error {
			file, err = q.Photo(id, width)
			return err
		})
	}
	if err == nil && file == nil {
		err = act.Refuse(act.NotFound, "web.nowhere")
	}
	if err != nil {
		s.answer(w, r, v, nil, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Disposition", `inline; filename="portrait.jpg"`)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("ETag", `"`+name+`"`)
	if r.Header.Get("If-None-Match") == `"`+name+`"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(file)))
	w.Write(file)
}

// pictured is the photograph that was sent, or none in place of the one there
// is; nil leaves it as it is.
func (s *Site) pictured(in url.Values, file []byte) (*roll.Photo, error) {
	if len(file) == 0 {
		if in.Get("remove") == "" {
			return nil, nil
		}
		return new(roll.Photo), nil
	}
	s.portrait.Lock() // to decode a large picture takes much memory
	defer s.portrait.Unlock()
	photo, err := roll.ReadPhoto(file)
	return &photo, err
}
