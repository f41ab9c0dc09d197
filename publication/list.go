package publication

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// A Listing tells of a publication that is not held here: what is known of it,
// from where, and where it can be read, if anywhere.
type Listing struct {
	Series    Series     `json:"series"`
	Langs     []string   `json:"langs,omitempty" doc:"In which it appeared, as far as known"`
	Date      string     `json:"date,omitempty" doc:"As far as known: 2009, 2009-11 or 2009-11-29"`
	Dimension string     `json:"dimension,omitempty"`
	Title     text.Words `json:"title"`
	Authors   []Author   `json:"authors,omitempty"`
	Publisher string     `json:"publisher,omitempty"`
	About     text.Words `json:"about,omitempty" doc:"Language tag to what is known of it"`
	Address   string     `json:"address,omitempty" doc:"Where it can be read"`
	Found     bool       `json:"found,omitempty" doc:"It can still be found"`
	Sources   []Evidence `json:"sources,omitempty"`
}

// An Evidence is where a fact was read.
type Evidence struct {
	Publisher string `json:"publisher"`
	What      string `json:"what,omitempty"`
	URL       string `json:"url,omitempty"`
}

// List enters a publication of another house, or of another time, in the
// catalogue.
type List struct{ Listing }

// Relist mends such an entry.
type Relist struct{ Listing }

// ListedAct records the entry.
type ListedAct struct {
	Facts
	Date  string `json:"date,omitempty"`
	Found bool   `json:"found"`
}

// ListedWords are the words of an entry.
type ListedWords struct {
	Title     text.Words `json:"title"`
	Authors   []Author   `json:"authors,omitempty"`
	Publisher string     `json:"publisher,omitempty"`
	About     text.Words `json:"about,omitempty"`
	Address   string     `json:"address,omitempty"`
	Sources   []Evidence `json:"sources,omitempty"`
}

func (ListedAct) Kind() string { return "publication.listed" }

func (List) Name() string   { return "list" }
func (Relist) Name() string { return "relist" }

func (List) May(p Publication, i Instant) error { return Begin{}.May(p, i) }

func (Relist) May(p Publication, i Instant) error { return keeping(p, i, Listed) }

func (c List) Decide(_ Publication, i Instant) ([]act.Deed, error) { return c.deed(i) }

func (c Relist) Decide(_ Publication, i Instant) ([]act.Deed, error) { return c.deed(i) }

func (c Listing) deed(i Instant) ([]act.Deed, error) {
	title, badTitle := c.Title.Clean(MaxTitle)
	if badTitle = procedure.Mistyped("title", badTitle); badTitle == nil && len(title) == 0 {
		badTitle = act.RefuseField("title", "refuse.publication.title")
	}
	about, badAbout := c.About.Clean(MaxAbout)
	authors, badAuthors := authors(c.Authors, i)
	publisher, badPublisher := procedure.Line("publisher", c.Publisher, MaxLine)
	sources, badSources := c.sources()
	var badSeries, badDate, badAddress, badDimension error
	if _, known := letters[c.Series]; !known {
		badSeries = act.RefuseField("series", "refuse.publication.series")
	}
	if c.Date != "" && !asKnown(c.Date) {
		badDate = act.RefuseField("date", "refuse.date")
	}
	if c.Address != "" && !webAddress(c.Address) {
		badAddress = act.RefuseField("address", "refuse.list.address")
	}
	if c.Dimension != "" && !slices.Contains(i.Dimensions, c.Dimension) {
		badDimension = act.RefuseField("dimension", "refuse.publication.dimension")
	}
	if err := act.Together(badTitle, procedure.Mistyped("about", badAbout), badAuthors, badPublisher, badSources, badSeries, badDate, badAddress, badDimension); err != nil {
		return nil, err
	}
	facts := Facts{Series: c.Series, Langs: c.Langs, Dimension: c.Dimension}
	for _, g := range i.Groups {
		facts.Groups = append(facts.Groups, g.ID)
	}
	return []act.Deed{{Body: ListedAct{facts, c.Date, c.Found}, Words: ListedWords{title, authors, publisher, about, c.Address, sources}, Group: i.By.Group}}, nil
}

func (c Listing) sources() ([]Evidence, error) {
	if len(c.Sources) > MaxSources {
		return nil, act.RefuseField("sources", "refuse.list.sources", MaxSources)
	}
	for _, s := range c.Sources {
		if s.URL != "" && !webAddress(s.URL) {
			return nil, act.RefuseField("sources", "refuse.list.address")
		}
		for _, said := range []string{s.Publisher, s.What, s.URL} {
			if _, err := text.CleanLine(said, 500); err != nil {
				return nil, procedure.Mistyped("sources", err)
			}
		}
	}
	return c.Sources, nil
}

// asKnown reports whether s is a year, a month or a day.
func asKnown(s string) bool {
	for _, form := range []string{"2006", "2006-01", time.DateOnly} {
		if at, err := time.Parse(form, s); err == nil && at.Format(form) == s {
			return true
		}
	}
	return false
}

func (b ListedAct) Apply(p *Publication, a act.Act) {
	p.Stage, p.Facts, p.Worded, p.Date, p.Found = Listed, b.Facts, a.Hash, b.Date, b.Found
}

// Appeared is the first instant of the day, month or year in which a listed
// publication appeared, as far as that is known; it orders lists, and is shown
// to nobody. UTC.
func (p Publication) Appeared() (at time.Time, ok bool) {
	for _, form := range []string{time.DateOnly, "2006-01", "2006"} {
		if at, err := time.Parse(form, p.Date); err == nil {
			return at, true
		}
	}
	return at, false
}
