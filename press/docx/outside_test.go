package docx_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"example.org/counterpart/press/docx"
	"example.org/counterpart/press/presstest"
)

// TestOutside lets other programs read the model paper, when it is asked to:
// LibreOffice is too large to be installed for one test, and slow. What can be
// told without them, TestNothingLeftOut does.
func TestOutside(t *testing.T) {
	if os.Getenv("COUNTERPART_TEST_OUTSIDE") == "" {
		t.Skip("COUNTERPART_TEST_OUTSIDE is not set")
	}
	for _, lang := range []string{"en", "ru", "kk"} {
		file, err := docx.Set(presstest.Paper(lang))
		if err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		name := filepath.Join(folder, "paper.docx")
		if err := os.WriteFile(name, file, 0o666); err != nil {
			t.Fatal(err)
		}
		for program, args := range map[string][]string{
			"pandoc":  {"--to=plain", "--wrap=none", "--output=" + filepath.Join(folder, "paper.txt"), name},
			"soffice": {"--headless", "-env:UserInstallation=file://" + folder + "/profile", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder, name},
		} {
			d := presstest.Paper(lang)
			if out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", program, err, out)
			}
			text, err := os.ReadFile(filepath.Join(folder, "paper.txt"))
			if err != nil {
				t.Fatalf("%s: %v", program, err)
			}
			at := strings.ReplaceAll(string(text), "\n", " ")
			if program == "pandoc" { // which takes the title for a property of the file
				d.Title, d.Subtitle = "", ""
			}
			presstest.Whole(t, at, presstest.Flow(d))
			if program == "pandoc" { // LibreOffice leaves the notes out of plain text
				presstest.Whole(t, at, presstest.Notes(d))
			}
		}
	}
}
