package typst

import (
	"errors"
	"fmt"
	"strings"
)

// A Refusal is why Typst would not set a document: what is wrong in it, and
// where.
type Refusal struct{ Diagnostics []Diagnostic }

// A Diagnostic is one thing that is wrong.
type Diagnostic struct {
	File    string
	Range   string // as 12:3-12:9, lines and columns
	Message string
}

func (r *Refusal) Error() string {
	var all []string
	for _, d := range r.Diagnostics {
		all = append(all, fmt.Sprintf("%s:%s: %s", d.File, d.Range, d.Message))
	}
	return "typst: " + strings.Join(all, "; ")
}

// Reason is what is wrong in words, without the places.
func (r *Refusal) Reason() string {
	var all []string
	for _, d := range r.Diagnostics {
		all = append(all, d.Message)
	}
	return strings.Join(all, "; ")
}

// diagnosed makes an error of what the module answers if it did not do what it
// was asked for.
func diagnosed(value any) error {
	all, ok := value.(*array)
	if !ok {
		return errors.New("typst: " + described(value))
	}
	refusal := &Refusal{}
	for _, item := range all.items {
		field := func(name string) string {
			s, _ := property(item, name).(string)
			return s
		}
		if field("severity") == "Warning" || field("severity") == "warning" {
			continue
		}
		refusal.Diagnostics = append(refusal.Diagnostics, Diagnostic{field("path"), field("range"), field("message")})
	}
	if len(refusal.Diagnostics) == 0 {
		return errors.New("typst: " + described(value))
	}
	return refusal
}

// described writes a value for people to read, who look for a fault.
func described(value any) string {
	switch v := value.(type) {
	case *object:
		var b strings.Builder
		for _, key := range v.keys {
			fmt.Fprintf(&b, "%s: %s; ", key, described(v.values[key]))
		}
		return "{" + b.String() + "}"
	case *array:
		var all []string
		for _, item := range v.items {
			all = append(all, described(item))
		}
		return "[" + strings.Join(all, ", ") + "]"
	case *failure:
		return v.message
	case undefined:
		return "undefined"
	}
	return fmt.Sprintf("%.200v", value)
}
