package web

import (
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// tongue is what a language calls itself.
func tongue(lang string) string { return locale.Lang(lang).OwnName() }

// writtenAbout is where the reader is among the pages about the drafts of a
// publication.
type writtenAbout struct {
	p          register.Publication
	lang, page string
}

// links are the languages, and the other pages.
func (w writtenAbout) links(v *visit) (links []part.Link) {
	to := w.page
	if to == "compare" {
		to = "versions"
	}
	for _, l := range w.p.Languages() {
		link := part.Link{Label: tongue(l), Href: printAt(w.p.Ref, to) + "?in=" + l}
		if l == w.lang {
			link.Href = ""
		}
		links = append(links, link)
	}
	pages := []string{"draft", "write", "plan", "versions"}
	if !w.p.Keeps(v.reader.Standing) {
		pages = []string{"draft", "versions"}
	}
	for _, page := range pages {
		if page != w.page {
			links = append(links, part.Link{Label: v.p.T("draftprint.to." + page), Href: printAt(w.p.Ref, page) + "?in=" + w.lang})
		}
	}
	return links
}

func (pg writePage) lede() string {
	if pg.renders() {
		return "draftprint.write.rendering"
	}
	return "draftprint.write.lede"
}

// leadOf is what the original says where a field of the front asks.
func (pg writePage) leadOf(name string) string {
	return map[string]string{"title": pg.lead.Title, "subtitle": pg.lead.Subtitle, "summary": pg.lead.Summary}[name]
}

func (pg writePage) original(v *visit, id text.ParagraphID) []draftPart {
	return v.draftParts(pg.p.Lead(), []publication.Part{pg.beside(id)}, pg.offer.titles())
}

func (pg writePage) pictureError() string {
	for _, p := range pg.problems {
		if p.Href == "#picture" {
			return p.Text
		}
	}
	return ""
}

func (pg writePage) pictureFaulty() bool { return pg.pictureError() != "" }

// titles are those of the matters that are offered.
func (o offers) titles() map[act.Ref]string {
	all := map[act.Ref]string{}
	for _, m := range o.matters {
		all[act.Ref(m.Value)] = m.Label
	}
	return all
}

// grid is a table as parts of pages draw it.
func (d draftPart) grid() part.Grid {
	g := part.Grid{Caption: strings.Join(d.lines, " ")}
	for n, row := range d.rows {
		var cells []part.Cell
		for _, cell := range row {
			if n == 0 {
				g.Columns = append(g.Columns, part.Column{Label: cell})
			}
			cells = append(cells, part.Cell{Text: cell, Lang: d.lang})
		}
		if n > 0 {
			g.Rows = append(g.Rows, cells)
		}
	}
	return g
}

// shows is what a picture shows, for those who do not see it.
func (d draftPart) shows() string {
	if len(d.lines) > 1 {
		return strings.Join(d.lines[1:], " ")
	}
	return strings.Join(d.lines, " ")
}

func (d draftPart) chart(v *visit) string {
	if d.Of == "" {
		return ""
	}
	return v.p.T("draftprint.chart." + d.Of)
}

func (pg reviewPage) heading(v *visit) string {
	if pg.shown.Title == "" {
		return v.say(pg.p.Title)
	}
	return pg.shown.Title
}

// lede says which version it is.
func (pg reviewPage) lede(v *visit) string {
	switch {
	case pg.check != nil:
		return v.p.T("draftprint.check.lede", v.name(pg.check.Person), v.p.Date(pg.check.Until.AddDate(0, 0, -1), v.zone()))
	case pg.shown.Body.N == 0:
		return ""
	case !pg.newest():
		return v.p.T("draftprint.draft.old", pg.shown.Body.N)
	}
	return v.p.T("draftprint.draft.lede", pg.shown.Body.N, v.name(pg.shown.Author), pg.shown.At)
}

// withPicture is a part whose picture is where the reader may get it.
func (pg reviewPage) withPicture(v *visit, d draftPart) draftPart {
	if pg.check != nil {
		d.pictures = "/check/" + v.PathValue("key")
	}
	return d
}

func (pg reviewPage) checkAt() string { return printAt(pg.p.Ref, "check") + "?in=" + pg.lang }

// keepable reports whether the reader may do something with the remark itself.
func (r remarkView) keepable(pg reviewPage) bool { return pg.keeps || r.mine && pg.check == nil }
