package transcript

import (
	"fmt"
	"strings"

	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

func (s *scribe) said(l register.Line) {
	w, _ := l.Words.(procedure.StatedWords)
	s.f("\n")
	s.lines(l, fold(w.Words))
}

func (s *scribe) reason(l register.Line) {
	w, _ := l.Words.(procedure.ReasonWords)
	s.f("\n")
	s.lines(l, fold(w.Reason))
}

// lines writes a block of words.
func (s *scribe) lines(l register.Line, lines []string) {
	if l.Erased {
		s.f("# the words of this act were erased\n")
		return
	}
	if len(lines) == 1 && lines[0] == "" {
		return
	}
	for _, line := range lines {
		s.f("%s\n", strings.TrimRight("  "+line, " "))
	}
}

// field writes a field of a block, unless it is empty.
func (s *scribe) field(key, words string) {
	if words == "" {
		return
	}
	lines := fold(words)
	if len(lines) == 1 && lines[0] == "=" {
		lines[0] = `\=`
	}
	for n, line := range lines {
		if n == 0 {
			s.f("  %s: %s\n", key, line)
			continue
		}
		s.f("%s\n", strings.TrimRight("    "+line, " "))
	}
}

func (s *scribe) idea(verb string, l register.Line, b procedure.RaisedAct) {
	s.f("%s\n  dimension: %s\n", verb, b.Dimension)
	s.field("to", strings.Join(b.Addressees, ", "))
	s.field("lang", b.Lang)
	w, _ := l.Words.(procedure.RaisedWords)
	s.field("title", w.Title["en"])
	for _, lang := range procedure.Languages[1:] {
		s.field("title."+lang, w.Title[lang])
	}
	s.field("problem", w.Problem)
	s.paragraphs(w.Paragraphs)
	s.erased(l)
	s.versions = append(s.versions, version{l.Hash, w.Paragraphs})
}

func (s *scribe) erased(l register.Line) {
	if l.Erased {
		s.f("# the words of this act were erased\n")
	}
}

func (s *scribe) paragraphs(ps text.Text) {
	for _, p := range ps {
		s.field(key(p), p.Words)
	}
}

func key(p text.Paragraph) string {
	if p.Lang != "" {
		return string(p.ID) + "." + p.Lang
	}
	return string(p.ID)
}

// issued writes a version against its base, if the base can be read.
func (s *scribe) issued(l register.Line, b procedure.IssuedAct) {
	s.f("issues")
	if s.pending {
		s.f(", cancelling the decision")
	}
	s.pending = false
	s.f("\n")
	var base text.Text
	if n := len(s.versions); n > 0 && s.versions[n-1].hash == b.Base {
		base = s.versions[n-1].words
	}
	w, _ := l.Words.(procedure.IssuedWords)
	for _, p := range w.Paragraphs {
		if was, ok := base.Paragraph(p.ID); ok && was == p {
			s.f("  %s: =\n", p.ID)
			continue
		}
		s.field(key(p), p.Words)
	}
	s.erased(l)
	s.versions = append(s.versions, version{l.Hash, w.Paragraphs})
}

func (s *scribe) differed(l register.Line) {
	s.f("differs\n")
	w, _ := l.Words.(procedure.DifferedWords)
	s.field("reason", w.Reason)
	for n, p := range w.Paragraphs {
		p.ID = text.ParagraphID(fmt.Sprint("p", n+1))
		s.field(key(p), p.Words)
	}
	s.erased(l)
}
