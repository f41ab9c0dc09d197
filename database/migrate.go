package database

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Migrate brings the tables of a room to the state that the files in its folder
// migrations describe, which it embeds. They are numbered from 1 without a gap (0001_what.sql) and never change
// once released: each adds to what the ones before it made. What has been run
// is remembered in the table migration. All of it happens in this transaction
// or none, and in one instance of the program at a time.
//
// If more has been run than there are files, the answer is ErrNewer.
func (tx *Tx) Migrate(room string, files fs.FS) error {
	names, err := numbered(files)
	if err != nil {
		return fmt.Errorf("migrate %s: %w", room, err)
	}
	if err := tx.Define(`create table if not exists migration (
		room   text not null,
		number bigint not null,
		primary key (room, number)
	);`); err != nil {
		return fmt.Errorf("migrate %s: %w", room, err)
	}
	var done int
	if err := tx.Row(`select coalesce(max(number), 0) from migration where room = $1`, []any{room}, &done); err != nil {
		return fmt.Errorf("migrate %s: %w", room, err)
	}
	if done > len(names) {
		return fmt.Errorf("migrate %s: %w: it is at %d, and this program knows %d", room, ErrNewer, done, len(names))
	}
	for i, name := range names[done:] {
		schema, err := fs.ReadFile(files, name)
		if err == nil {
			err = tx.Define(string(schema))
		}
		if err == nil {
			err = tx.Exec(`insert into migration (room, number) values ($1, $2)`, room, done+i+1)
		}
		if err != nil {
			return fmt.Errorf("migrate %s: %s: %w", room, name, err)
		}
	}
	return nil
}

// numbered returns the names of the files in their order.
func numbered(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	for i, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 {
			return nil, fmt.Errorf("%s stands where number %d should", name, i+1)
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("there are no .sql files")
	}
	return names, nil
}
