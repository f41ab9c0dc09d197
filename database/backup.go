package database

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func (s *server) backup(context.Context, string) error { return ErrUsePgDump }

// backup copies the file while it is in use. SQLite neither syncs the copy nor
// removes it after a fault, so the copy is made under another name, and gets
// its own when it is whole and on disk.
func (f *file) backup(ctx context.Context, to string) (err error) {
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("back up to %s: %w", to, fs.ErrExist)
	}
	partial := to + ".partial"
	made, err := os.OpenFile(partial, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	defer func() {
		made.Close()
		if err != nil {
			os.Remove(partial)
			err = fmt.Errorf("back up to %s: %w", to, err)
		}
	}()
	source, err := sql.Open("sqlite", f.source)
	if err != nil {
		return err
	}
	defer source.Close()
	if _, err := source.ExecContext(ctx, `vacuum into ?`, partial); err != nil {
		return ended(ctx, err)
	}
	if err := made.Sync(); err != nil {
		return err
	}
	if err := os.Rename(partial, to); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}

// syncFolder makes a new name in a folder durable, where that can be asked for.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !os.IsPermission(err) {
		return err
	}
	return nil
}
