package database_test

import (
	"context"
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

func TestWhere(t *testing.T) {
	for _, c := range []struct{ at, file string }{
		{"folder", "folder/counterpart.db"},
		{"not/yet/there", "not/yet/there/counterpart.db"},
		{"named.db", "named.db"},
		{"год 2010 % # ? & ; 'x'", "год 2010 % # ? & ; 'x'/counterpart.db"},
	} {
		dir := t.TempDir()
		if c.at == "folder" {
			os.Mkdir(filepath.Join(dir, c.at), 0o755)
		}
		db, err := database.Open(t.Context(), filepath.Join(dir, c.at))
		if err != nil {
			t.Errorf("%s: %v", c.at, err)
			continue
		}
		define(t, db, matters)
		about, err := db.About(t.Context())
		if !strings.HasPrefix(about, "SQLite 3.") || !strings.HasSuffix(about, c.file) {
			t.Errorf("it says of itself %q, %v", about, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		names, _ := filepath.Glob(filepath.Join(filepath.Dir(filepath.Join(dir, c.file)), "*.db*"))
		for _, name := range names {
			info, err := os.Stat(name)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s may be read by others: %v, %v", name, info.Mode(), err)
			}
		}
		if len(names) != 2 {
			t.Errorf("%s: closing leaves %q", c.at, names)
		}
	}
	if _, err := database.Open(t.Context(), ""); err == nil {
		t.Error("nowhere was opened")
	}
	if _, err := database.OpenReadOnly(t.Context(), filepath.Join(t.TempDir(), "x")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is not there is opened for reading with %v", err)
	}
}

func TestInUse(t *testing.T) {
	dir := t.TempDir()
	db := databasetest.Open(t, dir)
	define(t, db, matters)
	if _, err := database.Open(t.Context(), dir); !errors.Is(err, database.ErrInUse) {
		t.Errorf("opened a second time: %v", err)
	}
	reader, err := database.OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	write(t, db, func(tx *database.Tx) error { return tx.Exec(`update matter set title = 'new' where ref = 'a'`) })
	read(t, reader, func(tx *database.Tx) error {
		var title string
		err := tx.Row(`select title from matter where ref = 'a'`, nil, &title)
		if title != "new" {
			t.Errorf("a reader beside the writer sees %q", title)
		}
		return err
	})
	if err := reader.Write(t.Context(), func(*database.Tx) error { return nil }); !errors.Is(err, database.ErrReadOnly) || !database.Full(err) {
		t.Errorf("a reader's Write is %v", err)
	}
}

// TestReadOnlyFolder reads what lies where nothing can be written, as on a
// medium for archives.
func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	db, err := database.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	define(t, db, matters)
	db.Close()
	os.Chmod(dir, 0o500)
	t.Cleanup(func() { os.Chmod(dir, 0o700) })
	if f, err := os.Create(filepath.Join(dir, "x")); err == nil {
		f.Close()
		t.Skip("whoever runs this test may write anywhere")
	}
	if _, err := database.Open(t.Context(), dir); !database.Full(err) && !errors.Is(err, fs.ErrPermission) {
		t.Errorf("opened for writing: %v", err)
	}
	db, err = database.OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if err := db.Backup(t.Context(), filepath.Join(t.TempDir(), "copy.db")); err != nil {
		t.Error(err)
	}
}

func TestClosedIsFree(t *testing.T) {
	dir := t.TempDir()
	for i := range 3 {
		db, err := database.Open(t.Context(), dir)
		if err != nil {
			t.Fatalf("opened time %d: %v", i, err)
		}
		for range 2 { // the second time there is nothing to do
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestWaitsForDisk shows that a commit waits until the disk has it. No killed
// program tells: what one has written is safe with the system, and what the
// system has not written is lost only with the power.
func TestWaitsForDisk(t *testing.T) {
	err := databasetest.Open(t, t.TempDir()).Write(t.Context(), func(tx *database.Tx) error {
		var full int
		err := tx.Row(`pragma synchronous`, nil, &full)
		if full < 2 {
			t.Errorf("synchronous is %d, and must be 2 (full) at least", full)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFull fills a database to a limit, as a disk is filled, and makes room.
func TestFull(t *testing.T) {
	db := databasetest.Open(t, t.TempDir())
	define(t, db, matters)
	limit := func(pages int) {
		write(t, db, func(tx *database.Tx) error { return tx.Exec(fmt.Sprintf(`pragma max_page_count = %d`, pages)) })
	}
	grow := func(i int) error {
		return db.Write(t.Context(), func(tx *database.Tx) error {
			return tx.Exec(`insert into matter (ref, seq, title) values ($1, $2, $3)`, fmt.Sprint("m", i), 100+i, strings.Repeat("x", 10_000))
		})
	}
	limit(50)
	kept := 0
	var err error
	for ; kept < 1000 && err == nil; kept++ {
		err = grow(kept)
	}
	kept--
	if !database.Full(err) || database.Damaged(err) || kept < 5 {
		t.Fatalf("after %d, %v", kept, err)
	}
	count := func() (n int) {
		read(t, db, func(tx *database.Tx) error { return tx.Row(`select count(*) from matter where seq >= 100`, nil, &n) })
		return n
	}
	for i := range 5 {
		if err := grow(2000 + i); !database.Full(err) {
			t.Errorf("still full: %v", err)
		}
	}
	if n := count(); n != kept {
		t.Errorf("%d were kept of %d acknowledged", n, kept)
	}
	limit(1_000_000)
	if err := grow(3000); err != nil || count() != kept+1 {
		t.Errorf("with room again: %v, %d", err, count())
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestBackup(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, matters)
		to := filepath.Join(t.TempDir(), "copy.db")
		if db.Engine == database.Postgres {
			if err := db.Backup(t.Context(), to); !errors.Is(err, database.ErrUsePgDump) {
				t.Errorf("PostgreSQL answers %v", err)
			}
			return
		}
		// Each Write keeps two tables equal; so must the copy.
		define(t, db, `create table one (n bigint); create table two (n bigint); insert into one values (0); insert into two values (0);`)
		ctx, stop := context.WithCancel(t.Context())
		var writing sync.WaitGroup
		writing.Go(func() {
			for ctx.Err() == nil {
				write(t, db, func(tx *database.Tx) error {
					return errors.Join(tx.Exec(`update one set n = n + 1`), tx.Exec(`update two set n = n + 1`),
						tx.Exec(`insert into statement (matter, n, words) select 'a', 1 + max(n), 'more' from statement where matter = 'a'`))
				})
			}
		})
		if err := db.Backup(t.Context(), to); err != nil {
			t.Error(err)
		}
		stop()
		writing.Wait()
		if err := db.Backup(t.Context(), to); !errors.Is(err, fs.ErrExist) {
			t.Errorf("over an older copy: %v", err)
		}
		if err := db.Backup(t.Context(), filepath.Join(to, "x")); err == nil {
			t.Error("a copy was made where none can be")
		}
		if err := db.Backup(ctx, to+"2"); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		left, _ := filepath.Glob(to + "*")
		if len(left) != 1 {
			t.Errorf("there is %q", left)
		}
		copied := databasetest.Open(t, to)
		read(t, copied, func(tx *database.Tx) error {
			var one, two int64
			return errors.Join(tx.Row(`select n from one`, nil, &one), tx.Row(`select n from two`, nil, &two), differ(one, two))
		})
		if err := copied.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestCheck(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, matters)
		if err := db.Check(t.Context()); err != nil {
			t.Errorf("a sound database: %v", err)
		}
	})
}

// TestDamaged breaks a file in several places.
func TestDamaged(t *testing.T) {
	for _, c := range []struct {
		name string
		harm func(data []byte) []byte
		says string
	}{
		{"a page of zeros", func(d []byte) []byte { clear(page(d, strings.Index(string(d), "row 500 "))); return d }, "(index big_said)"},
		{"another page of zeros", func(d []byte) []byte { clear(page(d, strings.LastIndex(string(d), "row 500 "))); return d }, "(table big)"},
		{"the first page", func(d []byte) []byte { clear(d[:4096]); return d }, ""},
		{"another file altogether", func([]byte) []byte { return []byte(strings.Repeat("<html>", 2000)) }, "not a database"},
		{"half of the file", func(d []byte) []byte { return d[:len(d)/8192*4096] }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			db, err := database.Open(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			define(t, db, `create table big (n bigint primary key, said text not null); create index big_said on big (said);`)
			write(t, db, func(tx *database.Tx) error {
				var rows [][]any
				for i := range 1000 {
					rows = append(rows, []any{i, fmt.Sprintf("row %d %s", i, strings.Repeat("x", 300))})
				}
				return tx.Insert("big", []string{"n", "said"}, rows)
			})
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "counterpart.db")
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, c.harm(data), 0o600); err != nil {
				t.Fatal(err)
			}
			db, err = database.Open(t.Context(), dir)
			if err == nil {
				err = db.Check(t.Context())
				db.Close()
			}
			if !database.Damaged(err) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("it is found to be %v", err)
			}
		})
	}
}

// page returns the page of a file that the byte at i is in.
func page(data []byte, i int) []byte { return data[i/4096*4096:][:4096] }
