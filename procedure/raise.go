package procedure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/text"
)

// Limits on what one command may carry; all but the last in letters.
const (
	MaxTitle  = 200
	MaxReason = 10_000
	MaxWords  = 20_000
	// MaxParagraphs is what the header of a version has room for.
	MaxParagraphs = 150
)

// Raise brings an idea before the member's own group.
type Raise struct {
	Title      text.Words       `json:"title" doc:"Language tag to title; the working language must be among them"`
	Problem    string           `json:"problem" doc:"What is wrong, in the working language"`
	Paragraphs []text.Paragraph `json:"paragraphs" doc:"The proposal, paragraph by paragraph"`
	Lang       string           `json:"lang" doc:"Working language of the text: en, ru or kk"`
	Dimension  string           `json:"dimension" doc:"Dimension of security: pm, ee, hd, x or another the initiative has named"`
	Addressees []string         `json:"addressees" doc:"Ids of the organisations in mind"`
}

// RaisedAct records that an idea was raised. Its words are version 1.
type RaisedAct struct {
	Lang       string   `json:"lang"`
	Dimension  string   `json:"dimension"`
	Addressees []string `json:"to"`
	Paragraphs []Mark   `json:"paragraphs"`
}

// A Mark is a paragraph in the header of a version: its id, whether it is kept
// as the base version has it, and its open brackets. It does not repeat in
// which version a kept paragraph was worded, for 200 such hashes would not fit
// in a header; the fold of the base knows.
type Mark struct {
	ID       text.ParagraphID `json:"id"`
	Kept     bool             `json:"kept,omitempty"`
	Brackets int              `json:"br"`
}

// RaisedWords are the words of an idea.
type RaisedWords struct {
	Title      text.Words       `json:"title"`
	Problem    string           `json:"problem"`
	Paragraphs []text.Paragraph `json:"paragraphs"`
}

func (RaisedAct) Kind() string { return "procedure.raised" }

func (Raise) Name() string { return "raise" }

func (Raise) May(m Matter, i Instant) error {
	return first(
		at(m, "refuse.raise.stage", Unknown),
		needs(i, i.Rules.Raise, "raise"),
	)
}

func (c Raise) Decide(m Matter, i Instant) ([]act.Deed, error) {
	words, err := c.clean()
	ps, marks, wrong := draft(c.Paragraphs, m, nil, i)
	if err := act.Together(err, wrong); err != nil {
		return nil, err
	}
	words.Paragraphs = ps
	return []act.Deed{{
		Body:  RaisedAct{c.Lang, c.Dimension, nonNil(c.Addressees), marks},
		Words: words, Group: i.By.Group,
	}}, nil
}

// clean returns the words of an idea as they will be kept.
func (c Raise) clean() (w RaisedWords, err error) {
	var title, problem, rest error
	w.Title, title = c.titles()
	if w.Problem, problem = Words("problem", c.Problem, MaxWords); problem == nil && w.Problem == "" {
		problem = act.RefuseField("problem", "refuse.problem.missing")
	}
	switch {
	case !slices.Contains(Languages, c.Lang):
		return w, act.RefuseField("lang", "refuse.lang")
	case !plainID(c.Dimension, 40):
		rest = act.RefuseField("dimension", "refuse.dimension.missing")
	case len(c.Addressees) > 20 || slices.ContainsFunc(c.Addressees, func(s string) bool { return !plainID(s, 60) }):
		rest = act.RefuseField("addressees", "refuse.addressees")
	}
	return w, act.Together(title, problem, rest)
}

// titles returns the title in each language, as it will be kept.
func (c Raise) titles() (text.Words, error) {
	titles := text.Words{}
	for lang, s := range c.Title {
		if !slices.Contains(Languages, lang) {
			return nil, act.RefuseField("title", "refuse.lang")
		}
		line, err := text.CleanLine(s, MaxTitle)
		if err != nil {
			return nil, Mistyped("title", err)
		}
		if line != "" {
			titles[lang] = line
		}
	}
	if titles[c.Lang] == "" {
		return nil, act.RefuseField("title", "refuse.title.missing")
	}
	return titles, nil
}

// plainID reports whether s can stand in a header, which holds no free words:
// ASCII letters, digits, hyphens, points and underscores, at most so many.
func plainID(s string, most int) bool {
	for _, c := range s {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_') {
			return false
		}
	}
	return s != "" && len(s) <= most
}

// Languages are the languages in which the program works.
var Languages = []string{"en", "ru", "kk"}

func (r RaisedAct) Apply(m *Matter, a act.Act) {
	m.Stage, m.Origin, m.RaisedBy, m.RaisedAt = Raised, a.Group, a.By, a.At
	m.Groups, m.Pen = []group.ID{a.Group}, a.Group
	m.Addressees, m.Dimension, m.Lang = r.Addressees, r.Dimension, r.Lang
	m.issue(a, r.Paragraphs)
}

