package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/web/part"
	"example.org/counterpart/web/static"
	"github.com/a-h/templ"
)

// A page is what a handler answers: something that can be drawn between the
// header and the footer.
type page interface {
	// head fills what the layout needs of the page itself.
	head(v *visit, pg *part.Page)
	// body is what stands in <main>.
	body(v *visit) templ.Component
}

// goTo is a page that sends the reader elsewhere.
type goTo string

func (goTo) head(*visit, *part.Page)     {}
func (goTo) body(*visit) templ.Component { return templ.NopComponent }

// A withStatus is a page that is answered with a status other than 200, such
// as a form that comes back.
type withStatus struct {
	page
	status int
}

// page adapts a handler that returns a page or an error.
func (s *Site) page(h func(*visit) (page, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := s.arrive(w, r)
		var pg page
		if err == nil {
			pg, err = h(v)
		}
		s.answer(w, r, v, pg, err)
	})
}

// answer sends what a handler returned.
func (s *Site) answer(w http.ResponseWriter, r *http.Request, v *visit, pg page, err error) {
	status := http.StatusOK
	if err != nil {
		status, pg = s.trouble(v, r, err)
	}
	if w, ok := pg.(withStatus); ok {
		status, pg = w.status, w.page
	}
	if to, ok := pg.(goTo); ok {
		http.Redirect(w, r, string(to), http.StatusSeeOther)
		return
	}
	if v == nil || v.p == nil { // nothing could be read, not even who asks
		http.Error(w, locale.For(langOf(r)).T("web.fault.text"), status)
		return
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer func() { buf.Reset(); buffers.Put(buf) }()
	if err := s.drawing(buf, v, pg); err != nil {
		s.Log.ErrorContext(r.Context(), "draw", "route", r.Pattern, "err", err)
		http.Error(w, v.p.T("web.fault.text"), http.StatusInternalServerError)
		return
	}
	pageHeaders(w.Header(), v.lang())
	sendWith(w, r, buf.Bytes(), status, v.piece)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// drawing draws the whole page before anything of it is sent, so that a fault
// half-way never leaves half a page.
func (s *Site) drawing(buf *bytes.Buffer, v *visit, pg page) error {
	frame := v.frame()
	pg.head(v, &frame)
	ctx := templ.WithChildren(v.Context(), pg.body(v))
	err := part.Layout(v.p, frame).Render(ctx, buf)
	if page := buf.Bytes(); err == nil && (bytes.IndexByte(page, 0) >= 0 || !utf8.Valid(page)) {
		page = bytes.Clone(page)
		buf.Reset()
		buf.Write(readable(page))
	}
	return err
}

// readable is a page that every browser reads alike. What was typed comes back
// in a refused form, also what no page can hold.
func readable(page []byte) []byte {
	mark := []byte("\ufffd")
	return bytes.ToValidUTF8(bytes.ReplaceAll(page, []byte{0}, mark), mark)
}

func pageHeaders(h http.Header, lang string) {
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", lang)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Accept-Encoding, Accept-Language, Cookie")
}

var packers = sync.Pool{New: func() any { z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return z }}

// send writes a body, compressed where that is worth it and the reader is not
// next door.
func send(w http.ResponseWriter, r *http.Request, body []byte, status int) {
	sendWith(w, r, body, status, nil)
}

// sendWith is send for a body that may hold a piece that is packed already.
func sendWith(w http.ResponseWriter, r *http.Request, body []byte, status int, packed *piece) {
	if len(body) < 2048 || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		w.Write(body)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	if at := packed.in(body); at >= 0 {
		packed.around(w, body, at) // a fault is the reader's connection, which is gone
		return
	}
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(w)
	z.Write(body)
	z.Close()
}

// gathers are the beginnings of addresses of meetings and conferences.
var gathers = []string{"meeting", "meetings", "tasks", "conference", "conferences"}

// prints are the beginnings of addresses of drafts of publications.
var prints = []string{"publications", "publication", "check"}

// frame is what stands around every page for this reader.
func (v *visit) frame() part.Page {
	p := v.p
	pg := part.Page{
		Initiative: v.say(v.description.Name),
		Now:        v.now,
		Static:     static.Path,
		Nav:        v.nav(),
		Languages:  v.languages(),
		Footer: []part.Link{
			{Label: p.T("web.nav.record"), Href: "/record"},
			{Label: p.T("web.nav.initiative"), Href: "/initiative"},
			{Label: p.T("web.nav.funders"), Href: "/funders"},
			{Label: p.T("web.nav.interests"), Href: "/interests"},
			{Label: p.T("site.data"), Href: "/data"},
			{Label: p.T("subscribe.title"), Href: "/subscribe"},
			{Label: p.T("web.nav.api"), Href: "/api/v1/openapi.json"},
		},
		SignIn: part.Link{Label: p.T("web.nav.signin"), Href: "/signin"},
	}
	if sort, _, _ := strings.Cut(strings.TrimPrefix(v.URL.Path, "/"), "/"); slices.Contains(gathers, sort) {
		pg.Sheet = "meetings.css"
	} else if slices.Contains(prints, sort) {
		pg.Sheet = "drafts.css"
	}
	for _, g := range v.initiative.Groups {
		pg.Clocks = append(pg.Clocks, part.Clock{City: v.groupName(g.ID, p.Lang()), Zone: location(g.Zone)})
	}
	if v.session.Member != "" {
		pg.Member = &part.Signed{Name: v.name(v.session.Member), Capacity: p.T("web.no-standing"), Href: "/account", SignOut: "/signout"}
		if st := v.reader.Standing; st.Group != "" {
			pg.Member.Group, pg.Member.Capacity = v.group(st.Group), p.T(st.Capacity.Key())
		}
	}
	if v.keepsLists() == nil {
		pg.Footer = append(pg.Footer, part.Link{Label: p.T("sending.title"), Href: "/mailings"})
	}
	if v.session.Member != "" {
		pg.Acting = v.strip()
	}
	if v.site.Demo {
		pg.Demo = &part.Demo{Text: p.T("web.demo.notice"), Switch: part.Link{Label: p.T("web.demo.switch"), Href: "/demo"}}
	}
	pg.Funding, pg.Record = v.funding(), v.sealed()
	if name, ok := tables[v.URL.Path]; ok {
		pg.Files = part.Files{Label: p.T("site.data.take"), Links: []part.Link{{Label: "CSV", Href: "/data/" + name + ".csv"}, {Label: "JSON", Href: "/data/" + name + ".json"}}}
	}
	return pg
}

// tables are the pages that show a dataset, which can be taken away there.
var tables = map[string]string{"/recommendations": "recommendations", "/publications": "publications", "/groups": "members", "/balance": "members",
	"/funders": "funders", "/interests": "interests", "/conferences": "conferences"}

func (v *visit) nav() []part.Link {
	p := v.p
	links := []part.Link{}
	if v.reader.Standing.Group != "" {
		links = append(links, part.Link{Label: p.T("web.nav.overview"), Href: "/"}, part.Link{Label: p.T("web.nav.matters"), Href: "/matters"},
			part.Link{Label: p.T("bulletin.title"), Href: "/bulletin"})
	}
	links = append(links,
		part.Link{Label: p.T("agenda.title"), Href: "/meetings"},
		part.Link{Label: p.T("web.nav.recommendations"), Href: "/recommendations"},
		part.Link{Label: p.T("edition.title"), Href: "/publications"},
		part.Link{Label: p.T("conference.title"), Href: "/conferences"},
		part.Link{Label: p.T("web.nav.groups"), Href: "/groups"},
		part.Link{Label: p.T("web.nav.initiative"), Href: "/initiative"},
		part.Link{Label: p.T("web.nav.record"), Href: "/record"},
		part.Link{Label: p.T("web.nav.search"), Href: "/search"},
	)
	for n, l := range links {
		links[n].Here = l.Href == v.URL.Path
		links[n].Within = l.Href == within(v.URL.Path)
	}
	return links
}

// sections are the parts of the site that lie elsewhere than below the address of
// the page that leads to them.
var sections = map[string]string{"meeting": "meetings", "tasks": "meetings", "conference": "conferences", "matter": "matters",
	"recommendation": "recommendations", "group": "groups", "member": "groups"}

// within is the page of the navigation below which an address lies.
func within(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if lies, ok := sections[first]; ok {
		first = lies
	}
	if first == "" {
		return ""
	}
	return "/" + first
}

func (v *visit) languages() (all []part.Language) {
	back := url.QueryEscape(v.URL.RequestURI())
	if v.Method != http.MethodGet {
		back = url.QueryEscape("/")
	}
	for _, lang := range locale.Langs {
		l := part.Language{Lang: lang, Here: lang == v.p.Lang(), Href: "/language/" + string(lang) + "?back=" + back}
		if v.Method == http.MethodGet && v.session.Member == "" && v.URL.Path != "/search" { // of what is sought there is no end
			l.Alternate = v.site.inLang(lang, v.URL.RequestURI())
		}
		all = append(all, l)
	}
	return all
}

// statuses is the one place where a refusal becomes a status code.
var statuses = map[act.Why]int{
	act.Malformed:  http.StatusUnprocessableEntity,
	act.NotFound:   http.StatusNotFound,
	act.NotAllowed: http.StatusForbidden,
	act.NotNow:     http.StatusConflict,
	act.Stale:      http.StatusConflict,
	act.TooMany:    http.StatusTooManyRequests,
}

// address is the page of what an act is on: a matter, a meeting, a conference or
// a publication.
func address(on act.Ref) string {
	if on.Prints() {
		return "/publication/" + string(on)
	}
	if on.Confers() {
		return "/conference/" + string(on)
	}
	if on.Prints() {
		return "/publication/" + string(on)
	}
	if on.Meets() {
		return "/meeting/" + string(on)
	}
	if on.Prints() {
		return "/publication/" + string(on)
	}
	return "/matter/" + string(on)
}
