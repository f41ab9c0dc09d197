package badge

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"
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
	if keep := os.Getenv("COUNTERPART_TEST_KEEP"); keep != "" {
		os.WriteFile(filepath.Join(keep, "badges.pdf"), pdf, 0o600)
	}
	read := drawn(t, pdf)
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

// drawn is the text that the pages of a PDF draw. The library writes it in
// UTF-16, packed, with what PDF sets apart behind a backslash.
func drawn(t *testing.T, pdf []byte) string {
	t.Helper()
	var all []byte
	for _, piece := range bytes.Split(pdf, []byte("stream\n")) {
		r, err := zlib.NewReader(bytes.NewReader(piece))
		if err != nil {
			continue
		}
		page, _ := io.ReadAll(r) // what is behind the stream is none of it
		for _, shown := range regexp.MustCompile(`(?s)\(((?:\\.|[^\\)])*)\)\s*Tj`).FindAllSubmatch(page, -1) {
			all = append(all, regexp.MustCompile(`(?s)\\(.)`).ReplaceAll(shown[1], []byte("$1"))...)
		}
	}
	units := make([]uint16, len(all)/2)
	for n := range units {
		units[n] = uint16(all[2*n])<<8 | uint16(all[2*n+1])
	}
	return string(utf16.Decode(units))
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
