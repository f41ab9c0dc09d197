package epub_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"example.org/counterpart/press"
	"example.org/counterpart/press/epub"
	"example.org/counterpart/press/presstest"
)

// TestOutside lets epubcheck judge the model papers and some random ones, when
// it is asked to: that takes minutes. What can be told without it,
// TestNothingLeftOut does.
func TestOutside(t *testing.T) {
	if os.Getenv("COUNTERPART_TEST_OUTSIDE") == "" {
		t.Skip("COUNTERPART_TEST_OUTSIDE is not set")
	}
	draft := presstest.Paper("kk")
	draft.At, draft.Address, draft.Summary = time.Time{}, "", nil
	drawn := presstest.Paper("en")
	drawn.Body = append([]press.Block{{Kind: press.Figure, Image: &press.Image{Type: "image/svg+xml", Alt: "A line",
		File: []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>`)}}}, drawn.Body...)
	all := []press.Document{presstest.Paper("en"), presstest.Paper("ru"), presstest.Paper("kk"), draft, drawn}
	for i := range 3 {
		all = append(all, presstest.Documents().Example(i))
	}
	for _, d := range all {
		file, err := epub.Set(d)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(t.TempDir(), "paper.epub")
		if err := os.WriteFile(name, file, 0o666); err != nil {
			t.Fatal(err)
		}
		// Where Debian puts it.
		if out, err := exec.CommandContext(t.Context(), "java", "-jar", "/usr/share/java/epubcheck.jar", "--failonwarnings", name).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}
