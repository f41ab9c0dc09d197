package api

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// A Version is a text at one moment, without its words.
type Version struct {
	Hash     act.Hash  `json:"hash" doc:"Of the act that issued it, by which commands name it"`
	N        int       `json:"n" doc:"Its number; 1 is the text as raised"`
	By       group.ID  `json:"by"`
	At       time.Time `json:"at"`
	Brackets int       `json:"brackets" doc:"How many are open; a clean version has none"`
	Marks    []Mark    `json:"marks" doc:"What is known of each paragraph of the latest version, for members to read"`
}

// A Mark is what is known of a paragraph beside its words.
type Mark struct {
	ID       text.ParagraphID `json:"id"`
	Of       act.Hash         `json:"of" doc:"The version in which it was worded as it is"`
	By       group.ID         `json:"by"`
	Brackets int              `json:"brackets"`
	New      []group.ID       `json:"new" doc:"Groups that have not considered it as it is"`
}

// latest tells of the latest version of a matter.
func (v *visit) latest(m register.Matter) Version {
	out := Version{Hash: m.Version.Hash, N: m.Version.N, By: m.Version.By, At: m.Version.At, Brackets: m.Version.Brackets(), Marks: []Mark{}}
	if v.standing().Group == "" {
		return out
	}
	for _, p := range m.Version.Paragraphs {
		mark := Mark{p.ID, p.Of, p.By, p.Brackets, []group.ID{}}
		for _, g := range m.Groups {
			if slices.Contains(m.Unconsidered(g), p.ID) {
				mark.New = append(mark.New, g)
			}
		}
		out.Marks = append(out.Marks, mark)
	}
	return out
}

// A Text is a version with its words.
type Text struct {
	Hash       act.Hash    `json:"hash"`
	N          int         `json:"n"`
	By         group.ID    `json:"by"`
	At         time.Time   `json:"at"`
	Lang       string      `json:"lang" doc:"The working language"`
	Title      text.Words  `json:"title,omitempty" doc:"Of a version by which the matter was raised or reworded"`
	Paragraphs []Paragraph `json:"paragraphs"`
	Erased     bool        `json:"erased,omitempty"`
	Redline    *Redline    `json:"redline,omitempty" doc:"What changed, if that was asked for"`
}

// A Redline is what changed from one version to another.
type Redline struct {
	Against act.Hash `json:"against"`
	Changes []Change `json:"changes" doc:"Every paragraph of either version once, in the order of the new one"`
}

// A Change is what became of one paragraph.
type Change struct {
	ID    text.ParagraphID `json:"id"`
	State text.State       `json:"state" enum:"same,changed,added,removed,moved"`
	Was   int              `json:"was,omitempty" doc:"Its place in the old version, from 1"`
	Now   int              `json:"now,omitempty" doc:"Its place in the new version, from 1"`
	Lang  string           `json:"lang,omitempty"`
	Runs  []Run            `json:"runs"`
}

// A Run is a stretch of words with one fate.
type Run struct {
	Op   text.Op `json:"op" enum:"equal,insert,delete"`
	Text string  `json:"text"`
}

type versionsIn struct {
	Ref act.Ref `path:"ref"`
}

func (a *api) versions(v *visit, in *versionsIn) (*answer[Page[Text]], error) {
	var items []Text
	err := v.ask(func(q register.Questions) error {
		m, all, err := versions(q, in.Ref)
		for _, t := range all {
			items = append(items, tellText(m, t))
		}
		return err
	})
	return whole(items), err
}

// versions are those that the reader may read. The adopted text is public,
// although versions as such are not.
func versions(q register.Questions, ref act.Ref) (register.Matter, []register.Text, error) {
	m, err := q.Matter(ref)
	if err != nil {
		return m, nil, err
	}
	all, err := q.Versions(ref)
	if err != nil || m.Adoption == nil {
		return m, all, err
	}
	if find(all, m.Adoption.Version) != nil {
		return m, all, nil
	}
	_, adopted, err := q.Recommendation(m.Adoption.Symbol)
	adopted.N = m.Version.N
	return m, append(all, adopted), err
}

func find(all []register.Text, h act.Hash) *register.Text {
	n := slices.IndexFunc(all, func(t register.Text) bool { return t.Hash == h })
	if n < 0 {
		return nil
	}
	return &all[n]
}

func tellText(m register.Matter, t register.Text) Text {
	out := Text{Hash: t.Hash, N: t.N, By: t.Group, At: t.At, Lang: m.Lang, Paragraphs: paragraphs(t.Paragraphs), Erased: t.Erased}
	if w, ok := t.Words.(procedure.RaisedWords); ok {
		out.Title = w.Title
	}
	return out
}

type versionIn struct {
	Ref     act.Ref  `path:"ref"`
	Hash    act.Hash `path:"hash"`
	Against act.Hash `query:"against" doc:"Another version of the matter: what changed since then"`
}

func (a *api) version(v *visit, in *versionIn) (*answer[Text], error) {
	var out answer[Text]
	err := v.ask(func(q register.Questions) error {
		m, all, err := versions(q, in.Ref)
		if err != nil {
			return err
		}
		shown := find(all, in.Hash)
		if shown == nil {
			return act.Refuse(act.NotFound, "refuse.act.unknown")
		}
		out.Body = tellText(m, *shown)
		if in.Against == (act.Hash{}) {
			return nil
		}
		other := find(all, in.Against)
		if other == nil {
			return act.Refuse(act.NotFound, "refuse.act.unknown")
		}
		out.Body.Redline = redline(*other, *shown)
		return nil
	})
	return &out, err
}

func redline(before, after register.Text) *Redline {
	out := &Redline{before.Hash, []Change{}}
	for _, c := range text.Redline(before.Paragraphs, after.Paragraphs) {
		change := Change{c.ID, c.State, c.Was, c.Now, c.Lang, []Run{}}
		for _, r := range c.Runs {
			change.Runs = append(change.Runs, Run(r))
		}
		out.Changes = append(out.Changes, change)
	}
	return out
}
