package publication

import (
	"maps"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// Write lays a whole version in one language before those who issue it.
type Write struct {
	Lang string   `json:"lang"`
	Base act.Hash `json:"base,omitzero" doc:"The version in this language that it was written on; left out for the first"`
	Of   act.Hash `json:"of,omitzero" doc:"Of a rendering: the version in the language it is written in first that it renders"`
	Version
}

// A Version is what is written in one language.
type Version struct {
	Title    string `json:"title"`
	Subtitle string `json:"subtitle,omitempty"`
	Summary  string `json:"summary,omitempty" doc:"A paragraph on each line"`
	Parts    []Part `json:"parts" doc:"Of a rendering, as many as it renders, each with the id of its original"`
}

// Written records a version.
type Written struct {
	Lang    string   `json:"lang"`
	N       int      `json:"n"` // counts the versions in this language
	Of      act.Hash `json:"of,omitzero"`
	IDs     int      `json:"ids"` // the highest number given to a part by now
	Parts   []Slot   `json:"parts"`
	Open    int      `json:"open"`    // square brackets in the words
	Missing int      `json:"missing"` // parts that have no words yet
	Summary bool     `json:"summary"`
}

// VersionWords are the words of a version, in the order of its slots.
type VersionWords struct {
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle,omitempty"`
	Summary  string   `json:"summary,omitempty"`
	Parts    []string `json:"parts"`
}

func (Written) Kind() string { return "publication.written" }

func (Write) Name() string { return "write" }

func (Write) May(p Publication, i Instant) error { return keeping(p, i, Drafting, Awaiting, Released) }

func (c Write) Decide(p Publication, i Instant) ([]act.Deed, error) {
	if !slices.Contains(p.Languages(), c.Lang) {
		return nil, act.RefuseField("lang", "refuse.write.lang")
	}
	if c.Base != p.Drafts[c.Lang].Hash {
		return nil, act.Refuse(act.Stale, "refuse.write.base")
	}
	title, badTitle := procedure.Line("title", c.Title, MaxTitle)
	if badTitle == nil && title == "" {
		badTitle = act.RefuseField("title", "refuse.publication.title")
	}
	subtitle, badSubtitle := procedure.Line("subtitle", c.Subtitle, MaxLine)
	summary, badSummary := procedure.Words("summary", c.Summary, MaxAbout)
	parts, ids, badParts := c.parts(p, i)
	if err := act.Together(badTitle, badSubtitle, badSummary, badParts); err != nil {
		return nil, err
	}
	body := Written{Lang: c.Lang, N: p.Drafts[c.Lang].N + 1, IDs: ids, Summary: summary != "",
		Open: text.Open(title) + text.Open(subtitle) + text.Open(summary)}
	if c.Lang != p.Lead() {
		body.Of = c.Of
	}
	words := VersionWords{Title: title, Subtitle: subtitle, Summary: summary}
	for _, part := range parts {
		body.Parts = append(body.Parts, Slot{part.ID, part.Kind, part.Of})
		body.Open += text.Open(part.Words)
		if part.Words == "" && !part.Kind.Wordless() {
			body.Missing++
		}
		words.Parts = append(words.Parts, part.Words)
	}
	return []act.Deed{{Body: body, Words: words, Group: i.By.Group}}, nil
}

// parts returns the parts as they will be kept.
func (c Write) parts(p Publication, i Instant) (parts []Part, ids int, err error) {
	if len(c.Parts) > MaxParts {
		return nil, 0, act.RefuseField("parts", "refuse.write.parts", MaxParts)
	}
	parts, ids = slices.Clone(c.Parts), p.IDs
	if c.Lang == p.Lead() {
		known := map[text.ParagraphID]bool{}
		for _, s := range p.Drafts[c.Lang].Parts {
			known[s.ID] = true
		}
		parts, ids, err = number(parts, known, ids)
	} else {
		parts, err = c.rendering(p)
	}
	if err != nil {
		return nil, 0, err
	}
	letters, wrong := 0, []error(nil)
	for n := range parts {
		var bad error
		parts[n], bad = parts[n].check(n, p.Facts, i)
		wrong = append(wrong, bad)
		letters += len([]rune(parts[n].Words))
	}
	if letters > MaxBody {
		wrong = append(wrong, act.RefuseField("parts", text.TooLongText, MaxBody, letters))
	}
	return parts, ids, act.Together(wrong...)
}

// rendering gives the words of a translation the frame of what it renders: it
// has the same parts in the same order, or the two could not be set side by side.
func (c Write) rendering(p Publication) (parts []Part, err error) {
	lead, ok := p.Drafts[p.Lead()]
	if !ok {
		return nil, act.Refuse(act.NotNow, "refuse.write.lead")
	}
	if c.Of != lead.Hash {
		return nil, act.Refuse(act.Stale, "refuse.write.of")
	}
	words := map[text.ParagraphID]string{}
	for n, part := range c.Parts {
		if !slices.ContainsFunc(lead.Parts, func(s Slot) bool { return s.ID == part.ID }) {
			return nil, act.RefuseField(field("parts", n, "id"), "refuse.part.unknown")
		}
		words[part.ID] = part.Words
	}
	for _, s := range lead.Parts {
		parts = append(parts, Part{s.ID, s.Kind, s.Of, words[s.ID]})
	}
	return parts, nil
}

func (b Written) Apply(p *Publication, a act.Act) {
	p.Drafts = maps.Clone(p.Drafts)
	if p.Drafts == nil {
		p.Drafts = map[string]Draft{}
	}
	p.Drafts[b.Lang] = Draft{Hash: a.Hash, N: b.N, By: a.By, At: a.At, Of: b.Of, Parts: b.Parts, Open: b.Open, Missing: b.Missing, Summary: b.Summary}
	p.IDs = b.IDs
	p.unlock()
}

// unlock takes the keys back: what they were turned for has changed.
func (p *Publication) unlock() {
	p.Keys, p.At = nil, time.Time{}
	if p.Stage == Awaiting {
		p.Stage = Drafting
	}
}

// Stands reports whether a language stands at the version of the language it is
// written in first, with nothing missing.
func (p Publication) Stands(lang string) bool {
	d, ok := p.Drafts[lang]
	return ok && d.Missing == 0 && (lang == p.Lead() || d.Of == p.Drafts[p.Lead()].Hash)
}

// Ready is what would be released now: the authentic languages, and those
// translations that stand at the same version.
func (p Publication) Ready() map[string]act.Hash {
	ready := map[string]act.Hash{}
	for _, lang := range p.Authentic {
		if d, ok := p.Drafts[lang]; ok {
			ready[lang] = d.Hash
		}
	}
	for _, lang := range p.Langs {
		if p.Stands(lang) {
			ready[lang] = p.Drafts[lang].Hash
		}
	}
	return ready
}

// Join puts the words of a version to its slots. Of words that are erased the
// slots are left.
func Join(slots []Slot, w VersionWords) Version {
	v := Version{Title: w.Title, Subtitle: w.Subtitle, Summary: w.Summary}
	for n, s := range slots {
		part := Part{ID: s.ID, Kind: s.Kind, Of: s.Of}
		if n < len(w.Parts) {
			part.Words = w.Parts[n]
		}
		v.Parts = append(v.Parts, part)
	}
	return v
}
