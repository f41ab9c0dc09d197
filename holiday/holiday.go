// Package holiday keeps the public holidays of the groups' capitals.
//
// They are data of the initiative, kept by those who keep a group's papers: the
// program computes none, for governments move them. The law of this package: a
// holiday is a date of its capital, from midnight to midnight there, and has no
// hour or zone of its own.
package holiday

import (
	"embed"
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/text"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the table.
func Open(tx *database.Tx) error {
	return tx.Migrate("holiday", migrations)
}

// A Holiday is one day on which a capital rests.
type Holiday struct {
	Group group.ID
	Day   string // 2009-12-16
	Name  text.Words
}

// Limits of a list.
const (
	MaxDays = 200
	MaxName = 100
)

// Between returns the holidays of all groups from one day to another, both
// included.
func Between(tx *database.Tx, from, to string) ([]Holiday, error) {
	return database.All(tx, `select grp, day, name from holiday where day >= $1 and day <= $2 order by day, grp`, []any{from, to},
		func(scan database.Scan) (h Holiday, err error) {
			var name string
			if err = scan(&h.Group, &h.Day, &name); err == nil {
				err = json.Unmarshal([]byte(name), &h.Name)
			}
			return h, err
		})
}

// Replace keeps a group's holidays of one year in place of those that were kept.
func Replace(tx *database.Tx, g group.ID, year string, all []Holiday) error {
	if err := tx.Exec(`delete from holiday where grp = $1 and day >= $2 and day <= $3`, g, year+"-01-01", year+"-12-31"); err != nil {
		return err
	}
	return Put(tx, g, all...)
}

// Put keeps holidays of a group beside those that are kept already.
func Put(tx *database.Tx, g group.ID, all ...Holiday) error {
	for _, h := range all {
		name, err := json.Marshal(h.Name)
		if err != nil {
			return err
		}
		err = tx.Exec(`insert into holiday (grp, day, name) values ($1, $2, $3) on conflict (grp, day) do update set name = excluded.name`,
			g, h.Day, string(name))
		if err != nil {
			return err
		}
	}
	return nil
}

// Read reads a list: a date, and the name in English, Russian and Kazakh, with
// commas between them, one holiday a line. Names may be left out, but not all.
// With a year, every date must be of it.
func Read(list, year string) (all []Holiday, err error) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(list, "\ufeff")))
	r.FieldsPerRecord, r.TrimLeadingSpace, r.LazyQuotes = -1, true, true
	met := map[string]bool{}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return all, nil
		}
		line := 0
		if len(row) > 0 {
			line, _ = r.FieldPos(0)
		}
		if err != nil || len(row) < 2 || len(row) > 4 {
			return nil, act.RefuseField("list", "time.refuse.line", max(line, len(all)+1))
		}
		day, err := time.Parse(time.DateOnly, strings.TrimSpace(row[0]))
		if err != nil || year != "" && day.Format("2006") != year {
			return nil, act.RefuseField("list", "time.refuse.line-day", line)
		}
		h := Holiday{Day: day.Format(time.DateOnly), Name: text.Words{}}
		for n, said := range row[1:] {
			clean, err := text.CleanLine(said, MaxName)
			if err != nil {
				return nil, act.RefuseField("list", "time.refuse.line", line)
			}
			if clean != "" {
				h.Name[[]string{"en", "ru", "kk"}[n]] = clean
			}
		}
		if len(h.Name) == 0 || met[h.Day] {
			return nil, act.RefuseField("list", "time.refuse.line", line)
		}
		if met[h.Day] = true; len(met) > MaxDays {
			return nil, act.RefuseField("list", "time.refuse.days", MaxDays)
		}
		all = append(all, h)
	}
}

// Write is the list that Read reads.
func Write(all []Holiday) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	for _, h := range all {
		w.Write([]string{h.Day, h.Name["en"], h.Name["ru"], h.Name["kk"]})
	}
	w.Flush()
	return b.String()
}
