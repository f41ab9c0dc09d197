package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/roll"
)

// TestBeside runs everything that may run beside the server, on either engine,
// and is refused what may not.
func TestBeside(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		where := foundExample(t, at)
		m := raiseIdea(t, where)
		p := start(t, where.flags("serve", "--addr", "127.0.0.1:0")...)
		folder := t.TempDir()
		link := strings.TrimSpace(well(t, "member", "link", "saari", "--data", at, "--base", p.Address))
		if status, page := p.get(strings.TrimPrefix(link, p.Address)); status != 200 || !strings.Contains(page, "Helmi Saari") {
			t.Errorf("the link leads to %d: %.300s", status, page)
		}
		if out := well(t, "member", "list", "--data", at); strings.Count(out, "\n") != 7 || !strings.Contains(out, "omarov@example.org") {
			t.Error(out)
		}
		if out := well(t, "acts", string(m.Ref), "--data", at); !strings.Contains(out, "virtanen raises") || !strings.Contains(out, "Count them.") {
			t.Error(out)
		}
		badly(t, exitFailed, "no matter", "acts", string(m.Ref), "--public", "--data", at)
		badly(t, exitFailed, "no matter", "acts", "nowhere0", "--data", at)
		badly(t, exitFailed, "nobody is called", "member", "link", "nemo", "--data", at)
		well(t, "verify", at, "--keys", where.keys)
		well(t, where.flags("export", filepath.Join(folder, "x.zip"))...)
		well(t, where.flags("doctor")...)
		well(t, "refold", "-n", "--data", at)
		well(t, "verify", p.Address, "--key", onlyKeyOf(t, p))
		if strings.Contains(at, "://") {
			badly(t, exitFailed, "pg_dump", "backup", filepath.Join(folder, "x.db"), "--data", at)
			well(t, "refold", "--data", at) // several programs may write to a server
		} else {
			copied := filepath.Join(folder, "counterpart.db")
			well(t, "backup", copied, "--data", at)
			well(t, "verify", copied, "--keys", where.keys)
			badly(t, exitFailed, "exist", "backup", copied, "--data", at)
			badly(t, exitFailed, "Only one program", "refold", "--data", at)
			badly(t, exitFailed, "Only one program", where.flags("init", example)...)
		}
		p.ends()
		well(t, "refold", "--data", at)
		whole(t, where)
	})
}

// onlyKeyOf is the key that a server shows.
func onlyKeyOf(t testing.TB, p *program) string {
	status, key := p.get("/key")
	if status != 200 {
		t.Fatal(status)
	}
	return strings.TrimSpace(key)
}

// TestVerifySite finds out a server whose checkpoint is not signed by the key
// that one trusts.
func TestVerifySite(t *testing.T) {
	p := start(t, "demo", "--addr", "127.0.0.1:0")
	out := well(t, "verify", p.Address)
	if !strings.Contains(out, "whose record it is") || !strings.Contains(out, "withheld") {
		t.Error(out)
	}
	other := onlyVKey(t, foundExample(t, t.TempDir()))
	badly(t, exitBad, "not signed", "verify", p.Address, "--key", other)
	badly(t, exitUsage, "is not a key", "verify", p.Address, "--key", "taskforce.example")
}

// TestDamaged flips bytes in the database's file, and holds that verify and
// doctor tell of it and name the place.
func TestDamaged(t *testing.T) {
	for _, c := range []struct {
		name, place string
		flip        func(t *testing.T, file []byte, known, header string) []byte
	}{
		{"a word that was said", `damaged at \d+: the payload`, func(t *testing.T, file []byte, known, _ string) []byte {
			at := bytes.Index(file, []byte(known))
			if at < 0 {
				t.Fatal("the words are not in the file")
			}
			file[at] ^= 0x20
			return file
		}},
		{"a header", `damaged at 3: the entry`, func(t *testing.T, file []byte, _, header string) []byte {
			at := bytes.Index(file, []byte(header))
			if at < 0 {
				t.Fatal("the header is not in the file")
			}
			file[at+len(header)/2] ^= 1
			return file
		}},
		{"a page", `(Tree \d+|malformed|damaged)`, func(_ *testing.T, file []byte, _, _ string) []byte {
			for page := 2; page*4096 < len(file); page += 3 {
				for k := range 64 {
					file[page*4096+k] ^= 0xa5
				}
			}
			return file
		}},
		{"the beginning", `(not a database|damaged)`, func(_ *testing.T, file []byte, _, _ string) []byte {
			copy(file, "This is no database. ")
			return file
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			where := foundExample(t, t.TempDir())
			const known = "A sentence that nobody else would say."
			m := raiseIdea(t, where)
			var header string
			within(t, where, func(o *office) {
				stateAs(t, o, m, "saari", known)
				err := o.DB.Read(t.Context(), func(tx *database.Tx) error {
					e, _, err := record.At(tx, 3)
					header = string(e.Data)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			})
			path := filepath.Join(where.data, "counterpart.db")
			if err := os.WriteFile(path, c.flip(t, read(t, path), known, header), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"verify", where.data, "--keys", where.keys}, where.flags("doctor")} {
				code, out, said := command(t, args...)
				if code != exitBad || !regexp.MustCompile(c.place).MatchString(out+said) {
					t.Errorf("%s ended with %d and names no place: %s%s", args[0], code, out, said)
				}
			}
		})
	}
}

// stateAs makes a statement.
func stateAs(t testing.TB, o *office, m procedure.Matter, who, words string) {
	t.Helper()
	if err := trySay(t, o, m, who, words); err != nil {
		t.Fatal(err)
	}
}

func trySay(t testing.TB, o *office, m procedure.Matter, who, words string) error {
	var p roll.Person
	err := o.DB.Read(t.Context(), func(tx *database.Tx) (err error) { p, err = roll.BySlug(tx, who); return err })
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.Clerk.Do(t.Context(), clerk.Order{By: p.Member, On: m.Ref, Turn: -1, Command: procedure.State{
		Words: words, Lang: "en", Audience: act.Caucus, Attribution: act.Named, Version: m.Version.Hash}})
	return err
}

// TestWrongRegister changes one row of the register, and holds that refold -n
// and doctor find it, and that refold mends it.
func TestWrongRegister(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		where := foundExample(t, at)
		m := raiseIdea(t, where)
		db := databasetest.Open(t, at)
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			if err := tx.Exec(`delete from register_desk where matter = $1`, string(m.Ref)); err != nil {
				return err
			}
			return tx.Exec(`update register_matter set state = $1 where ref = $2`, []byte(`{"Stage":"adopted"}`), string(m.Ref))
		})
		if err == nil {
			err = db.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		badly(t, exitBad, "register_matter "+string(m.Ref)+" has another state", "refold", "-n", "--data", at)
		badly(t, exitBad, "register_desk "+string(m.Ref), "refold", "-n", "--data", at)
		badly(t, exitBad, "bad  register agrees", where.flags("doctor")...)
		well(t, "refold", "--data", at)
		well(t, "refold", "-n", "--data", at)
		well(t, where.flags("doctor")...)
	})
}

