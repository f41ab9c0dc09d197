package pdf_test

import (
	"os"
	"path/filepath"
	"testing"

	"example.org/counterpart/press"
	"example.org/counterpart/press/pdf"
	"example.org/counterpart/press/typst/typsttest"
)

// TestPapers writes the papers of the tests into a folder, for people to look
// at: looks are not tested otherwise.
func TestPapers(t *testing.T) {
	folder := os.Getenv("COUNTERPART_PAPERS")
	if folder == "" {
		t.Skip("COUNTERPART_PAPERS names no folder")
	}
	keep := func(name string, file []byte, err error) {
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), file, 0o666)
		}
		if err != nil {
			t.Error(err)
		}
	}
	for _, p := range []phrases{english, russian, kazakh} {
		keep(p.lang+".pdf", paperOf(t, p), nil)
		file, err := pdf.SetLetter(t.Context(), typsttest.Engine(t), letter(p))
		keep("letter-"+p.lang+".pdf", file, err)
	}
	file, err := pdf.SetParallel(t.Context(), typsttest.Engine(t), press.Parallel{Left: paper(english), Right: paper(kazakh)})
	keep("parallel.pdf", file, err)
}

func letter(p phrases) press.Letter {
	return press.Letter{
		Lang: p.lang, From: []string{p.publisher, p.issuers[1]}, To: []string{p.issuers[0], p.authors[0]}, Place: "Astana", Date: p.date,
		Reference: "TF/L/3", Subject: p.title, Greeting: p.authors[1] + ",", Closing: p.series, Signed: p.issuers, Enclosed: []string{"TF/PB/3", "TF/REC/7"},
		Body: []press.Text{press.Words(p.sentences[0]), {{Words: p.sentences[1], Note: press.Words(p.note)}}, press.Words(p.sentences[2])},
	}
}
