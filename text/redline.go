package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Op says what happened to a run of words.
type Op string

// The operations.
const (
	Equal  Op = "equal"
	Insert Op = "insert"
	Delete Op = "delete"
)

// A Run is a stretch of words with one fate. What a run holds are whole words
// with the space around them, as they were typed, escapes and brackets
// included.
type Run struct {
	Op   Op     `json:"op"`
	Text string `json:"text"`
}

// Diff compares two wordings of one thing, such as a title or a statement.
// The runs that are not inserted give before; those not deleted, after.
func Diff(before, after string) []Run {
	spend := budget(together)
	return diff(before, after, &spend)
}

func diff(before, after string, spend *budget) []Run {
	if before == after {
		return write(nil, Equal, before)
	}
	if tooLong(before) || tooLong(after) {
		return write(write(nil, Delete, before), Insert, after)
	}
	a, b := tokens(before), tokens(after)
	var edits []edit
	spend.paragraph(func(spend *budget) {
		edits = align(a, b, func(t token) string { return t.word }, spend)
	})
	return runs(a, b, phrases(a, b, edits))
}

// tooLong reports whether s is no paragraph of ours, however one counts.
func tooLong(s string) bool {
	return len(s) > utf8.UTFMax*MaxLetters || utf8.RuneCountInString(s) > MaxLetters
}

// runs writes out what the edits say. Where a word stays but the space before
// it changes, the space is deleted and inserted.
func runs(a, b []token, edits []edit) []Run {
	w := &writer{}
	i, j := 0, 0
	for _, e := range append(edits, edit{len(a), len(a), len(b), len(b)}) {
		for ; i < e.a0; i, j = i+1, j+1 {
			if a[i].gap != b[j].gap {
				w.change(a[i].gap, b[j].gap)
				w.equal(a[i].word)
				continue
			}
			w.equal(a[i].String())
		}
		w.change(written(a[e.a0:e.a1]), written(b[e.b0:e.b1]))
		i, j = e.a1, e.b1
	}
	w.equal("")
	return w.runs
}

// A writer gathers what is deleted and inserted until something stays.
type writer struct {
	runs         []Run
	gone, coming strings.Builder
}

func (w *writer) change(gone, coming string) {
	w.gone.WriteString(gone)
	w.coming.WriteString(coming)
}

// equal writes what has been gathered, less the space that both sides begin
// or end with, and then s.
func (w *writer) equal(s string) {
	gone, coming := w.gone.String(), w.coming.String()
	w.gone.Reset()
	w.coming.Reset()
	head := sharedSpace(gone, coming)
	tail := sharedEnd(gone[head:], coming[head:])
	w.runs = write(w.runs, Equal, gone[:head])
	w.runs = write(w.runs, Delete, gone[head:len(gone)-tail])
	w.runs = write(w.runs, Insert, coming[head:len(coming)-tail])
	w.runs = write(w.runs, Equal, gone[len(gone)-tail:])
	w.runs = write(w.runs, Equal, s)
}

// write appends a run, or adds to the last one if that has the same fate.
func write(runs []Run, op Op, s string) []Run {
	if s == "" {
		return runs
	}
	if last := len(runs) - 1; last >= 0 && runs[last].Op == op {
		runs[last].Text += s
		return runs
	}
	return append(runs, Run{op, s})
}

// sharedSpace returns how many bytes of white space a and b both begin with.
func sharedSpace(a, b string) int {
	n := 0
	for i, c := range a {
		if !unicode.IsSpace(c) || i >= len(b) || !strings.HasPrefix(b[i:], string(c)) {
			break
		}
		n = i + utf8.RuneLen(c)
	}
	return n
}

// sharedEnd returns how many bytes of white space a and b both end with.
func sharedEnd(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) {
		c, size := utf8.DecodeLastRuneInString(a[:len(a)-n])
		if !unicode.IsSpace(c) || !strings.HasSuffix(b[:len(b)-n], string(c)) {
			break
		}
		n += size
	}
	return n
}

// Before puts the old words together again.
func Before(runs []Run) string { return without(runs, Insert) }

// After puts the new words together again.
func After(runs []Run) string { return without(runs, Delete) }

func without(runs []Run, op Op) string {
	var b strings.Builder
	for _, r := range runs {
		if r.Op != op {
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

// Plain writes runs for mail and for a screen reader: [-old-]{+new+}.
func Plain(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		switch r.Op {
		case Delete:
			b.WriteString("[-" + r.Text + "-]")
		case Insert:
			b.WriteString("{+" + r.Text + "+}")
		default:
			b.WriteString(r.Text)
		}
	}
	return b.String()
}
