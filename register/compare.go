package register

import (
	"bytes"
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"

	"example.org/counterpart/database"
)

// Version is that of the tables and of the folds that fill them.
const Version = version

// Head returns how many acts are in the register; ok is false if there is
// none of this Version.
func Head(tx *database.Tx) (next int64, ok bool, err error) {
	var tables, found int64
	// A table that may not be there cannot be asked for in one query on both
	// engines, and a failed query ends a transaction of PostgreSQL.
	there := `select count(*) from sqlite_schema where name = 'register_head'`
	if tx.Engine == database.Postgres {
		there = `select count(*) from pg_tables where schemaname = current_schema() and tablename = 'register_head'`
	}
	if err := tx.Row(there, nil, &tables); err != nil || tables == 0 {
		return 0, false, err
	}
	err = tx.Row(`select version, next from register_head where one = 1`, nil, &found, &next)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return next, err == nil && found == version, err
}

// keys are the columns that name a row of each table.
var keys = map[string]int{"register_act": 1, "register_matter": 1, "register_desk": 2, "register_stage": 3,
	"register_deadline": 1, "register_recommendation": 1, "register_addressee": 2, "register_initiative": 1, "register_description": 1,
	"register_meeting": 1, "register_meets": 2, "register_item": 2, "register_task": 2, "register_outcome": 2,
	"register_conference": 1, "register_informs": 3, "register_publication": 1, "register_cites": 2}

// A Difference is a row that two registers do not have alike. What one of them
// does not have at all is nil.
type Difference struct {
	Table    string
	Key      string
	Column   string // the first that differs, if both have the row
	One, Two []any
}

func (d Difference) String() string {
	switch {
	case d.One == nil:
		return fmt.Sprintf("%s %s is missing", d.Table, d.Key)
	case d.Two == nil:
		return fmt.Sprintf("%s %s should not be there", d.Table, d.Key)
	}
	return fmt.Sprintf("%s %s has another %s", d.Table, d.Key, d.Column)
}

// Compare compares all tables of two registers of one record, row by row, and
// tells f of every difference. It returns how many rows the first has.
func Compare(one, two *database.Tx, f func(Difference)) (n int64, err error) {
	for _, table := range tables {
		rows, err := compare(one, two, table, f)
		if n += rows; err != nil {
			return n, fmt.Errorf("compare %s: %w", table, err)
		}
	}
	return n, nil
}

func compare(one, two *database.Tx, table string, f func(Difference)) (n int64, err error) {
	columns, key := columnsOf(table), keys[table]
	next1, stop1 := iter.Pull2(rows(one, table, columns))
	defer stop1()
	next2, stop2 := iter.Pull2(rows(two, table, columns))
	defer stop2()
	a, err1, ok1 := next1()
	b, err2, ok2 := next2()
	for ok1 || ok2 {
		if err := errors.Join(err1, err2); err != nil {
			return n, err
		}
		order := -1
		if !ok1 {
			order = 1
		} else if ok2 {
			order = compareRows(a[:key], b[:key])
		}
		if order <= 0 {
			n++
		}
		switch {
		case order < 0:
			f(Difference{Table: table, Key: name(a[:key]), One: a})
		case order > 0:
			f(Difference{Table: table, Key: name(b[:key]), Two: b})
		default:
			for k := key; k < len(a); k++ {
				if compareRows(a[k:k+1], b[k:k+1]) != 0 {
					f(Difference{table, name(a[:key]), columns[k], a, b})
					break
				}
			}
		}
		if order <= 0 {
			a, err1, ok1 = next1()
		}
		if order >= 0 {
			b, err2, ok2 = next2()
		}
	}
	return n, nil
}

// columnsOf reads the columns of a table in the schema, its key's first.
func columnsOf(table string) (columns []string) {
	_, body, _ := strings.Cut(schema, "create table "+table+" (\n")
	body, _, _ = strings.Cut(body, "\n);")
	for line := range strings.Lines(body) {
		if word := strings.Fields(line)[0]; word != "primary" {
			columns = append(columns, word)
		}
	}
	return columns
}

var errEnough = errors.New("enough")

// rows yields the rows of a table in the order of its key. Counts of nothing
// are left out: whether they are there depends on the way that led to them.
func rows(tx *database.Tx, table string, columns []string) iter.Seq2[[]any, error] {
	query := `select ` + strings.Join(columns, ", ") + ` from ` + table
	if table == "register_stage" {
		query += ` where n <> 0`
	}
	query += ` order by ` + strings.Join(columns[:keys[table]], ", ")
	return func(yield func([]any, error) bool) {
		err := tx.Each(query, nil, func(scan database.Scan) error {
			row, into := make([]any, len(columns)), make([]any, len(columns))
			for k := range row {
				into[k] = &row[k]
			}
			if err := scan(into...); err != nil {
				return err
			}
			if !yield(row, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
}

func compareRows(a, b []any) int {
	for k := range a {
		if order := compareValues(a[k], b[k]); order != 0 {
			return order
		}
	}
	return 0
}

// compareValues orders two values of one column.
func compareValues(a, b any) int {
	if x, ok := a.(int64); ok {
		if y, ok := b.(int64); ok {
			return cmp.Compare(x, y)
		}
	}
	return bytes.Compare(plainBytes(a), plainBytes(b))
}

func plainBytes(v any) []byte {
	switch v := v.(type) {
	case []byte:
		return v
	case string:
		return []byte(v)
	}
	return fmt.Append(nil, v)
}

func name(key []any) string {
	words := make([]string, len(key))
	for k, v := range key {
		words[k] = string(plainBytes(v))
	}
	return strings.Join(words, ", ")
}
