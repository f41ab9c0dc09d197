package transcript

import (
	"regexp"
	"slices"
	"strings"

	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

var (
	keyForm       = regexp.MustCompile(`^([a-z]+[0-9]*(?:\.[A-Za-z0-9-]+)?):(?: +(.*))?$`)
	paragraphForm = regexp.MustCompile(`^(p[1-9][0-9]{0,5})(?:\.([A-Za-z0-9-]+))?$`)
)

// fields reads a block of fields.
func (s *sentence) fields() ([]field, error) {
	var all []field
	seen := map[string]bool{}
	for _, l := range s.block {
		last := len(all) - 1
		switch more, continues := strings.CutPrefix(l.text, "  "); {
		case l.text == "" && last >= 0:
			all[last].lines = append(all[last].lines, "")
		case continues && last >= 0:
			all[last].lines = append(all[last].lines, strings.TrimLeft(more, " "))
		default:
			m := keyForm.FindStringSubmatch(l.text)
			if m == nil {
				return nil, wrong(s.line.File, l.no, "a field is written \"title: words\", and goes on in lines indented by four spaces")
			}
			if seen[m[1]] {
				return nil, wrong(s.line.File, l.no, "%s is there twice", m[1])
			}
			seen[m[1]] = true
			all = append(all, field{l.no, m[1], []string{m[2]}})
		}
	}
	return all, nil
}

// raise reads the fields of raises and revises.
func (s *sentence) raise() (c procedure.Raise, err error) {
	fields, err := s.fields()
	if err != nil {
		return c, err
	}
	c.Title = text.Words{}
	for _, f := range fields {
		switch lang, isTitle := strings.CutPrefix(f.key, "title."); {
		case f.key == "dimension":
			c.Dimension = f.value()
		case f.key == "to":
			c.Addressees = strings.Split(f.value(), ", ")
		case f.key == "lang":
			c.Lang = f.value()
		case f.key == "title":
			c.Title["en"] = f.value()
		case isTitle && slices.Contains(procedure.Languages, lang) && lang != "en":
			c.Title[lang] = f.value()
		case f.key == "problem":
			c.Problem = f.value()
		default:
			p, err := s.worded(f)
			if err != nil {
				return c, err
			}
			if f.same() {
				return c, wrong(s.line.File, f.no, "an idea is written out whole")
			}
			c.Paragraphs = append(c.Paragraphs, p)
		}
	}
	return c, s.unnumber(c.Paragraphs)
}

// unnumber leaves the ids of a first version to the rules, which give them by
// place.
func (s *sentence) unnumber(ps []text.Paragraph) error {
	if s.verb == "revises" {
		return nil
	}
	for n := range ps {
		if number(ps[n].ID) != n+1 {
			return s.line.wrong("paragraphs are numbered in order from p1; %s is in place %d", ps[n].ID, n+1)
		}
		ps[n].ID = ""
	}
	return nil
}

// worded reads a field that is a paragraph.
func (s *sentence) worded(f field) (text.Paragraph, error) {
	m := paragraphForm.FindStringSubmatch(f.key)
	if m == nil {
		return text.Paragraph{}, wrong(s.line.File, f.no, "no field here is called %s", f.key)
	}
	return text.Paragraph{ID: text.ParagraphID(m[1]), Words: f.value(), Lang: m[2]}, nil
}

func (s *sentence) issue() (procedure.Command, error) {
	fields, err := s.fields()
	if err != nil {
		return nil, err
	}
	c := procedure.Issue{CancelsDecision: s.flag("cancelling the decision")}
	for _, f := range fields {
		p, err := s.worded(f)
		if err != nil {
			return nil, err
		}
		if f.same() {
			s.line.Kept = append(s.line.Kept, p.ID)
			p.Words = ""
		}
		c.Paragraphs = append(c.Paragraphs, p)
	}
	return c, nil
}

func (s *sentence) differ() (procedure.Command, error) {
	fields, err := s.fields()
	if err != nil {
		return nil, err
	}
	c := procedure.Differ{}
	for _, f := range fields {
		if f.key == "reason" {
			c.Reason = f.value()
			continue
		}
		p, err := s.worded(f)
		if err != nil {
			return nil, err
		}
		c.Paragraphs = append(c.Paragraphs, p)
	}
	return c, nil
}
