package cite_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"example.org/counterpart/press/cite"
)

var update = flag.Bool("update", false, "write the golden files anew")

var works = map[string]cite.Work{
	"ru": {Title: "Распределение воды", Subtitle: "О чём договорились", Authors: []string{"Сейтқали Д. А.", "Anna van der Berg"},
		Publisher: "Совместная целевая группа", Issuers: []string{"Рабочая группа, Вена"}, Series: "Аналитическая записка", Symbol: "TF/PB/3",
		Number: "3", Edition: "Второе издание", Date: time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC), Lang: "ru", Address: "https://example.org/p/3?lang=ru&e=2",
		Files: []cite.File{{"https://example.org/p/3.epub", "application/epub+zip"}, {"https://example.org/p/3.pdf", "application/pdf"}},
		Same:  []string{"https://example.org/p/3-2"}, Funders: []string{"Озёрный фонд"}, Licence: "https://creativecommons.org/licenses/by/4.0/", Summary: "Кратко.\nИ ясно."},
	"hostile": {Title: "50 % of {it} \\ costs $5 & more_or #less~^ </script><!--", Subtitle: "line\nTY  - HACK\r\nER  - ", Publisher: "A and B}, x = {",
		Issuers: []string{"Groups and groups, Ltd}"}, Symbol: "}{", Lang: "en", Licence: "As you like", Address: `https://example.org/{}\`},
	"bare": {Title: "A"},
}

// TestGolden shows every form of the works, to be read.
func TestGolden(t *testing.T) {
	for name, w := range works {
		csl, err := w.CSL()
		if err != nil {
			t.Fatal(err)
		}
		ld, err := w.JSONLD()
		if err != nil {
			t.Fatal(err)
		}
		got := w.BibTeX() + "\n" + strings.ReplaceAll(w.RIS(), "\r\n", "\n") + "\n" + string(csl) + "\n\n" + string(ld) + "\n\n"
		for _, m := range append(w.DublinCore(), w.Highwire()...) {
			got += m.Name + ": " + m.Content + "\n"
		}
		file := "testdata/" + name + ".txt"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || string(want) != got {
			t.Errorf("%s is not as it was (%v); if that is meant, run with -update. Now:\n%s", file, err, got)
		}
	}
}

func TestSplit(t *testing.T) {
	for name, want := range map[string]cite.Name{
		"Anna Hale":                     {Family: "Hale", Given: "Anna"},
		"A. B. Hale":                    {Family: "Hale", Given: "A. B."},
		"Hale, Anna":                    {Family: "Hale", Given: "Anna"},
		"Ludwig van der Berg":           {Family: "van der Berg", Given: "Ludwig"},
		"Иванов И. И.":                  {Family: "Иванов", Given: "И. И."},
		"Иванов И.И.":                   {Family: "Иванов", Given: "И.И."},
		"Иванов Иван Иванович":          {Family: "Иванов", Given: "Иван Иванович"},
		"Иван Иванович Петров":          {Family: "Петров", Given: "Иван Иванович"},
		"Роман Абрамович":               {Family: "Абрамович", Given: "Роман"},
		"Сейтқали Дана Асқарқызы":       {Family: "Сейтқали", Given: "Дана Асқарқызы"},
		"И. И. Иванов":                  {Family: "Иванов", Given: "И. И."},
		"Plato":                         {Literal: "Plato"},
		"a, b, c":                       {Literal: "a, b, c"},
		"":                              {},
		" Anna\n \tHale\x00":            {Family: "Hale", Given: "Anna"},
		"Charles de Gaulle":             {Family: "de Gaulle", Given: "Charles"},
		"de Gaulle":                     {Family: "Gaulle", Given: "de"},
		"Alexander Grothendieck and Co": {Family: "Co", Given: "Alexander Grothendieck and"},
	} {
		if got := cite.Split(name); got != want {
			t.Errorf("%q: %+v, not %+v", name, got, want)
		}
	}
}

// text makes words that every form has a meaning for.
var text = rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "Ж", "қ", "{", "}", `\`, "&", "%", "$", "#", "_", "~", "^", `"`, "'", "<", ">", "</script>",
	"<!--", "\n", "\r\n", " ", " and ", ",", "@", "ER  - ", "\x00", "\u2028", "=", "\\}", "\xff"}), 0, 8), func(all []string) string { return strings.Join(all, "") })

func drawWork(t *rapid.T) cite.Work {
	list := rapid.SliceOfN(text, 0, 3)
	return cite.Work{
		Title: text.Draw(t, "title"), Subtitle: text.Draw(t, "subtitle"), Authors: list.Draw(t, "authors"), Publisher: text.Draw(t, "publisher"),
		Issuers: list.Draw(t, "issuers"), Series: text.Draw(t, "series"), Symbol: text.Draw(t, "symbol"), Number: text.Draw(t, "number"),
		Edition: text.Draw(t, "edition"), Lang: rapid.SampledFrom([]string{"en", "ru", "kk"}).Draw(t, "lang"),
		Date: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "date"), 0), Funders: list.Draw(t, "funders"), Summary: text.Draw(t, "summary"),
	}
}

