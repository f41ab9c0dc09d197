package transcript

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"example.org/counterpart/text"
)

// A block is the indented lines below an act, without their indentation.
type block []numbered

type numbered struct {
	no   int
	text string
}

// unfold reads folded words: lines are joined by a space, an empty line begins
// a new paragraph, and a line that ends in a backslash is a line of its own.
// Elsewhere a backslash stands before a character that is meant as it is.
func unfold(lines []string) string {
	var b strings.Builder
	joint := ""
	for _, line := range lines {
		if line == "" {
			if b.Len() > 0 {
				joint = "\n\n"
			}
			continue
		}
		b.WriteString(joint)
		joint = " "
		escaped := false
		for _, c := range line {
			if c == '\\' && !escaped {
				escaped = true
				continue
			}
			escaped = false
			b.WriteRune(c)
		}
		if escaped {
			joint = "\n"
		}
	}
	return b.String()
}

// width is where lines are folded, in letters.
const width = 108

// fold is the reverse of unfold.
func fold(words string) (lines []string) {
	logical := strings.Split(words, "\n")
	for n, l := range logical {
		if l == "" {
			lines = append(lines, "")
			continue
		}
		l = strings.ReplaceAll(l, `\`, `\\`)
		if l[0] == ' ' {
			l = `\` + l
		}
		lines = append(lines, wrap(l)...)
		if n+1 < len(logical) && logical[n+1] != "" {
			lines[len(lines)-1] += `\`
		}
	}
	return lines
}

// wrap breaks a line at spaces that stand alone, so that to join the pieces by
// one space restores it.
func wrap(l string) (lines []string) {
	for utf8.RuneCountInString(l) > width {
		at, letters := -1, 0
		for i, c := range l {
			letters++
			if c == ' ' && i > 0 && l[i-1] != ' ' && l[i-1] != '\\' && i+1 < len(l) && l[i+1] != ' ' {
				if letters > width && at >= 0 {
					break
				}
				at = i
			}
			if letters > width && at >= 0 {
				break
			}
		}
		if at < 0 {
			break
		}
		lines = append(lines, l[:at])
		l = l[at+1:]
	}
	return append(lines, l)
}

// A field is one "key: value" of a block.
type field struct {
	no    int
	key   string
	lines []string // of the value, folded
}

// same reports whether the value says that the paragraph stays as it was.
func (f field) same() bool { return len(f.lines) == 1 && f.lines[0] == "=" }

func (f field) value() string { return unfold(f.lines) }

// number returns the number in a paragraph's id, or 0.
func number(id text.ParagraphID) int {
	if !id.Valid() {
		return 0
	}
	n, _ := strconv.Atoi(string(id[1:]))
	return n
}