// draft returns the paragraphs of a new version as they will be kept, and
// their marks. Those that read as in the base keep the mark of the version
// that worded them.
func draft(typed []text.Paragraph, m Matter, base []text.Paragraph, i Instant) ([]text.Paragraph, []Mark, error) {
	if len(typed) == 0 {
		return nil, nil, act.RefuseField("paragraphs", "refuse.paragraphs.missing")
	}
	if len(typed) > MaxParagraphs {
		return nil, nil, act.RefuseField("paragraphs", text.TooManyParagraphs, MaxParagraphs, len(typed))
	}
	ps, wrong := text.Text(typed).Number(m.usedIDs())
	if wrong == nil {
		ps, wrong = ps.Tidy()
	}
	if wrong == nil {
		ps, wrong = ps.Canon(holders(i.Groups), text.Holder(i.By.Group))
	}
	if len(wrong) > 0 {
		return nil, nil, problems("paragraphs", wrong)
	}
	marks := make([]Mark, 0, len(ps))
	for _, p := range ps {
		marks = append(marks, m.Version.mark(p, base))
	}
	return ps, marks, nil
}

// mark returns the mark of p in a version that follows v, whose words are base.
func (v Version) mark(p text.Paragraph, base text.Text) Mark {
	was, ok := base.Paragraph(p.ID)
	if ok && was == p {
		for _, q := range v.Paragraphs {
			if q.ID == p.ID {
				return Mark{q.ID, true, q.Brackets}
			}
		}
	}
	return Mark{p.ID, false, text.Open(p.Words)}
}

// had reports whether the matter ever had a paragraph of that id.
func (m Matter) had(id text.ParagraphID) bool { return slices.Contains(m.usedIDs(), id) }

// usedIDs lists every paragraph id that the matter has ever had.
func (m Matter) usedIDs() []text.ParagraphID {
	ids := make([]text.ParagraphID, m.IDs)
	for n := range ids {
		ids[n] = text.ParagraphID(fmt.Sprint("p", n+1))
	}
	return ids
}

func holders(groups []group.ID) []text.Holder {
	hs := make([]text.Holder, len(groups))
	for n, g := range groups {
		hs[n] = text.Holder(g)
	}
	return hs
}

// issue makes a the latest version.
func (m *Matter) issue(a act.Act, marks []Mark) {
	was := map[text.ParagraphID]Paragraph{}
	for _, p := range m.Version.Paragraphs {
		was[p.ID] = p
	}
	m.Versions++
	v := Version{Hash: a.Hash, Seq: a.Seq, N: m.Versions, By: a.Group, At: a.At, Paragraphs: make([]Paragraph, 0, len(marks))}
	now := map[text.ParagraphID]bool{}
	for _, k := range marks {
		p := Paragraph{ID: k.ID, Of: a.Hash, By: a.Group, Brackets: k.Brackets}
		if old, ok := was[k.ID]; ok && k.Kept {
			p = old
		}
		now[p.ID] = true
		v.Paragraphs = append(v.Paragraphs, p)
	}
	for _, p := range v.Paragraphs {
		if n, err := strconv.Atoi(strings.TrimPrefix(string(p.ID), "p")); err == nil && p.ID.Valid() {
			m.IDs = max(m.IDs, n)
		}
	}
	m.Version, m.Leaving = v, nil
	m.sees(a.Group, func(seen map[text.ParagraphID]act.Hash) {
		for _, p := range v.Paragraphs {
			if p.Of == a.Hash {
				seen[p.ID] = p.Of
			}
		}
		for id := range was {
			if !now[id] {
				delete(seen, id)
			}
		}
	})
}

// sees changes what a group is taken to have considered.
func (m *Matter) sees(g group.ID, change func(map[text.ParagraphID]act.Hash)) {
	if m.Seen == nil {
		m.Seen = map[group.ID]map[text.ParagraphID]act.Hash{}
	}
	if m.Seen[g] == nil {
		m.Seen[g] = map[text.ParagraphID]act.Hash{}
	}
	change(m.Seen[g])
}

// problems turns what is wrong with a text into one refusal.
func problems(field string, wrong []text.Problem) error {
	no := &act.Refusal{Why: act.Malformed, Field: field, Reason: inParagraph(wrong[0])}
	for _, p := range wrong[1:] {
		no.More = append(no.More, inParagraph(p))
	}
	return no
}

// inParagraph names the paragraph that a problem is in, if it is in one.
func inParagraph(p text.Problem) act.Reason {
	why := act.Because(p.Key, p.Args...)
	if p.In == "" {
		return why
	}
	return act.Because("refuse.in-paragraph", string(p.In), why)
}

func nonNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// reason cleans the reasons of an act, and refuses none.
func reason(s string) (string, error) {
	s, err := Words("reason", s, MaxReason)
	if err == nil && strings.TrimSpace(s) == "" {
		err = act.RefuseField("reason", "refuse.reason.missing")
	}
	return s, err
}

// round returns t to the millisecond, as the record keeps it.
func round(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
