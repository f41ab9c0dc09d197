package roster

import (
	"encoding/csv"
	"io"
	"strings"
	"time"

	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// Write writes who sits in a group at an instant, or in any if it is empty, as
// a file that Read reads. Spreadsheets take it for UTF-8 by its first bytes.
func Write(w io.Writer, n initiative.Initiative, people map[member.ID]roll.Person, in group.ID, at time.Time) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	columns := Columns()
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, s := range member.In(n.Standings, at) {
		p, ok := people[s.Member]
		if !ok || p.Erased || in != "" && s.Group != in {
			continue
		}
		g, _ := n.Group(s.Group)
		cells := cellsOf(p, s, g.Zone)
		row := make([]string, len(columns))
		for k, column := range columns {
			row[k] = guard(cells[column])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func cellsOf(p roll.Person, s member.Standing, zone string) map[string]string {
	cells := map[string]string{"member": string(p.Member), "slug": p.Slug, "email": p.Email, "country": p.Country, "lang": p.Lang,
		"speaks": strings.Join(p.Speaks, " "), "zone": p.Zone, "group": string(s.Group), "capacity": string(s.Capacity),
		"constituency": string(s.Constituency), "from": s.From.Format(time.DateOnly)}
	if loc, err := time.LoadLocation(zone); err == nil {
		cells["from"] = s.From.In(loc).Format(time.DateOnly)
	}
	for _, post := range p.Posts {
		if post.To == "" {
			cells["since"] = post.From
		}
	}
	for what, words := range map[string]text.Words{"title": p.Title, "name": p.Name, "address": p.Address, "post": p.Post,
		"affiliation": p.Affiliation, "nominated": p.Nominated, "biography": p.Biography} {
		for _, lang := range procedure.Languages {
			cells[what+"."+lang] = words[lang]
		}
	}
	return cells
}

// formulas are what a cell begins with that a spreadsheet takes for a formula.
// Whoever writes their own name in so could have it run on the machine of
// whoever opens the file.
const formulas = "=+-@\t\r\n＝＋－＠"

// guard puts an apostrophe before such a cell, by which a spreadsheet knows it
// for text; and before one that begins with an apostrophe, so that unguard is
// its inverse.
func guard(cell string) string {
	if cell != "" && strings.ContainsRune(formulas+"'", first(cell)) {
		return "'" + cell
	}
	return cell
}

// unguard takes that apostrophe away.
func unguard(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && rest != "" && strings.ContainsRune(formulas+"'", first(rest)) {
		return rest
	}
	return cell
}

func first(s string) rune { return []rune(s)[0] }
