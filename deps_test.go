package counterpart_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// may says what each package may import of ours. It is a statement of policy:
// do not change it to make a build pass. The word rules stands for all
// packages of the first part, and everything for all there are.
const may = `
# Rules. Pure: no clock, table, file or network.
text:
group:      text
member:     group text
act:        group member
procedure:  act group member text
initiative: act group member text procedure
meeting:    act group member procedure text
conference: act group member procedure text
publication: act group member procedure text
notice:     act group member procedure
schedule:   act group

# The office. All SQL is here.
search:
database:
record:     database
roll:       database act group member text
roster:     roll rules
application: database act group member procedure roll text
registration: database act member procedure roll text
register:   database record roll search rules
errand:     database record
outbox:     database register roll rules
invitation: database outbox register roll rules
distribution: database outbox roll rules
signin:     database act member
draft:      database act member
paper:      database act
edition:    database act
picture:    database act
remark:     database act member procedure roll text
floor:      database act meeting member
poll:       database act group member schedule
holiday:    database act group text
clerk:      database record register roll rules

# Media. They ask the register and the clerk. What they know of the database is
# a transaction to pass on; a statement of SQL in a medium fails TestSQL.
locale:            rules
mail:              locale
calendar:          locale rules
dossier:           application distribution registration database draft floor invitation poll outbox register remark roll signin locale rules
transcript:        register roll rules
web:               application compose distribution edition press press/card press/cite registration badge calendar invitation database clerk register roll signin draft floor locale record errand rules mail mail/dispatch outbox dossier roster paper picture poll remark holiday web/part web/live web/static
mail/dispatch:     calendar database distribution invitation locale mail outbox record register registration roll rules
mail/reply:        act member
mail/inbox:        calendar distribution invitation database clerk register roll draft outbox locale rules mail mail/reply
web/live:          register rules
web/part:          locale rules
web/part/lookbook: locale rules web/part web/static
web/static:
badge:
press:
compose:           press register roll locale rules
press/pdf:         press press/typst locale
press/card:        press/pdf
press/typst:
press/shop:        compose database edition press record register rules
press/docx:        press locale
press/epub:        press locale
press/plain:       press locale
press/cite:        press
api:               database clerk register roll signin poll holiday locale record errand rules
demo:              clerk database holiday register roll signin locale rules transcript
cmd/counterpart:   everything
`

// impure is what the rules may not import: whatever could make them answer
// differently tomorrow. One package is excepted: act makes the random names of
// matters and members, which no rule decides by.
var impure = []string{
	"context", "crypto/rand", "database/sql", "io/fs", "io/ioutil", "log", "log/slog", "math/rand", "math/rand/v2",
	"net", "net/http", "os", "os/exec", "os/signal", "os/user", "runtime", "syscall", "unsafe",
}

// clocks are the functions of package time that look at a clock or wait for
// it, and the zone that depends on the machine.
var clocks = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "Local"}

// only says which package alone may import some of what others make.
var only = map[string]string{
	"modernc.org/":                  "database",
	"github.com/jackc/pgx/":         "database",
	"github.com/wneessen/":          "mail",
	"github.com/alecthomas/":        "cmd/counterpart",
	"github.com/go-webauthn/":       "signin",
	"github.com/coreos/go-oidc/":    "signin",
	"golang.org/x/oauth2":           "signin",
	"github.com/emersion/go-smtp":   "mail/inbox",
	"github.com/emersion/go-imap/":  "mail/inbox",
	"github.com/arran4/golang-ical": "calendar",
	"github.com/teambition/":        "schedule",
	"codeberg.org/go-pdf/fpdf":      "badge",
	"github.com/tetratelabs/":       "press/typst",
}

// TestImports reads the imports itself rather than ask "go list", so that the
// go command sees which files it read, and does not serve a stale pass.
func TestImports(t *testing.T) {
	table, rules, _ := policy(t)
	met := map[string]bool{}
	for file, f := range sources(t) {
		pkg := path.Dir(file)
		met[pkg] = true
		if pkg == "." || forTests(pkg) {
			continue
		}
		allowed, ok := table[pkg]
		if !ok {
			t.Errorf("%s: the policy does not speak of %s", file, pkg)
			continue
		}
		for _, spec := range f.Imports {
			imp, _ := strconv.Unquote(spec.Path.Value)
			for _, complaint := range complaints(pkg, imp, allowed, slices.Contains(rules, pkg)) {
				t.Errorf("%s: %s", file, complaint)
			}
		}
		if slices.Contains(rules, pkg) {
			for _, name := range clocked(f) {
				t.Errorf("%s: %s holds rules, and must not use time.%s", file, pkg, name)
			}
		}
	}
	if !met["database"] || !met["procedure"] {
		t.Error("the test no longer finds the packages")
	}
}

// sql is how a statement begins, in the way this program writes them.
var sql = regexp.MustCompile("^[`\"]\\s*(select\\s[^`]*\\sfrom\\s|insert into |update \\w+ set |delete from |create (table|index)|drop |alter table |pragma |with \\w+ as )")

