package cite

import (
	"fmt"
	"slices"
	"strings"
)

// langNames are what BibTeX calls the languages.
var langNames = map[string]string{"en": "english", "ru": "russian", "kk": "kazakh"}

// months are the names that BibTeX knows without having been told.
var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// tex writes what TeX has a meaning for. Braces are named, since BibTeX counts
// them even behind a backslash.
var tex = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\textbraceleft{}`, "}", `\textbraceright{}`, "~", `\textasciitilde{}`,
	"^", `\textasciicircum{}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`)

// address is an address as it may stand between braces.
var address = strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20")

// BibTeX is the work as an entry of BibTeX and biblatex.
func (w Work) BibTeX() string {
	var b strings.Builder
	fmt.Fprintf(&b, "@techreport{%s", w.key())
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, ",\n  %s = {%s}", name, value)
		}
	}
	var authors []string
	for _, n := range w.authors() {
		authors = append(authors, n.tex())
	}
	field("author", strings.Join(authors, " and "))
	field("title", braced(w.title()))
	field("institution", braced(clean(w.Publisher)))
	field("type", tex.Replace(clean(w.Series)))
	field("number", tex.Replace(clean(w.Symbol)))
	field("edition", tex.Replace(clean(w.Edition)))
	field("year", w.day("2006"))
	if !w.Date.IsZero() {
		fmt.Fprintf(&b, ",\n  month = %s", months[w.Date.UTC().Month()-1])
	}
	field("date", w.day("2006-01-02"))
	field("langid", langNames[w.Lang])
	field("url", address.Replace(clean(w.Address)))
	field("abstract", tex.Replace(clean(w.Summary)))
	b.WriteString("\n}\n")
	return b.String()
}

// braced keeps words together, and their capital letters as they are.
func braced(s string) string {
	if s == "" {
		return ""
	}
	return "{" + tex.Replace(s) + "}"
}

// tex is the name for a list of authors. What could be read as the word
// between two authors stands in braces.
func (n Name) tex() string {
	if n.Literal != "" {
		return braced(n.Literal)
	}
	part := func(s string) string {
		joins := func(word string) bool { return strings.EqualFold(word, "and") }
		if strings.Contains(s, ",") || slices.ContainsFunc(strings.Fields(s), joins) {
			return braced(s)
		}
		return tex.Replace(s)
	}
	family := part(n.Family)
	if strings.Contains(n.Family, " ") {
		family = braced(n.Family)
	}
	return family + ", " + part(n.Given)
}
