package record

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
)

// archived writes a source as an archive and opens its bytes.
func archived(t testing.TB, src Source, vkey string) (*zip.Reader, []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := WriteArchive(t.Context(), &b, src, vkey); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return z, b.Bytes()
}

func source(t testing.TB, db *database.DB) Source {
	t.Helper()
	src, err := FromDatabase(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func archive(t testing.TB, files fs.FS) *Archive {
	t.Helper()
	a, err := ReadArchive(files)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func items(t testing.TB, src Source) (all []Item) {
	t.Helper()
	for i, err := range src.Items(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, i)
	}
	return all
}

// TestArchive sends a record through an archive, in a zip file, in a folder and
// back into a database, and finds it the same everywhere.
func TestArchive(t *testing.T) {
	key := newKey(t, origin)
	each(t, func(t *testing.T, db *database.DB) {
		if _, err := FromDatabase(t.Context(), db); !errors.Is(err, ErrBeyond) {
			t.Fatalf("exported what is not signed: %v", err)
		}
		fill(t, db, key, 700)
		write(t, db, func(tx *database.Tx) error { return Erase(tx, 400) })
		want, err := Check(t.Context(), db, auditor(key))
		if err != nil {
			t.Fatal(err)
		}
		src := source(t, db)
		write(t, db, add(nil, key, 9)) // an export is of its moment
		same := func(src Source) {
			t.Helper()
			report, err := Verify(t.Context(), src, auditor(key))
			if err != nil || report != want {
				t.Fatalf("%v, %v; want %v", report, err, want)
			}
		}
		same(src)
		z, raw := archived(t, src, key.VKey)
		if _, again := archived(t, src, key.VKey); !bytes.Equal(raw, again) {
			t.Error("two archives of one record differ")
		}
		folder := t.TempDir()
		if err := os.CopyFS(folder, z); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "record.zip")
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{folder, file} {
			a, closer, err := OpenArchive(path)
			if err != nil || a.VKey != key.VKey {
				t.Fatal(a, err)
			}
			same(a)
			if err := closer.Close(); err != nil {
				t.Fatal(err)
			}
		}
		a := archive(t, z)
		was := items(t, src)
		for i, item := range items(t, a) {
			if !sameEntry(item.Entry, was[i].Entry) {
				t.Fatalf("entry %d came back as %+v", i, item)
			}
		}
		restored(t, a, want, key)
	})
}

// restored restores a into a new database, goes on there, and refuses to do it
// twice.
func restored(t *testing.T, a Source, want Report, key Key) {
	t.Helper()
	db := databasetest.Open(t, t.TempDir())
	write(t, db, Migrate)
	if report, err := Restore(t.Context(), db, a, auditor(key), noon); err != nil || report != want {
		t.Fatalf("restored %v, %v", report, err)
	}
	if report, err := Check(t.Context(), db, auditor(key)); err != nil || report != want {
		t.Fatalf("found %v, %v", report, err)
	}
	if _, err := Restore(t.Context(), db, a, auditor(key), noon); !errors.Is(err, ErrNotEmpty) {
		t.Fatalf("restored twice: %v", err)
	}
	write(t, db, add(nil, key, 3))
	if report, err := Check(t.Context(), db, auditor(key)); err != nil || report.Size != 703 {
		t.Fatalf("went on: %v, %v", report, err)
	}
}

// TestWithhold shows a public what it may see, and nothing more.
func TestWithhold(t *testing.T) {
	key := newKey(t, origin)
	db := databasetest.Open(t, t.TempDir())
	write(t, db, Migrate)
	fill(t, db, key, 90)
	src := Withhold(source(t, db), func(e Entry) Share { return Share(e.Seq % 3) })
	z, _ := archived(t, src, key.VKey)
	a := archive(t, z)
	report, err := Verify(t.Context(), a, auditor(key))
	if err != nil || report.Withheld != 30 || report.Size != 90 {
		t.Fatalf("%v, %v", report, err)
	}
	loose := slice{{Entry: Entry{Topic: "secret", Kind: "secret", Salt: NewSalt(), Payload: []byte("secret")}}}
	if z, _ := archived(t, loose, ""); bytes.Contains(must(fs.ReadFile(z, "entries/000000000.jsonl")), []byte("secret")) {
		t.Error("an archive shows what its source should have withheld")
	}
	for _, i := range append(items(t, a), items(t, src)...) {
		switch i.Seq % 3 {
		case 0:
			if i.Data != nil || i.Topic != "" || i.Kind != "" || i.Payload != nil || i.Salt != nil {
				t.Errorf("entry %d shows %+v", i.Seq, i)
			}
		case 1:
			if i.Data == nil || i.Payload != nil || i.Salt != nil {
				t.Errorf("entry %d shows %+v", i.Seq, i)
			}
		case 2:
			if i.Data == nil || i.Payload == nil || i.Salt == nil { // every third, from 0, has none
				t.Errorf("entry %d shows %+v", i.Seq, i)
			}
		}
	}
	// What is withheld stays withheld when it is passed on.
	again := Withhold(a, func(Entry) Share { return ShareAll })
	if r, err := Verify(t.Context(), again, auditor(key)); err != nil || r != report {
		t.Errorf("passed on: %v, %v", r, err)
	}
	empty := databasetest.Open(t, t.TempDir())
	write(t, empty, Migrate)
	if _, err := Restore(t.Context(), empty, a, auditor(key), noon); err == nil {
		t.Error("restored from entries that are not there")
	}
	read(t, empty, func(tx *database.Tx) error {
		if n, err := Size(tx); n != 0 || err != nil {
			t.Errorf("restored %d entries before the first that is not there, %v", n, err)
		}
		return nil
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestArchiveTampered changes an archive in every way but the right one.
func TestArchiveTampered(t *testing.T) {
	key, thief := newKey(t, origin), newKey(t, origin)
	db := databasetest.Open(t, t.TempDir())
	write(t, db, Migrate)
	fill(t, db, key, 5000)
	z, _ := archived(t, source(t, db), key.VKey)
	const first, second = "entries/000000000.jsonl", "entries/000004096.jsonl"
	edit := func(name string, f func(lines []string) []string) func(fstest.MapFS) {
		return func(files fstest.MapFS) {
			lines := strings.SplitAfter(string(files[name].Data), "\n")
			files[name] = &fstest.MapFile{Data: []byte(strings.Join(f(lines[:len(lines)-1]), ""))}
		}
	}
	replace := func(name, old, new string) func(fstest.MapFS) {
		return func(files fstest.MapFS) {
			was := string(files[name].Data)
			files[name] = &fstest.MapFile{Data: []byte(strings.Replace(was, old, new, 1))}
			if string(files[name].Data) == was {
				panic("nothing was replaced")
			}
		}
	}
	otherwise, err := Checkpoint{origin, 5000, Hash{}}.Sign(thief.Signer)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		tamper func(fstest.MapFS)
		what   Fault
		seq    int64
	}{
		{"line dropped", edit(first, func(l []string) []string { return append(l[:70:70], l[71:]...) }), EntryMissing, 70},
		{"line doubled", edit(first, func(l []string) []string { return append(l[:71:71], l[70:]...) }), EntryMissing, 71},
		{"last line dropped", edit(second, func(l []string) []string { return l[:len(l)-1] }), EntryMissing, 4999},
		{"line too many", edit(second, func(l []string) []string { return append(l, strings.Replace(l[0], "4096", "5000", 1)) }), EntryStray, 5000},
		{"file dropped", func(f fstest.MapFS) { delete(f, second) }, EntryMissing, 4096},
		{"first file dropped", func(f fstest.MapFS) { delete(f, first) }, EntryMissing, 0},
		{"word changed", replace(first, "№ 700!", "№ 700?"), PayloadWrong, 700},
		{"header changed", replace(first, `\"N\":700,`, `\"N\":7,`), CheckpointWrong, 5000},
		{"topic changed", replace(first, `"topic":"matter-2"`, `"topic":"matter-3"`), LabelWrong, 2},
		{"not JSON", replace(first, `{"seq":77`, `["seq":77`), EntryUnreadable, 77},
		{"two on a line", replace(first, "}\n{\"seq\":77,", "}{\"seq\":77,"), EntryUnreadable, 76},
		{"empty line", replace(first, "{\"seq\":77,", "\n{\"seq\":77,"), EntryUnreadable, 77},
		{"unknown field", replace(first, `{"seq":77`, `{"sq":77`), EntryUnreadable, 77},
		{"data and leaf", replace(first, `{"seq":77`, `{"seq":77,"leaf":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="`), EntryUnreadable, 77},
		{"leaf invented", edit(first, func(l []string) []string {
			l[9] = "{\"seq\":9,\"leaf\":\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"}\n"
			return l
		}), CheckpointWrong, 5000},
		{"short leaf", edit(first, func(l []string) []string { l[9] = "{\"seq\":9,\"leaf\":\"47DE\"}\n"; return l }), EntryUnreadable, 9},
		{"checkpoint changed", replace(archiveCheckpoint, "5000", "4999"), SignatureWrong, -1},
		{"checkpoint by another", func(f fstest.MapFS) { f[archiveCheckpoint] = &fstest.MapFile{Data: otherwise} }, SignatureWrong, -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for _, f := range z.File {
				data, err := fs.ReadFile(z, f.Name)
				if err != nil {
					t.Fatal(err)
				}
				files[f.Name] = &fstest.MapFile{Data: data}
			}
			test.tamper(files)
			_, err := Verify(t.Context(), archive(t, files), auditor(key))
			wantDamage(t, err, test.what, test.seq)
		})
	}
}

// TestArchiveBytes sends through an archive what is not text, and what is
// barely text.
func TestArchiveBytes(t *testing.T) {
	key := newKey(t, origin)
	db := databasetest.Open(t, t.TempDir())
	write(t, db, Migrate)
	odd := []string{"\x00", "\xff\xfe", "\u2028</script>\\\"", "\r\n", "\n", " ", "\ufeff", "\ufffd", "\U0010ffff", "\x7f", "null", strings.Repeat("\"", MaxData)}
	write(t, db, func(tx *database.Tx) error {
		r, err := Take(tx, nil)
		if err != nil {
			return err
		}
		for _, s := range odd {
			if _, _, err := r.Append(Entry{Topic: "<&>", Data: []byte(s), Salt: NewSalt(), Payload: []byte(s)}); err != nil {
				return err
			}
		}
		big := Entry{Data: []byte("big"), Salt: NewSalt(), Payload: bytes.Repeat([]byte(`"`), MaxPayload)}
		if _, _, err := r.Append(big); err != nil {
			return err
		}
		return r.Seal(key.Signer, origin, noon)
	})
	z, _ := archived(t, source(t, db), key.VKey)
	a := archive(t, z)
	if _, err := Verify(t.Context(), a, Audit{Verifier: key.Verifier}); err != nil {
		t.Fatal(err)
	}
	for i, item := range items(t, a) {
		if i < len(odd) && (string(item.Data) != odd[i] || string(item.Payload) != odd[i]) {
			t.Errorf("%q came back as %q and %q", odd[i], item.Data, item.Payload)
		}
	}
}

// TestArchiveBroken reads what is hardly an archive.
func TestArchiveBroken(t *testing.T) {
	if _, err := ReadArchive(fstest.MapFS{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder: %v", err)
	}
	endless := fstest.MapFS{
		archiveVKey:       &fstest.MapFile{Data: make([]byte, maxSmall+1)},
		archiveCheckpoint: &fstest.MapFile{},
	}
	if _, err := ReadArchive(endless); err == nil {
		t.Error("read an endless key")
	}
	a := archive(t, fstest.MapFS{
		archiveVKey: &fstest.MapFile{}, archiveCheckpoint: &fstest.MapFile{},
		"entries/0": &fstest.MapFile{Data: bytes.Repeat([]byte("["), maxLine+1)},
	})
	for _, err := range a.Items(t.Context()) {
		if err == nil {
			t.Error("read an endless line")
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	a = archive(t, fstest.MapFS{
		archiveVKey: &fstest.MapFile{}, archiveCheckpoint: &fstest.MapFile{},
		"entries/0": &fstest.MapFile{Data: []byte(`{"seq":0,"data":"d"}`)},
	})
	for _, err := range a.Items(gone) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("went on after the end: %v", err)
		}
	}
}
