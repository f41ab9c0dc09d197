package initiative

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/text"
)

// A Funder is who pays, how much, for what and on whose word. All that the
// description says of funders is the register of funders; every description is
// kept, so the register as it stood on a date always has an answer.
type Funder struct {
	Organisation
	Form     string     `json:"form,omitempty"`     // how it gives: "grant"
	Amount   int64      `json:"amount,omitempty"`   // whole units of Currency; 0 if not known
	Currency string     `json:"currency,omitempty"` // ISO 4217
	Status   text.Words `json:"status,omitempty"`   // who reports the sum
	Sources  []Source   `json:"sources,omitempty"`
	Legal    LegalForm  `json:"legal,omitempty" doc:"What sort of organisation it is: government, intergovernmental, foundation, company, ngo, person or other"`
	Band     Band       `json:"band,omitempty" doc:"Where the sum is not told: under-10k, 10k-100k, 100k-1m or over-1m, of the currency"`
	From     string     `json:"from,omitempty" doc:"From when it pays, as known: 2009, 2009-03 or 2009-03-01"`
	To       string     `json:"to,omitempty" doc:"Until when"`
	Purpose  text.Words `json:"purpose,omitempty"`
}

// A LegalForm is what sort of organisation a funder is.
type LegalForm string

// The legal forms. Of a government it matters whether it is the one that is
// advised.
const (
	Government        LegalForm = "government"
	Intergovernmental LegalForm = "intergovernmental"
	Foundation        LegalForm = "foundation"
	Company           LegalForm = "company"
	NGO               LegalForm = "ngo"
	Person            LegalForm = "person"
	OtherForm         LegalForm = "other"
)

// LegalForms lists them all.
var LegalForms = []LegalForm{Government, Intergovernmental, Foundation, Company, NGO, Person, OtherForm}

// Key is the legal form's name in the catalogues.
func (l LegalForm) Key() string { return "legal." + string(l) }

// A Band is about how much a funder gives, where the sum is not told.
type Band string

// Bands lists them all.
var Bands = []Band{"under-10k", "10k-100k", "100k-1m", "over-1m"}

// Key is the band's name in the catalogues.
func (b Band) Key() string { return "band." + string(b) }

var (
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
	givenForm    = regexp.MustCompile(`^[a-z-]{0,40}$`)
)

// check refuses what cannot be in the register. The field is where f is in the
// description.
func (f Funder) check(field string) error {
	money := f.Amount > 0 || f.Band != "" || f.Currency != ""
	return act.Together(
		refuseIf(f.Name.In("en", "ru", "kk") == "", field+".name", "refuse.funder.name"),
		refuseIf(f.Legal != "" && !slices.Contains(LegalForms, f.Legal), field+".legal", "refuse.funder.legal"),
		refuseIf(!givenForm.MatchString(f.Form), field+".form", "refuse.funder.form"),
		refuseIf(f.Band != "" && !slices.Contains(Bands, f.Band), field+".band", "refuse.funder.band"),
		refuseIf(f.Amount < 0 || f.Amount > 1e15 || f.Amount > 0 && f.Band != "", field+".amount", "refuse.funder.amount"),
		refuseIf(money && !currencyForm.MatchString(f.Currency), field+".currency", "refuse.funder.currency"),
		checkPeriod(field+".", f.From, f.To),
		checkSources(field+".sources", f.Sources))
}

// checkPeriod refuses the fields from and to, below a name, unless they are
// dates as known, and in order.
func checkPeriod(below, from, to string) error {
	wrongFrom, wrongTo := refuseIf(!asKnown(from), below+"from", "refuse.date"), refuseIf(!asKnown(to), below+"to", "refuse.date")
	if wrongFrom == nil && wrongTo == nil {
		wrongTo = refuseIf(from != "" && to != "" && before(to, from), below+"to", "refuse.dates")
	}
	return act.Together(wrongFrom, wrongTo)
}

// asKnown reports whether s is a date as far as it is known, such as 2009,
// 2009-03 or 2009-03-01, or nothing.
func asKnown(s string) bool {
	for _, form := range []string{"2006", "2006-01", time.DateOnly} {
		if at, err := time.Parse(form, s); err == nil {
			return at.Format(form) == s
		}
	}
	return s == ""
}

// before reports whether one date is surely before another: a year is neither
// before a day in it nor after it.
func before(a, b string) bool {
	n := min(len(a), len(b))
	return a[:n] < b[:n]
}

// FundersOn are the funders of a description that pay on a day (UTC), as far as
// their dates are known.
func (d Description) FundersOn(at time.Time) (paying []Funder) {
	day := at.UTC().Format(time.DateOnly)
	for _, f := range d.Funders {
		if !before(day, f.From) && !before(f.To, day) {
			paying = append(paying, f)
		}
	}
	return paying
}

// A FunderChange is what one description changed in the register of funders
// that the one before it held.
type FunderChange struct {
	Added, Changed, Removed []Funder
}

// Changes compares two registers. Funders are told apart by their ids; several
// payments of one funder are taken in their order.
func Changes(was, is []Funder) (c FunderChange) {
	left := slices.Clone(was)
	for _, f := range is {
		k := slices.IndexFunc(left, func(g Funder) bool { return g.ID == f.ID })
		switch {
		case k < 0:
			c.Added = append(c.Added, f)
			continue
		case !f.equal(left[k]):
			c.Changed = append(c.Changed, f)
		}
		left = slices.Delete(left, k, k+1)
	}
	c.Removed = left
	return c
}

// Any reports whether anything changed.
func (c FunderChange) Any() bool { return len(c.Added)+len(c.Changed)+len(c.Removed) > 0 }

// equal reports whether two entries of the register say the same.
func (f Funder) equal(g Funder) bool {
	same := func(a, b text.Words) bool {
		for _, lang := range []string{"en", "ru", "kk"} {
			if a[lang] != b[lang] {
				return false
			}
		}
		return true
	}
	return f.ID == g.ID && same(f.Name, g.Name) && f.Form == g.Form && f.Amount == g.Amount && f.Currency == g.Currency &&
		same(f.Status, g.Status) && slices.Equal(f.Sources, g.Sources) && f.Legal == g.Legal && f.Band == g.Band &&
		f.From == g.From && f.To == g.To && same(f.Purpose, g.Purpose)
}

// names are what funders are called, each once.
func names(all []Funder) (called []text.Words) {
	seen := map[string]bool{}
	for _, f := range all {
		if !seen[f.ID] {
			seen[f.ID] = true
			called = append(called, f.Name)
		}
	}
	return called
}

// Called reports whether words, such as an affiliation, name the organisation:
// whether they are its name in one of the languages.
func (o Organisation) Called(words text.Words) bool {
	for _, name := range o.Name {
		for _, s := range words {
			if name != "" && strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(s)) {
				return true
			}
		}
	}
	return false
}
