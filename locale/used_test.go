package locale

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// builtAtRunTime are the beginnings of keys that no source spells out. The
// dimensions are data of each initiative; the catalogues name the OSCE's.
var builtAtRunTime = []string{"dimension."}

var (
	// literals are the strings in a source that could be keys.
	literals = regexp.MustCompile("[\"`]([A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*)[\"`]")
	// beginnings are those to which the rest of a key is added.
	beginnings = regexp.MustCompile("[\"`]([A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*[._-])(?:[\"`]\\s*\\+|%[sdv])")
	// said are the keys in places where a key is said.
	said = places(`\.T\(\s*"KEY"\s*[,)]`,
		`\b(?:Because|say|lack)\(\s*"KEY"\s*[,)]`,
		`\bRefuse(?:Field)?\([^,()]+,\s*"KEY"\s*[,)]`,
		`\bReason\{(?:Key:)?\s*"KEY"`,
		`"((?:refuse|explain|why|text|roll|signin)\.[a-z0-9.-]*[a-z0-9])"`)
)

func places(forms ...string) (all []*regexp.Regexp) {
	for _, form := range forms {
		all = append(all, regexp.MustCompile(strings.Replace(form, "KEY", "([a-z0-9]+(?:[._-][a-z0-9]+)*)", 1)))
	}
	return all
}

// fileTypes end names that look like keys and are not.
var fileTypes = []string{".go", ".templ", ".html", ".css", ".js", ".txt", ".yaml", ".json"}

// TestKeys holds the sources of every room against the catalogues: a key that
// is said must be there, and one that is there must be said.
func TestKeys(t *testing.T) {
	book := For(English).book.sentences
	used := make(map[string]bool)
	begun := slices.Clone(builtAtRunTime)
	sources(t, func(name, text string) {
		for _, lack := range unknown(text, book) {
			t.Errorf("%s says %s, which is in no catalogue", name, lack)
		}
		for _, m := range literals.FindAllStringSubmatch(text, -1) {
			used[m[1]] = true
		}
		for _, m := range beginnings.FindAllStringSubmatch(text, -1) {
			begun = append(begun, m[1])
		}
	})
	for _, s := range book {
		for _, f := range s.all() {
			for _, p := range f.parts {
				used[p.as] = true
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(book)) {
		if !used[key] && !slices.ContainsFunc(begun, func(b string) bool { return strings.HasPrefix(key, b) }) {
			t.Errorf("nothing says %s", key)
		}
	}
}

// unknown lists the keys that a source says and no catalogue holds.
func unknown(text string, book map[string]*sentence) (lacks []string) {
	for _, form := range said {
		for _, m := range form.FindAllStringSubmatch(text, -1) {
			_, there := book[m[1]]
			if file := slices.Contains(fileTypes, path.Ext(m[1])); !there && !file && !slices.Contains(lacks, m[1]) {
				lacks = append(lacks, m[1])
			}
		}
	}
	return lacks
}

// sources calls f with every source from which a sentence may be said.
func sources(t *testing.T, f func(name, text string)) {
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return fs.SkipDir
		case strings.HasSuffix(name, "_test.go"), strings.HasSuffix(name, "_templ.go"):
			return nil
		case !slices.Contains([]string{".go", ".templ", ".html", ".txt"}, path.Ext(name)):
			return nil
		}
		text, err := fs.ReadFile(root, name)
		f(name, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestUnknown shows that a key which is not in the catalogues is seen wherever
// it can be said.
func TestUnknown(t *testing.T) {
	book := map[string]*sentence{"here": {}, "refuse.here": {}}
	for _, text := range []string{
		`p.T("gone")`, `{ p.T("gone", n) }`, `act.Because("gone", 1)`, `a.lack("gone")`,
		"return act.Refuse(act.NotNow,\n\t\"gone\", 3)", `act.RefuseField("title", "gone")`,
		`act.Reason{"gone", nil}`, `act.Reason{Key: "gone"}`, `return "refuse.gone"`,
	} {
		if lacks := unknown(text, book); len(lacks) != 1 || !strings.HasSuffix(lacks[0], "gone") {
			t.Errorf("%s: found %q", text, lacks)
		}
		if lacks := unknown(strings.ReplaceAll(text, "gone", "here"), book); len(lacks) > 0 {
			t.Errorf("%s: found %q though it is there", text, lacks)
		}
	}
	for _, text := range []string{`p.T("stage." + s)`, `p.T(key, "gone")`, `b.RuneT("gone")`, `"refuse." + why`, `"text.html"`, `a.T("A specimen sentence")`} {
		if lacks := unknown(text, book); len(lacks) > 0 {
			t.Errorf("%s: found %q, which is no key", text, lacks)
		}
	}
}
