package web

import (
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// A draftPart is a part of a version as those read it who write it: not as it is
// set, but all that is there.
type draftPart struct {
	publication.Part
	n        int // counts from 1
	lang     string
	lines    []string // of the words, but those of a table's rows
	rows     [][]string
	link     part.Link // to what it sets
	remarks  []remarkView
	pictures string // where the reader gets pictures: "" for members
}

// draftParts are the parts of a version. What a reader may not see of the matters
// that it sets is named by its reference alone.
func (v *visit) draftParts(lang string, parts []publication.Part, titles map[act.Ref]string) (all []draftPart) {
	for n, p := range parts {
		d := draftPart{Part: p, n: n + 1, lang: lang}
		switch p.Kind {
		case publication.Table:
			var caption string
			caption, d.rows = publication.Rows(p.Words)
			d.lines = []string{caption}
		default:
			d.lines = slices.DeleteFunc(strings.Split(p.Words, "\n"), func(s string) bool { return strings.TrimSpace(s) == "" })
		}
		ref := act.Ref(p.Of)
		if p.Kind == publication.Quotation {
			ref, _, _ = publication.Slot{Of: p.Of}.Statement()
		}
		if p.Kind.Wordless() {
			d.link = part.Link{Label: titles[ref], Href: "/matter/" + string(ref)}
			if d.link.Label == "" {
				d.link.Label = string(ref)
			}
		}
		all = append(all, d)
	}
	return all
}

// titlesOf are the titles of the matters that parts set, in the reader's language.
func (v *visit) titlesOf(q register.Questions, parts []publication.Part) (map[act.Ref]string, error) {
	var refs []act.Ref
	for _, p := range parts {
		switch p.Kind {
		case publication.Recommendation:
			refs = append(refs, act.Ref(p.Of))
		case publication.Quotation:
			ref, _, _ := publication.Slot{Of: p.Of}.Statement()
			refs = append(refs, ref)
		}
	}
	titles := map[act.Ref]string{}
	if len(refs) == 0 {
		return titles, nil
	}
	found, err := q.Titles(refs...)
	for ref, t := range found {
		titles[ref] = v.say(t)
	}
	return titles, err
}

// versionsOnPage is how many versions of a language are listed.
const versionsOnPage = 200

// versionsPage lists the versions of a publication in one language.
type versionsPage struct {
	p    register.Publication
	lang string
	all  []register.PrintVersion
}

func (s *Site) printVersions(v *visit) (page, error) {
	pg, err := v.printVersions()
	return pg, err
}

func (v *visit) printVersions() (pg versionsPage, err error) {
	if pg.p, err = v.draftOf(); err != nil {
		return pg, err
	}
	if pg.lang, err = draftLang(v, pg.p); err != nil {
		return pg, err
	}
	err = v.ask(func(q register.Questions) error {
		pg.all, err = q.PrintVersions(pg.p.Ref, pg.lang, versionsOnPage)
		return err
	})
	return pg, err
}

func (pg versionsPage) head(v *visit, f *part.Page) { f.Title = v.p.T("draftprint.versions") }

func (pg versionsPage) body(v *visit) templ.Component { return printVersionsBody(v, pg) }

func (pg versionsPage) table(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("draftprint.versions"), Unseen: true, Empty: v.p.T("draftprint.versions.none"),
		Columns: []part.Column{{Label: v.p.T("draftprint.version")}, {Label: v.p.T("draftprint.by")}, {Label: v.p.T("draftprint.at")}, {Label: v.p.T("web.text.name")}, {Label: v.p.T("draftprint.changes")}}}
	for n, one := range pg.all {
		row := []part.Cell{{Text: v.p.T("draftprint.version-number", one.Body.N), Href: pg.version(one)}, {Text: v.name(one.Author)},
			{Text: v.p.Both(one.At)}, {Body: hashCell(one.Hash.Short())}, {}}
		if n+1 < len(pg.all) {
			row[4] = part.Cell{Text: v.p.T("draftprint.changes.since", pg.all[n+1].Body.N), Href: pg.compare(pg.all[n+1], one)}
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func (pg versionsPage) version(one register.PrintVersion) string {
	return printAt(pg.p.Ref, "draft") + "?in=" + pg.lang + "&version=" + one.Hash.String()
}

func (pg versionsPage) compare(from, to register.PrintVersion) string {
	return printAt(pg.p.Ref, "compare") + "?in=" + pg.lang + "&from=" + from.Hash.String() + "&to=" + to.Hash.String()
}

func (pg versionsPage) chooser(v *visit, name, label, chosen string) part.Field {
	f := part.Field{Name: name, Label: v.p.T(label), Value: chosen}
	for _, one := range pg.all {
		f.Options = append(f.Options, part.Option{Value: one.Hash.String(), Label: v.p.T("draftprint.version-of", one.Body.N, v.name(one.Author), v.p.Date(one.At, v.zone()))})
	}
	return f
}

// printComparePage is what changed from one version to another.
type printComparePage struct {
	versionsPage
	from, to register.PrintVersion
}

func (s *Site) printCompare(v *visit) (page, error) {
	list, err := v.printVersions()
	if err != nil {
		return nil, err
	}
	pg, in := printComparePage{versionsPage: list}, v.URL.Query()
	err = v.ask(func(q register.Questions) error {
		for name, to := range map[string]*register.PrintVersion{"from": &pg.from, "to": &pg.to} {
			h, bad := act.ParseHash(in.Get(name))
			if bad != nil {
				return act.Refuse(act.NotFound, "refuse.publication.version")
			}
			if *to, err = q.PrintVersion(pg.p.Ref, h); err != nil {
				return err
			}
			if to.Body.Lang != pg.lang {
				return act.Refuse(act.NotFound, "refuse.publication.version")
			}
		}
		return nil
	})
	return pg, err
}

func (pg printComparePage) head(v *visit, f *part.Page) {
	f.Title, f.Wide = v.p.T("draftprint.compare", pg.from.Body.N, pg.to.Body.N), true
}

func (pg printComparePage) body(v *visit) templ.Component { return printCompareBody(v, pg) }

// changes is the redline of the parts, which are matched by their ids.
func (pg printComparePage) changes(v *visit) (all []part.Change) {
	return redlined(pg.wording(v, pg.from.Version), pg.wording(v, pg.to.Version), pg.lang)
}

// front is the redline of what stands before the parts.
func (pg printComparePage) front() []part.Change {
	of := func(v publication.Version) (t text.Text) {
		for id, words := range map[text.ParagraphID]string{"title": v.Title, "subtitle": v.Subtitle, "summary": v.Summary} {
			if words != "" {
				t = append(t, text.Paragraph{ID: id, Words: words})
			}
		}
		order := []text.ParagraphID{"title", "subtitle", "summary"}
		slices.SortFunc(t, func(a, b text.Paragraph) int { return slices.Index(order, a.ID) - slices.Index(order, b.ID) })
		return t
	}
	return redlined(of(pg.from.Version), of(pg.to.Version), pg.lang)
}

// wording is a version as text: of a part that sets something by reference, what
// it is and which.
func (pg printComparePage) wording(v *visit, version publication.Version) (t text.Text) {
	for _, p := range version.Parts {
		words := p.Words
		if p.Kind.Refers() {
			words = strings.TrimSpace(v.p.T(p.Kind.Key()) + " " + p.Of + "\n" + p.Words)
		}
		t = append(t, text.Paragraph{ID: p.ID, Words: words})
	}
	return t
}

func redlined(before, after text.Text, lang string) (all []part.Change) {
	for _, c := range text.Redline(before, after) {
		view := part.Change{ID: string(c.ID), State: string(c.State), Was: c.Was, Now: c.Now, Lang: lang}
		for _, r := range c.Runs {
			view.Runs = append(view.Runs, part.Run{Op: string(r.Op), Text: r.Text})
		}
		all = append(all, view)
	}
	return all
}
