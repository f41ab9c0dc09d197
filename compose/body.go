package compose

import (
	"strconv"
	"strings"

	"example.org/counterpart/press"
	"example.org/counterpart/publication"
)

func (s *sheet) summary() (blocks []press.Block) {
	for line := range strings.Lines(s.v.Summary) {
		if line = strings.TrimSpace(line); line != "" {
			blocks = append(blocks, press.Block{Kind: press.Paragraph, ID: "summary-" + strconv.Itoa(len(blocks)+1), Text: Inline(line)})
		}
	}
	return blocks
}

// body sets the parts in their order.
func (s *sheet) body() (blocks []press.Block, err error) {
	for _, part := range s.v.Parts {
		b, err := s.part(part)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, b...)
	}
	return blocks, nil
}

func (s *sheet) part(part publication.Part) ([]press.Block, error) {
	b := press.Block{ID: string(part.ID), Text: Inline(part.Words)}
	switch part.Kind {
	case publication.Heading:
		b.Kind, b.Level = press.Heading, 1
	case publication.Section:
		b.Kind, b.Level = press.Heading, 2
	case publication.Items:
		return s.items(part), nil
	case publication.Table:
		return []press.Block{s.table(part)}, nil
	case publication.Box:
		return []press.Block{s.box(part)}, nil
	case publication.Figure:
		return []press.Block{s.figure(part)}, nil
	case publication.Chart:
		return s.chart(part)
	case publication.Recommendation:
		return s.recommendation(part)
	case publication.Quotation:
		return s.quotation(part)
	default:
		b.Kind = press.Paragraph
		s.paragraphs++
		b.Number = strconv.Itoa(s.paragraphs)
	}
	return []press.Block{b}, nil
}

func (s *sheet) items(part publication.Part) (blocks []press.Block) {
	for line := range strings.Lines(part.Words) {
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "- "))
		if line == "" {
			continue
		}
		b := press.Block{Kind: press.Item, Text: Inline(line)}
		if len(blocks) == 0 {
			b.ID = string(part.ID)
		}
		blocks = append(blocks, b)
	}
	return blocks
}

func (s *sheet) table(part publication.Part) press.Block {
	caption, rows := publication.Rows(part.Words)
	s.tables++
	b := press.Block{Kind: press.Table, ID: string(part.ID), Number: strconv.Itoa(s.tables), Text: Inline(caption)}
	for n, row := range rows {
		cells := make([]press.Text, len(row))
		for k, cell := range row {
			cells[k] = Inline(cell)
		}
		if n == 0 {
			b.Head = cells
		} else {
			b.Rows = append(b.Rows, cells)
		}
	}
	return b
}

func (s *sheet) box(part publication.Part) press.Block {
	title, rest, _ := strings.Cut(part.Words, "\n")
	b := press.Block{Kind: press.Box, ID: string(part.ID), Text: Inline(title)}
	for line := range strings.Lines(rest) {
		if line = strings.TrimSpace(line); line != "" {
			b.Blocks = append(b.Blocks, press.Block{Kind: press.Paragraph, Text: Inline(line)})
		}
	}
	return b
}

// figure sets an uploaded picture: its caption is on the first line of the
// words, what it shows on the others.
func (s *sheet) figure(part publication.Part) press.Block {
	caption, alt, _ := strings.Cut(part.Words, "\n")
	if alt = strings.TrimSpace(alt); alt == "" {
		alt = strings.TrimSpace(caption)
	}
	s.figures++
	return press.Block{Kind: press.Figure, ID: string(part.ID), Number: strconv.Itoa(s.figures), Text: Inline(caption),
		Image: &press.Image{Sum: part.Of, Alt: alt}}
}
