package procedure

import (
	"example.org/counterpart/text"
)

// Words returns one field of typed words as they will be kept, or refuses the
// field. All rules read what is typed by it, or by Line.
func Words(field, s string, most int) (string, error) {
	s, err := text.Clean(s, most)
	return s, Mistyped(field, err)
}

// Line is Words for a field of one line.
func Line(field, s string, most int) (string, error) {
	s, err := text.CleanLine(s, most)
	return s, Mistyped(field, err)
}

// Mistyped turns what is wrong with one typed field into a refusal of it; nil, if
// nothing is.
func Mistyped(field string, err error) error {
	if err == nil {
		return nil
	}
	return problems(field, []text.Problem{text.AsProblem(err)})
}
