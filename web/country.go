package web

import (
	"net/url"
	"slices"

	"example.org/counterpart/locale"
	"example.org/counterpart/web/part"
)

// country is what a country is called; what is kept of it is the code. Of some
// people none is known.
func (v *visit) country(code string) string {
	if code == "" {
		return v.p.T("web.balance.unknown")
	}
	return v.p.Country(code)
}

// askCountry asks for a country by its name. A code that no country has is
// offered as it stands, so that nothing is lost of what was entered by file.
func (v *visit) askCountry(in url.Values, known string) question {
	f := part.Field{Name: "country", Label: v.p.T("web.country"), Value: or(in, "country", known), Optional: true,
		Options: []part.Option{{Label: v.p.T("web.country.none")}}}
	listed := f.Value == ""
	for _, c := range v.p.Countries() {
		f.Options = append(f.Options, part.Option{Value: c.Code, Label: c.Name})
		listed = listed || c.Code == f.Value
	}
	if !listed {
		f.Options = slices.Insert(f.Options, 1, part.Option{Value: f.Value, Label: f.Value})
	}
	return question{f, "select"}
}

// byName sorts codes of countries by the names that readers see, each once, and
// what is not known last.
func (v *visit) byName(codes []string) []string {
	slices.Sort(codes)
	codes = slices.Compact(codes)
	locale.Sort(v.p.Lang(), codes, v.p.Country)
	if len(codes) > 0 && codes[0] == "" {
		codes = append(codes[1:], "")
	}
	return codes
}
