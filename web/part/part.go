package part

import (
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/locale"
	"github.com/a-h/templ"
)

// A Group is a working group as pages show it. Everywhere it has the same
// colour and the same shape, given by Place; it is never told by colour alone.
type Group struct {
	ID    string
	Name  string // "Washington", in the reader's language
	Place int    // the group's place in the initiative, from 0; not the alternat
}

// looks is how many shapes and colours there are; a fifth group begins again.
const looks = 4

// class is the group's class in the style sheet, "g0" to "g3".
func (g Group) class() string { return "g" + strconv.Itoa(g.Place%looks) }

// shape is the group's sign, drawn in a square of 16.
func (g Group) shape() string {
	return [looks]string{
		"M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z", // a disc
		"M2 2h12v12h-12z",                  // a square
		"M8 .8l7.6 13.6h-15.2z",            // a triangle
		"M8 .4l7.6 7.6l-7.6 7.6l-7.6-7.6z", // a lozenge
	}[g.Place%looks]
}

// A Link is somewhere to go.
type Link struct {
	Label string
	Href  string
	Here  bool // the page that is shown now
	Count int  // how much waits there; 0 is not shown

	Within bool // the page that is shown lies below it
}

// instant is how HTML's datetime wants an instant, in UTC.
const instant = "2006-01-02T15:04:05Z"

func stamp(t time.Time) string { return t.UTC().Format(instant) }

// id is a field's id: what it was given, or else its name.
func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

// describedBy lists the ids of a field's hint, error and count.
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.id()+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.id()+"-error")
	}
	if f.Max > 0 {
		ids = append(ids, f.id()+"-count")
	}
	return strings.Join(ids, " ")
}

// describe are the attributes that tie a field to its hint, error and count.
func (f Field) describe() templ.Attributes {
	a := templ.Attributes{}
	if ids := f.describedBy(); ids != "" {
		a["aria-describedby"] = ids
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

// paragraphs cuts what somebody typed at its empty lines.
func paragraphs(words string) []string {
	var out []string
	for p := range strings.SplitSeq(strings.ReplaceAll(words, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// names says the groups' names as a list.
func names(p *locale.Printer, groups []Group) string {
	all := make([]string, len(groups))
	for i, g := range groups {
		all[i] = g.Name
	}
	return p.List(all)
}