// one puts words on a line as a reader of any form sees them.
func one(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

func title(w cite.Work) string {
	if w.Subtitle == "" {
		return one(w.Title)
	}
	return one(w.Title) + ": " + one(w.Subtitle)
}

// named counts the names that say anything.
func named(all []string) (n int) {
	for _, name := range all {
		if one(name) != "" {
			n++
		}
	}
	return n
}

// TestReadBack reads every form with a small reader of its own.
func TestReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWork(t)
		names := named(w.Authors)
		if names == 0 {
			names = named(w.Issuers)
		}

		bib, err := readBibTeX(w.BibTeX())
		if err != nil {
			t.Fatalf("%v in %s", err, w.BibTeX())
		}
		same(t, "BibTeX title", bib["title"], title(w))
		same(t, "BibTeX institution", bib["institution"], one(w.Publisher))
		same(t, "BibTeX number", bib["number"], one(w.Symbol))
		same(t, "BibTeX abstract", bib["abstract"], one(w.Summary))
		same(t, "BibTeX year", bib["year"], w.Date.UTC().Format("2006"))
		if n, _ := fmt.Sscan(bib["authors"], new(int)); n != 1 || bib["authors"] != fmt.Sprint(names) {
			t.Fatalf("BibTeX has %s authors, not %d: %s", bib["authors"], names, w.BibTeX())
		}

		ris := readRIS(t, w.RIS())
		same(t, "RIS title", ris["TI"], strings.TrimSpace(title(w)))
		same(t, "RIS publisher", ris["PB"], one(w.Publisher))
		same(t, "RIS number", ris["SN"], one(w.Symbol))
		same(t, "RIS summary", ris["AB"], one(w.Summary))
		same(t, "RIS date", ris["DA"], w.Date.UTC().Format("2006/01/02"))

		file, err := w.CSL()
		var csl []map[string]any
		if err != nil || json.Unmarshal(file, &csl) != nil || len(csl) != 1 {
			t.Fatalf("%v, %s", err, file)
		}
		same(t, "CSL title", csl[0]["title"], title(w))
		if authors, _ := csl[0]["author"].([]any); len(authors) != names {
			t.Fatalf("CSL has the authors %v, not %d", authors, names)
		}

		file, err = w.JSONLD()
		var ld map[string]any
		if err != nil || json.Unmarshal(file, &ld) != nil || bytes.ContainsAny(file, "<>&\u2028\u2029") {
			t.Fatalf("%v, %s", err, file)
		}
		if name, _ := ld["name"].(string); name != one(w.Title) {
			t.Fatalf("JSON-LD has the name %q", name)
		}
		for _, m := range append(w.DublinCore(), w.Highwire()...) {
			if m.Content == "" || strings.ContainsAny(m.Content, "\r\n\x00") {
				t.Fatalf("%+v", m)
			}
		}
	})
}

func same(t *rapid.T, what string, got any, want string) {
	if got == nil {
		got = ""
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s is %q, not %q", what, got, want)
	}
}

var untex = strings.NewReplacer(`\textbackslash{}`, `\`, `\textbraceleft{}`, "{", `\textbraceright{}`, "}", `\textasciitilde{}`, "~",
	`\textasciicircum{}`, "^", `\&`, "&", `\%`, "%", `\$`, "$", `\#`, "#", `\_`, "_")

// readBibTeX reads one entry as BibTeX does, which counts braces and nothing
// else. Under "authors" it says how many there are.
func readBibTeX(s string) (map[string]string, error) {
	fields := map[string]string{}
	_, rest, ok := strings.Cut(s, ",\n")
	for ok {
		var name string
		name, rest, ok = strings.Cut(rest, " = ")
		if !ok {
			return nil, fmt.Errorf("no value in %q", rest)
		}
		end := strings.IndexAny(rest, ",\n")
		value := rest[:end]
		if rest[0] == '{' {
			if end = closing(rest); end < 0 {
				return nil, fmt.Errorf("the braces of %s do not close", name)
			}
			value = rest[1 : end-1]
		}
		name = strings.TrimSpace(name)
		if name == "author" {
			fields["authors"] = fmt.Sprint(authors(value))
		}
		if strings.HasPrefix(value, "{") && closing(value) == len(value) {
			value = value[1 : len(value)-1]
		}
		fields[name] = untex.Replace(value)
		rest, ok = strings.CutPrefix(rest[end:], ",\n")
	}
	if rest != "\n}\n" {
		return nil, fmt.Errorf("it ends with %q", rest)
	}
	if fields["authors"] == "" {
		fields["authors"] = "0"
	}
	return fields, nil
}

// closing is where the brace closes that s begins with.
func closing(s string) int {
	depth := 0
	for i, r := range s {
		switch r {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// authors counts the names between which the word stands outside all braces.
func authors(s string) int {
	n, depth := 1, 0
	for i, r := range s {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case depth == 0 && strings.HasPrefix(s[i:], " and "):
			n++
		}
	}
	return n
}

func readRIS(t *rapid.T, s string) map[string]string {
	fields := map[string]string{}
	for line := range strings.SplitSeq(strings.TrimSuffix(s, "\r\n"), "\r\n") {
		if len(line) < 6 || line[2:6] != "  - " || strings.ContainsAny(line, "\r\n") || fields["ER"] != "" {
			t.Fatalf("%q is no line of RIS", line)
		}
		fields[line[:2]] = line[6:]
	}
	if fields["TY"] != "RPRT" || !strings.HasSuffix(s, "\r\nER  - \r\n") {
		t.Fatalf("the record is not whole: %q", s)
	}
	return fields
}
