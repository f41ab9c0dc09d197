package pdf_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"example.org/counterpart/press"
	"example.org/counterpart/press/pdf"
	"example.org/counterpart/press/typst/typsttest"
)

func TestParallel(t *testing.T) {
	left, right := paper(english), paper(kazakh)
	for _, d := range []press.Document{left, right} {
		unnoted(d.Body) // notes stand below both columns
	}
	file, err := pdf.SetParallel(t.Context(), typsttest.Engine(t), press.Parallel{Left: left, Right: right})
	if err != nil {
		t.Fatal(err)
	}
	columns := map[bool][]word{}
	numbers := map[string][]word{}
	for _, w := range printed(t, file) {
		columns[w.X < 297] = append(columns[w.X < 297], w)
		atEdge := math.Abs(w.X-56.7) < 1 || math.Abs(w.X-310.4) < 1
		if n, ok := strings.CutSuffix(w.Text, "."); ok && atEdge && strings.Trim(n, "0123456789") == "" {
			numbers[n] = append(numbers[n], w)
		}
	}
	for isLeft, p := range map[bool]phrases{true: english, false: kazakh} {
		text := seen(columns[isLeft])
		at := follow(t, text, 0, []string{p.banner, p.series, p.title, p.issuers[1], p.stamp})
		at = max(at, afterContents(text))
		paper(p).Walk(func(b press.Block) {
			if b.Kind != press.Table { // pdftotext reads rows of narrow cells in another order
				at = follow(t, text, at, wordsOf(b))
			}
		})
	}
	for n, at := range numbers {
		if len(at) != 2 || at[0].Page != at[1].Page || math.Abs(at[0].Y-at[1].Y) > 1 || math.Abs(at[0].X-at[1].X) < 200 {
			t.Errorf("paragraph %s is not beside itself: %v", n, at)
		}
	}
	if len(numbers) != 40 {
		t.Errorf("%d paragraphs are numbered, not 40", len(numbers))
	}
}

func unnoted(blocks []press.Block) {
	for _, b := range blocks {
		for i := range b.Text {
			b.Text[i].Note = nil
		}
	}
}

// TestParallelNotes sees that the notes of both sides have their numbers.
func TestParallelNotes(t *testing.T) {
	left, right := brief(), brief()
	right.Lang = "ru"
	file, err := pdf.SetParallel(t.Context(), typsttest.Engine(t), press.Parallel{Left: left, Right: right})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(seen(printed(t, file)), "1"+english.note); n != 2 {
		t.Errorf("the first note stands there %d times, not 2", n)
	}
}

func TestParallelFault(t *testing.T) {
	for _, kind := range []string{"of the check", "of Typst"} {
		d := brief()
		d.Lang = "ru"
		bad := figure("image/png", "")
		if kind == "of Typst" {
			bad = figure("image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>`)
		}
		d.Body = append(d.Body, bad)
		_, err := pdf.SetParallel(t.Context(), typsttest.Engine(t), press.Parallel{Left: brief(), Right: d})
		var fault press.Fault
		if !errors.As(err, &fault) || fault.Block != "x" {
			t.Errorf("%s: %v", kind, err)
		}
	}
	_, err := pdf.SetParallel(t.Context(), typsttest.Engine(t), press.Parallel{Left: brief(), Right: brief()})
	if _, ok := err.(press.Fault); !ok {
		t.Errorf("one language twice: %v", err)
	}
}

func TestLetter(t *testing.T) {
	p := russian
	l := press.Letter{
		Lang: "ru", From: []string{p.publisher, "Секретариат"}, To: []string{"Министерство иностранных дел", "Департамент #1"}, Place: "Астана",
		Date: p.date, Reference: "TF/L/3", Subject: p.title, Greeting: "Уважаемый господин Министр,", Closing: "С уважением,",
		Body:   []press.Text{press.Words(p.sentences[0]), press.Words(p.sentences[2])},
		Signed: []string{"За рабочую группу в Вашингтоне", "За рабочую группу в Астане"}, Enclosed: []string{"TF/PB/3", "TF/REC/7"},
	}
	file, err := pdf.SetLetter(t.Context(), typsttest.Engine(t), l)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{l.From[0], l.From[1], "Исх. № TF/L/3", "Астана, " + l.Date, l.To[0], l.To[1], l.Subject, l.Greeting, p.sentences[0], p.sentences[2], l.Closing}
	all = append(append(append(all, l.Signed...), "Приложения"), l.Enclosed...)
	follow(t, heard(t, file), 0, all)
	for _, words := range all {
		follow(t, seen(printed(t, file)), 0, []string{words})
	}
	for name, change := range map[string]func(*press.Letter){
		"language": func(l *press.Letter) { l.Lang = "de" }, "sender": func(l *press.Letter) { l.From = nil },
		"letters": func(l *press.Letter) { l.To = []string{"中"} }, "body": func(l *press.Letter) { l.Body = []press.Text{press.Words("中")} },
	} {
		changed := l
		change(&changed)
		_, err := pdf.SetLetter(t.Context(), typsttest.Engine(t), changed)
		if _, ok := err.(press.Fault); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
