package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
)

func TestKey(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		dir := filepath.Join(t.TempDir(), "keys")
		if _, err := LoadKey(dir, origin); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("loaded what is not there: %v", err)
		}
		// Many instances start at once: they agree on one key.
		keys := make([]Key, 8)
		var wait sync.WaitGroup
		for i := range keys {
			wait.Go(func() {
				var err error
				if keys[i], err = LoadOrMakeKey(t.Context(), db, dir, origin); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for _, k := range keys {
			if k.VKey != keys[0].VKey || k.VKey == "" {
				t.Fatalf("keys %v", keys)
			}
		}
		files, err := os.ReadDir(dir)
		if err != nil || len(files) != 1 || files[0].Name() != "counterpart.example%2Frecord.key" {
			t.Fatalf("files %v, %v", files, err)
		}
		file := filepath.Join(dir, files[0].Name())
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}

		write(t, db, add(nil, keys[0], 1))
		if _, err := Check(t.Context(), db, auditor(keys[0])); err != nil {
			t.Error(err)
		}
		if _, err := LoadOrMakeKey(t.Context(), db, dir, origin); err != nil {
			t.Errorf("the second time: %v", err)
		}
		if err := os.Chmod(file, 0o640); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadOrMakeKey(t.Context(), db, dir, origin); !errors.Is(err, ErrExposed) {
			t.Errorf("a key that the group can read: %v", err)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadOrMakeKey(t.Context(), db, dir, origin); !errors.Is(err, ErrOriginUsed) {
			t.Errorf("a second key of one origin: %v", err)
		}
		if _, err := LoadOrMakeKey(t.Context(), db, dir, origin+"-2"); err != nil {
			t.Errorf("a key of a new origin: %v", err)
		}
		if _, err := LoadOrMakeKey(t.Context(), db, dir, strings.TrimSuffix(origin, "d")); err != nil {
			t.Errorf("a key of an origin that begins the same: %v", err)
		}
	})
}

func TestKeyRefuses(t *testing.T) {
	dir := t.TempDir()
	db := databasetest.Open(t, t.TempDir())
	write(t, db, Migrate)
	for _, bad := range []string{"", "a b", "a+b", "a\nb", "ü", strings.Repeat("a", 201)} {
		if _, err := LoadOrMakeKey(t.Context(), db, dir, bad); err == nil {
			t.Errorf("a key of %q", bad)
		}
	}
	key := newKey(t, "another.example")
	if _, err := (Checkpoint{origin, 0, Hash{}}).Sign(key.Signer); err == nil {
		t.Error("signed for another origin")
	}
	for _, text := range []string{"", "\n", "PRIVATE+KEY+", "PRIVATE+KEY+another.example+a6c2d0d5+AQ==", "nonsense"} {
		if err := os.WriteFile(filepath.Join(dir, keyFile("x")), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadOrMakeKey(t.Context(), db, dir, "x"); err == nil {
			t.Errorf("a key from %q", text)
		}
	}
	// A key under another's name.
	if _, err := LoadOrMakeKey(t.Context(), db, dir, "one.example"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, keyFile("one.example")), filepath.Join(dir, keyFile("two.example"))); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOrMakeKey(t.Context(), db, dir, "two.example"); err == nil {
		t.Error("a key of another origin")
	}
}

func TestSecret(t *testing.T) {
	key := newKey(t, origin)
	db := databasetest.Open(t, t.TempDir())
	write(t, db, Migrate)
	dir := t.TempDir()
	s, err := LoadOrMakeSecret(t.Context(), db, dir)
	if err != nil || s == (Secret{}) {
		t.Fatal(err)
	}
	write(t, db, add(nil, key, 1))
	if again, err := LoadOrMakeSecret(t.Context(), db, dir); err != nil || again != s {
		t.Errorf("the second time: %v", err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		for _, v := range []any{s, &s, struct{ S Secret }{s}, []Secret{s}} {
			if out := fmt.Sprintf(verb, v); !strings.Contains(out, "(secret)") || len(out) > 60 {
				t.Errorf("%s shows %s", verb, out)
			}
		}
	}
	if out, err := json.Marshal(s); err != nil || string(out) != `"(secret)"` {
		t.Errorf("JSON shows %s", out)
	}
	file := filepath.Join(dir, secretFile)
	if err := os.Chmod(file, 0o604); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOrMakeSecret(t.Context(), db, dir); !errors.Is(err, ErrExposed) {
		t.Errorf("a secret that others can read: %v", err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOrMakeSecret(t.Context(), db, dir); !errors.Is(err, ErrSecretLost) {
		t.Errorf("a second secret: %v", err)
	}
	if err := os.WriteFile(file, []byte("c2hvcnQ=\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadSecret(dir); err == nil {
		t.Error("a short secret")
	}
}
