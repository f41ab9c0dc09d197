package distribution

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"example.org/counterpart/act"
)

// A Problem is what is wrong with one of several contacts.
type Problem struct {
	Row    int    // from 0
	Column string // of the file
	Reason act.Reason
}

// Columns are what a file of contacts may have in its first line. Only email is
// needed.
var Columns = []string{"email", "name", "organisation", "language", "addressee"}

// Limits of a file.
const (
	MaxFile = 4 << 20
	MaxRows = 5000
)

// ReadFile reads a list of contacts in CSV, as spreadsheets write it: divided by
// commas, semicolons or tabs. Every row that is wrong is told of; rows are
// counted from 0, without the first line. lang is for rows that name none.
func ReadFile(file []byte, lang string, addressees []string) (all []Contact, lines []int, wrong []Problem) {
	bad := func(row int, column, key string, args ...any) {
		wrong = append(wrong, Problem{row, column, act.Because(key, args...)})
	}
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	if len(file) > MaxFile {
		bad(-1, "", "refuse.contacts.large")
		return nil, nil, wrong
	}
	if !utf8.Valid(file) {
		bad(-1, "", "refuse.contacts.spelling")
		return nil, nil, wrong
	}
	in := csv.NewReader(bytes.NewReader(file))
	in.Comma, in.FieldsPerRecord, in.TrimLeadingSpace = comma(file), -1, true
	head, err := in.Read()
	if err != nil {
		bad(-1, "", "refuse.contacts.empty")
		return nil, nil, wrong
	}
	at := map[string]int{}
	for k, name := range head {
		at[strings.ToLower(strings.TrimSpace(name))] = k
	}
	if _, ok := at["email"]; !ok {
		bad(-1, "email", "refuse.contacts.columns")
		return nil, nil, wrong
	}
	for row := 0; ; row++ {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			bad(row, "", "refuse.contacts.row")
			break // what follows a quotation that is not closed is anybody's guess
		}
		if row >= MaxRows {
			bad(row, "", "refuse.contacts.rows", MaxRows)
			break
		}
		c, more := contactIn(cells, at, lang, addressees)
		for _, p := range more {
			p.Row = row
			wrong = append(wrong, p)
		}
		all, lines = append(all, c), append(lines, row)
	}
	if len(all) == 0 && len(wrong) == 0 {
		bad(-1, "", "refuse.contacts.empty")
	}
	return all, lines, wrong
}

// contactIn reads one row.
func contactIn(cells []string, at map[string]int, lang string, addressees []string) (c Contact, wrong []Problem) {
	cell := func(name string) string {
		if k, ok := at[name]; ok && k < len(cells) {
			return strings.TrimSpace(cells[k])
		}
		return ""
	}
	c = Contact{Email: cell("email"), Name: cell("name"), Organisation: cell("organisation"), Lang: strings.ToLower(cell("language")), Addressee: cell("addressee")}
	if c.Lang == "" {
		c.Lang = lang
	}
	c, err := c.Check(addressees)
	no, refused := act.Refused(err)
	if !refused {
		return c, nil
	}
	for _, one := range append([]*act.Refusal{no}, no.Others...) {
		column := one.Field
		if column == "lang" {
			column = "language"
		}
		wrong = append(wrong, Problem{Column: column, Reason: one.Reason})
	}
	return c, wrong
}

// comma is what divides the cells of the first line: spreadsheets go by their
// language.
func comma(file []byte) rune {
	line, _, _ := bytes.Cut(file, []byte("\n"))
	best, most := ',', bytes.Count(line, []byte(","))
	for _, r := range ";\t" {
		if n := bytes.Count(line, []byte(string(r))); n > most {
			best, most = r, n
		}
	}
	return best
}
