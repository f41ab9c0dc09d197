package paper_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/paper"
)

func packed(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		name, said, _ := strings.Cut(f, "=")
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(said))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	z.Close()
	return b.Bytes()
}

// TestRead finds what files are by their content, and refuses the rest.
func TestRead(t *testing.T) {
	for _, c := range []struct {
		what string
		data []byte
		want paper.Type
		key  string
	}{
		{what: "a PDF", data: []byte("%PDF-1.7\n"), want: paper.PDF},
		{what: "Word", data: packed(t, "[Content_Types].xml", "word/document.xml"), want: paper.DOCX},
		{what: "Excel", data: packed(t, "[Content_Types].xml", "xl/workbook.xml"), want: paper.XLSX},
		{what: "PowerPoint", data: packed(t, "[Content_Types].xml", "ppt/presentation.xml"), want: paper.PPTX},
		{what: "OpenDocument", data: packed(t, "mimetype="+string(paper.ODT), "content.xml"), want: paper.ODT},
		{what: "words in Kazakh", data: []byte("Күн тәртібі\r\n"), want: paper.Text},
		{what: "a page", data: []byte("<html><script>alert(1)</script>"), want: paper.Text},
		{what: "nothing", key: "refuse.paper.file"},
		{what: "a program", data: []byte("MZ\x90\x00"), key: "refuse.paper.type"},
		{what: "words in another encoding", data: []byte("\xcf\xf0\xee"), key: "refuse.paper.type"},
		{what: "any archive", data: packed(t, "a.txt=x"), key: "refuse.paper.type"},
		{what: "half an archive", data: packed(t, "[Content_Types].xml", "word/document.xml")[:40], key: "refuse.paper.type"},
		{what: "macros", data: packed(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), key: "refuse.paper.macros"},
		{what: "macros of the other sort", data: packed(t, "mimetype="+string(paper.ODT), "Basic/Standard/Module1.xml"), key: "refuse.paper.macros"},
		{what: "another OpenDocument", data: packed(t, "mimetype=application/vnd.oasis.opendocument.database"), key: "refuse.paper.type"},
		{what: "half a picture", data: []byte("\x89PNG\r\n\x1a\nhello"), key: "refuse.paper.type"},
		{what: "too much", data: bytes.Repeat([]byte("a"), paper.MaxSize+1), key: "refuse.paper.large"},
	} {
		f, err := paper.Read(c.data)
		no, _ := act.Refused(err)
		switch {
		case c.key == "" && (err != nil || f.Type != c.want || f.Type.Ending() == ""):
			t.Errorf("%s: %q, %v", c.what, f.Type, err)
		case c.key != "" && (no == nil || no.Reason.Key != c.key):
			t.Errorf("%s: %v, and not %s", c.what, err, c.key)
		}
	}
}

// TestKeep keeps a file once, however often it is laid, until it is erased.
func TestKeep(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f, err := paper.Read([]byte("Words."))
		if err != nil {
			t.Fatal(err)
		}
		write := func(do func(*database.Tx) error) error { return db.Write(t.Context(), do) }
		for _, do := range []func(*database.Tx) error{paper.Open, paper.Open,
			func(tx *database.Tx) error { return paper.Put(tx, f, time.Now()) },
			func(tx *database.Tx) error { return paper.Put(tx, f, time.Now()) },
			func(tx *database.Tx) error {
				got, err := paper.Get(tx, f.Sum)
				if !bytes.Equal(got.Data, f.Data) || got.Type != paper.Text {
					t.Errorf("it is kept as %+v", got)
				}
				return err
			},
			func(tx *database.Tx) error { return paper.Erase(tx, f.Sum) }} {
			if err := write(do); err != nil {
				t.Fatal(err)
			}
		}
		err = write(func(tx *database.Tx) error { _, err := paper.Get(tx, f.Sum); return err })
		if no, _ := act.Refused(err); no == nil || no.Why != act.NotFound {
			t.Errorf("an erased file is answered with %v", err)
		}
	})
}

// FuzzRead never falls over, and never takes what it cannot name.
func FuzzRead(f *testing.F) {
	f.Add([]byte("%PDF-"))
	f.Add(packed(f, "[Content_Types].xml", "word/document.xml"))
	f.Add(packed(f, "mimetype="+string(paper.ODT)))
	f.Add([]byte("\xff\xd8\xff\xe0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := paper.Read(data)
		if (err == nil) != (file.Type.Ending() != "") {
			t.Errorf("%q is of type %q, %v", data, file.Type, err)
		}
	})
}
