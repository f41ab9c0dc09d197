package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
)

// editionsInFeed is how many editions a feed tells of, the latest.
const editionsInFeed = 50

// feedAddress is where what is sought is told as a feed.
func feedAddress(kind string, s sought) string {
	at := "/publications." + kind
	if q := s.query().Encode(); q != "" {
		at += "?" + q
	}
	return at
}

// feedLinks let programs that read feeds find them.
func feedLinks(v *visit, s sought) []part.Meta {
	title := v.p.T("edition.title")
	return []part.Meta{{Rel: "alternate", Type: "application/atom+xml", Href: feedAddress("atom", s), Title: title},
		{Rel: "alternate", Type: "application/feed+json", Href: feedAddress("json", s), Title: title}}
}

// An editionFeed tells of the newest edition of each publication that came out.
type editionFeed struct {
	title, site, at string
	lang            string // of its own words
	updated         time.Time
	entries         []editionEntry
}

type editionEntry struct {
	id, title, lang string
	series          string
	dimension       string
	about           string
	out, updated    time.Time
}

// editionFeed reads a feed as everybody may read it, whoever asks. Its language
// is the one that is sought, and never the browser's, so that one address is one
// feed.
func (s *Site) editionFeed(v *visit, kind string) (f editionFeed, err error) {
	in := soughtIn(v.URL.Query())
	f.lang = "en"
	if locale.Lang(in.lang).Valid() {
		f.lang = in.lang
	}
	v.p = v.printerIn(locale.Lang(f.lang))
	f.site = strings.TrimRight(v.base(), "/")
	f.at = f.site + feedAddress(kind, in)
	f.title = joinedBy(" · ", v.say(v.description.Name), v.p.T("edition.title"))
	err = s.Register.Ask(v.Context(), register.Public, func(q register.Questions) error {
		all, err := in.out(q)
		if err != nil {
			return err
		}
		amended, err := q.Amended()
		if err != nil {
			return err
		}
		for _, p := range all {
			if e, ok := p.Latest(); ok && len(f.entries) < editionsInFeed {
				f.add(v, p, e, amended[p.Ref], in.lang)
			}
		}
		return nil
	})
	for _, e := range f.entries {
		if e.updated.After(f.updated) {
			f.updated = e.updated
		}
	}
	return f, err
}

// add adds the newest edition of a publication. One that was withdrawn stays,
// and says so: whoever has read it learns of that.
func (f *editionFeed) add(v *visit, p register.Publication, e publication.Edition, amended register.Line, lang string) {
	if _, in := e.Drafts[lang]; !in {
		lang = p.Lead()
	}
	one := editionEntry{id: f.site + publicationPage{p: p}.at(e.N, lang), title: p.Title.In(lang, "en", "ru", "kk"), lang: lang,
		series: joinedBy(" ", v.p.T(p.Series.Key()), p.Symbol), out: e.At, updated: e.At}
	if p.Dimension != "" {
		one.dimension = v.dimension(p.Dimension)
	}
	if amended.At.After(e.At) {
		one.updated = amended.At
		one.about = v.p.T("edition.feed.corrected")
	}
	if p.Stage == publication.Withdrawn {
		one.title = v.inLang(lang, "edition.feed.withdrawn", one.title)
		one.about = v.p.T("compose.withdrawn")
	}
	f.entries = append(f.entries, one)
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Lang string `xml:"hreflang,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary,omitempty"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

func (s *Site) publicationsAtom(w http.ResponseWriter, r *http.Request) {
	s.feedOf(w, r, "atom", "application/atom+xml; charset=utf-8", func(v *visit, f editionFeed) ([]byte, error) {
		out := atomFeed{Lang: f.lang, ID: f.at, Title: f.title, Updated: f.updated.UTC().Format(time.RFC3339), Author: v.say(v.description.Name),
			Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: f.at}, {Rel: "alternate", Type: "text/html", Href: f.site + "/publications"}}}
		for _, e := range f.entries {
			one := atomEntry{ID: e.id, Title: e.title, Published: e.out.UTC().Format(time.RFC3339), Updated: e.updated.UTC().Format(time.RFC3339),
				Links: []atomLink{{Rel: "alternate", Type: "text/html", Lang: e.lang, Href: e.id}}, Summary: joinedBy(". ", e.series, e.about)}
			for _, c := range []string{e.series, e.dimension} {
				if c != "" {
					one.Categories = append(one.Categories, atomCategory{c})
				}
			}
			out.Entries = append(out.Entries, one)
		}
		body, err := xml.MarshalIndent(out, "", " ")
		return append([]byte(xml.Header), body...), err
	})
}

type jsonItem struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Text      string   `json:"content_text"`
	Lang      string   `json:"language"`
	Published string   `json:"date_published"`
	Modified  string   `json:"date_modified"`
	Tags      []string `json:"tags,omitempty"`
}

type jsonFeed struct {
	Version string     `json:"version"`
	Title   string     `json:"title"`
	Home    string     `json:"home_page_url"`
	Feed    string     `json:"feed_url"`
	Lang    string     `json:"language"`
	Items   []jsonItem `json:"items"`
}

func (s *Site) publicationsJSON(w http.ResponseWriter, r *http.Request) {
	s.feedOf(w, r, "json", "application/feed+json", func(_ *visit, f editionFeed) ([]byte, error) {
		out := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: f.title, Home: f.site + "/publications", Feed: f.at, Lang: f.lang, Items: []jsonItem{}}
		for _, e := range f.entries {
			one := jsonItem{ID: e.id, URL: e.id, Title: e.title, Text: joinedBy(". ", e.series, e.about), Lang: e.lang,
				Published: e.out.UTC().Format(time.RFC3339), Modified: e.updated.UTC().Format(time.RFC3339), Tags: []string{e.series}}
			if e.dimension != "" {
				one.Tags = append(one.Tags, e.dimension)
			}
			out.Items = append(out.Items, one)
		}
		return json.MarshalIndent(out, "", " ")
	})
}

// feedOf answers with a feed.
func (s *Site) feedOf(w http.ResponseWriter, r *http.Request, kind, media string, spell func(*visit, editionFeed) ([]byte, error)) {
	v, err := s.arrive(w, r)
	if err == nil && v.initiative.Groups == nil {
		err = act.Refuse(act.NotFound, "web.nowhere")
	}
	var f editionFeed
	if err == nil {
		f, err = s.editionFeed(v, kind)
	}
	var body []byte
	if err == nil {
		body, err = spell(v, f)
	}
	if err != nil {
		s.answer(w, r, v, nil, err)
		return
	}
	w.Header().Set("Content-Type", media)
	sendTagged(w, r, body)
}

// sendTagged sends a body that is the same for everybody, or says that the one
// that the reader has is still true.
func sendTagged(w http.ResponseWriter, r *http.Request, body []byte) {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "public, no-cache")
	h.Set("Vary", "Accept-Encoding")
	for asked := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if asked = strings.TrimPrefix(strings.TrimSpace(asked), "W/"); asked == tag || asked == "*" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	send(w, r, body, http.StatusOK)
}
