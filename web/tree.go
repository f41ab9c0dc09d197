package web

import (
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"example.org/counterpart/locale"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
)

// Every public page stands in three trees, one for each language: /kk/funders is
// /funders in Kazakh, whatever the browser asks for. So a link can be given to a
// page in a language, and search engines find each.

type treeKey struct{}

// tree serves the pages under /{lang}/ in that language. Whoever goes on from
// there by an ordinary link goes on in it.
func (s *Site) tree(lang locale.Lang, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		path := strings.TrimPrefix(r.URL.Path, "/"+string(lang))
		if strings.HasPrefix(path, "//") || strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, "/language/") || inTree(path) {
			http.NotFound(w, r)
			return
		}
		if langOf(r) != lang && !filed[filepath.Ext(path)] {
			s.rememberLang(w, lang)
		}
		in := r.WithContext(context.WithValue(r.Context(), treeKey{}, lang))
		in.URL = &url.URL{Path: path, RawQuery: r.URL.RawQuery}
		in.RequestURI = in.URL.RequestURI()
		next.ServeHTTP(w, in)
	})
}

// filed are the ends of addresses of files, which set nobody's language.
var filed = map[string]bool{".atom": true, ".json": true, ".png": true, ".jpg": true, ".csv": true, ".zip": true, ".pdf": true, ".docx": true, ".epub": true,
	".txt": true, ".bib": true, ".ris": true, ".csl": true, ".ics": true, ".xml": true}

// inTree reports whether a path is under a language already.
func inTree(path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return locale.Lang(first).Valid()
}

// rememberLang answers the reader in a language from now on.
func (s *Site) rememberLang(w http.ResponseWriter, lang locale.Lang) {
	http.SetCookie(w, &http.Cookie{Name: langCookie, Value: string(lang), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: s.Cookies.Secure, SameSite: http.SameSiteLaxMode})
}

// inLang is the address of a page in a language's tree.
func (s *Site) inLang(lang locale.Lang, uri string) string {
	return s.Base + "/" + string(lang) + uri
}

// robots says what is not for machines to follow: ways in, and searches, of
// which there is no end.
func (s *Site) robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	lines := "User-agent: *\nDisallow: /signin\nDisallow: /search\nDisallow: /account\nDisallow: /language/\nDisallow: /rsvp/\nDisallow: /registration/\nDisallow: /unsubscribe/\n"
	if s.Base != "" {
		lines += "\nSitemap: " + s.Base + "/sitemap.xml\n"
	}
	w.Write([]byte(lines))
}

// A siteURL is one page of the site map, with the same page in each language.
type siteURL struct {
	Loc     string     `xml:"loc"`
	LastMod string     `xml:"lastmod,omitempty"`
	Links   []siteLink `xml:"xhtml:link"`
}

type siteLink struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

// mostMapped is how many pages of a sort the site map names: a map has room for
// 50,000 addresses.
const mostMapped = 5000

// sitemap lists what everybody may read, as the public.
func (s *Site) sitemap(w http.ResponseWriter, r *http.Request) {
	pages := []siteURL{}
	add := func(path string, at time.Time) {
		u := siteURL{Loc: s.Base + path}
		if !at.IsZero() {
			u.LastMod = at.UTC().Format(time.RFC3339)
		}
		for _, lang := range locale.Langs {
			u.Links = append(u.Links, siteLink{"alternate", string(lang), s.inLang(lang, path)})
		}
		pages = append(pages, u)
	}
	for _, path := range []string{"/", "/recommendations", "/publications", "/conferences", "/meetings", "/groups", "/balance", "/funders", "/interests", "/initiative", "/record", "/data"} {
		add(path, time.Time{})
	}
	err := s.Register.Ask(r.Context(), register.Public, func(q register.Questions) error {
		recommended, err := q.Recommendations("", "", 0, mostMapped)
		if err != nil {
			return err
		}
		for _, c := range recommended {
			add("/recommendations/"+c.Symbol, c.Adopted)
			add("/matter/"+string(c.Matter), c.Adopted)
		}
		printed, err := q.Published("", s.Now().Add(time.Minute), mostMapped)
		if err != nil {
			return err
		}
		for _, p := range printed {
			at := time.Time{}
			if e, ok := p.Latest(); ok && p.Stage == publication.Released {
				at = e.At
			}
			add("/publication/"+string(p.Ref), at)
		}
		held, err := q.Conferences(s.Now().AddDate(10, 0, 0), mostMapped)
		for _, c := range held {
			add("/conference/"+string(c.Ref), time.Time{})
		}
		return err
	})
	if err != nil {
		s.Log.ErrorContext(r.Context(), "site map", "err", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Write([]byte(xml.Header))
	xml.NewEncoder(w).Encode(struct {
		XMLName xml.Name  `xml:"urlset"`
		NS      string    `xml:"xmlns,attr"`
		XHTML   string    `xml:"xmlns:xhtml,attr"`
		URLs    []siteURL `xml:"url"`
	}{NS: "http://www.sitemaps.org/schemas/sitemap/0.9", XHTML: "http://www.w3.org/1999/xhtml", URLs: pages})
}
