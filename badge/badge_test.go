package badge

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// names have letters of every language that the pages are in, and some more.
var names = []string{"Amy Smith", "Әсел Ғабитқызы Қоңыратбаева-Өмірұзақова", "Ұлан Һүсейінұлы Іңкәрбеков", "Дмитрий Щёлоков", "Łukasz Şükrü Žižka", "გიორგი", "Արմեն",
	strings.Repeat("Sehrlangername", 12)}

// TestSheet sets badges and reads the names back out of the file.
func TestSheet(t *testing.T) {
	var all []Badge
	for n := range 23 {
		all = append(all, Badge{Name: names[n%len(names)], Affiliation: "Халықаралық қатынастар институты", Country: "KZ", Event: "Екі жағалаудағы сенім"})
	}
	pdf, err := Sheet("Badges", all)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) || bytes.Count(pdf, []byte("/Type /Page\n")) != 3 {
		t.Errorf("it is no PDF of three pages: %d", bytes.Count(pdf, []byte("/Type /Page\n")))
	}
	file := filepath.Join(t.TempDir(), "badges.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if keep := os.Getenv("COUNTERPART_TEST_KEEP"); keep != "" {
		os.WriteFile(filepath.Join(keep, "badges.pdf"), pdf, 0o600)
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("no pdftotext to read it with")
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	read := strings.Join(strings.Fields(string(text)), "")
	for _, name := range names[:7] {
		for word := range strings.FieldsSeq(name) {
			if !strings.Contains(read, word) {
				t.Errorf("%s is not on the sheet", word)
			}
		}
	}
	if empty, err := Sheet("None", nil); err != nil || len(empty) == 0 {
		t.Errorf("no badges: %v", err)
	}
}

// FuzzWrap holds that nothing is lost, and that lines fit if anything can.
func FuzzWrap(f *testing.F) {
	f.Add("a bb ccc", 2)
	f.Add(names[1], 9)
	f.Fuzz(func(t *testing.T, s string, most int) {
		if !utf8.ValidString(s) || most < 1 || most > 1000 {
			return
		}
		lines := wrap(s, func(s string) bool { return utf8.RuneCountInString(s) <= most })
		if got, want := strings.Join(lines, ""), strings.Join(strings.Fields(s), ""); strings.ReplaceAll(got, " ", "") != want {
			t.Fatalf("%q became %q", want, got)
		}
		for _, line := range lines {
			if utf8.RuneCountInString(line) > most {
				t.Fatal(fmt.Sprint(line, " does not fit"))
			}
		}
	})
}
