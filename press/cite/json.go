package cite

import (
	"encoding/json"
	"strings"
)

// csl is a work as the Citation Style Language has it.
type csl struct {
	ID         string   `json:"id"`
	Type       string   `json:"type"`
	Title      string   `json:"title"`
	Author     []Name   `json:"author,omitempty"`
	Publisher  string   `json:"publisher,omitempty"`
	Collection string   `json:"collection-title,omitempty"`
	Volume     string   `json:"collection-number,omitempty"`
	Number     string   `json:"number,omitempty"`
	Edition    string   `json:"edition,omitempty"`
	Issued     *cslDate `json:"issued,omitempty"`
	Language   string   `json:"language,omitempty"`
	URL        string   `json:"URL,omitempty"`
	Abstract   string   `json:"abstract,omitempty"`
}

type cslDate struct {
	Parts [][]int `json:"date-parts"`
}

// CSL is the work as CSL-JSON: a list of one.
func (w Work) CSL() ([]byte, error) {
	c := csl{
		ID: w.key(), Type: "report", Title: w.title(), Author: w.authors(), Publisher: clean(w.Publisher), Collection: clean(w.Series),
		Volume: clean(w.Number), Number: clean(w.Symbol), Edition: clean(w.Edition), Language: w.Lang, URL: clean(w.Address), Abstract: clean(w.Summary),
	}
	if !w.Date.IsZero() {
		y, m, d := w.Date.UTC().Date()
		c.Issued = &cslDate{[][]int{{y, int(m), d}}}
	}
	return json.MarshalIndent([]csl{c}, "", "  ")
}

// thing is anything that schema.org names.
type thing struct {
	Context   string   `json:"@context,omitempty"`
	Type      string   `json:"@type"`
	ID        string   `json:"@id,omitempty"`
	Name      string   `json:"name,omitempty"`
	Family    string   `json:"familyName,omitempty"`
	Given     string   `json:"givenName,omitempty"`
	Second    string   `json:"alternativeHeadline,omitempty"`
	Authors   []thing  `json:"author,omitempty"`
	Issuers   []thing  `json:"sourceOrganization,omitempty"`
	Publisher *thing   `json:"publisher,omitempty"`
	Funders   []thing  `json:"funder,omitempty"`
	Number    string   `json:"reportNumber,omitempty"`
	Issue     string   `json:"issueNumber,omitempty"`
	Edition   string   `json:"version,omitempty"`
	PartOf    *thing   `json:"isPartOf,omitempty"`
	Published string   `json:"datePublished,omitempty"`
	Lang      string   `json:"inLanguage,omitempty"`
	Abstract  string   `json:"abstract,omitempty"`
	Licence   any      `json:"license,omitempty"`
	URL       string   `json:"url,omitempty"`
	Same      []string `json:"sameAs,omitempty"`
	Encoding  []thing  `json:"encoding,omitempty"`
	Content   string   `json:"contentUrl,omitempty"`
	Format    string   `json:"encodingFormat,omitempty"`
}

// JSONLD is the work in the words of schema.org. It may stand in a page as it
// is: no sign in it can end an element.
func (w Work) JSONLD() ([]byte, error) {
	t := thing{
		Context: "https://schema.org", Type: "Report", ID: w.Address, Name: clean(w.Title), Second: clean(w.Subtitle),
		Issuers: organisations(w.Issuers), Funders: organisations(w.Funders), Number: clean(w.Symbol), Edition: clean(w.Edition),
		Published: w.day("2006-01-02"), Lang: w.Lang, Abstract: clean(w.Summary), URL: w.Address, Same: w.Same,
	}
	for _, n := range w.authors() {
		if n.Literal == "" {
			t.Authors = append(t.Authors, thing{Type: "Person", Name: n.Given + " " + n.Family, Family: n.Family, Given: n.Given})
		} else if named := strings.Join(w.Authors, ""); clean(named) != "" {
			t.Authors = append(t.Authors, thing{Type: "Person", Name: n.Literal})
		} else {
			t.Authors = append(t.Authors, thing{Type: "Organization", Name: n.Literal})
		}
	}
	if all := organisations([]string{w.Publisher}); len(all) == 1 {
		t.Publisher = &all[0]
	}
	if w.Series != "" {
		series := thing{Type: "Periodical", Name: clean(w.Series)}
		if t.PartOf = &series; w.Number != "" {
			t.PartOf = &thing{Type: "PublicationIssue", Issue: clean(w.Number), PartOf: &series}
		}
	}
	if licence := clean(w.Licence); strings.HasPrefix(licence, "https://") {
		t.Licence = licence
	} else if licence != "" {
		t.Licence = thing{Type: "CreativeWork", Name: licence}
	}
	for _, f := range w.Files {
		t.Encoding = append(t.Encoding, thing{Type: "MediaObject", Content: f.Address, Format: f.Type})
	}
	return json.MarshalIndent(t, "", "  ")
}

func organisations(names []string) (all []thing) {
	for _, name := range names {
		if name = clean(name); name != "" {
			all = append(all, thing{Type: "Organization", Name: name})
		}
	}
	return all
}