// TestSQL finds the statements of SQL and their reading where they do not
// belong.
func TestSQL(t *testing.T) {
	_, _, office := policy(t)
	statements := 0
	for file, f := range sources(t) {
		at := path.Dir(file)
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if ok && lit.Kind == token.STRING && sql.MatchString(lit.Value) {
				if statements++; !slices.Contains(office, at) && !forTests(at) {
					t.Errorf("%s: SQL belongs in the office: %.60s", file, lit.Value)
				}
			}
			return true
		})
	}
	if statements < 50 {
		t.Errorf("the test finds only %d statements", statements)
	}
}

// policy returns what each package may import, which packages hold rules, and
// which are the office.
func policy(t *testing.T) (table map[string][]string, rules, office []string) {
	table = map[string][]string{}
	part, inComment := 0, false
	for line := range strings.Lines(may) {
		if strings.HasPrefix(line, "#") && !inComment {
			part++
		}
		inComment = strings.HasPrefix(line, "#")
		pkg, deps, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if _, twice := table[pkg]; twice {
			t.Errorf("the policy speaks twice of %s", pkg)
		}
		table[pkg] = strings.Fields(deps)
		switch part {
		case 1:
			rules = append(rules, pkg)
		case 2:
			office = append(office, pkg)
		}
	}
	all := slices.Collect(maps.Keys(table))
	for pkg, deps := range table {
		if slices.Contains(deps, "rules") {
			deps = append(deps, rules...)
		}
		if slices.Contains(deps, "everything") {
			deps = append(deps, all...)
		}
		table[pkg] = deps
	}
	return table, rules, office
}

// complaints says what is wrong with one import.
func complaints(pkg, imp string, allowed []string, rules bool) (all []string) {
	switch dep, ours := strings.CutPrefix(imp, "example.org/counterpart/"); {
	case ours && forTests(dep), imp == "testing":
		all = append(all, "only tests may import "+imp)
	case ours && !slices.Contains(allowed, dep):
		all = append(all, pkg+" must not import "+dep)
	}
	for prefix, owner := range only {
		if strings.HasPrefix(imp, prefix) && pkg != owner {
			all = append(all, "only "+owner+" may import "+imp)
		}
	}
	if rules && slices.Contains(impure, imp) && (pkg != "act" || imp != "crypto/rand") {
		all = append(all, pkg+" holds rules, and must not import "+imp)
	}
	return all
}

// clocked returns the names of the clocks that a file uses.
func clocked(f *ast.File) (names []string) {
	name := "time"
	for _, spec := range f.Imports {
		if spec.Path.Value == `"time"` && spec.Name != nil {
			name = spec.Name.Name
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == name && slices.Contains(clocks, sel.Sel.Name) {
				names = append(names, sel.Sel.Name)
			}
		}
		return true
	})
	return names
}

// forTests reports whether a package is one of those that help tests.
func forTests(pkg string) bool { return strings.HasSuffix(pkg, "test") }

// sources parses every Go file of the program that is not a test.
func sources(t *testing.T) map[string]*ast.File {
	files := map[string]*ast.File{}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && file != "." && (name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		files[filepath.ToSlash(file)] = f
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestComplaints shows that the policy can say no.
func TestComplaints(t *testing.T) {
	table, rules, _ := policy(t)
	for _, c := range []struct{ pkg, imp, want string }{
		{"mail", "example.org/counterpart/database", "mail must not import database"},
		{"record", "example.org/counterpart/act", "record must not import act"},
		{"procedure", "example.org/counterpart/act", ""},
		{"procedure", "example.org/counterpart/register", "procedure must not import register"},
		{"procedure", "os", "procedure holds rules, and must not import os"},
		{"register", "os", ""},
		{"act", "crypto/rand", ""},
		{"procedure", "crypto/rand", "procedure holds rules, and must not import crypto/rand"},
		{"register", "github.com/jackc/pgx/v5", "only database may import github.com/jackc/pgx/v5"},
		{"clerk", "example.org/counterpart/database/databasetest", "only tests may import example.org/counterpart/database/databasetest"},
		{"cmd/counterpart", "example.org/counterpart/demo", ""},
		{"clerk", "testing", "only tests may import testing"},
	} {
		if got := strings.Join(complaints(c.pkg, c.imp, table[c.pkg], slices.Contains(rules, c.pkg)), "; "); got != c.want {
			t.Errorf("%s importing %s: %q, not %q", c.pkg, c.imp, got, c.want)
		}
	}
	for text, is := range map[string]bool{
		"`\n\tselect ref\n\tfrom matter`": true, `"update matter set x = 1"`: true, "`with recent as (`": true,
		`"select a paragraph"`: false, `"update of the rules"`: false, `"Delete from here"`: false,
	} {
		if sql.MatchString(text) != is {
			t.Errorf("that %s is SQL is %v", text, !is)
		}
	}
	f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nimport clock \"time\"\nvar x, y = clock.Now(), clock.UTC", 0)
	if got := clocked(f); err != nil || len(got) != 1 || got[0] != "Now" {
		t.Errorf("a clock under another name: %q, %v", got, err)
	}
}
