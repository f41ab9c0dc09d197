// Package roster reads and writes lists of members as CSV, the form in which
// spreadsheets exchange tables: what a secretariat has when it begins, and what
// it takes to a spreadsheet's other uses.
//
// Its law: a file is taken whole or not at all. Read and Plan find everything
// that is wrong with it, in every row, before anything is changed; what they
// plan is one order to the clerk.
package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// MaxFile is the largest file that is read, in bytes, and MostRows how many
// members it may hold.
const (
	MaxFile  = 8 << 20
	MostRows = initiative.MostAtOnce
)

// A Problem is what is wrong, and where. Line 0 is the whole file; Column is a
// name as the first line gives it, or empty for the whole row.
type Problem struct {
	Line   int
	Column string
	Reason act.Reason
}

// A Row is one line of a file: what it says of one member. Cells that are empty
// or not there say nothing.
type Row struct {
	Line  int
	cells map[string]string // by column, tidied of what guards formulas
}

// worded are the columns that there is one of for each language, as name.en.
var worded = []string{"title", "name", "address", "post", "affiliation", "nominated", "biography"}

// plain are the others.
var plain = []string{"member", "slug", "email", "country", "lang", "speaks", "zone", "since", "group", "capacity", "constituency", "from"}

// Columns are all columns, in the order in which Write writes them.
func Columns() (all []string) {
	all = append(all, "member", "slug")
	for _, w := range worded {
		for _, lang := range procedure.Languages {
			all = append(all, w+"."+lang)
		}
	}
	return append(all, plain[2:]...)
}

// Read reads a file: in UTF-8, with a byte order mark or without, its cells
// parted by commas, semicolons or tabs, its lines ended in any way. The first
// line names the columns, in any order.
func Read(file []byte) ([]Row, []Problem) {
	whole := func(key string, args ...any) []Problem { return []Problem{{Reason: act.Because(key, args...)}} }
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	switch {
	case len(file) > MaxFile:
		return nil, whole("roster.large", MaxFile>>20)
	case !utf8.Valid(file) || bytes.IndexByte(file, 0) >= 0:
		return nil, whole("roster.encoding")
	}
	// A lone carriage return is how some programs end lines.
	if !bytes.Contains(file, []byte("\n")) {
		file = bytes.ReplaceAll(file, []byte("\r"), []byte("\n"))
	}
	r := csv.NewReader(bytes.NewReader(file))
	r.Comma, r.FieldsPerRecord = separator(file), -1
	head, err := r.Read()
	if err != nil {
		return nil, unreadable(err)
	}
	columns, problems := readHead(head)
	if problems != nil {
		return nil, problems
	}
	var rows []Row
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, append(problems, unreadable(err)...)
		}
		line, _ := r.FieldPos(0)
		row, wrong := readRow(columns, cells, line)
		problems = append(problems, wrong...)
		if len(row.cells) > 0 {
			rows = append(rows, row)
		}
		if len(rows) > MostRows {
			return nil, whole("roster.many", MostRows)
		}
	}
	if len(rows) == 0 && problems == nil {
		return nil, whole("roster.empty")
	}
	return rows, problems
}

