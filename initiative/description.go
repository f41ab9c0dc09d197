package initiative

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// A Description is what the initiative says of itself to the public. It names
// organisations, not persons.
type Description struct {
	Name       text.Words     `json:"name"`
	Mandate    text.Words     `json:"mandate"`
	From       string         `json:"from,omitempty"` // as known: "2009" or "2009-03-01"
	To         string         `json:"to,omitempty"`
	Conveners  []Organisation `json:"conveners,omitempty"`
	Funders    []Funder       `json:"funders,omitempty"`
	Criticism  []Criticism    `json:"criticism,omitempty"`
	Dimensions []Dimension    `json:"dimensions"`
	Addressees []Organisation `json:"addressees"` // whom recommendations may address
	Notice     text.Words     `json:"notice,omitempty"`
	Sources    []Source       `json:"sources,omitempty"`
	// Constituencies are those that members may come from; none named are the
	// default set.
	Constituencies []Constituency `json:"constituencies,omitempty"`
	// Assessed are whose commitments the task force looks into.
	Assessed []Organisation `json:"assessed,omitempty"`
	// Licence says how texts and data of the initiative may be used.
	Licence text.Words `json:"licence,omitempty"`
}

// A Constituency is a part of society that members come from.
type Constituency struct {
	ID   member.Constituency `json:"id"`
	Name text.Words          `json:"name"`
}

// constituencies are the ids of those that d names, for a header: the rules
// read no words.
func (d Description) constituencies() (ids []member.Constituency) {
	for _, c := range d.Constituencies {
		ids = append(ids, c.ID)
	}
	return ids
}

// An Organisation is a convener, a funder or an addressee.
type Organisation struct {
	ID   string     `json:"id"`
	Name text.Words `json:"name"`
}

// A Criticism is what was said in public of the initiative or its funding.
type Criticism struct {
	Date    string     `json:"date,omitempty"` // as known
	About   text.Words `json:"about,omitempty"`
	Text    text.Words `json:"text"`
	Answer  text.Words `json:"answer,omitempty"` // the conveners'
	Sources []Source   `json:"sources,omitempty"`
}

// A Dimension is a field of security, such as the OSCE's three.
type Dimension struct {
	ID   string     `json:"id"`
	Name text.Words `json:"name"`
}

// A Source is where a fact was read.
type Source struct {
	Publisher string `json:"publisher"`
	What      string `json:"what,omitempty"`
	URL       string `json:"url,omitempty"`
}

func (d Description) check() error {
	if d.Name.In("en", "ru", "kk") == "" {
		return act.RefuseField("name", "refuse.initiative.name")
	}
	if len(d.Dimensions) == 0 {
		return act.RefuseField("dimensions", "refuse.initiative.dimensions")
	}
	if err := d.checkConstituencies(); err != nil {
		return err
	}
	parts, ids := d.parts()
	if len(parts) > maxParts {
		return act.RefuseField("mandate", "refuse.initiative.parts", maxParts, len(parts))
	}
	var wrong []error // all that is, said at once
	for _, p := range parts {
		wrong = append(wrong, p.check())
	}
	for _, id := range ids {
		// Matters and addresses of pages carry it.
		if !idForm.MatchString(id) {
			wrong = append(wrong, act.RefuseField("mandate", "refuse.initiative.id", shorten(id)))
		}
	}
	wrong = append(wrong, checkSources("sources", d.Sources))
	for n, f := range d.Funders {
		wrong = append(wrong, f.check(fmt.Sprint("funders.", n+1)))
	}
	for n, c := range d.Criticism {
		field := fmt.Sprint("criticism.", n+1)
		wrong = append(wrong, refuseIf(!asKnown(c.Date), field+".date", "refuse.date"), checkSources(field+".sources", c.Sources))
	}
	return act.Together(wrong...)
}

// A described is one of the texts of a description, and where it is. Of what a
// form asks for entry by entry, the place tells the language too.
type described struct {
	field   string
	entry   bool
	inWords text.Words
}

func (p described) check() error {
	for _, lang := range slices.Sorted(maps.Keys(p.inWords)) {
		if !slices.Contains(procedure.Languages, lang) {
			return act.RefuseField(p.field, "refuse.lang")
		}
		if _, err := text.Clean(p.inWords[lang], procedure.MaxWords); err != nil {
			field := p.field
			if p.entry {
				field += "." + lang
			}
			return procedure.Mistyped(field, err)
		}
	}
	return nil
}

