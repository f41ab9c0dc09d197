package text_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.org/counterpart/text"
)

var update = flag.Bool("update", false, "rewrite testdata/*.txt with what the package now says")

// TestScripts plays the transcripts in testdata: lines of what is written or
// done, each followed by "  " lines of what came of it. The verbs are listed
// in play. To accept a change, run with -update and read the diff.
func TestScripts(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txt")
	if len(files) == 0 {
		t.Fatal("no scripts in testdata")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(want))
			if got == string(want) {
				return
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("script differs; got:\n%s", got)
		})
	}
}

// A desk is what a script has before it.
type desk struct {
	groups        []text.Holder
	drafter       text.Holder
	nodes         text.Nodes
	before, after text.Text
	base, mine    string
	seen          []text.Mark
}

// play answers with the script, every line of it followed by what it led to.
func play(t *testing.T, script string) string {
	var out strings.Builder
	var d desk
	for line := range strings.Lines(script) {
		if strings.HasPrefix(line, "  ") {
			continue // an old answer
		}
		out.WriteString(line)
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		verb, rest, _ := strings.Cut(line, " ")
		do := map[string]func(string) string{
			"groups":     d.listGroups,
			"drafts":     d.drafts,
			"paragraph":  d.paragraph,
			"settle":     d.settle,
			"drop":       d.drop,
			"reads":      d.reads,
			"before":     d.writeBefore,
			"after":      d.writeAfter,
			"redline":    d.redline,
			"base":       func(s string) string { d.base = s; return "" },
			"mine":       func(s string) string { d.mine = s; return "" },
			"theirs":     d.merge,
			"considered": func(s string) string { d.seen = marks(s); return "" },
			"now":        d.changed,
			"typed":      typed,
			"title":      title,
		}[verb]
		if do == nil {
			t.Fatalf("no such verb: %q", verb)
		}
		for answer := range strings.Lines(do(rest)) {
			out.WriteString("  " + strings.TrimRight(answer, "\n") + "\n")
		}
	}
	return out.String()
}

func (d *desk) listGroups(s string) string {
	d.groups = nil
	for _, name := range strings.Fields(s) {
		d.groups = append(d.groups, text.Holder(name))
	}
	return ""
}

func (d *desk) drafts(s string) string { d.drafter = text.Holder(s); return "" }

func (d *desk) paragraph(s string) string {
	nodes, err := text.Parse(s, d.groups, d.drafter)
	if err != nil {
		return "refused: " + err.Error()
	}
	d.nodes = nodes
	return d.state()
}

// state says how the paragraph is written, and what is open in it.
func (d *desk) state() string {
	count := d.nodes.Count()
	if count.Brackets == 0 {
		return d.nodes.Format() + "\nclean"
	}
	var held []string
	for _, h := range slices.Sorted(maps.Keys(count.Held)) {
		held = append(held, fmt.Sprintf("%s in %d", h, count.Held[h]))
	}
	return fmt.Sprintf("%s\nopen: %d (%s)", d.nodes.Format(), count.Brackets, strings.Join(held, ", "))
}

func (d *desk) settle(s string) string {
	bracket, choice, _ := strings.Cut(s, " ")
	return d.become(text.Settle(d.nodes, number(bracket)-1, number(choice)-1))
}

func (d *desk) drop(s string) string { return d.become(text.Drop(d.nodes, number(s)-1)) }

func (d *desk) become(nodes text.Nodes, err error) string {
	if err != nil {
		return "refused: " + err.Error()
	}
	d.nodes = nodes
	return d.state()
}

func (d *desk) reads(s string) string { return d.nodes.Reading(text.Holder(s)).Format() }

func (d *desk) writeBefore(s string) string {
	if len(d.after) > 0 {
		d.before, d.after = nil, nil
	}
	d.before = append(d.before, numbered(s))
	return ""
}

func (d *desk) writeAfter(s string) string {
	d.after = append(d.after, numbered(s))
	return ""
}

func (d *desk) redline(string) string {
	changes := text.Redline(d.before, d.after)
	s := changes.Stats()
	return fmt.Sprintf("%swords: %d added, %d removed", strings.ReplaceAll(changes.Plain(func(s text.State) string { return string(s) }), "\n\n", "\n"), s.WordsAdded, s.WordsRemoved)
}

func (d *desk) merge(theirs string) string {
	merged, conflict := text.Merge(d.base, d.mine, theirs)
	if conflict {
		return "conflict"
	}
	return merged
}

func (d *desk) changed(s string) string {
	return fmt.Sprintf("to consider again: %v", text.Changed(d.seen, marks(s)))
}

// typed shows what becomes of a string in Go's quotes.
func typed(s string) string { return cleaned(s, text.Clean) }

func title(s string) string { return cleaned(s, text.CleanLine) }

func cleaned(s string, clean func(string, int) (string, error)) string {
	in, err := strconv.Unquote(s)
	if err != nil {
		return err.Error()
	}
	out, err := clean(in, 60)
	if err != nil {
		return "refused: " + err.Error()
	}
	return strconv.Quote(out)
}

func numbered(s string) text.Paragraph {
	id, words, _ := strings.Cut(s, " ")
	return text.Paragraph{ID: text.ParagraphID(id), Words: words}
}

func marks(s string) []text.Mark {
	var out []text.Mark
	for _, f := range strings.Fields(s) {
		id, c, _ := strings.Cut(f, "=")
		out = append(out, text.Mark{ID: text.ParagraphID(id), C: c})
	}
	return out
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
