package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/transcript"
)

var playing struct {
	sync.Once
	folder string
	err    error
}

// demonstration returns a folder of the test's own with the demonstration in it.
func demonstration(t testing.TB) placed {
	t.Helper()
	playing.Do(func() {
		if playing.folder, playing.err = sharedFolder(); playing.err != nil {
			return
		}
		var o *office
		if o, playing.err = openDemo(t.Context(), playing.folder, quiet); playing.err == nil {
			playing.err = o.Close()
		}
	})
	folder := t.TempDir()
	if err := playing.err; err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(folder, os.DirFS(playing.folder)); err != nil {
		t.Fatal(err)
	}
	keys, err := filepath.Glob(filepath.Join(folder, "keys", "*"))
	for _, k := range keys {
		if err == nil {
			err = os.Chmod(k, 0o600)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return placed{folder, filepath.Join(folder, "keys")}
}

// well runs a command line that must end well, and returns what it wrote.
func well(t testing.TB, args ...string) string {
	t.Helper()
	code, out, said := command(t, args...)
	if code != exitWell {
		t.Fatalf("%v ended with %d: %s%s", args, code, out, said)
	}
	return out
}

// badly runs a command line that must end with a code and say something.
func badly(t testing.TB, want int, say string, args ...string) {
	t.Helper()
	code, out, said := command(t, args...)
	if code != want || !strings.Contains(out+said, say) {
		t.Errorf("%v ended with %d, not %d, or does not say %q: %s%s", args, code, want, say, out, said)
	}
}

// TestExport sends the demonstration through a file into another installation,
// on either engine, and finds everything the same there; and it can go on.
func TestExport(t *testing.T) {
	from := demonstration(t)
	file := filepath.Join(t.TempDir(), "all.zip")
	well(t, "export", file, "--data", from.data)
	databasetest.EachAt(t, func(t *testing.T, at string) {
		to := placed{at, filepath.Join(t.TempDir(), "keys")}
		well(t, to.flags("import", file)...)
		alikeRegisters(t, from.data, at)
		badly(t, exitFailed, "not empty", to.flags("import", file)...)
		if err := os.CopyFS(to.keys, os.DirFS(from.keys)); err != nil {
			t.Fatal(err)
		}
		keys, _ := filepath.Glob(to.keys + "/*")
		for _, k := range keys {
			os.Chmod(k, 0o600)
		}
		again := filepath.Join(t.TempDir(), "again.zip")
		well(t, to.flags("export", again)...)
		if one, two := read(t, file), read(t, again); !bytes.Equal(one, two) {
			t.Error("what is exported again is another file")
		}
		within(t, to, func(o *office) {
			_, err := o.Clerk.Do(t.Context(), clerk.Order{By: initiative.Operator, On: act.Initiative, Turn: -1,
				Command: initiative.Describe{Description: described(t)}})
			if err != nil {
				t.Errorf("it does not go on: %v", err)
			}
		})
		whole(t, to)
	})
}

// alikeRegisters compares every row of two registers.
func alikeRegisters(t testing.TB, one, two string) {
	t.Helper()
	a, err := database.OpenReadOnly(t.Context(), one)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := database.OpenReadOnly(t.Context(), two)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	err = a.Read(t.Context(), func(x *database.Tx) error {
		return b.Read(t.Context(), func(y *database.Tx) error {
			n, err := register.Compare(x, y, func(d register.Difference) { t.Error(d) })
			if n < 100 {
				t.Errorf("only %d rows were compared", n)
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// unzipped is everything in an archive, as one text.
func unzipped(t testing.TB, file string) string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err == nil {
			_, err = io.Copy(&all, r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// TestExportPublic holds that an export for the public verifies, has all that
// the public may read, and not a word of what it may not, nor anybody's
// address.
func TestExportPublic(t *testing.T) {
	from := demonstration(t)
	folder := t.TempDir()
	all, public := filepath.Join(folder, "all.zip"), filepath.Join(folder, "public.zip")
	well(t, "export", all, "--data", from.data)
	well(t, "export", public, "--public", "--data", from.data)
	key := onlyVKey(t, from)
	if out := well(t, "verify", public, "--key", key); !strings.Contains(out, "withheld") {
		t.Errorf("nothing tells that something is withheld: %s", out)
	}
	badly(t, exitFailed, "for the public", "import", public, "--data", filepath.Join(folder, "new"))
	whole, shown := unzipped(t, all), unzipped(t, public)
	open, hidden := 0, 0
	within(t, from, func(o *office) {
		said := func(reader register.Reader) (words []string) {
			err := o.Register.Ask(t.Context(), reader, func(q register.Questions) error {
				lines, err := q.Newest(0, -1, 10_000)
				for _, l := range lines {
					if w, ok := l.Words.(procedure.StatedWords); ok && len(w.Words) > 40 {
						words = append(words, strings.ReplaceAll(strings.Split(w.Words, "\n")[0], `"`, `\\\"`))
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return words
		}
		public := said(register.Public)
		var n initiative.Initiative
		err := o.DB.Read(t.Context(), func(tx *database.Tx) (err error) { n, err = initiativeOf(tx); return err })
		if err != nil {
			t.Fatal(err)
		}
		for _, reader := range transcript.Everyone(n) {
			for _, words := range said(reader) {
				switch isOpen := slices.Contains(public, words); {
				case !strings.Contains(whole, words):
					t.Errorf("the whole export is without %q", words)
				case isOpen && !strings.Contains(shown, words):
					t.Errorf("the public one is without %q", words)
				case !isOpen && strings.Contains(shown, words):
					t.Errorf("the public one has %q", words)
				case isOpen:
					open++
				default:
					hidden++
				}
			}
		}
	})
	if open < 5 || hidden < 5 {
		t.Errorf("%d public and %d other statements: this shows nothing", open, hidden)
	}
	if strings.Contains(shown, "hale@example.org") || !strings.Contains(whole, "hale@example.org") {
		t.Error("addresses are where they should not be, or are not where they should")
	}
}

// onlyVKey is the public key of an installation.
func onlyVKey(t testing.TB, where placed) (vkey string) {
	t.Helper()
	within(t, where, func(o *office) { vkey = o.Key.VKey })
	return vkey
}

// TestTampered holds that an export that was changed is not believed, by
// verify or by import, and that neither is one signed by somebody else.
func TestTampered(t *testing.T) {
	from := demonstration(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "all.zip")
	well(t, "export", file, "--data", from.data)
	well(t, "verify", file, "--key", onlyVKey(t, from))
	other := onlyVKey(t, foundExample(t, t.TempDir()))
	badly(t, exitBad, "not signed", "verify", file, "--key", other)
	unpacked := filepath.Join(folder, "unpacked")
	z, err := zip.OpenReader(file)
	if err == nil {
		err = os.CopyFS(unpacked, z)
	}
	if err != nil {
		t.Fatal(err)
	}
	z.Close()
	well(t, "verify", unpacked)
	first := filepath.Join(unpacked, "entries", "000000000.jsonl")
	lines := strings.SplitAfter(string(read(t, first)), "\n")
	was := lines[40]
	if lines[40] = strings.Replace(was, `\"at\":\"2`, `\"at\":\"3`, 1); lines[40] == was {
		t.Fatalf("nothing was changed in %s", was)
	}
	os.Chmod(first, 0o600)
	if err := os.WriteFile(first, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	badly(t, exitBad, "damaged at", "verify", unpacked)
	if err := os.WriteFile(file, []byte("PK this is no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	badly(t, exitBad, "read archive", "verify", file)
	badly(t, exitFailed, "read", "import", file, "--data", filepath.Join(folder, "new"))
	if _, err := os.Stat(filepath.Join(folder, "new")); err == nil {
		t.Error("a folder was made for what could not be read")
	}
}
