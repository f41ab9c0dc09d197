package compose

import (
	"fmt"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/press"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// recommendation sets what was adopted: the text paragraph by paragraph, then
// whatever was attached to it. In a draft a matter that has not been adopted is
// named, and nothing of its text is set.
func (s *sheet) recommendation(part publication.Part) ([]press.Block, error) {
	b := press.Block{Kind: press.Adopted, ID: string(part.ID)}
	told, err := s.course(act.Ref(part.Of))
	if s.unseen(err) {
		b.Text = press.Words(s.p.T("compose.unseen"))
		return []press.Block{b}, nil
	}
	if err != nil {
		return nil, err
	}
	m := told.matter
	if m.Adoption == nil {
		b.Text = press.Words(s.p.T("compose.pending", s.say(m.Title)))
		return []press.Block{b}, nil
	}
	r, adopted, err := s.Ask.Recommendation(m.Adoption.Symbol)
	if err != nil {
		return nil, err
	}
	b.Number = r.Symbol
	b.Text = press.Text{
		{Words: s.say(r.Title), Strong: true, Link: s.link("/recommendations/" + r.Symbol)},
		{Words: " — " + s.p.T("compose.adopted", m.Adoption.At)}}
	if m.Lang != s.lang {
		b.Lang = m.Lang
		b.Text = append(b.Text, press.Run{Words: " " + s.p.T("compose.in-its-language")})
	}
	for n, p := range adopted.Paragraphs {
		b.Blocks = append(b.Blocks, press.Block{Kind: press.Paragraph, ID: fmt.Sprintf("%s-%s", part.ID, p.ID), Number: strconv.Itoa(n + 1),
			Lang: m.Lang, Text: press.Words(plain(p.Words))})
	}
	b.Blocks = append(b.Blocks, s.riders(m, told.moves)...)
	return []press.Block{b}, nil
}

// riders are the reservations and interpretative statements, which travel with
// the text.
func (s *sheet) riders(m register.Matter, moves []register.Line) (blocks []press.Block) {
	for _, l := range moves {
		r, ok := l.Body.(procedure.Reserved)
		if !ok || r.Version != m.Adoption.Version {
			continue
		}
		words, _ := l.Words.(procedure.StatedWords)
		said := words.Words
		if l.Erased {
			said = s.p.T("compose.erased")
		}
		by := s.p.T("compose.rider", r.Rider, s.rider(l, r)) + " "
		if r.Lang != s.lang {
			by += s.p.T("compose.in-its-words") + " "
		}
		blocks = append(blocks, press.Block{Kind: press.Paragraph, Lang: r.Lang, Text: press.Text{{Words: by, Emphasis: true}, {Words: said}}})
	}
	return blocks
}

// rider is whose words they are.
func (s *sheet) rider(l register.Line, r procedure.Reserved) string {
	if r.ForGroup || l.Author == "" {
		return s.p.Arg(l.Group)
	}
	return s.p.T("compose.of-group", l.Author, l.Group)
}

// unseen reports whether a draft refers to what its reader may not read, or to
// nothing: of a preview nobody has looked yet whether it does.
func (s *sheet) unseen(err error) bool {
	no, refused := act.Refused(err)
	return refused && no.Why == act.NotFound && s.edition == nil
}

// quotation sets a statement, as its author let it be told.
func (s *sheet) quotation(part publication.Part) ([]press.Block, error) {
	ref, said, _ := publication.Slot{Of: part.Of}.Statement()
	b := press.Block{Kind: press.Box, ID: string(part.ID)}
	l, err := s.Ask.Act(ref, said)
	if s.unseen(err) {
		b.Text = press.Words(s.p.T("compose.unseen"))
		return []press.Block{b}, nil
	}
	if err != nil {
		return nil, err
	}
	stated, _ := l.Body.(procedure.Stated)
	words, _ := l.Words.(procedure.StatedWords)
	switch {
	case stated.Attribution == act.Named && l.Author != "":
		b.Text = press.Words(s.p.T("compose.of-group", l.Author, l.Group))
	case stated.Attribution == act.GroupOnly:
		b.Text = press.Words(s.p.T("compose.somebody-of", l.Group))
	default:
		b.Text = press.Words(s.p.T("compose.somebody"))
	}
	quoted := words.Words
	if l.Erased {
		quoted = s.p.T("compose.erased")
	}
	b.Blocks = []press.Block{{Kind: press.Paragraph, Lang: stated.Lang, Text: press.Words(quoted)}}
	return []press.Block{b}, nil
}

// plain is what adopted wording reads like: its marks are those of brackets, and
// an adopted text has none but those that stand for themselves.
func plain(words string) string {
	nodes, err := text.Parse(words, nil, "")
	if err != nil {
		return words
	}
	var b strings.Builder
	for _, n := range nodes {
		if n.Bracket != nil {
			return words
		}
		b.WriteString(n.Words)
	}
	return b.String()
}
