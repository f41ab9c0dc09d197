package web

import (
	"net/url"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// An editor is the page on which the next version is written.
type editor struct {
	base     act.Hash
	lines    []editLine
	problems []part.Problem
	key      string
	cancels  bool
}

// An editLine is one paragraph being written.
type editLine struct {
	id     text.ParagraphID // empty: a new one
	words  string
	theirs string // what another version says meanwhile, where it differs
	error  string
}

// newLines is how many empty paragraphs stand ready at the end.
const newLines = 3

func newEditor(base register.Text) *editor {
	e := &editor{base: base.Hash, key: newKey()}
	for _, p := range base.Paragraphs {
		e.lines = append(e.lines, editLine{id: p.ID, words: p.Words})
	}
	for range newLines {
		e.lines = append(e.lines, editLine{})
	}
	return e
}

// An attempt is what was typed on that page and not taken.
type attempt struct {
	in      url.Values
	refused *act.Refusal
}

// editor draws what was typed again. If another version was issued meanwhile,
// the two are joined where they do not touch, and where they do both are shown.
func (d attempt) editor(v *visit, pg textPage) *editor {
	latest := pg.latest()
	e := &editor{base: latest.Hash, key: newKey(), cancels: d.in.Get("cancels") == "yes"}
	base, _ := pg.find(d.in.Get("base"))
	now := map[text.ParagraphID]string{}
	for _, p := range latest.Paragraphs {
		now[p.ID] = p.Words
	}
	for _, p := range typedDraft(d.in) {
		line := editLine{id: p.ID, words: p.Words}
		was, _ := base.Paragraphs.Paragraph(p.ID)
		if theirs := now[p.ID]; p.ID != "" && base.Hash != latest.Hash && theirs != was.Words {
			merged, clash := text.Merge(was.Words, p.Words, theirs)
			if clash {
				line.theirs = theirs
			} else {
				line.words = merged
			}
		}
		delete(now, p.ID)
		e.lines = append(e.lines, line)
	}
	for _, p := range latest.Paragraphs {
		words, left := now[p.ID]
		if !left {
			continue
		}
		switch was, had := base.Paragraphs.Paragraph(p.ID); {
		case !had: // it came meanwhile
			e.lines = append(e.lines, editLine{id: p.ID, words: words})
		case was.Words != words: // emptied here, reworded there: neither goes unseen
			e.lines = append(e.lines, editLine{id: p.ID, theirs: words})
		}
	}
	e.lines = append(e.lines, editLine{})
	for _, reason := range append([]act.Reason{d.refused.Reason}, d.refused.More...) {
		e.problems = append(e.problems, part.Problem{Text: v.p.Say(reason), Href: "#paragraph-1"})
	}
	return e
}

// typedDraft are the paragraphs that were typed; those left empty are removed
// from the text, or were never added.
func typedDraft(in url.Values) (ps []text.Paragraph) {
	ids, words := in["id"], in["words"]
	for n, w := range words {
		if strings.TrimSpace(w) == "" {
			continue
		}
		p := text.Paragraph{Words: w}
		if n < len(ids) {
			p.ID = text.ParagraphID(ids[n])
		}
		ps = append(ps, p)
	}
	return ps
}

// textIssue puts the next version on the table.
func (s *Site) textIssue(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	base, _ := act.ParseHash(in.Get("base"))
	ref := act.Ref(v.PathValue("ref"))
	receipt, err := s.order(v, ref, in, procedure.Issue{Base: base, Paragraphs: typedDraft(in), CancelsDecision: in.Get("cancels") == "yes"})
	if no, refused := act.Refused(err); refused && no.Why != act.NotFound {
		back, drawErr := s.textPage(v, &attempt{in, no})
		if drawErr != nil {
			return nil, err
		}
		return withStatus{back, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo("/matter/" + string(ref) + "?done=" + strconv.FormatInt(receipt.Acts[0].Seq, 10)), nil
}
