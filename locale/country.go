package locale

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// A Country is one of ISO 3166-1, by its code and in one language.
type Country struct{ Code, Name string }

// notCountries are codes that x/text takes for countries and ISO 3166-1 does
// not list: parts of others, unions, and states that are no more.
const notCountries = " AC AN CP CQ CS DG EA EZ FQ IC NT PC SU TA UN XK YU ZZ "

// countries are all of them, by each language's own order of names.
var countries = func() (all [3]func() []Country) {
	for i, lang := range Langs {
		all[i] = sync.OnceValue(func() []Country { return listCountries(lang) })
	}
	return all
}()

func listCountries(lang Lang) (all []Country) {
	p := For(lang)
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			if name := p.Country(code); name != code {
				all = append(all, Country{code, name})
			}
		}
	}
	Sort(lang, all, func(c Country) string { return c.Name })
	return all
}

// Countries lists the countries to choose from, as the readers of p's language
// look them up. It is shared, and not to be changed.
func (p *Printer) Countries() []Country { return countries[p.Lang().index()]() }

// Country is what a country is called, by its code; a code that is none's is
// said as it is. The names are those of CLDR, but for what the catalogues call
// otherwise: names that have changed since, and those that the OSCE uses.
func (p *Printer) Country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil || region.Canonicalize() != region || region.String() != code || !region.IsCountry() || strings.Contains(notCountries, " "+code+" ") {
		return code
	}
	if key := "country." + strings.ToLower(code); p.Has(key) {
		return p.T(key)
	}
	if name := display.Regions(p.Lang().tag()).Name(region); name != "" {
		return name
	}
	return code
}
