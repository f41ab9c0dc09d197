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
	entries, err := os.ReadDir(keys)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("look for keys: %w", err)
	}
	var files []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".key"); ok && e.Type().IsRegular() {
			files = append(files, name)
		}
	}
	switch len(files) {
	case 0:
		return "counterpart-" + strings.ToLower(rand.Text()[:12]) + "/record", nil
	case 1:
		origin, err := url.PathUnescape(files[0])
		if err != nil {
			return "", fmt.Errorf("%s is not named after an origin: %w", filepath.Join(keys, files[0]+".key"), err)
		}
		return origin, nil
	}
	return "", fmt.Errorf("there are %d keys in %s: say with --origin which of them signs", len(files), keys)
}
