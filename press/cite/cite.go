// Package cite says how a publication is cited: to programs that keep
// references, to search engines, and to the pages of catalogues.
//
// The law of this package: whatever stands in a title, a citation that is made
// of it is well-formed and says the same; letters stay letters, in UTF-8.
package cite

import (
	"strings"
	"time"
	"unicode"
)

// A Work is what there is to cite of one edition in one language.
type Work struct {
	Title     string
	Subtitle  string
	Authors   []string // people as they are written; if there are none, those who issue it are its authors
	Publisher string
	Issuers   []string
	Series    string
	Symbol    string // as "TF/PB/3"
	Number    string // within the series, as "3"
	Edition   string
	Date      time.Time // when it was released; zero for a draft
	Lang      string    // en, ru, kk
	Address   string    // of its page
	Files     []File
	Same      []string // other addresses of the same edition
	Funders   []string
	Licence   string // a sentence, or the address of one
	Summary   string
}

// A File is the edition in one format.
type File struct{ Address, Type string }

// pdf is the address of the PDF, if there is one.
func (w Work) pdf() string {
	for _, f := range w.Files {
		if f.Type == "application/pdf" {
			return f.Address
		}
	}
	return ""
}

// title is the title with its subtitle.
func (w Work) title() string {
	if w.Subtitle == "" {
		return clean(w.Title)
	}
	return clean(w.Title) + ": " + clean(w.Subtitle)
}

// authors are the names of the authors: of people, or else of those who issue
// the work.
func (w Work) authors() (all []Name) {
	for _, a := range w.Authors {
		if n := Split(a); n != (Name{}) {
			all = append(all, n)
		}
	}
	if len(all) > 0 {
		return all
	}
	for _, g := range w.Issuers {
		if n := (Name{Literal: clean(g)}); n.Literal != "" {
			all = append(all, n)
		}
	}
	return all
}

// day is the date in a layout of package time, or nothing for a draft.
func (w Work) day(layout string) string {
	if w.Date.IsZero() {
		return ""
	}
	return w.Date.UTC().Format(layout)
}

// key names the work within a list of references, in the letters that every
// program takes.
func (w Work) key() string {
	all := []string{}
	for _, part := range []string{w.Symbol, w.day("2006"), w.Lang} {
		if part = strings.Map(plain, strings.ToLower(part)); strings.Trim(part, "-") != "" {
			all = append(all, strings.Trim(part, "-"))
		}
	}
	if len(all) == 0 {
		return "work"
	}
	return strings.Join(all, "-")
}

func plain(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return r
	}
	return '-'
}

// clean puts words on one line, without signs that nobody sees.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' || unicode.IsControl(r)
	}), " ")
}
