package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// originIn is the origin of which there is a key in a folder. If there is none
// it is a new one, that nobody has used: an origin signs one record, ever.
func originIn(keys string) (string, error) {
	files, err := filepath.Glob(filepath.Join(keys, "*.key"))
	if err != nil {
		return "", err
	}
	switch len(files) {
	case 0:
		if _, err := os.Stat(keys); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("look for keys: %w", err)
		}
		return "counterpart-" + strings.ToLower(rand.Text()[:12]) + "/record", nil
	case 1:
		origin, err := url.PathUnescape(strings.TrimSuffix(filepath.Base(files[0]), ".key"))
		if err != nil {
			return "", fmt.Errorf("%s is not named after an origin: %w", files[0], err)
		}
		return origin, nil
	}
	return "", fmt.Errorf("there are %d keys in %s: say with --origin which of them signs", len(files), keys)
}
