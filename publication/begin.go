package publication

import (
	"fmt"
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// Limits of what is typed, in letters, and of how many there may be.
const (
	MaxTitle   = 200
	MaxLine    = 300
	MaxAbout   = 10_000
	MaxAuthors = 30
	MaxSources = 20
)

// Languages are those that publications appear in.
var Languages = []string{"en", "ru", "kk"}

// A Tongue is a language as refusals name it.
type Tongue string

// Key is the language's name in the catalogues.
func (t Tongue) Key() string { return "language." + string(t) }

// An Author wrote it. Who is on the roll is named by their id and called what
// the roll calls them; everybody else by name.
type Author struct {
	Member      member.ID `json:"member,omitempty"`
	Name        string    `json:"name,omitempty"`
	Affiliation string    `json:"affiliation,omitempty"`
}

// A Plan is what a publication is to be.
type Plan struct {
	Facts
	Title   text.Words `json:"title" doc:"Language tag to the working title"`
	Authors []Author   `json:"authors,omitempty" doc:"The principal author first"`
}

// Begin begins a publication.
type Begin struct{ Plan }

// Describe changes what a publication is to be.
type Describe struct{ Plan }

// Begun records that a publication is being written.
type Begun struct{ Facts }

// Described records that it is to be something else now.
type Described struct{ Facts }

// PlanWords are the words of both.
type PlanWords struct {
	Title   text.Words `json:"title"`
	Authors []Author   `json:"authors,omitempty"`
}

func (Begun) Kind() string     { return "publication.begun" }
func (Described) Kind() string { return "publication.described" }

func (Begin) Name() string    { return "begin" }
func (Describe) Name() string { return "replan" }

func (Begin) May(_ Publication, i Instant) error {
	if !keeps(i.By) {
		return act.Refuse(act.NotAllowed, "refuse.publication.keeper")
	}
	return nil
}

func (Describe) May(p Publication, i Instant) error { return keeping(p, i, Drafting, Released) }

func (c Begin) Decide(_ Publication, i Instant) ([]act.Deed, error) {
	facts, words, err := c.check(i)
	if err != nil {
		return nil, err
	}
	return []act.Deed{{Body: Begun{facts}, Words: words, Group: i.By.Group}}, nil
}

func (c Describe) Decide(p Publication, i Instant) ([]act.Deed, error) {
	facts, words, err := c.check(i)
	if err != nil {
		return nil, err
	}
	// What a group has read cannot be unread, nor a symbol changed.
	if !slices.Equal(facts.Groups, p.Groups) {
		return nil, act.RefuseField("groups", "refuse.describe.groups")
	}
	if p.Symbol != "" && facts.Series != p.Series {
		return nil, act.RefuseField("series", "refuse.describe.series", p.Symbol)
	}
	if facts.Lead() != p.Lead() && len(p.Drafts) > 0 {
		return nil, act.RefuseField("authentic", "refuse.describe.lead")
	}
	return []act.Deed{{Body: Described{facts}, Words: words, Group: i.By.Group}}, nil
}

func (c Plan) check(i Instant) (Facts, PlanWords, error) {
	title, badTitle := c.Title.Clean(MaxTitle)
	if badTitle != nil {
		badTitle = procedure.Mistyped("title", badTitle)
	} else if title.In(Languages...) == "" {
		badTitle = act.RefuseField("title", "refuse.publication.title")
	}
	authors, badAuthors := authors(c.Authors, i)
	var badSeries, badDimension error
	if _, known := letters[c.Series]; !known {
		badSeries = act.RefuseField("series", "refuse.publication.series")
	}
	if c.Dimension != "" && !slices.Contains(i.Dimensions, c.Dimension) {
		badDimension = act.RefuseField("dimension", "refuse.publication.dimension")
	}
	err := act.Together(badTitle, badAuthors, badSeries, badDimension, c.issued(i), c.spoken())
	return c.Facts, PlanWords{title, authors}, err
}

// issued refuses all but one group, which asks, or every group: some of three
// cannot speak for the task force, nor leave one out.
func (c Plan) issued(i Instant) error {
	if len(c.Groups) == 1 && c.Groups[0] == i.By.Group {
		return nil
	}
	for _, g := range i.Groups {
		if !slices.Contains(c.Groups, g.ID) {
			return act.RefuseField("groups", "refuse.publication.groups")
		}
	}
	if len(c.Groups) != len(i.Groups) {
		return act.RefuseField("groups", "refuse.publication.groups")
	}
	return nil
}

func (c Plan) spoken() error {
	if len(c.Authentic) == 0 {
		return act.RefuseField("authentic", "refuse.publication.authentic")
	}
	all := c.Languages()
	for k, lang := range all {
		if !slices.Contains(Languages, lang) || slices.Contains(all[:k], lang) {
			return act.RefuseField("langs", "refuse.lang")
		}
	}
	return nil
}

func authors(all []Author, i Instant) ([]Author, error) {
	if len(all) > MaxAuthors {
		return nil, act.RefuseField("authors", "refuse.publication.authors", MaxAuthors)
	}
	var out []Author
	for _, a := range all {
		if a.Member != "" {
			if !i.People(a.Member) {
				return nil, act.RefuseField("authors", "refuse.publication.author")
			}
			out = append(out, Author{Member: a.Member}) // called what the roll calls them
			continue
		}
		name, bad := procedure.Line("authors", a.Name, MaxTitle)
		affiliation, badToo := procedure.Line("authors", a.Affiliation, MaxLine)
		if err := act.Together(bad, badToo); err != nil {
			return nil, err
		}
		if name == "" {
			return nil, act.RefuseField("authors", "refuse.publication.author")
		}
		out = append(out, Author{Name: name, Affiliation: affiliation})
	}
	return out, nil
}

func (b Begun) Apply(p *Publication, a act.Act) {
	p.Stage, p.Facts, p.Worded = Drafting, b.Facts, a.Hash
}

func (b Described) Apply(p *Publication, a act.Act) {
	// What the keys were turned for has changed.
	p.Facts, p.Worded = b.Facts, a.Hash
	p.unlock()
}

// Joint reports whether all groups issue it, of two or more.
func (f Facts) Joint() bool { return len(f.Groups) > 1 }

// Issues reports whether a group issues it.
func (f Facts) Issues(g group.ID) bool { return slices.Contains(f.Groups, g) }

func webAddress(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

func field(list string, n int, name string) string { return fmt.Sprintf("%s.%d.%s", list, n+1, name) }
