package locale

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"golang.org/x/text/feature/plural"
)

// needed are the CLDR forms that whole numbers take in each language.
var needed = map[Lang][]string{
	English: {"one", "other"},
	Russian: {"one", "few", "many", "other"},
	Kazakh:  {"one", "other"},
}

// TestCatalogues fails when a translator forgot something.
func TestCatalogues(t *testing.T) {
	for _, f := range faults(files) {
		t.Error(f)
	}
}

// faults says what is wrong with a set of catalogues.
func faults(fsys fs.FS) (found []string) {
	fault := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	names, _ := fs.Glob(fsys, "catalogue/*")
	for _, name := range names {
		parts := strings.Split(name, ".")
		if len(parts) != 3 || parts[2] != "yaml" || !Lang(parts[1]).Valid() {
			fault("%s: is not catalogue/<room>.<language>.yaml", name)
		}
	}
	books := make(map[Lang]map[string]*sentence)
	all := make(map[string]bool)
	for _, lang := range Langs {
		b, twice, err := read(fsys, lang)
		if err != nil {
			fault("%v", err)
		}
		for _, key := range twice {
			fault("%s is already in another file", key)
		}
		books[lang] = b
		for key := range b {
			all[key] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if !keyForm.MatchString(key) {
			fault("%s: is not a dotted name", key)
		}
		for _, lang := range Langs {
			s := books[lang][key]
			if s == nil {
				fault("%s: not in %s", key, lang)
				continue
			}
			for _, why := range faultsOf(lang, s, books[lang]) {
				fault("%s: in %s %s", key, lang, why)
			}
			if original := books[English][key]; original != nil && lang != English {
				for _, why := range faultsBeside(lang, s, original) {
					fault("%s: in %s %s", key, lang, why)
				}
			}
		}
	}
	return found
}

var keyForm = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*$`)

// faultsOf says what is wrong with one sentence by itself.
func faultsOf(lang Lang, s *sentence, book map[string]*sentence) (found []string) {
	if s.forms != nil {
		for _, name := range needed[lang] {
			if _, ok := s.forms[formNames[name]]; !ok {
				found = append(found, "the form for "+name+" is missing")
			}
		}
	}
	// In Russian "one" is also the form of 21, so it must not say the number in words.
	if one := s.forms[plural.One]; lang == Russian && s.forms != nil && len(one.placeholders()) < len(s.placeholders()) {
		found = append(found, "the form for one, which 21 takes too, leaves out a placeholder")
	}
	for _, f := range s.all() {
		for _, p := range f.parts {
			if p.as == "" || p.as == "day" || p.as == "low" {
				continue
			}
			switch second := book[p.as]; {
			case second == nil:
				found = append(found, "refers to "+p.as+", which is not there")
			case slices.ContainsFunc(second.all(), func(f form) bool {
				return slices.ContainsFunc(f.parts, func(p part) bool { return p.arg > 0 || p.as != "" })
			}):
				found = append(found, "refers to "+p.as+", which wants more than its one argument")
			}
		}
		text := f.plain()
		if strings.TrimSpace(text) != text || text == "" {
			found = append(found, fmt.Sprintf("%q is empty or has spaces at its ends", text))
		}
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if mixed(word) {
				found = append(found, fmt.Sprintf("%q mixes Latin and Cyrillic letters", word))
			}
		}
	}
	return found
}

// faultsBeside says what is wrong with a translation beside its original.
func faultsBeside(lang Lang, s, original *sentence) (found []string) {
	if got, want := s.placeholders(), original.placeholders(); !slices.Equal(got, want) {
		found = append(found, fmt.Sprintf("the placeholders are %v, in English %v", got, want))
	}
	// Kazakh nouns do not change after a number, so Kazakh may do without forms.
	if original.forms != nil && s.forms == nil && lang != Kazakh {
		found = append(found, "there is one form, in English there are several")
	}
	for _, f := range s.all() {
		for _, o := range original.all() {
			if f.plain() == o.plain() && len(strings.FieldsFunc(f.plain(), func(r rune) bool { return !unicode.IsLetter(r) })) > 3 {
				found = append(found, fmt.Sprintf("%q is the English sentence", f.plain()))
			}
		}
	}
	return found
}

// mixed finds a Latin letter typed for its Cyrillic twin, which looks right,
// and is found by no search.
func mixed(word string) bool {
	latin := strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
	return latin && strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
}

func (s *sentence) all() []form {
	if s.forms == nil {
		return []form{s.form}
	}
	return slices.Collect(maps.Values(s.forms))
}

func (s *sentence) placeholders() (args []int) {
	for _, f := range s.all() {
		args = append(args, f.placeholders()...)
	}
	slices.Sort(args)
	return slices.Compact(args)
}

func (f form) placeholders() (args []int) {
	for _, p := range f.parts {
		if p.arg >= 0 {
			args = append(args, p.arg)
		}
	}
	slices.Sort(args)
	return slices.Compact(args)
}

// plain is the form as it was written, but for what its placeholders say.
func (f form) plain() string {
	var b strings.Builder
	b.WriteString(f.text)
	for _, p := range f.parts {
		b.WriteString(p.text)
		if p.arg >= 0 {
			fmt.Fprintf(&b, "{%d}", p.arg)
		}
	}
	return b.String()
}

// TestFaultsAreFound plants each fault that TestCatalogues is there to find.
func TestFaultsAreFound(t *testing.T) {
	good := map[string]string{
		"en": "a.b: Four words are here, {0}\nday: {one: \"{0} day\", other: \"{0} days\"}\n",
		"ru": "a.b: Здесь четыре слова, {0}\nday: {one: \"{0} день\", few: \"{0} дня\", many: \"{0} дней\", other: \"{0} дня\"}\n",
		"kk": "a.b: Мұнда төрт сөз бар, {0}\nday: {one: \"{0} күн\", other: \"{0} күн\"}\n",
	}
	for _, c := range []struct{ plant, file, from, to, finds string }{
		{"nothing", "", "", "", ""},
		{"a missing key", "kk", "a.b", "a.c", "a.b: not in kk"},
		{"another placeholder", "ru", "слова, {0}", "слова, {1}", "the placeholders are [1], in English [0]"},
		{"a missing form", "ru", "few: \"{0} дня\", ", "", "the form for few is missing"},
		{"a missing form", "kk", "one: \"{0} күн\", ", "", "the form for one is missing"},
		{"no form for other", "en", ", other: \"{0} days\"", "", "has no form for other"},
		{"one form", "ru", "{one: \"{0} день\", few: \"{0} дня\", many: \"{0} дней\", other: \"{0} дня\"}", "\"{0} дней\"", "there is one form"},
		{"a number in words", "ru", "\"{0} день\"", "один день", "which 21 takes too"},
		{"a key twice", "en", "day:", "a.b: Again\nday:", "a.b is defined twice"},
		{"untranslated", "kk", "Мұнда төрт сөз бар, {0}", "Four words are here, {0}", "is the English sentence"},
		{"a Latin letter", "kk", "төрт", "тoрт", "mixes Latin and Cyrillic"},
		{"an open brace", "en", ", {0}\n", ", {0\n", "a brace without its pair"},
		{"a name for a placeholder", "en", ", {0}\n", ", {name}\n", "{name} is not a placeholder"},
		{"a second sentence that is not there", "en", "here, {0}", "here, {0:days}", "refers to days, which is not there"},
		{"a list", "en", "Four words are here, {0}", "[one, two]", "neither a sentence nor its plural forms"},
		{"not YAML", "en", "a.b:", "a.b: \"", "common.en.yaml"},
	} {
		t.Run(c.plant, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for lang, text := range good {
				if lang == c.file {
					if !strings.Contains(text, c.from) {
						t.Fatalf("nothing to replace: %q", c.from)
					}
					text = strings.Replace(text, c.from, c.to, 1)
				}
				fsys["catalogue/common."+lang+".yaml"] = &fstest.MapFile{Data: []byte(text)}
			}
			expect(t, faults(fsys), c.finds)
		})
	}
	both := fstest.MapFS{}
	for lang, text := range good {
		both["catalogue/common."+lang+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	both["catalogue/web.en.yaml"] = &fstest.MapFile{Data: []byte("a.b: Once more\n")}
	expect(t, faults(both), "a.b is already in another file")
	delete(both, "catalogue/web.en.yaml")
	both["catalogue/web.de.yaml"] = &fstest.MapFile{Data: []byte("a.b: Noch einmal\n")}
	expect(t, faults(both), "web.de.yaml: is not")
}

func expect(t *testing.T, found []string, want string) {
	t.Helper()
	if all := strings.Join(found, "\n"); !strings.Contains(all, want) || (want == "") != (all == "") {
		t.Errorf("found %q, want %q", all, want)
	}
}
