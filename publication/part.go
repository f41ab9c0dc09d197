package publication

import (
	"slices"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// A Kind says what a part of the body is.
type Kind string

// The kinds of parts. In each the words are typed in one field; what the lines
// of it mean is said here.
const (
	Heading        Kind = "heading"        // of a chapter
	Section        Kind = "section"        // a heading below that
	Paragraph      Kind = "paragraph"      // numbered when it is set
	Items          Kind = "list"           // an item on each line
	Table          Kind = "table"          // the caption on the first line; then rows, their cells divided by "|", the heads first
	Figure         Kind = "figure"         // an uploaded picture: the caption on the first line, then what it shows, for those who do not see it
	Chart          Kind = "chart"          // drawn by the program from its registers; the caption
	Box            Kind = "box"            // its title on the first line, then its paragraphs
	Recommendation Kind = "recommendation" // as it was adopted, with what was attached to it; no words of its own
	Quotation      Kind = "quotation"      // a statement, as its author let it be told; no words of its own
)

// PartKinds lists them in the order in which forms offer them.
var PartKinds = []Kind{Paragraph, Heading, Section, Items, Recommendation, Quotation, Table, Figure, Chart, Box}

// Key is the kind's name in the catalogues.
func (k Kind) Key() string { return "publication.kind." + string(k) }

// Wordless reports whether parts of the kind are set by reference alone.
func (k Kind) Wordless() bool { return k == Recommendation || k == Quotation }

// Refers reports whether parts of the kind name what they set.
func (k Kind) Refers() bool { return k.Wordless() || k == Figure || k == Chart }

// Charts are the drawings that the program makes of its registers.
var Charts = []string{"composition"}

// Limits of a body.
const (
	MaxParts = 200
	MaxPart  = 8000    // letters in one part
	MaxBody  = 400_000 // in all of them
	MaxCells = 12      // columns of a table
)

// A Part is one part of the body, in one language.
type Part struct {
	ID    text.ParagraphID `json:"id,omitempty" doc:"Left out of a new part"`
	Kind  Kind             `json:"kind"`
	Of    string           `json:"of,omitempty" doc:"Of a recommendation: its matter. Of a quotation: its matter, a full stop and the statement's act. Of a figure: the picture's sum. Of a chart: its name"`
	Words string           `json:"words,omitempty"`
}

// A Slot is what the rules know of a part.
type Slot struct {
	ID   text.ParagraphID `json:"id"`
	Kind Kind             `json:"k"`
	Of   string           `json:"of,omitempty"`
}

// Statement reads what a quotation refers to.
func (s Slot) Statement() (matter act.Ref, said act.Hash, ok bool) {
	ref, hash, dotted := strings.Cut(s.Of, ".")
	said, err := act.ParseHash(hash)
	return act.Ref(ref), said, dotted && err == nil && act.Ref(ref).Valid()
}

// check returns a part as it will be kept, or refuses whatever is wrong with it.
func (p Part) check(n int, of Facts, i Instant) (Part, error) {
	kind, at, words := field("parts", n, "kind"), field("parts", n, "of"), field("parts", n, "words")
	if !slices.Contains(PartKinds, p.Kind) {
		return p, act.RefuseField(kind, "refuse.part.kind")
	}
	if !p.Kind.Refers() {
		p.Of = ""
	}
	if p.Kind.Wordless() {
		p.Words = ""
	}
	var bad error
	if p.Words, bad = procedure.Words(words, p.Words, MaxPart); bad != nil {
		return p, bad
	}
	switch p.Kind {
	case Recommendation:
		if ref := act.Ref(p.Of); !ref.Valid() || !known(i, ref) {
			return p, act.RefuseField(at, "refuse.part.recommendation")
		}
		if i.Matter(act.Ref(p.Of)).Audience() == act.Caucus && of.Joint() {
			return p, act.RefuseField(at, "refuse.part.caucus")
		}
	case Quotation:
		ref, said, ok := Slot{Of: p.Of}.Statement()
		if !ok || !known(i, ref) {
			return p, act.RefuseField(at, "refuse.part.quotation")
		}
		stated, ok := i.Statement(ref, said)
		if !ok {
			return p, act.RefuseField(at, "refuse.part.quotation")
		}
		if of.Joint() && (stated.Audience == act.Caucus || i.Matter(ref).Audience() == act.Caucus) {
			return p, act.RefuseField(at, "refuse.part.caucus")
		}
	case Figure:
		if !sum(p.Of) {
			return p, act.RefuseField(at, "refuse.part.picture")
		}
	case Chart:
		if !slices.Contains(Charts, p.Of) {
			return p, act.RefuseField(at, "refuse.part.chart")
		}
	case Table:
		return p, p.table(words)
	}
	return p, nil
}

// known reports whether the person who asks may know of a matter.
func known(i Instant, ref act.Ref) bool {
	m := i.Matter(ref)
	return m.Stage != "" && m.Visible(i.By)
}

// sum reports whether s is a SHA-256 in hexadecimal.
func sum(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// table refuses rows of unequal length.
func (p Part) table(field string) error {
	_, rows := Rows(p.Words)
	for n, r := range rows {
		switch {
		case len(r) > MaxCells:
			return act.RefuseField(field, "refuse.part.columns", MaxCells)
		case len(r) != len(rows[0]):
			return act.RefuseField(field, "refuse.part.row", n+1, len(r), len(rows[0]))
		}
	}
	if p.Words != "" && len(rows) < 2 {
		return act.RefuseField(field, "refuse.part.rows")
	}
	return nil
}

// Rows reads the words of a table: its caption, and its rows, the heads first.
func Rows(words string) (caption string, rows [][]string) {
	caption, rest, _ := strings.Cut(words, "\n")
	for line := range strings.Lines(rest) {
		line = strings.Trim(strings.TrimSpace(line), "|")
		if line == "" {
			continue
		}
		var cells []string
		for cell := range strings.SplitSeq(line, "|") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		rows = append(rows, cells)
	}
	return strings.TrimSpace(caption), rows
}

// number gives new parts ids that were never given before.
func number(parts []Part, known map[text.ParagraphID]bool, ids int) ([]Part, int, error) {
	for n := range parts {
		id := parts[n].ID
		switch {
		case id == "":
			ids++
			parts[n].ID = text.ParagraphID("p" + strconv.Itoa(ids))
		case !known[id]:
			return nil, 0, act.RefuseField(field("parts", n, "id"), "refuse.part.unknown")
		}
		known[parts[n].ID] = false // each is in it once
	}
	return parts, ids, nil
}

// matters lists the matters whose recommendations parts set, each once.
func matters(slots []Slot) (all []act.Ref) {
	for _, s := range slots {
		if s.Kind == Recommendation && !slices.Contains(all, act.Ref(s.Of)) {
			all = append(all, act.Ref(s.Of))
		}
	}
	return all
}

// adopted reports whether a matter has become a recommendation.
func adopted(m procedure.Matter) bool { return m.Stage == procedure.Adopted && m.Adoption != nil }
