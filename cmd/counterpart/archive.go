package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"example.org/counterpart/web"
)

// An archivist packs what is public, every night, into a file that the site
// gives to whoever asks for it. Each instance of the program has its own.
type archivist struct{ *office }

// madeBeside is the folder of what an instance of the program makes for itself
// and could make again, beside that of the keys; empty if it cannot be written.
func madeBeside(keys string) string {
	folder := filepath.Join(filepath.Dir(keys), "made")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return ""
	}
	return folder
}

// run packs an archive whenever the newest is of an earlier night.
func (a archivist) run(ctx context.Context) {
	if a.Archive == "" {
		return
	}
	for {
		now := time.Now().UTC()
		night := now.Truncate(24 * time.Hour).Add(2 * time.Hour)
		if night.After(now) {
			night = night.AddDate(0, 0, -1)
		}
		if info, err := os.Stat(a.Archive); err != nil || info.ModTime().Before(night) {
			if err := a.pack(ctx); err != nil && ctx.Err() == nil {
				a.log.Error("pack the archive of what is public", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(night.AddDate(0, 0, 1).Sub(now)):
		}
	}
}

// pack writes the archive beside the old one, and then puts it in its place.
func (a archivist) pack(ctx context.Context) error {
	also, err := web.OpenData(ctx, a.Register, a.Now())
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(a.Archive), ".public-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := export(ctx, f, a.DB, a.Key.VKey, true, also, nil); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), a.Archive)
}
