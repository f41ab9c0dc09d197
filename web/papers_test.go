package web_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/meeting"
	"example.org/counterpart/text"
)

// TestPapers lays papers before a meeting of one group: what they are is found
// by their content, they are served as files, and nobody else reads them.
func TestPapers(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.Refers("Pipelines")
		h.As("dana")
		on := h.Meets("", h.Meeting(clerktest.Astana), meeting.PutItem{Title: text.Words{"en": "Opening"}, Asks: meeting.Information})
		h.Meets(on, meeting.PutItem{Matter: h.On, Asks: meeting.Consideration})
		items := h.Gathering("dana", on).Items
		at := "/meeting/" + string(on)
		b := h.visit(t, "dana").get(at+"/papers").sees(200, "Lay a paper", "Pipelines")
		lay := func(title string, file []byte) *browser {
			b.get(at + "/papers")
			return b.sendFile(at+"/papers", "file", "whatever.exe", file, map[string]string{"item": string(items[1].ID), "title": title, "key": title})
		}
		lay("A programme", []byte("MZ\x90\x00\x03")).sees(422, "This kind of file is not taken", "A programme")
		lay("Nothing", nil).sees(422, "has not arrived")
		lay("", []byte("Words.")).sees(422, "Please write something here")
		lay("Macros", packedFile(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")).sees(422, "macros")
		lay("Too large", bytes.Repeat([]byte("a"), 10<<20+1)).sees(422, "larger than 10 MB")
		lay("../Notes <for> the meeting", []byte("<script>alert(1)</script> Мәселе.")).sees(200, "../Notes &lt;for&gt; the meeting", "TXT")
		lay("A report", packedFile(t, "[Content_Types].xml", "word/document.xml")).sees(200, "A report", "DOCX")
		papers := h.Gathering("dana", on).Items[1].Papers
		if len(papers) != 2 {
			t.Fatalf("%d papers were laid", len(papers))
		}
		r, err := b.http.Get(b.base + at + "/paper/" + papers[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		said, _ := io.ReadAll(r.Body)
		if r.Header.Get("Content-Type") != "text/plain; charset=utf-8" || !strings.HasPrefix(r.Header.Get("Content-Disposition"), "attachment") ||
			!strings.Contains(r.Header.Get("Content-Security-Policy"), "sandbox") || !strings.Contains(string(said), "Мәселе") {
			t.Errorf("a paper is served as %v", r.Header)
		}
		for _, who := range []struct {
			b    *browser
			code int
		}{{h.visit(t, "serik"), 200}, {h.visit(t, "hale"), 404}, {h.visit(t, ""), 404}} {
			for _, path := range []string{"/papers", "/paper/" + papers[0].ID, "/pack"} {
				if who.b.get(at + path); who.b.code != who.code {
					t.Errorf("%s is answered with %d, and not %d", path, who.b.code, who.code)
				}
			}
		}
		pack(t, h, at, "Pipelines", "../Notes &lt;for&gt; the meeting", "papers/"+papers[0].ID)
		b.get(at+"/papers").sees(200, "Take back")
		b.post(at+"/papers", map[string][]string{"drop": {string(items[1].ID) + " " + papers[0].ID}, "key": {"drop"}}).sees(200, "A report")
		if left := h.Gathering("dana", on).Items[1].Papers; len(left) != 1 || left[0] != papers[1] {
			t.Errorf("after one was taken back there are %v", left)
		}
	})
}

// pack reads the pack of a meeting as somebody of the group does on a plane.
func pack(t *testing.T, h *house, at string, words ...string) {
	t.Helper()
	b := h.visit(t, "serik").get(at + "/pack")
	z, err := zip.NewReader(strings.NewReader(b.page), int64(len(b.page)))
	if err != nil {
		t.Fatal(err)
	}
	index, err := z.Open("index.html")
	if err != nil {
		t.Fatal(err)
	}
	said, err := io.ReadAll(index)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		if !strings.Contains(string(said), w) {
			t.Errorf("the pack does not show %q:\n%s", w, said)
		}
	}
	if strings.Contains(string(said), "http://") || strings.Contains(string(said), "https://") {
		t.Error("the pack fetches something")
	}
	for _, f := range z.File {
		if strings.Contains(f.Name, "..") || strings.ContainsAny(f.Name, `\:<>`) {
			t.Errorf("the pack holds a file %q", f.Name)
		}
	}
}

// packedFile is a ZIP archive with empty files of the given names.
func packedFile(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
