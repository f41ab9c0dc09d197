package pdf_test

import (
	"os"
	"testing"

	"example.org/counterpart/press"
	"example.org/counterpart/press/pdf"
	"example.org/counterpart/press/typst/typsttest"
)

func TestScratch(t *testing.T) {
	e := typsttest.Engine(t)
	for _, p := range []phrases{english, russian, kazakh} {
		f, err := pdf.Set(t.Context(), e, paper(p))
		if err != nil {
			t.Fatal(err)
		}
		os.WriteFile("/tmp/pdfwork/"+p.lang+".pdf", f, 0o644)
	}
	f, err := pdf.SetParallel(t.Context(), e, press.Parallel{Left: paper(english), Right: paper(kazakh)})
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile("/tmp/pdfwork/parallel.pdf", f, 0o644)
	f, err = pdf.SetLetter(t.Context(), e, press.Letter{Lang: "ru", From: []string{russian.publisher, "Секретариат, Астана"}, To: []string{"Министерство иностранных дел", "Департамент", "Астана"},
		Place: "Астана", Date: russian.date, Reference: "TF/L/3", Subject: russian.title, Greeting: "Уважаемый господин Министр,", Body: []press.Text{press.Words(russian.sentences[0]), press.Words(russian.sentences[2])},
		Closing: "С уважением,", Signed: []string{"За рабочую группу в Вашингтоне", "За рабочую группу в Астане"}, Enclosed: []string{"TF/PB/3"}})
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile("/tmp/pdfwork/letter.pdf", f, 0o644)
}
