package web

import (
	"slices"
	"strconv"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/press"
	"example.org/counterpart/publication"
	"example.org/counterpart/web/part"
)

// banners are what stands before everything: of an edition, what its cover says.
func (pg publicationPage) banners() (all []string) {
	if pg.print == nil {
		return nil
	}
	return pg.print.Banners
}

// An erratum is a mistake in the edition.
type erratum struct {
	when, words, part, lang string
	by, href                string // whose it is, and its act
	gone                    bool
}

// errata are those of the edition that is shown.
func (pg publicationPage) errata(v *visit) (all []erratum) {
	for _, l := range pg.told {
		b, ok := l.Body.(publication.Corrected)
		if !ok || b.Edition != pg.edition.N || pg.print == nil {
			continue
		}
		w, _ := l.Words.(publication.CorrectedWords)
		e := erratum{when: v.p.Date(l.At), words: w.Words, part: string(b.Part), gone: l.Erased, by: v.groupName(l.Group, v.p.Lang()), href: "/record/" + strconv.FormatInt(l.Seq, 10)}
		if b.Lang != pg.lang {
			e.lang = locale.Lang(b.Lang).OwnName()
		}
		all = append(all, e)
	}
	return all
}

// place says which part of the edition it is: by its number, or by its words.
func (pg publicationPage) place(v *visit, id string) string {
	for _, b := range pg.print.body {
		switch {
		case id == "" || b.ID != id:
		case b.Kind == press.Paragraph && b.Number != "":
			return v.p.T("edition.errata.paragraph", b.Number)
		default:
			return v.p.T("edition.errata.at", beginning(joinedBy(" ", b.label, b.Text.Plain())))
		}
	}
	return ""
}

// gone is why and when it was withdrawn.
func (pg publicationPage) gone(v *visit) (when string, reasons []string) {
	for _, l := range pg.told {
		if l.Hash != pg.p.Gone {
			continue
		}
		w, _ := l.Words.(publication.ReasonWords)
		if l.Erased {
			return v.p.Date(l.At), []string{v.p.T("part.gone")}
		}
		return v.p.Date(l.At), linesOf(w.Reason)
	}
	return "", nil
}

// A met is a line of the checklist: on its own, or as it was published.
type met struct {
	sentence, missing string
	ok, forceable     bool
}

// checklist is what is still missing, for those who write it.
func (w workshop) checklist(v *visit) (all []met) {
	for _, c := range w.checks {
		m := met{sentence: v.p.T(c.Sentence()), ok: c.No == nil, forceable: c.Forceable}
		if no, refused := act.Refused(c.No); refused {
			m.missing = v.p.Say(no.Reason)
		}
		all = append(all, m)
	}
	return all
}

// published is the checklist as it was gone through before the edition, with why
// it was released all the same where something was not met.
func (pg publicationPage) published(v *visit) (all []met, reason []string) {
	for _, key := range publication.CheckOrder {
		m := met{sentence: v.p.T(publication.Check{Key: key}.Sentence()), ok: !slices.Contains(pg.edition.Forced, key)}
		if !m.ok {
			m.missing = v.p.T("edition.forced")
		}
		all = append(all, m)
	}
	for _, l := range pg.told {
		if w, ok := l.Words.(publication.ReasonWords); ok && l.Hash == pg.edition.Act {
			reason = linesOf(w.Reason)
		}
	}
	return all, reason
}

// A turned is the key of a group: who turned it and when, if it is turned.
type turned struct {
	group part.Group
	who   string
	when  string
	seq   int64
}

// keys are those of every group that issues the publication.
func (pg publicationPage) keys(v *visit, all []publication.KeyTurned) (keys []turned) {
	for _, g := range pg.p.Groups {
		key := turned{group: v.group(g)}
		for _, k := range all {
			if k.Group != g {
				continue
			}
			key.when = v.p.Both(k.At)
			for _, l := range pg.told {
				if l.Hash == k.Act && l.Author != "" {
					key.who, key.seq = v.through(l, v.name(l.Author)), l.Seq
				}
			}
		}
		keys = append(keys, key)
	}
	return keys
}

// standing says of each language how its newest version stands.
func (pg publicationPage) standing(v *visit) (rows []part.Row) {
	for _, lang := range pg.p.Languages() {
		d, ok := pg.p.Drafts[lang]
		said := v.p.T("edition.unwritten")
		switch {
		case ok && lang == pg.p.Lead():
			said = v.p.T("edition.lead-version", d.N, d.At)
		case ok && pg.p.Stands(lang):
			said = v.p.T("edition.stands", d.N, d.At)
		case ok && d.Of == pg.p.Drafts[pg.p.Lead()].Hash:
			said = v.p.T("edition.incomplete", d.N, d.At)
		case ok:
			said = v.p.T("edition.behind", d.N, d.At)
		}
		rows = append(rows, part.Row{Key: locale.Lang(lang).OwnName(), Value: said,
			Change: part.Link{Label: v.p.T("edition.write"), Href: address(pg.p.Ref) + "/write?in=" + lang}})
	}
	return rows
}

// wayTo is where a command on a publication is asked for.
var wayTo = map[string]string{"replan": "/plan", "write": "/write", "name-proxy": "/proxy", "turn": "/release", "take-back": "/release",
	"force": "/release", "correct": "/correct", "withdraw-publication": "/withdraw", "relist": "/relist"}

// tasks are the commands that the reader may use now, and the rest with the
// reasons why not.
func (pg publicationPage) tasks(v *visit) (may, not []part.Task) {
	for _, w := range pg.shop.ways {
		to, ok := wayTo[w.Command]
		if !ok || w.Command == "relist" != (pg.p.Stage == publication.Listed) {
			continue
		}
		t := part.Task{Label: v.p.T("command." + w.Command)}
		if w.No == nil {
			t.Href, t.Hint = address(pg.p.Ref)+to, v.p.T("command."+w.Command+".hint")
			may = append(may, t)
			continue
		}
		for _, reason := range append([]act.Reason{w.No.Reason}, w.No.More...) {
			t.Reasons = append(t.Reasons, v.p.Say(reason))
		}
		not = append(not, t)
	}
	return may, not
}

// making reports whether something is on its way that has not come out.
func (pg publicationPage) making() bool { return len(pg.p.Editions) == 0 || len(pg.p.Keys) > 0 }
