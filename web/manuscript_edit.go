package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// A manuscript is a version as it is being typed, with what it is typed on.
type manuscript struct {
	publication.Version
	lang     string
	base, of act.Hash
	theirs   map[text.ParagraphID]string // what others wrote meanwhile, where both could not be joined
	notes    map[text.ParagraphID]string // of a rendering: keys of what is new in the original
	key      string
}

// typedVersion reads what was typed. A name that is missing is as if nothing was
// typed there.
func typedVersion(in url.Values, lang string) (m manuscript) {
	m.lang, m.key = lang, or(in, "key", newKey())
	m.base, _ = act.ParseHash(in.Get("base"))
	m.of, _ = act.ParseHash(in.Get("of"))
	m.Title, m.Subtitle, m.Summary = in.Get("title"), in.Get("subtitle"), unix(in.Get("summary"))
	count, _ := strconv.Atoi(in.Get("count"))
	for n := range min(count, publication.MaxParts+1) {
		at := func(what string) string { return in.Get(fieldAt(n, what)) }
		m.Parts = append(m.Parts, publication.Part{ID: text.ParagraphID(at("id")), Kind: publication.Kind(at("kind")),
			Of: strings.TrimSpace(at("of")), Words: unix(at("words"))})
	}
	return m
}

func unix(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// fieldAt is the name of a field of a part, as refusals name it too.
func fieldAt(n int, what string) string { return fmt.Sprintf("parts.%d.%s", n+1, what) }

// change carries out what a button of the editor asks for, on what was typed.
// It reports whether the button asked for a change of that kind.
func (m *manuscript) change(do string) bool {
	what, number, _ := strings.Cut(do, ".")
	n, err := strconv.Atoi(number)
	n--
	if err != nil || n < -1 || n >= len(m.Parts) || n < 0 && what != "add" {
		return what == "show"
	}
	switch what {
	case "add":
		if len(m.Parts) < publication.MaxParts {
			m.Parts = slices.Insert(m.Parts, n+1, publication.Part{Kind: publication.Paragraph})
		}
	case "remove":
		m.Parts = slices.Delete(m.Parts, n, n+1)
	case "up":
		if n > 0 {
			m.Parts[n-1], m.Parts[n] = m.Parts[n], m.Parts[n-1]
		}
	case "down":
		if n+1 < len(m.Parts) {
			m.Parts[n+1], m.Parts[n] = m.Parts[n], m.Parts[n+1]
		}
	default:
		return false
	}
	return true
}

// join puts what was typed on an older version on the latest. Where both changed
// the same words, those typed stay in the field, and the others' stand beside it.
func (m *manuscript) join(base, latest register.PrintVersion) {
	m.base, m.theirs = latest.Hash, map[text.ParagraphID]string{}
	m.Title = m.joinWords("title", base.Title, m.Title, latest.Title)
	m.Subtitle = m.joinWords("subtitle", base.Subtitle, m.Subtitle, latest.Subtitle)
	m.Summary = m.joinWords("summary", base.Summary, m.Summary, latest.Summary)
	was, now := partsIn(base.Version), partsIn(latest.Version)
	var parts []publication.Part
	for _, p := range m.Parts {
		theirs, kept := now[p.ID]
		switch {
		case p.ID != "" && !kept && p == was[p.ID]: // taken out there, and not touched here
			continue
		case p.ID != "" && !kept: // taken out there, and reworded here: it is kept as a new part
			p.ID = ""
		case p.ID != "":
			p.Words = m.joinWords(p.ID, was[p.ID].Words, p.Words, theirs.Words)
			if p.Of == was[p.ID].Of {
				p.Of, p.Kind = theirs.Of, theirs.Kind
			}
		}
		parts = append(parts, p)
	}
	for n, p := range latest.Parts { // what came there, behind what it stands behind there
		if _, known := was[p.ID]; known {
			if !slices.ContainsFunc(parts, func(o publication.Part) bool { return o.ID == p.ID }) && p != was[p.ID] {
				m.theirs[p.ID] = p.Words // taken out here, and reworded there: neither goes unseen
				parts = slices.Insert(parts, behind(parts, latest.Parts[:n]), p)
			}
			continue
		}
		parts = slices.Insert(parts, behind(parts, latest.Parts[:n]), p)
	}
	m.Parts = parts
}

func (m *manuscript) joinWords(id text.ParagraphID, was, mine, theirs string) string {
	merged, clash := text.Merge(was, mine, theirs)
	if clash {
		m.theirs[id] = theirs
		return mine
	}
	return merged
}

// behind is the place behind the last of some parts that is there.
func behind(parts, before []publication.Part) int {
	for _, b := range slices.Backward(before) {
		if k := slices.IndexFunc(parts, func(p publication.Part) bool { return p.ID == b.ID }); k >= 0 {
			return k + 1
		}
	}
	return 0
}

func partsIn(v publication.Version) map[text.ParagraphID]publication.Part {
	all := map[text.ParagraphID]publication.Part{}
	for _, p := range v.Parts {
		all[p.ID] = p
	}
	return all
}

// renders gives a rendering the frame of the original as it stands now, and
// notes what is new in it since the version that was rendered.
func (m *manuscript) renders(lead, rendered register.PrintVersion) {
	mine, was := partsIn(m.Version), partsIn(rendered.Version)
	m.of, m.notes, m.Parts = lead.Hash, map[text.ParagraphID]string{}, nil
	for _, p := range lead.Parts {
		old, had := was[p.ID]
		switch {
		case !had:
			m.notes[p.ID] = "draftprint.new"
		case old.Words != p.Words || old.Of != p.Of:
			m.notes[p.ID] = "draftprint.changed"
		}
		p.Words = mine[p.ID].Words
		m.Parts = append(m.Parts, p)
	}
}

// trim leaves out new parts in which nothing was written.
func (m *manuscript) trim() {
	m.Parts = slices.DeleteFunc(m.Parts, func(p publication.Part) bool {
		return p.ID == "" && p.Of == "" && !p.Kind.Refers() && strings.TrimSpace(p.Words) == ""
	})
}

// asks are the fields of a manuscript, for a refusal to be marked in.
func (m manuscript) asks(v *visit, offer offers) (asks []question) {
	own := otherLang(v, m.lang)
	asks = append(asks, question{part.Field{Name: "title", Label: v.p.T("draftprint.version.title"), Value: m.Title, Lang: own, Max: publication.MaxTitle}, "input"},
		question{part.Field{Name: "subtitle", Label: v.p.T("draftprint.version.subtitle"), Value: m.Subtitle, Lang: own, Optional: true}, "input"},
		question{part.Field{Name: "summary", Label: v.p.T("draftprint.version.summary"), Hint: v.p.T("draftprint.version.summary.hint"), Value: m.Summary, Lang: own, Rows: 5}, "area"})
	for n, p := range m.Parts {
		asks = append(asks, m.askPart(v, n, p, offer)...)
	}
	return asks
}

func (m manuscript) askPart(v *visit, n int, p publication.Part, offer offers) []question {
	kind := part.Field{Name: fieldAt(n, "kind"), Label: v.p.T("draftprint.kind"), Value: string(p.Kind)}
	for _, k := range publication.PartKinds {
		kind.Options = append(kind.Options, part.Option{Value: string(k), Label: v.p.T(k.Key())})
	}
	of := part.Field{Name: fieldAt(n, "of"), Value: p.Of}
	sort := "select"
	switch p.Kind {
	case publication.Recommendation:
		of.Label, of.Options = v.p.T("draftprint.of.recommendation"), offer.matters
	case publication.Quotation:
		of.Label, of.Hint, sort = v.p.T("draftprint.of.quotation"), v.p.T("draftprint.of.quotation.hint"), "input"
	case publication.Figure:
		of.Label, of.Options = v.p.T("draftprint.of.figure"), offer.pictures
	case publication.Chart:
		of.Label, of.Options = v.p.T("draftprint.of.chart"), offer.charts
	}
	words := part.Field{Name: fieldAt(n, "words"), Label: v.p.T("draftprint.words", n+1), Value: p.Words, Lang: otherLang(v, m.lang), Rows: rowsOf(p)}
	if how := "draftprint.how." + string(p.Kind); slices.Contains(explained, p.Kind) {
		words.Hint = v.p.T(how)
	}
	return []question{{kind, "select"}, {of, sort}, {words, "area"}}
}

// explained are the kinds whose lines mean something.
var explained = []publication.Kind{publication.Items, publication.Table, publication.Figure, publication.Chart, publication.Box}

// rowsOf is how high the field of a part is.
func rowsOf(p publication.Part) int {
	switch p.Kind {
	case publication.Heading, publication.Section, publication.Chart:
		return 1
	}
	return min(14, max(3, 1+strings.Count(p.Words, "\n")+len([]rune(p.Words))/80))
}
