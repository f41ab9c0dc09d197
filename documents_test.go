package counterpart_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents returns what is written in the tree for people, by file, without
// the examples in it.
func documents(t *testing.T) map[string]string {
	all := map[string]string{}
	for _, pattern := range []string{"*.md", "doc/*.md", "doc/decisions/*.md", "demo/*/README.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all[filepath.ToSlash(file)] = string(data)
		}
	}
	if len(all) < 20 {
		t.Fatalf("the test finds only %d documents", len(all))
	}
	return all
}

var (
	link    = regexp.MustCompile(`\]\(([^)#:]*)(#[^)]*)?\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	quoted  = regexp.MustCompile("`([^`\n]+)`")
	named   = regexp.MustCompile(`^(Test|Benchmark|Fuzz)[A-Z]\w*$`)
	within  = regexp.MustCompile("`([a-z/]+)`: (`[^;|]+`)") // `clerk`: `TestA`, `TestB`
	place   = regexp.MustCompile(`^[a-z]+(/[\w.*-]+)+$`)
	command = regexp.MustCompile(`(?:^|\s)(?:\./|\./cmd/)?counterpart ([a-z]+)`)
	form    = regexp.MustCompile("(?m)^\t([A-Z]\\w+) +\\w+Cmd +`cmd:")
)

// TestLinks holds that every link within the tree leads somewhere.
func TestLinks(t *testing.T) {
	all := documents(t)
	links := 0
	for file, text := range all {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			links++
			to, anchor := file, m[2]
			if m[1] != "" {
				to = filepath.ToSlash(filepath.Join(filepath.Dir(file), m[1]))
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s leads to %s, which is not there", file, m[1])
			} else if anchor != "" && !slices.Contains(anchors(all[to]), anchor) {
				t.Errorf("%s leads to %s%s, and there is no such heading", file, to, anchor)
			}
		}
	}
	if links < 50 {
		t.Errorf("the test finds only %d links", links)
	}
}

// anchors are the headings of a document, as links name them.
func anchors(text string) (all []string) {
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		kept := strings.Map(func(c rune) rune {
			switch {
			case c == ' ':
				return '-'
			case c == '-' || c == '_' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
				return c
			}
			return -1
		}, strings.ToLower(m[1]))
		all = append(all, "#"+kept)
	}
	return all
}

// TestNamed holds that the tests and the files that documents name are there.
func TestNamed(t *testing.T) {
	tests := testsByRoom(t)
	for file, text := range documents(t) {
		for _, m := range quoted.FindAllStringSubmatch(text, -1) {
			switch name := m[1]; {
			case named.MatchString(name):
				if len(tests[name]) == 0 {
					t.Errorf("%s names %s, which is not there", file, name)
				}
			case place.MatchString(name):
				first, _, _ := strings.Cut(name, "/")
				if info, err := os.Stat(first); err != nil || !info.IsDir() {
					continue // no path of ours
				}
				if found, _ := filepath.Glob(name); len(found) == 0 {
					t.Errorf("%s names %s, which is not there", file, name)
				}
			}
		}
		for _, m := range within.FindAllStringSubmatch(text, -1) {
			for _, q := range quoted.FindAllStringSubmatch(m[2], -1) {
				if named.MatchString(q[1]) && !slices.Contains(tests[q[1]], m[1]) {
					t.Errorf("%s looks for %s in %s; it is in %v", file, q[1], m[1], tests[q[1]])
				}
			}
		}
	}
}

// testsByRoom tells in which rooms there is a test of a name.
func testsByRoom(t *testing.T) map[string][]string {
	begins := regexp.MustCompile(`(?m)^func ((?:Test|Benchmark|Fuzz)\w+)\(`)
	tests := map[string][]string{}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		data, err := os.ReadFile(file)
		for _, m := range begins.FindAllStringSubmatch(string(data), -1) {
			tests[m[1]] = append(tests[m[1]], filepath.ToSlash(filepath.Dir(file)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests
}

// TestCommandsNamed holds that every command of the program is told of, and no
// other.
func TestCommandsNamed(t *testing.T) {
	source, err := os.ReadFile("cmd/counterpart/main.go")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, m := range form.FindAllStringSubmatch(string(source), -1) {
		told[strings.ToLower(m[1])] = false
	}
	if len(told) < 2 {
		t.Fatalf("the test finds only the commands %v", told)
	}
	for file, text := range documents(t) {
		for said := range examples(text) {
			for _, m := range command.FindAllStringSubmatch(said, -1) {
				if _, ok := told[m[1]]; !ok {
					t.Errorf("%s tells of the command %q, which is not there", file, m[1])
				}
				told[m[1]] = true
			}
		}
	}
	for name, ok := range told {
		if !ok {
			t.Errorf("no document tells of the command %s", name)
		}
	}
}

// examples are the pieces of a document that are set as code.
func examples(text string) map[string]bool {
	all := map[string]bool{}
	for n, block := range strings.Split(text, "```") {
		if n%2 == 1 {
			for line := range strings.Lines(block) {
				all[line] = true
			}
			continue
		}
		for _, m := range quoted.FindAllStringSubmatch(block, -1) {
			all[m[1]] = true
		}
	}
	return all
}

// TestRoomsNamed holds that the overview and the guided tour lead through every
// room of the house.
func TestRoomsNamed(t *testing.T) {
	table, _, _ := policy(t)
	tour, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	overview := documents(t)["doc/overview.md"]
	for _, room := range slices.Sorted(maps.Keys(table)) {
		if !strings.Contains(overview, "`"+room+"`") && !strings.Contains(overview, "web/"+strings.TrimPrefix(room, "web/")) {
			t.Errorf("the overview does not speak of %s", room)
		}
		if name, _, part := strings.Cut(room, "/"); !strings.Contains(string(tour), name+":") && !strings.Contains(string(tour), room) && !part {
			t.Errorf("the guided tour does not lead through %s", room)
		}
	}
}
