package database

import (
	"context"
	"fmt"
	"os"
)

// OpenBeside opens a database that exists, for a short Write beside whatever
// program has it open. It is for tables of which no program keeps a copy in
// memory. A Write waits for the other program's, and the other's for it: be
// brief.
func OpenBeside(ctx context.Context, at string) (*DB, error) {
	if isURL(at) {
		return openPostgres(ctx, at, false)
	}
	path, err := locate(at)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	f := &file{path: path, beside: true}
	if err := f.open(ctx, false); err != nil {
		f.close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return &DB{Engine: SQLite, engine: f}, nil
}
