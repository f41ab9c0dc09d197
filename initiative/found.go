package initiative

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
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

// Found founds the initiative with its groups and its first rules.
type Found struct {
	Description Description     `json:"description"`
	Groups      []group.Group   `json:"groups"`
	Rules       procedure.Rules `json:"rules"`
}

// Founded records the founding.
type Founded struct {
	Groups         []group.Group         `json:"groups"`
	Rules          procedure.Rules       `json:"rules"`
	Constituencies []member.Constituency `json:"constituencies,omitempty"`
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
	return []act.Deed{{Body: Founded{c.Groups, c.Rules, c.Description.constituencies()}, Words: c.Description}}, nil
}

func (f Founded) Apply(n *Initiative, a act.Act) {
	n.FoundedAt, n.Groups, n.Rules, n.Described = a.At, f.Groups, f.Rules, a.Hash
	n.Constituencies = f.Constituencies
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
	words, ids := d.parts()
	if len(words) > maxParts {
		return act.RefuseField("mandate", "refuse.initiative.parts", maxParts, len(words))
	}
	for _, words := range words {
		for lang, s := range words {
			if !slices.Contains(procedure.Languages, lang) {
				return act.RefuseField("mandate", "refuse.lang")
			}
			if _, err := text.Clean(s, procedure.MaxWords); err != nil {
				p := text.AsProblem(err)
				return act.RefuseField("mandate", p.Key, p.Args...)
			}
		}
	}
	for _, id := range ids {
		// Matters and addresses of pages carry it.
		if !idForm.MatchString(id) {
			return act.RefuseField("mandate", "refuse.initiative.id", shorten(id))
		}
	}
	sources := d.Sources
	for n, f := range d.Funders {
		if err := f.check(fmt.Sprint("funders.", n+1)); err != nil {
			return err
		}
		sources = append(slices.Clip(sources), f.Sources...)
	}
	for _, c := range d.Criticism {
		sources = append(slices.Clip(sources), c.Sources...)
	}
	for _, s := range sources {
		// A link of another kind could run a script on the reader's page.
		if s.URL != "" && !strings.HasPrefix(s.URL, "https://") && !strings.HasPrefix(s.URL, "http://") {
			return act.RefuseField("sources", "refuse.initiative.link", shorten(s.URL))
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
	for _, c := range d.Constituencies {
		switch {
		case !plainWord(string(c.ID)) || seen[c.ID]:
			return act.RefuseField("constituencies", "refuse.constituencies.id", shorten(string(c.ID)))
		case c.Name.In("en", "ru", "kk") == "":
			return act.RefuseField("constituencies", "refuse.constituencies.name", string(c.ID))
		}
		seen[c.ID] = true
	}
	return nil
}

// idForm is what the id of an organisation or a dimension looks like.
var idForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,40}$`)

// maxParts is how many names and texts a description may have. It is read
// whenever a page is drawn.
const maxParts = 1000

// parts lists all words of d, in every language, and all ids.
func (d Description) parts() (words []text.Words, ids []string) {
	words = []text.Words{d.Name, d.Mandate, d.Notice}
	organisations := slices.Concat(d.Conveners, d.Addressees)
	for _, f := range d.Funders {
		organisations = append(organisations, f.Organisation)
		words = append(words, f.Status, f.Purpose)
	}
	for _, o := range organisations {
		words, ids = append(words, o.Name), append(ids, o.ID)
	}
	for _, o := range d.Dimensions {
		words, ids = append(words, o.Name), append(ids, o.ID)
	}
	for _, c := range d.Criticism {
		words = append(words, c.About, c.Text, c.Answer)
	}
	for _, c := range d.Constituencies {
		words = append(words, c.Name)
	}
	return words, ids
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
type Described struct {
	Constituencies []member.Constituency `json:"constituencies,omitempty"`
}

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
	return []act.Deed{{Body: Described{c.Description.constituencies()}, Words: c.Description, Group: i.By.Group}}, nil
}

func (d Described) Apply(n *Initiative, a act.Act) {
	n.Described, n.Constituencies = a.Hash, d.Constituencies
}

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
