package web

import (
	"net/url"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// textPage shows one version of a matter's text: its paragraphs with what was
// said on them, or what changed since another version, or the page on which
// the group that holds the pen writes the next.
type textPage struct {
	m        register.Matter
	versions []register.Text
	shown    register.Text
	against  *register.Text // not nil: a redline
	said     map[text.ParagraphID][]register.Line
	mayEdit  *act.Refusal // why the reader may not write the next version; nil if they may
	edit     *editor
}

// statementsBeside is how many statements on paragraphs are looked at.
const statementsBeside = 1000

func (s *Site) text(v *visit) (page, error) { return s.textPage(v, nil) }

// textPage fills the page; typed is what came back when it was refused.
func (s *Site) textPage(v *visit, typed *attempt) (page, error) {
	var pg textPage
	in := v.URL.Query()
	err := v.ask(func(q register.Questions) (err error) {
		if pg.m, err = q.Matter(act.Ref(v.PathValue("ref"))); err != nil {
			return err
		}
		if pg.versions, err = q.Versions(pg.m.Ref); err != nil {
			return err
		}
		if _, seen := pg.find(pg.m.Version.Hash.String()); !seen && pg.m.Adoption != nil {
			_, adopted, err := q.Recommendation(pg.m.Adoption.Symbol)
			if err != nil {
				return err
			}
			adopted.N = pg.m.Version.N
			pg.versions = append(pg.versions, adopted)
		}
		if len(pg.versions) == 0 {
			return act.Refuse(act.NotFound, "web.text.none")
		}
		if err := pg.choose(in); err != nil {
			return err
		}
		if pg.said, err = v.statementsBeside(q, pg.m); err != nil {
			return err
		}
		instant, err := q.Instant(pg.m.Matter, v.now)
		if err != nil {
			return err
		}
		for _, w := range v.ways(pg.m.Matter, instant) {
			if w.Command == "issue" {
				pg.mayEdit = w.No
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if typed != nil {
		pg.edit = typed.editor(v, pg)
	} else if in.Get("edit") != "" && pg.mayEdit == nil && v.reader.Standing.Group != "" {
		pg.edit = newEditor(pg.latest())
	}
	return pg, nil
}

// choose finds the versions that the address names.
func (pg *textPage) choose(in url.Values) error {
	pg.shown = pg.latest()
	if want := in.Get("version"); want != "" {
		found, ok := pg.find(want)
		if !ok {
			return act.Refuse(act.NotFound, "web.text.version")
		}
		pg.shown = found
	}
	if want := in.Get("against"); want != "" {
		found, ok := pg.find(want)
		if !ok {
			return act.Refuse(act.NotFound, "web.text.version")
		}
		pg.against = &found
	}
	return nil
}

func (pg textPage) latest() register.Text { return pg.versions[len(pg.versions)-1] }

func (pg textPage) find(hash string) (register.Text, bool) {
	n := slices.IndexFunc(pg.versions, func(t register.Text) bool { return t.Hash.String() == hash })
	if n < 0 {
		return register.Text{}, false
	}
	return pg.versions[n], true
}

// statementsBeside are the statements on single paragraphs, by paragraph.
func (v *visit) statementsBeside(q register.Questions, m register.Matter) (map[text.ParagraphID][]register.Line, error) {
	lines, err := q.OnParagraphs(m.Ref, statementsBeside)
	said := map[text.ParagraphID][]register.Line{}
	for _, l := range lines {
		id := l.Body.(procedure.Stated).Paragraph
		said[id] = append(said[id], l)
	}
	return said, err
}

func (pg textPage) head(v *visit, f *part.Page) {
	f.Title = v.p.T("web.text.title", v.say(pg.m.Title))
	f.Wide = true
	if pg.edit != nil {
		f.Faulty = len(pg.edit.problems) > 0
	} else if v.reader.Standing.Group != "" {
		f.Live = v.following(pg.m.Ref)
	}
}

func (pg textPage) body(v *visit) templ.Component {
	if pg.edit != nil {
		return editBody(v, pg)
	}
	return textBody(v, pg)
}

// considered is the newest version that the reader's group has considered,
// issued or referred, if it is not the latest of all.
func (pg textPage) considered(v *visit) (register.Text, bool) {
	g := v.reader.Standing.Group
	if !slices.Contains(pg.m.Groups, g) {
		return register.Text{}, false
	}
	c := pg.m.Considered[g]
	for n, t := range slices.Backward(pg.versions) {
		if t.Group == g || t.Hash == c.Version || g == pg.m.Origin && t.Hash == pg.m.Referred {
			return t, n < len(pg.versions)-1
		}
	}
	return register.Text{}, false
}

// address is the page of a version, or of what changed since another.
func (pg textPage) address(version, against string) string {
	at := url.Values{}
	if version != "" {
		at.Set("version", version)
	}
	if against != "" {
		at.Set("against", against)
	}
	return "/matter/" + string(pg.m.Ref) + "/text?" + at.Encode()
}

// paragraphs are the shown version's, as they are drawn.
func (pg textPage) paragraphs(v *visit) (all []part.Paragraph) {
	new := pg.m.Unconsidered(v.reader.Standing.Group)
	for n, p := range pg.shown.Paragraphs {
		view := part.Paragraph{ID: string(p.ID), Number: n + 1, Lang: pg.m.Lang, Phrases: v.phrases(p.Words, pg.m)}
		if slices.Contains(pg.m.Groups, v.reader.Standing.Group) && slices.Contains(new, p.ID) && pg.shown.Hash == pg.m.Version.Hash {
			view.Note = v.p.T("web.text.unconsidered", v.reader.Standing.Group)
		}
		for _, l := range pg.said[p.ID] {
			e := v.entry(l, pg.m, nil, false)
			e.On = part.Link{}
			if s := l.Body.(procedure.Stated); s.Version != pg.shown.Hash {
				if k := pg.numberOf(s.Version); k > 0 {
					e.On = part.Link{Label: v.p.T("web.text.on-version", k), Href: pg.address(s.Version.String(), "") + "#" + string(p.ID)}
				}
			}
			view.Beside = append(view.Beside, e)
		}
		if v.reader.Standing.Speaks() && !pg.m.Stage.Closed() {
			view.Say = part.Link{Label: v.p.T("web.text.say"), Href: "/matter/" + string(pg.m.Ref) + "/do/state?paragraph=" + string(p.ID)}
		}
		all = append(all, view)
	}
	return all
}

// numberOf is the number of a version, 0 if the reader does not see it.
func (pg textPage) numberOf(h act.Hash) int {
	for _, t := range pg.versions {
		if t.Hash == h {
			return t.N
		}
	}
	return 0
}

// phrases are a paragraph's words with their brackets, as they are drawn.
func (v *visit) phrases(words string, m register.Matter) []part.Phrase {
	all := m.Groups
	if len(all) < 2 {
		all = v.initiative.IDs()
	}
	known := make([]text.Holder, len(all))
	for n, g := range all {
		known[n] = text.Holder(g)
	}
	nodes, err := text.Parse(words, known, "")
	if err != nil { // stored words are read as they stand, whatever they are
		return []part.Phrase{{Words: words}}
	}
	return v.nodes(nodes)
}

func (v *visit) nodes(nodes text.Nodes) (phrases []part.Phrase) {
	for _, n := range nodes {
		if n.Bracket == nil {
			phrases = append(phrases, part.Phrase{Words: n.Words})
			continue
		}
		var alternatives []part.Alternative
		for _, a := range n.Bracket.Alternatives {
			view := part.Alternative{Phrases: v.nodes(a.Nodes)}
			for _, h := range a.Holders {
				view.Holders = append(view.Holders, v.group(group.ID(h)))
			}
			alternatives = append(alternatives, view)
		}
		phrases = append(phrases, part.Phrase{Bracket: alternatives})
	}
	return phrases
}

// changes is the redline from the version compared with to the one shown.
func (pg textPage) changes() []part.Change {
	return redlined(pg.against.Paragraphs, pg.shown.Paragraphs, pg.m.Lang)
}
