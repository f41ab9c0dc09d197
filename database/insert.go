package database

import (
	"fmt"
	"strconv"
	"strings"
)

// maxParameters is how many parameters one statement may have on both engines
// (SQLite takes 32,766).
const maxParameters = 30_000

// chunks are the numbers of rows that one statement inserts. There are few, so
// that each statement, once prepared, is met again.
var chunks = [...]int{256, 128, 64, 32, 16, 8, 4, 2, 1}

// Insert puts rows into a table, many with each statement. A suffix may follow
// the values, such as "on conflict (seq) do nothing". The rows of one call
// must not conflict with one another in an "on conflict … do update".
func (tx *Tx) Insert(table string, columns []string, rows [][]any, suffix ...string) error {
	names, after := strings.Join(columns, ", "), strings.Join(suffix, " ")
	for i, row := range rows {
		if len(row) != len(columns) {
			panic(fmt.Sprintf("database: row %d of %s has %d values for %d columns", i, table, len(row), len(columns)))
		}
	}
	if tx.Engine == Postgres && len(rows) > 1 {
		if done, err := tx.insertByColumn(table, names, after, rows); done {
			return err
		}
	}
	for _, n := range chunks {
		if n*len(columns) > maxParameters || n > len(rows) {
			continue
		}
		query := tx.db.insertion(insertion{table, names, after, n})
		for len(rows) >= n {
			flat := make([]any, 0, n*len(columns)) // it may be kept for later
			for _, row := range rows[:n] {
				flat = append(flat, row...)
			}
			rows = rows[n:]
			if err := tx.Exec(query, flat...); err != nil {
				return fmt.Errorf("insert into %s: %w", table, err)
			}
		}
	}
	return nil
}

// An insertion is the shape of a statement that inserts n rows.
type insertion struct {
	table, columns, suffix string
	n                      int
}

// insertion returns the statement of an insertion, which is written once.
func (db *DB) insertion(in insertion) string {
	if query, ok := db.insertions.Load(in); ok {
		return query.(string)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "insert into %s (%s) values ", in.table, in.columns)
	width, parameter := strings.Count(in.columns, ",")+1, 0
	for i := range in.n {
		if i > 0 {
			b.WriteString(", ")
		}
		for j := range width {
			b.WriteString([...]string{"(", ", "}[min(j, 1)])
			parameter++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(parameter))
		}
		b.WriteByte(')')
	}
	if in.suffix != "" {
		b.WriteString(" " + in.suffix)
	}
	query, _ := db.insertions.LoadOrStore(in, b.String())
	return query.(string)
}