// maxSource is how many letters there may be in what is said of a source.
const maxSource = 500

// checkSources refuses sources that are not lines of text, or that lead
// elsewhere than to a page: a link of another kind could run a script on the
// reader's own.
func checkSources(field string, all []Source) error {
	for _, s := range all {
		if s.URL != "" && !strings.HasPrefix(s.URL, "https://") && !strings.HasPrefix(s.URL, "http://") {
			return act.RefuseField(field, "refuse.initiative.link", shorten(s.URL))
		}
		for _, said := range []string{s.Publisher, s.What, s.URL} {
			if _, err := text.CleanLine(said, maxSource); err != nil {
				return procedure.Mistyped(field, err)
			}
		}
	}
	return nil
}

// maxConstituencies is how many may be named; a header has room for them.
const maxConstituencies = 40

func (d Description) checkConstituencies() error {
	if len(d.Constituencies) > maxConstituencies {
		return act.RefuseField("constituencies", "refuse.constituencies.many", maxConstituencies)
	}
	seen := map[member.Constituency]bool{}
	for n, c := range d.Constituencies {
		switch {
		case !plainWord(string(c.ID)) || seen[c.ID]:
			return act.RefuseField("constituencies", "refuse.constituencies.id", shorten(string(c.ID)))
		case c.Name.In("en", "ru", "kk") == "":
			return act.RefuseField(fmt.Sprint("constituencies.", n+1, ".name"), "refuse.constituencies.name", string(c.ID))
		}
		seen[c.ID] = true
	}
	return nil
}

// ConstituencyUsed refuses to drop a constituency that members come from; string
// and int: its id, and how many they are.
const ConstituencyUsed = "refuse.constituencies.used"

// keeps refuses a set of constituencies that lacks one from which somebody comes
// who sits now, or will, as far as seats are given. It would have no name any
// more, and nobody could be appointed beside them.
func (n Initiative) keeps(set []member.Constituency, at time.Time) error {
	used := map[member.Constituency]int{}
	for _, s := range n.Standings {
		if s.To.IsZero() || s.To.After(at) {
			used[s.Constituency]++
		}
	}
	var wrong []error
	for _, c := range n.ConstituencySet() {
		if used[c] > 0 && !slices.Contains(set, c) {
			wrong = append(wrong, act.RefuseField("constituencies", ConstituencyUsed, string(c), used[c]))
		}
	}
	return act.Together(wrong...)
}

// idForm is what the id of an organisation or a dimension looks like.
var idForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,40}$`)

// maxParts is how many names and texts a description may have. It is read
// whenever a page is drawn.
const maxParts = 1000

// parts lists all words of d, in every language, and all ids.
func (d Description) parts() (all []described, ids []string) {
	general := func(words ...text.Words) {
		for _, w := range words {
			all = append(all, described{"mandate", false, w})
		}
	}
	entry := func(list string, n int, name string, w text.Words) {
		all = append(all, described{fmt.Sprint(list, ".", n+1, ".", name), true, w})
	}
	general(d.Name, d.Mandate, d.Notice, d.Licence)
	for _, o := range slices.Concat(d.Conveners, d.Addressees, d.Assessed) {
		general(o.Name)
		ids = append(ids, o.ID)
	}
	for n, f := range d.Funders {
		entry("funders", n, "name", f.Name)
		entry("funders", n, "purpose", f.Purpose)
		entry("funders", n, "status", f.Status)
		ids = append(ids, f.ID)
	}
	for _, o := range d.Dimensions {
		general(o.Name)
		ids = append(ids, o.ID)
	}
	for n, c := range d.Criticism {
		entry("criticism", n, "text", c.Text)
		entry("criticism", n, "about", c.About)
		entry("criticism", n, "answer", c.Answer)
	}
	for n, c := range d.Constituencies {
		entry("constituencies", n, "name", c.Name)
	}
	return all, ids
}

// shorten makes foreign words fit to be quoted in a sentence.
func shorten(s string) string {
	if letters := []rune(strings.ToValidUTF8(s, "")); len(letters) > 40 {
		return string(letters[:40]) + "…"
	}
	return strings.ToValidUTF8(s, "")
}
