package cite

import "strings"

// RIS is the work as a record of RIS.
func (w Work) RIS() string {
	var b strings.Builder
	line := func(tag, value string) {
		if value = clean(value); value != "" {
			b.WriteString(tag + "  - " + value + "\r\n")
		}
	}
	line("TY", "RPRT")
	for _, n := range w.authors() {
		line("AU", n.String())
	}
	line("TI", w.title())
	line("T2", w.Series)
	line("SN", w.Symbol)
	line("IS", w.Number)
	line("ET", w.Edition)
	line("PB", w.Publisher)
	if len(w.Authors) > 0 {
		for _, g := range w.Issuers {
			line("A3", g)
		}
	}
	line("PY", w.day("2006"))
	line("DA", w.day("2006/01/02"))
	line("LA", w.Lang)
	line("UR", w.Address)
	line("L1", w.pdf())
	line("AB", w.Summary)
	b.WriteString("ER  - \r\n")
	return b.String()
}