// TestDoctor holds that what is not well with the keys and the relay is told.
func TestDoctor(t *testing.T) {
	where := foundExample(t, t.TempDir())
	keys, err := filepath.Glob(where.keys + "/*.key")
	if err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	badly(t, exitBad, "bad  mail relay answers", where.flags("doctor", "--smtp", "smtp://127.0.0.1:1", "--mail-from", "a@example.org")...)
	if err := os.Chmod(keys[0], 0o644); err != nil {
		t.Fatal(err)
	}
	badly(t, exitBad, "bad  keys are in order", where.flags("doctor")...)
	if err := os.Remove(keys[0]); err != nil {
		t.Fatal(err)
	}
	badly(t, exitBad, "no signing key", where.flags("doctor")...)
	badly(t, exitBad, "bad  database opens", "doctor", "--data", filepath.Join(t.TempDir(), "nowhere"))
}

// TestInitAgain interrupts a founding after each of its orders, and holds that
// the same command finishes it, with everybody seated once.
func TestInitAgain(t *testing.T) {
	f, problems, err := readFounding(read(t, example))
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	for cut := 1; cut < 8; cut += 3 {
		where := placed{t.TempDir(), filepath.Join(t.TempDir(), "keys")}
		within(t, where, func(o *office) {
			ctx, stop := context.WithCancel(t.Context())
			n := 0
			o.Clerk.OnChange(func(int64) {
				if n++; n == cut {
					stop()
				}
			})
			if err := f.carryOut(ctx, o, "init/test/"); !errors.Is(err, context.Canceled) {
				t.Errorf("cut after %d, it ended with %v", cut, err)
			}
			if err := f.carryOut(t.Context(), o, "init/test/"); err != nil {
				t.Fatal(err)
			}
			var all initiative.Initiative
			err := o.DB.Read(t.Context(), func(tx *database.Tx) (err error) { all, err = initiativeOf(tx); return err })
			if err != nil || len(member.In(all.Standings, o.Now())) != 6 || len(all.Standings) != 6 {
				t.Errorf("cut after %d: %+v, %v", cut, all.Standings, err)
			}
		})
	}
}

// TestFullDisk fills a small disk, and holds that what no longer fits is
// refused, that nothing is half done, and that work goes on when there is room.
func TestFullDisk(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("only root can mount a small disk")
	}
	disk := t.TempDir()
	mount := func(options string) error {
		return exec.Command("mount", "-t", "tmpfs", "-o", options, "counterpart-test", disk).Run()
	}
	if err := mount("size=3m"); err != nil {
		t.Skip("no small disk can be mounted here")
	}
	defer exec.Command("umount", disk).Run()
	where := foundExample(t, filepath.Join(disk, "data"))
	m := raiseIdea(t, where)
	within(t, where, func(o *office) {
		stated, refused := 0, error(nil)
		for refused == nil && stated < 1000 {
			if refused = trySay(t, o, m, "saari", strings.Repeat("Water. ", 2500)); refused == nil {
				stated++
			}
		}
		if !database.Full(refused) || stated == 0 {
			t.Fatalf("after %d statements: %v", stated, refused)
		}
		if said := inWords(refused); !strings.Contains(said, "Make room") {
			t.Error(said)
		}
		if err := mount("remount,size=64m"); err != nil {
			t.Fatal(err)
		}
		stateAs(t, o, m, "saari", "There is room again.")
		if all := statements(t, o.DB); len(all[strings.TrimSpace(strings.Repeat("Water. ", 2500))]) != stated {
			t.Errorf("%d were acknowledged, and recorded are %d", stated, len(all[strings.TrimSpace(strings.Repeat("Water. ", 2500))]))
		}
	})
	whole(t, where)
}