// separator is what parts the cells of the first line: of commas, semicolons
// and tabs the one that is there most often outside of quotes.
func separator(file []byte) rune {
	count, quoted := map[rune]int{}, false
	for _, c := range string(file) {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted {
			break
		}
		if !quoted {
			count[c]++
		}
	}
	best := ','
	for _, c := range []rune{';', '\t'} {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}

// unreadable tells of what is no CSV.
func unreadable(err error) []Problem {
	bad, ok := errors.AsType[*csv.ParseError](err)
	switch {
	case !ok: // there is not even a first line
		return []Problem{{Reason: act.Because("roster.empty")}}
	case errors.Is(err, csv.ErrQuote), errors.Is(err, csv.ErrBareQuote):
		return []Problem{{Line: bad.StartLine, Reason: act.Because("roster.quote")}}
	}
	return []Problem{{Line: bad.Line, Reason: act.Because("roster.unreadable")}}
}

// readHead reads the names of the columns.
func readHead(head []string) (columns []string, problems []Problem) {
	known := Columns()
	for _, name := range head {
		name = strings.ToLower(strings.TrimSpace(name))
		switch {
		case name == "": // a column without a name is nobody's, if it stays empty
		case !slices.Contains(known, name):
			problems = append(problems, Problem{1, shorten(name), act.Because("roster.column.unknown", shorten(name), strings.Join(known, ", "))})
		case slices.Contains(columns, name):
			problems = append(problems, Problem{1, name, act.Because("roster.column.twice", name)})
		}
		columns = append(columns, name)
	}
	return columns, problems
}

func readRow(columns, cells []string, line int) (row Row, problems []Problem) {
	row = Row{line, map[string]string{}}
	for n, cell := range cells {
		if cell = strings.TrimSpace(unguard(cell)); cell == "" {
			continue
		}
		if n >= len(columns) || columns[n] == "" {
			return row, []Problem{{line, "", act.Because("roster.cells")}}
		}
		row.cells[columns[n]] = cell
	}
	return row, nil
}

// shorten makes foreign words fit to be quoted.
func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// person is a person as the row has them: what was known, with what it says.
func (r Row) person(was roll.Person) (p roll.Person) {
	p = was
	for what, words := range map[string]*text.Words{"title": &p.Title, "name": &p.Name, "address": &p.Address, "nominated": &p.Nominated, "biography": &p.Biography} {
		*words = r.words(what, *words)
	}
	r.post(&p)
	for what, to := range map[string]*string{"slug": &p.Slug, "email": &p.Email, "lang": &p.Lang, "zone": &p.Zone} {
		if s := r.cells[what]; s != "" {
			*to = s
		}
	}
	if s := r.cells["country"]; s != "" {
		p.Country = strings.ToUpper(s)
	}
	if s := r.cells["speaks"]; s != "" {
		p.Speaks = strings.FieldsFunc(s, func(c rune) bool { return c == ' ' || c == ',' || c == ';' })
	}
	return p
}

// words are what was known, with what the row says in each language.
func (r Row) words(what string, was text.Words) text.Words {
	var now text.Words
	add := func(lang, s string) {
		if now == nil {
			now = text.Words{}
		}
		now[lang] = s
	}
	for lang, s := range was {
		add(lang, s)
	}
	for _, lang := range procedure.Languages {
		if s := r.cells[what+"."+lang]; s != "" {
			add(lang, s)
		}
	}
	return now
}

// post corrects the post that the person holds now. Earlier ones are not in
// such files, and stay.
func (r Row) post(p *roll.Person) {
	p.Post, p.Affiliation = r.words("post", p.Post), r.words("affiliation", p.Affiliation)
	since := r.cells["since"]
	at := slices.IndexFunc(p.Posts, func(post roll.Post) bool { return post.To == "" })
	for k, post := range p.Posts { // the last of those that are held is the one shown
		if post.To == "" {
			at = k
		}
	}
	if at < 0 && since == "" && len(p.Posts) == 0 {
		return
	}
	p.Posts = slices.Clone(p.Posts)
	switch {
	case at >= 0:
		p.Posts[at].Post, p.Posts[at].Affiliation = p.Post, p.Affiliation
		if since != "" {
			p.Posts[at].From = since
		}
	case len(p.Post)+len(p.Affiliation) > 0 || since != "":
		p.Posts = append(p.Posts, roll.Post{From: since, Post: p.Post, Affiliation: p.Affiliation})
	}
}

// seat is the seat that the row asks for; ok is false if it asks for none.
func (r Row) seat(id member.ID) (a initiative.Appoint, ok bool) {
	a = initiative.Appoint{Member: id, Group: group.ID(r.cells["group"]), Capacity: member.Capacity(r.cells["capacity"]),
		Constituency: member.Constituency(r.cells["constituency"])}
	return a, a.Group != "" || a.Capacity != "" || a.Constituency != ""
}
