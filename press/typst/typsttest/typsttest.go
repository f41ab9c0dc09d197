// Package typsttest lends an engine to the tests that need one.
package typsttest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"example.org/counterpart/press/typst"
)

var engine = sync.OnceValue(func() *typst.Engine { return typst.Start(Folder(), typst.Limits{}) })

// Engine is the same for all tests of a package. The first test on a machine
// waits until the module is compiled.
func Engine(t testing.TB) *typst.Engine {
	t.Helper()
	if err := engine().Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	return engine()
}

// Folder is where the compiled module is kept for the next tests.
func Folder() string {
	folder, err := os.UserCacheDir()
	if err != nil {
		folder = os.TempDir()
	}
	return filepath.Join(folder, "counterpart", "typst")
}
