package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"gopkg.in/yaml.v3"
)

//go:embed catalogue/*.yaml
var files embed.FS

// A book is the catalogue of one language, ready to print from.
type book struct {
	lang      Lang
	sentences map[string]*sentence
	calendar  calendar
}

// A sentence is the value of one key. Most have one form.
type sentence struct {
	form  form
	forms map[plural.Form]form // nil without plurals
	by    int                  // the argument that chooses the form; -1: the first whole number
}

// A form is a sentence cut at its placeholders.
type form struct {
	text  string // the whole form, when it has no placeholders
	parts []part
}

// A part is literal text, then an argument unless arg is negative.
type part struct {
	text string
	arg  int
	as   string // the key of a second sentence, or "day" or "low"
}

var formNames = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two,
	"few": plural.Few, "many": plural.Many, "other": plural.Other,
}

// mustRead reads the book of a language. It panics on a catalogue that cannot
// be read, since that is a mistake in the program, which its tests find.
func mustRead(lang Lang) *book {
	sentences, _, err := read(files, lang)
	if err != nil {
		panic("locale: " + err.Error())
	}
	b := &book{lang: lang, sentences: sentences}
	b.calendar = b.readCalendar()
	return b
}

// read reads every room's catalogue of one language. Of a key that two rooms
// define the first file's sentence stands, and the key is among those given twice.
func read(fsys fs.FS, lang Lang) (all map[string]*sentence, twice []string, err error) {
	names, err := fs.Glob(fsys, "catalogue/*."+string(lang)+".yaml")
	if err != nil {
		return nil, nil, err
	}
	all = make(map[string]*sentence)
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, nil, err
		}
		one, err := parse(data)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path.Base(name), err)
		}
		for key, s := range one {
			if _, there := all[key]; there {
				twice = append(twice, path.Base(name)+": "+key)
				continue
			}
			all[key] = s
		}
	}
	return all, twice, nil
}

// parse reads one catalogue file.
func parse(data []byte) (map[string]*sentence, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	all := make(map[string]*sentence)
	if len(doc.Content) == 0 {
		return all, nil // an empty file
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("line %d: a catalogue is a list of keys and sentences", root.Line)
	}
	for i := 0; i < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if _, twice := all[key.Value]; twice {
			return nil, fmt.Errorf("line %d: %s is defined twice", key.Line, key.Value)
		}
		s, err := parseSentence(value)
		if err != nil {
			return nil, fmt.Errorf("line %d: %s: %w", key.Line, key.Value, err)
		}
		all[key.Value] = s
	}
	return all, nil
}

func parseSentence(value *yaml.Node) (*sentence, error) {
	s := &sentence{by: -1}
	var err error
	switch value.Kind {
	case yaml.ScalarNode:
		s.form, err = cut(value.Value)
		return s, err
	case yaml.MappingNode:
	default:
		return nil, fmt.Errorf("neither a sentence nor its plural forms")
	}
	s.forms = make(map[plural.Form]form)
	for i := 0; i < len(value.Content); i += 2 {
		name, text := value.Content[i].Value, value.Content[i+1].Value
		if name == "by" {
			if s.by, err = strconv.Atoi(text); err != nil || s.by < 0 {
				return nil, fmt.Errorf("by: %q is not the number of an argument", text)
			}
			continue
		}
		f, ok := formNames[name]
		if !ok {
			return nil, fmt.Errorf("%s is not a plural form", name)
		}
		if _, twice := s.forms[f]; twice {
			return nil, fmt.Errorf("%s is given twice", name)
		}
		if s.forms[f], err = cut(text); err != nil {
			return nil, err
		}
	}
	if _, ok := s.forms[plural.Other]; !ok {
		return nil, fmt.Errorf("has no form for other")
	}
	return s, nil
}

// cut divides a form at its placeholders.
func cut(text string) (form, error) {
	var parts []part
	var literal strings.Builder
	for rest := text; rest != ""; {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			literal.WriteString(rest)
			break
		}
		literal.WriteString(rest[:i])
		rest = rest[i:]
		if strings.HasPrefix(rest, "{{") || strings.HasPrefix(rest, "}}") {
			literal.WriteByte(rest[0])
			rest = rest[2:]
			continue
		}
		end := strings.IndexByte(rest, '}')
		if rest[0] == '}' || end < 0 {
			return form{}, fmt.Errorf("a brace without its pair in %q", text)
		}
		number, as, _ := strings.Cut(rest[1:end], ":")
		arg, err := strconv.Atoi(number)
		if err != nil || arg < 0 || arg > 9 {
			return form{}, fmt.Errorf("{%s} is not a placeholder", rest[1:end])
		}
		parts = append(parts, part{literal.String(), arg, as})
		literal.Reset()
		rest = rest[end+1:]
	}
	if parts == nil {
		return form{text: literal.String()}, nil
	}
	if literal.Len() > 0 {
		parts = append(parts, part{text: literal.String(), arg: -1})
	}
	return form{parts: parts}, nil
}

// choose returns the form of s for args.
func (b *book) choose(s *sentence, args []any) form {
	if s.forms == nil {
		return s.form
	}
	n, ok := 0, false
	if s.by >= 0 {
		if s.by < len(args) {
			n, ok = count(args[s.by])
		}
	} else {
		for _, a := range args {
			if n, ok = whole(a); ok {
				break
			}
		}
	}
	if ok {
		if f, has := s.forms[pluralOf(b.lang, n)]; has {
			return f
		}
	}
	return s.forms[plural.Other]
}

// pluralOf returns the CLDR form that a whole number takes.
func pluralOf(lang Lang, n int) plural.Form {
	if n < 0 {
		n = -n
	}
	if n >= 1_000_000 {
		n = 1_000_000 + n%1_000_000 // MatchPlural reads seven digits, and the last ones decide
	}
	return plural.Cardinal.MatchPlural(lang.tag(), n, 0, 0, 0, 0)
}

// missing counts the keys that were asked for and are in no catalogue.
var missing = struct {
	sync.Mutex
	keys map[string]int
}{keys: make(map[string]int)}

// lack says in place of a sentence that it is missing, so that the fault is
// seen on the page, and counts it.
func lack(lang Lang, key string) string {
	missing.Lock()
	defer missing.Unlock()
	// A key built from outside input must not fill the memory.
	if _, known := missing.keys[string(lang)+" "+key]; known || len(missing.keys) < 1000 {
		missing.keys[string(lang)+" "+key]++
	}
	return "⟦" + key + "⟧"
}

// Missing returns how often each "language key" that the catalogues lack was
// asked for since the program started. Tests that draw pages end with it.
func Missing() map[string]int {
	missing.Lock()
	defer missing.Unlock()
	return maps.Clone(missing.keys)
}
