package initiative

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
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

// Found founds the initiative with its groups and its first rules.
type Found struct {
	Description Description     `json:"description"`
	Groups      []group.Group   `json:"groups"`
	Rules       procedure.Rules `json:"rules"`
}

// Founded records the founding.
type Founded struct {
	Groups []group.Group   `json:"groups"`
	Rules  procedure.Rules `json:"rules"`
}

func (Founded) Kind() string { return "initiative.founded" }

func (Found) Name() string { return "found" }

func (c Found) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	if !n.FoundedAt.IsZero() {
		return nil, act.Refuse(act.NotNow, "refuse.initiative.founded")
	}
	if i.By.Member != Operator {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	if err := c.Description.check(); err != nil {
		return nil, err
	}
	if len(c.Groups) < 2 {
		return nil, act.RefuseField("groups", "refuse.group.two")
	}
	if len(c.Groups) > maxGroups {
		return nil, act.RefuseField("groups", "refuse.group.many", maxGroups)
	}
	var ids []group.ID
	for _, g := range c.Groups {
		if err := checkGroup(g, ids); err != nil {
			return nil, err
		}
		ids = append(ids, g.ID)
	}
	c.Rules.Version = 1
	if err := c.Rules.Check(ids); err != nil {
		return nil, err
	}
	return []act.Deed{{Body: Founded{c.Groups, c.Rules}, Words: c.Description}}, nil
}

func (f Founded) Apply(n *Initiative, a act.Act) {
	n.FoundedAt, n.Groups, n.Rules, n.Described = a.At, f.Groups, f.Rules, a.Hash
}

func (d Description) check() error {
	if d.Name.In("en", "ru", "kk") == "" {
		return act.RefuseField("name", "refuse.initiative.name")
	}
	if len(d.Dimensions) == 0 {
		return act.RefuseField("dimensions", "refuse.initiative.dimensions")
	}
	parts, ids := d.parts()
	if len(parts) > maxParts {
		return act.RefuseField("mandate", "refuse.initiative.parts", maxParts, len(parts))
	}
	for _, p := range parts {
		if err := p.check(); err != nil {
			return err
		}
	}
	for _, id := range ids {
		// Matters and addresses of pages carry it.
		if !idForm.MatchString(id) {
			return act.RefuseField("mandate", "refuse.initiative.id", shorten(id))
		}
	}
	if err := checkSources("sources", d.Sources); err != nil {
		return err
	}
	for n, f := range d.Funders {
		field := fmt.Sprint("funders.", n+1)
		if err := first(f.check(field), checkSources(field+".sources", f.Sources)); err != nil {
			return err
		}
	}
	for n, c := range d.Criticism {
		field := fmt.Sprint("criticism.", n+1)
		if !asKnown(c.Date) {
			return act.RefuseField(field+".date", "refuse.date")
		}
		if err := checkSources(field+".sources", c.Sources); err != nil {
			return err
		}
	}
	return nil
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
			return problem(field, err)
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
				return problem(field, err)
			}
		}
	}
	return nil
}

// first returns the first error there is.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
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
	general(d.Name, d.Mandate, d.Notice)
	for _, o := range slices.Concat(d.Conveners, d.Addressees) {
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
	return all, ids
}

// shorten makes foreign words fit to be quoted in a sentence.
func shorten(s string) string {
	if letters := []rune(strings.ToValidUTF8(s, "")); len(letters) > 40 {
		return string(letters[:40]) + "…"
	}
	return strings.ToValidUTF8(s, "")
}

// What a group may carry. Groups stand in headers, which have a largest size.
const (
	maxGroups    = 12
	maxName      = 80 // letters, in each language
	maxLanguages = 6
)

func checkGroup(g group.Group, taken []group.ID) error {
	switch {
	case !g.ID.Valid():
		return act.RefuseField("groups", "refuse.group.id", shorten(string(g.ID)))
	case slices.Contains(taken, g.ID):
		return act.RefuseField("groups", "refuse.group.twice", shorten(string(g.ID)))
	case g.Name.In("en", "ru", "kk") == "" || g.Capital.In("en", "ru", "kk") == "":
		return act.RefuseField("groups", "refuse.group.name", shorten(string(g.ID)))
	}
	if _, err := time.LoadLocation(g.Zone); err != nil || g.Zone == "" || g.Zone == "Local" {
		return act.RefuseField("groups", "refuse.group.zone", string(g.ID), shorten(g.Zone))
	}
	for _, words := range []text.Words{g.Name, g.Capital} {
		for lang, s := range words {
			line, err := text.CleanLine(s, maxName)
			if err == nil && line != s {
				err = text.Problem{Key: text.Untidy}
			}
			if err != nil {
				p := text.AsProblem(err)
				return act.RefuseField("groups", p.Key, p.Args...)
			}
			if !slices.Contains(procedure.Languages, lang) {
				return act.RefuseField("groups", "refuse.lang")
			}
		}
	}
	if len(g.Languages) > maxLanguages || slices.ContainsFunc(g.Languages, func(l string) bool { return !plainWord(l) }) {
		return act.RefuseField("groups", "refuse.group.languages", maxLanguages)
	}
	return nil
}

// Describe replaces what the initiative says of itself.
type Describe struct {
	Description Description `json:"description"`
	Replaces    act.Hash    `json:"replaces,omitzero" doc:"The act of the description that this one was written on; refused if there is a newer one"`
}

// Described records a new description.
type Described struct{}

func (Described) Kind() string { return "initiative.described" }

func (Describe) Name() string { return "describe" }

func (c Describe) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	if err := keepsHouse(i, ""); err != nil {
		return nil, err
	}
	if c.Replaces != (act.Hash{}) && c.Replaces != n.Described {
		return nil, act.Refuse(act.Stale, "refuse.describe.stale")
	}
	if err := c.Description.check(); err != nil {
		return nil, err
	}
	return []act.Deed{{Body: Described{}, Words: c.Description, Group: i.By.Group}}, nil
}

func (Described) Apply(n *Initiative, a act.Act) { n.Described = a.Hash }

// FormGroup adds a group. Matters already referred go on among the groups
// that they were referred to.
type FormGroup struct {
	Group group.Group `json:"group"`
	Rule  group.Rule  `json:"rule"` // how it decides
}

// GroupFormed records a new group.
type GroupFormed struct {
	Group group.Group `json:"group"`
	Rule  group.Rule  `json:"rule"`
}

func (GroupFormed) Kind() string { return "initiative.group-formed" }

func (FormGroup) Name() string { return "form-group" }

func (c FormGroup) Decide(n Initiative, i Instant) ([]act.Deed, error) {
	if i.By.Member != Operator {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.operator")
	}
	if len(n.Groups) >= maxGroups {
		return nil, act.RefuseField("group", "refuse.group.many", maxGroups)
	}
	if err := checkGroup(c.Group, n.IDs()); err != nil {
		return nil, err
	}
	if why := c.Rule.Check(); why != "" {
		return nil, act.RefuseField("rule", why)
	}
	return []act.Deed{{Body: GroupFormed(c)}}, nil
}

func (f GroupFormed) Apply(n *Initiative, _ act.Act) {
	n.Groups = append(n.Groups, f.Group)
	rules := map[group.ID]group.Rule{f.Group.ID: f.Rule}
	for g, r := range n.Rules.Decide {
		rules[g] = r
	}
	n.Rules.Decide = rules
	n.Rules.Version++
	n.Proposed = nil // it did not speak of this group
}
