package database

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// check has SQLite look at every page, every index and every reference.
func (f *file) check(ctx context.Context, db *DB) error {
	var found []string
	err := db.Read(ctx, func(tx *Tx) error {
		names := f.trees(tx)
		// What was found before a fault is worth as much as the fault.
		err := tx.Each(`pragma integrity_check(50)`, nil, func(scan Scan) error {
			report, err := text(scan)
			for line := range strings.SplitSeq(report, "\n") {
				if line != "ok" && line != "" && !strings.HasPrefix(line, "***") {
					found = append(found, nameTree(line, names))
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		orphans, err := All(tx, `select "table" || ' refers to ' || parent || ', which has no such row: ' || count(*)
			from pragma_foreign_key_check group by "table", parent order by 1`, nil, text)
		found = append(found, orphans...)
		return err
	})
	if Damaged(err) {
		found, err = append(found, err.Error()), nil
	}
	if err == nil && len(found) > 0 {
		err = &Damage{found}
	}
	return err
}

// trees returns the names of tables and indexes by the number of their first
// page, as far as they can be read.
func (f *file) trees(tx *Tx) map[int]string {
	names := map[int]string{}
	tx.Each(`select rootpage, type || ' ' || name from sqlite_schema`, nil, func(scan Scan) error {
		var page int
		var name string
		err := scan(&page, &name)
		names[page] = name
		return err
	})
	return names
}

var tree = regexp.MustCompile(`\bTree (\d+)\b`)

// nameTree adds the name of the table or index to a line that knows only the
// number of its tree.
func nameTree(line string, names map[int]string) string {
	return tree.ReplaceAllStringFunc(line, func(s string) string {
		n, _ := strconv.Atoi(s[len("Tree "):])
		if name := names[n]; name != "" {
			return s + " (" + name + ")"
		}
		return s
	})
}

// check has PostgreSQL read every value of every table of ours. Each table is
// a transaction of its own, for the first fault in one ends it.
func (s *server) check(ctx context.Context, db *DB) error {
	var tables []string
	err := db.Read(ctx, func(tx *Tx) (err error) {
		tables, err = All(tx, `select quote_ident(tablename) from pg_tables
			where schemaname = current_schema() order by 1`, nil, text)
		return err
	})
	if err != nil {
		return err
	}
	var found []string
	for _, table := range tables {
		err := db.Read(ctx, func(tx *Tx) error {
			var rows int64
			var sum *int64
			return tx.Row(`select count(*), sum(hashtext(t::text)) from `+table+` t`, nil, &rows, &sum)
		})
		switch {
		case Damaged(err):
			found = append(found, fmt.Sprintf("table %s: %v", table, err))
		case err != nil:
			return fmt.Errorf("check table %s: %w", table, err)
		}
	}
	if len(found) > 0 {
		return &Damage{found}
	}
	return nil
}

func text(scan Scan) (s string, err error) {
	err = scan(&s)
	return s, err
}
