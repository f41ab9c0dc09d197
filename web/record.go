package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// recordPage shows the record, newest first: every act as the reader may read
// it, and those that are not theirs as bare hashes, so that nothing is missing
// from the sequence.
type recordPage struct {
	lines      []register.RecordLine
	titles     map[act.Ref]text.Words
	checkpoint string
	size       int64
	older      string
}

const recordOnPage = 50

func (s *Site) record(v *visit) (page, error) {
	var pg recordPage
	before, _ := strconv.ParseInt(v.URL.Query().Get("before"), 10, 64)
	err := v.ask(func(q register.Questions) (err error) {
		if pg.size, err = q.Size(); err != nil {
			return err
		}
		if pg.lines, err = q.Record(before, recordOnPage); err != nil {
			return err
		}
		var refs []act.Ref
		for _, l := range pg.lines {
			if l.Line != nil && l.Line.On != act.Initiative {
				refs = append(refs, l.Line.On)
			}
		}
		if pg.titles, err = q.Titles(refs...); err != nil {
			return err
		}
		signed, err := q.Checkpoint()
		pg.checkpoint = string(signed)
		return err
	})
	if n := len(pg.lines); n == recordOnPage && pg.lines[n-1].Seq > 0 {
		pg.older = "/record?before=" + strconv.FormatInt(pg.lines[n-1].Seq, 10)
	}
	return pg, err
}

func (pg recordPage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.nav.record") }

func (pg recordPage) body(v *visit) templ.Component { return recordBody(v, pg) }

func (pg recordPage) table(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("web.nav.record"), Unseen: true, Empty: v.p.T("web.record.empty"), Columns: []part.Column{
		{Label: v.p.T("web.record.place")}, {Label: v.p.T("web.record.what")}, {Label: v.p.T("web.record.when")}, {Label: v.p.T("web.record.hash")}}}
	for _, l := range pg.lines {
		place := strconv.FormatInt(l.Seq, 10)
		if l.Line == nil {
			g.Rows = append(g.Rows, []part.Cell{{Text: place}, {Text: v.p.T("web.record.withheld")}, {}, {Body: hashCell(l.Hash.Short())}})
			continue
		}
		said := v.deed(*l.Line, register.Matter{})
		if title := v.say(pg.titles[l.Line.On]); title != "" {
			said = title + ": " + said
		}
		g.Rows = append(g.Rows, []part.Cell{{Text: place, Href: "/record/" + place}, {Text: said}, {Text: v.p.Both(l.Line.At)}, {Body: hashCell(l.Hash.Short())}})
	}
	return g
}

// actPage shows one act: its recorded bytes, and how to check them.
type actPage struct {
	line   register.Line
	header string
	title  text.Words
}

func (s *Site) act(v *visit) (page, error) {
	seq, err := strconv.ParseInt(v.PathValue("seq"), 10, 64)
	if err != nil {
		return s.nowhere(v)
	}
	var pg actPage
	err = v.ask(func(q register.Questions) error {
		header, err := q.Header(seq)
		if err != nil {
			return err
		}
		pg.header = string(header)
		if pg.line, err = q.Line(seq); err != nil {
			return err
		}
		titles, err := q.Titles(pg.line.On)
		pg.title = titles[pg.line.On]
		return err
	})
	return pg, err
}

func (pg actPage) head(v *visit, f *part.Page) {
	f.Title = v.p.T("web.record.act-number", int(pg.line.Seq))
}

func (pg actPage) body(v *visit) templ.Component { return actBody(v, pg) }

// proof answers with the proof, in the C2SP form, that the record holds an act.
// A proof tells nothing but hashes, so anybody may have it.
func (s *Site) proof(w http.ResponseWriter, r *http.Request) {
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	s.plain(w, r, "", func(q register.Questions) ([]byte, error) { return q.Proof(seq) })
}

// checkpoint answers with the newest signed state of the record.
func (s *Site) checkpoint(w http.ResponseWriter, r *http.Request) {
	s.plain(w, r, "no-cache", func(q register.Questions) ([]byte, error) {
		signed, err := q.Checkpoint()
		if err == nil && signed == nil {
			err = record.ErrBeyond
		}
		return signed, err
	})
}

// tile answers with a piece of the tree of hashes. The entries themselves are
// not served so: some of them are in a caucus.
func (s *Site) tile(w http.ResponseWriter, r *http.Request) {
	path, err := record.ParseTilePath(strings.TrimPrefix(r.URL.Path, "/"))
	if err != nil || path.Level == record.EntryBundle {
		http.NotFound(w, r)
		return
	}
	s.plain(w, r, "public, max-age=31536000, immutable", func(q register.Questions) ([]byte, error) { return q.Tile(path) })
}

// key answers with the public key that signs the record.
func (s *Site) key(w http.ResponseWriter, r *http.Request) {
	s.plain(w, r, "no-cache", func(register.Questions) ([]byte, error) { return []byte(s.Verifier + "\n"), nil })
}

func (s *Site) plain(w http.ResponseWriter, r *http.Request, keep string, read func(register.Questions) ([]byte, error)) {
	var data []byte
	err := s.Register.Ask(r.Context(), register.Public, func(q register.Questions) (err error) { data, err = read(q); return err })
	switch {
	case errors.Is(err, record.ErrBeyond):
		http.NotFound(w, r)
	case err != nil:
		s.Log.ErrorContext(r.Context(), "fault", "route", r.Pattern, "err", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	default:
		if keep != "" {
			w.Header().Set("Cache-Control", keep)
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if strings.HasPrefix(r.URL.Path, "/tile/") {
			w.Header().Set("Content-Type", "application/octet-stream")
		}
		w.Write(data)
	}
}
