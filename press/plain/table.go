package plain

import (
	"strings"

	"example.org/counterpart/press"
)

// between stands between two columns.
const between = "   "

// table writes a table in columns if each of its rows has room in one line,
// and otherwise cell by cell: cells that are broken into narrow columns cannot
// be read aloud.
func (s *setter) table(b press.Block) {
	rows := make([][]string, 0, len(b.Rows)+1)
	for _, row := range append([][]press.Text{b.Head}, b.Rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = strings.Join(strings.FieldsFunc(s.text(cell), breaks), " ")
		}
		rows = append(rows, cells)
	}
	widths := make([]int, len(b.Head))
	total := len(between) * (len(widths) - 1)
	for i := range widths {
		for _, row := range rows {
			widths[i] = max(widths[i], width(row[i]))
		}
		total += widths[i]
	}
	if total <= s.room() {
		s.columns(rows, widths)
		return
	}
	s.cells(rows)
}

func (s *setter) columns(rows [][]string, widths []int) {
	for n, row := range rows {
		var line, rule []string
		for i, cell := range row {
			line = append(line, cell+strings.Repeat(" ", widths[i]-width(cell)))
			rule = append(rule, strings.Repeat("-", widths[i]))
		}
		s.b.WriteString(strings.TrimRight(s.edge+strings.Join(line, between), " ") + "\n")
		if n == 0 {
			s.b.WriteString(strings.TrimRight(s.edge+strings.Join(rule, between), " ") + "\n")
		}
	}
}

// cells writes the heads in one row, and then each cell behind its own.
func (s *setter) cells(rows [][]string) {
	s.lines("", strings.Join(rows[0], " / "))
	for _, row := range rows[1:] {
		s.gap()
		for i, cell := range row {
			s.lines("  ", strings.TrimSpace(rows[0][i]+": "+cell))
		}
	}
}
