package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/edition"
	"example.org/counterpart/locale"
	"example.org/counterpart/press/cite"
	"example.org/counterpart/web/part"
)

// mediaTypes are those of the files of an edition, by the ends of their names.
var mediaTypes = map[string]string{"json": "application/json", "txt": "text/plain; charset=utf-8", "pdf": "application/pdf", "epub": "application/epub+zip",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"bib":  "application/x-bibtex; charset=utf-8", "ris": "application/x-research-info-systems; charset=utf-8", "csl": "application/vnd.citationstyles.csl+json"}

// citations are the files that say how an edition is cited.
var citations = []string{"bib", "ris", "csl"}

// filesOf lists the files of the edition that is shown, as far as they are set.
func (v *visit) filesOf(pg *publicationPage) error {
	return v.site.Register.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		pg.set, err = edition.Files(tx, pg.p.Ref, pg.edition.N)
		return err
	})
}

// takeaways are the links to them: those in the language that is shown, then the
// ones that show two side by side, then how it is cited.
func (pg publicationPage) takeaways(v *visit) (links []part.Link) {
	for _, format := range []string{"pdf", "docx", "epub", "txt"} {
		for _, f := range pg.set {
			if f.State == edition.Set && f.Format == format && f.Lang == pg.lang {
				links = append(links, part.Link{Label: strings.ToUpper(format), Href: pg.at(f.Edition, f.Lang) + "." + format})
			}
		}
	}
	for _, f := range pg.set {
		if one, other, two := strings.Cut(f.Lang, "-"); two && f.State == edition.Set && (one == pg.lang || other == pg.lang) {
			label := v.p.T("edition.side-by-side", strings.ToUpper(f.Format), locale.Lang(one).OwnName(), locale.Lang(other).OwnName())
			links = append(links, part.Link{Label: label, Href: pg.at(f.Edition, f.Lang) + "." + f.Format})
		}
	}
	links = append(links, part.Link{Label: "JSON", Href: pg.at(pg.edition.N, pg.lang) + ".json"})
	for _, kind := range citations {
		links = append(links, part.Link{Label: map[string]string{"bib": "BibTeX", "ris": "RIS", "csl": "CSL-JSON"}[kind], Href: pg.at(pg.edition.N, pg.lang) + "." + kind})
	}
	return links
}

// waiting tells how many files are still to be set, and blamed which cannot be,
// for those who issue the publication.
func (pg publicationPage) unset() (waiting int, blamed []edition.File) {
	for _, f := range pg.set {
		switch f.State {
		case edition.Waiting, edition.Setting:
			waiting++
		case edition.Failed:
			blamed = append(blamed, f)
		}
	}
	return waiting, blamed
}

// publicationFile serves an edition in one language: as a page, or as a file.
func (s *Site) publicationFile() http.Handler {
	asPage := s.public(s.publication)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang, kind, isFile := strings.Cut(r.PathValue("lang"), ".")
		if !isFile {
			asPage.ServeHTTP(w, r)
			return
		}
		v, err := s.arrive(w, r)
		var pg publicationPage
		var body []byte
		if err == nil {
			r.SetPathValue("lang", first(lang)+"."+kind)
			pg, err = s.publicationAsked(v)
		}
		if err == nil {
			body, err = v.file(pg, lang, kind)
		}
		if err != nil {
			s.answer(w, r, v, nil, err)
			return
		}
		w.Header().Set("Content-Type", mediaTypes[kind])
		if pg.withdrawn() {
			w.Header().Set("X-Robots-Tag", "noindex")
			w.Header().Set("Link", "<"+pg.base+address(pg.p.Ref)+`>; rel="describedby"`)
		}
		if kind != "json" && kind != "txt" && kind != "pdf" {
			w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", editionFileName(pg, lang, kind)))
		}
		sendTagged(w, r, body)
	})
}

// first is the first of two languages.
func first(langs string) string { one, _, _ := strings.Cut(langs, "-"); return one }

func editionFileName(pg publicationPage, lang, kind string) string {
	name := strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return '-'
	}, pg.p.Symbol)
	return fmt.Sprintf("%s-%d-%s.%s", name, pg.edition.N, lang, kind)
}

// file is one file of an edition: as it was set, or, of how it is cited and of a
// document that waits for its turn, made now.
func (v *visit) file(pg publicationPage, lang, kind string) ([]byte, error) {
	if _, known := mediaTypes[kind]; !known {
		return nil, act.Refuse(act.NotFound, "web.nowhere")
	}
	if !slices.Contains(citations, kind) {
		var kept []byte
		err := v.site.Register.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
			_, kept, err = edition.Get(tx, edition.Name{Ref: pg.p.Ref, Edition: pg.edition.N, Lang: lang, Format: kind})
			return err
		})
		if err == nil || kind != "json" || lang != pg.lang {
			return kept, err
		}
	}
	d, err := pg.document(v)
	if err != nil {
		return nil, err
	}
	return cited(pg.workOf(v, d), kind, func() ([]byte, error) { return json.MarshalIndent(d, "", "\t") })
}

func cited(w cite.Work, kind string, whole func() ([]byte, error)) ([]byte, error) {
	switch kind {
	case "bib":
		return []byte(w.BibTeX()), nil
	case "ris":
		return []byte(w.RIS()), nil
	case "csl":
		return w.CSL()
	}
	return whole()
}
