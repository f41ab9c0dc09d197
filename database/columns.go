package database

import (
	"fmt"
	"strings"
)

// insertByColumn puts rows into a table by byColumn, if they are fit for it.
func (tx *Tx) insertByColumn(table, names, suffix string, rows [][]any) (done bool, err error) {
	query, args, ok := byColumn(table, names, suffix, rows)
	if !ok {
		return false, nil
	}
	if err := tx.ready(query); err != nil {
		return true, err
	}
	if err := tx.run(statement{query, args}); err != nil {
		return true, fmt.Errorf("insert into %s: %w", table, err)
	}
	return true, nil
}

// byColumn writes an insertion whose parameters are whole columns, so that one
// statement, prepared once, takes any number of rows. PostgreSQL has arrays
// for that; it is told their types, which is why every value of a column must
// be of the same, and none may be missing. Otherwise ok is false.
func byColumn(table, names, suffix string, rows [][]any) (query string, args []any, ok bool) {
	var b strings.Builder
	fmt.Fprintf(&b, "insert into %s (%s) select * from unnest(", table, names)
	for j := range rows[0] {
		array, kind, ok := column(rows, j)
		if !ok {
			return "", nil, false
		}
		if j > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d::%s[]", j+1, kind)
		args = append(args, array)
	}
	b.WriteString(") " + suffix)
	return b.String(), args, true
}

// column gathers one column of rows as an array, and names its type.
func column(rows [][]any, j int) (array any, kind string, ok bool) {
	first, ok := simpleOf(rows[0][j])
	if !ok {
		return nil, "", false
	}
	switch first.(type) {
	case int64:
		array, ok = gather[int64](rows, j)
		return array, "bigint", ok
	case string:
		texts, ok := gather[string](rows, j)
		for _, s := range texts {
			ok = ok && clean(s)
		}
		return texts, "text", ok
	case []byte:
		array, ok = gather[[]byte](rows, j)
		return array, "bytea", ok
	}
	return nil, "", false
}

func gather[T any](rows [][]any, j int) ([]T, bool) {
	out := make([]T, len(rows))
	for i, row := range rows {
		v, ok := simpleOf(row[j])
		if !ok {
			return nil, false
		}
		if out[i], ok = v.(T); !ok {
			return nil, false
		}
	}
	return out, true
}

// simpleOf is simple without the detour for values that are so already.
func simpleOf(a any) (any, bool) {
	switch a := a.(type) {
	case int64, string:
		return a, true
	case []byte:
		return a, a != nil
	case nil:
		return nil, false
	}
	return simple(a)
}
