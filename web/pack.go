package web

import (
	"archive/zip"
	"context"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// A briefcase is everything that one reads before a meeting, as one file for a plane:
// the agenda, the texts of the matters on it as they read now, and the papers.
type briefcase struct {
	m     register.Meeting
	words register.Particulars
	items []packItem
}

type packItem struct {
	paperItem
	matter register.Matter // zero if the item is about none that the reader may read
	text   register.Text
}

// packOf gathers one.
func (v *visit) packOf() (pk briefcase, err error) {
	err = v.ask(func(q register.Questions) error {
		var a register.Agenda
		if pk.m, a, _, err = v.meetingOf(q); err != nil {
			return err
		}
		pk.words = a.Particulars
		for _, it := range v.paperItems(a) {
			one := packItem{paperItem: it}
			if it.About != nil {
				if one.matter, err = q.Matter(it.Matter); err == nil {
					one.text, err = q.Text(it.Matter, one.matter.Version.Hash)
				}
				if err != nil {
					return err
				}
			}
			pk.items = append(pk.items, one)
		}
		return nil
	})
	return pk, err
}

// room is where a venue is, in a line.
func (pk briefcase) room(n int) string {
	if n >= len(pk.words.Rooms) {
		return ""
	}
	return strings.Trim(pk.words.Rooms[n].Room+", "+pk.words.Rooms[n].Address, ", ")
}

// pack serves the pack of a meeting as a ZIP file, paper by paper: it never lies
// in memory whole.
func (s *Site) pack(w http.ResponseWriter, r *http.Request) {
	v, err := s.arrive(w, r)
	var pk briefcase
	if err == nil {
		err = s.Allow(v.session.Member)
	}
	if err == nil {
		pk, err = v.packOf()
	}
	if err != nil {
		s.answer(w, r, v, nil, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": pk.name(v)}))
	h.Set("Cache-Control", "private, no-store")
	if err := s.writePack(r.Context(), w, v, pk); err != nil {
		s.Log.ErrorContext(r.Context(), "pack", "meeting", pk.m.Ref, "error", err)
		panic(http.ErrAbortHandler) // half a file must not look like a whole one
	}
}

// name is what the pack is called on the reader's machine.
func (pk briefcase) name(v *visit) string {
	return pk.m.Start.In(v.zone()).Format(time.DateOnly) + " " + fileName(v.say(pk.m.Title)) + ".zip"
}

// mostPacked is how many bytes of papers go into one pack; what does not is
// named in it, and read on the site.
const mostPacked = 60 << 20

func (s *Site) writePack(ctx context.Context, to io.Writer, v *visit, pk briefcase) error {
	z := zip.NewWriter(to)
	size := int64(0)
	for n := range pk.items {
		it := &pk.items[n]
		for k := range it.papers {
			p := &it.papers[k]
			if size > mostPacked {
				p.Gone = true
				continue
			}
			f, err := s.file(ctx, p.Sum)
			if _, refused := act.Refused(err); refused {
				p.Gone = true
				continue
			}
			if err != nil {
				return err
			}
			if size += int64(len(f.Data)); size > mostPacked {
				p.Gone = true
				continue
			}
			// Office documents and pictures are packed already.
			out, err := z.CreateHeader(&zip.FileHeader{Name: p.place(it.number), Method: zip.Store, Modified: v.now})
			if err == nil {
				_, err = out.Write(f.Data)
			}
			if err != nil {
				return err
			}
		}
	}
	out, err := z.CreateHeader(&zip.FileHeader{Name: "index.html", Method: zip.Deflate, Modified: v.now})
	if err == nil {
		err = packIndex(v, pk).Render(ctx, out)
	}
	if err != nil {
		return err
	}
	return z.Close()
}

// place is where a paper lies in the pack.
func (p laidPaper) place(number int) string { return "papers/" + p.ID + " " + p.name(number) }

// link leads from the index to a paper in the pack.
func (p laidPaper) link(number int) templ.SafeURL {
	return templ.SafeURL("papers/" + url.PathEscape(p.ID+" "+p.name(number)))
}

// phrased are the words of a paragraph with its brackets.
func (it packItem) phrased(v *visit, n int) []part.Phrase {
	return v.phrases(it.text.Paragraphs[n].Words, it.matter)
}
