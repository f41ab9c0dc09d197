package reply

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// corpus are the examples in testdata/own: letters as people's programs write
// them, and what of each is their own.
func corpus(t testing.TB) (all [][3]string) {
	files, err := filepath.Glob("testdata/own/*.txt")
	if err != nil || len(files) != 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range strings.Split(string(data), "\n====\n") {
			title, rest, _ := strings.Cut(one, "\n")
			in, want, ok := strings.Cut(rest, "\n----\n")
			if !ok {
				in, want = strings.TrimSuffix(rest, "----"), ""
			}
			all = append(all, [3]string{filepath.Base(file) + ": " + strings.TrimPrefix(title, "# "), in, strings.TrimSuffix(want, "\n")})
		}
	}
	return all
}

func TestOwn(t *testing.T) {
	all := corpus(t)
	if len(all) < 35 {
		t.Errorf("only %d examples", len(all))
	}
	for _, c := range all {
		if got := Own(c[1]); got != c[2] {
			t.Errorf("%s: got\n%s\nwant\n%s", c[0], got, c[2])
		}
		if got := Own(strings.ReplaceAll(c[1], "\n", "\r\n")); got != c[2] {
			t.Errorf("%s: with other line ends, got\n%s", c[0], got)
		}
	}
}

func TestLang(t *testing.T) {
	for words, want := range map[string]string{"I agree.": "en", "Согласен.": "ru", "Екінші тармақты қолдаймын.": "kk", "123": "", "": "",
		"Согласен, see the OSCE text of 2009 in full": "en", "Мен келісемін, бірақ мәтін қысқа болсын": "kk"} {
		if got := Lang(words); got != want {
			t.Errorf("%q is in %q", words, got)
		}
	}
}

func FuzzOwn(f *testing.F) {
	for _, c := range corpus(f) {
		f.Add(c[1])
	}
	f.Fuzz(func(t *testing.T, words string) {
		own := Own(words)
		given := strings.Split(strings.ReplaceAll(words, "\r\n", "\n"), "\n")
		for i := range given {
			given[i] = strings.TrimRight(given[i], " \t\u00a0\r\v\f\u0085\u2028\u2029\u3000")
		}
		for line := range strings.SplitSeq(own, "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), ">") {
				t.Errorf("a quoted line is kept: %q", line)
			}
			if strings.TrimSpace(line) != "" && !slices.ContainsFunc(given, func(g string) bool {
				return strings.HasPrefix(g, strings.TrimSpace(line)) || strings.Contains(g, strings.TrimSpace(line))
			}) {
				t.Errorf("a line was made up: %q", line)
			}
		}
		if utf8.ValidString(words) && !utf8.ValidString(own) {
			t.Error("letters were cut")
		}
		Lang(words)
	})
}
