package compose

import (
	"strings"
	"unicode/utf8"

	"example.org/counterpart/press"
)

// Inline reads the marks in the words of a part:
//
//	*emphasis*, **strong**, words((a footnote)), https://example.org
//
// What is no whole mark is words. No letter is lost but those of marks, and a
// note holds no note.
func Inline(words string) press.Text {
	r := inline{notes: true}
	r.read(words)
	return r.text
}

type inline struct {
	text             press.Text
	strong, emphasis bool
	notes            bool // may be called here
}

func (r *inline) read(s string) {
	plain := 0 // where words began that have not been put down
	flush := func(to int) {
		r.put(press.Run{Words: s[plain:to]})
	}
	for at := 0; at < len(s); {
		width, ok := r.mark(s, at, flush)
		if !ok {
			_, size := utf8.DecodeRuneInString(s[at:])
			at += size
			continue
		}
		at += width
		plain = at
	}
	flush(len(s))
}

// mark reads a mark at a place, if there is one, and says how wide it is.
func (r *inline) mark(s string, at int, flush func(int)) (width int, ok bool) {
	rest := s[at:]
	switch {
	case strings.HasPrefix(rest, "**"):
		if !r.strong && !strings.Contains(rest[2:], "**") {
			return 0, false
		}
		flush(at)
		r.strong = !r.strong
		return 2, true
	case rest[0] == '*':
		if !r.emphasis && !strings.Contains(strings.ReplaceAll(rest[1:], "**", ""), "*") {
			return 0, false
		}
		flush(at)
		r.emphasis = !r.emphasis
		return 1, true
	case strings.HasPrefix(rest, "((") && r.notes:
		end := strings.Index(rest, "))")
		if end < 0 || strings.TrimSpace(rest[2:end]) == "" {
			return 0, false
		}
		flush(at)
		note := inline{}
		note.read(strings.TrimSpace(rest[2:end]))
		r.call(note.text)
		return end + 2, true
	case strings.HasPrefix(rest, "https://"):
		width = linkWidth(rest)
		if width == len("https://") {
			return 0, false
		}
		flush(at)
		r.put(press.Run{Words: rest[:width], Link: rest[:width]})
		return width, true
	}
	return 0, false
}

// linkWidth is how far an address reaches: to the next space, without the full
// stop or bracket that ends the sentence.
func linkWidth(s string) int {
	end := strings.IndexFunc(s, func(c rune) bool { return c <= ' ' || strings.ContainsRune("<>\"«»“”|*\u00a0", c) })
	if end < 0 {
		end = len(s)
	}
	if note := strings.Index(s[:end], "(("); note >= 0 {
		end = note
	}
	return len(strings.TrimRight(s[:end], ".,;:!?)]"))
}

func (r *inline) put(run press.Run) {
	if run.Words == "" {
		return
	}
	run.Strong, run.Emphasis = r.strong, r.emphasis
	r.text = append(r.text, run)
}

// call calls a note after the words that stand before it.
func (r *inline) call(note press.Text) {
	if k := len(r.text) - 1; k >= 0 && r.text[k].Note == nil {
		r.text[k].Note = note
		return
	}
	r.text = append(r.text, press.Run{Note: note})
}
