package pdf_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// poppler runs a program of poppler-utils on a PDF, as a reader that is not
// ours. Without it the test is skipped, but not where everything must be there.
func poppler(t *testing.T, pdf []byte, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("there is no %s: apt-get install poppler-utils", program)
		}
		t.Skipf("there is no %s", program)
	}
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, complaints bytes.Buffer
	c := exec.Command(program, append(args, file, "-")...)
	if program == "pdfinfo" {
		c = exec.Command(program, append(args, file)...)
	}
	c.Stdout, c.Stderr = &out, &complaints
	if err := c.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, complaints.String())
	}
	return out.String()
}

// heard is the text of a PDF in the order of its tags, as a screen reader has
// it, without what is repeated on every page. pdfinfo does not read on after a
// hyphen that is tagged, so that of a line no more than the beginning is sure.
func heard(t *testing.T, pdf []byte) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(poppler(t, pdf, "pdfinfo", "-enc", "UTF-8", "-struct-text")) {
		line = strings.TrimSpace(line)
		if len(line) >= 2 && strings.HasPrefix(line, `"`) && strings.HasSuffix(line, `"`) {
			b.WriteString(line[1 : len(line)-1])
		}
	}
	return collapsed(b.String())
}

// A word is one on a page, by where it begins, in points from the left and from
// above.
type word struct {
	Page int     `xml:"-"`
	X    float64 `xml:"xMin,attr"`
	Y    float64 `xml:"yMin,attr"`
	End  float64 `xml:"xMax,attr"`
	Text string  `xml:",chardata"`
}

// printed are the words of a PDF, without the heads and feet of its pages.
func printed(t *testing.T, pdf []byte) (all []word) {
	t.Helper()
	var doc struct {
		Pages []struct {
			Words []word `xml:"word"`
		} `xml:"body>doc>page"`
	}
	if err := xml.Unmarshal([]byte(poppler(t, pdf, "pdftotext", "-bbox")), &doc); err != nil {
		t.Fatal(err)
	}
	for i, page := range doc.Pages {
		for _, w := range page.Words {
			if w.Page = i + 1; w.Page == 1 || w.Y > 66 && w.Y < 775 {
				all = append(all, w)
			}
		}
	}
	return all
}

// seen is the text of some words, those whole that a line breaks.
func seen(words []word) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.Text)
		if !strings.HasSuffix(w.Text, "\u00ad") && !strings.HasSuffix(w.Text, "-") {
			b.WriteByte(' ')
		}
	}
	return collapsed(b.String())
}

// collapsed are words with single spaces, and without hyphens.
func collapsed(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("-", "", "\u00ad", "").Replace(s)), " ")
}

// utf16Hex is how Typst writes a text that is not on a page.
func utf16Hex(s string) string {
	b := []byte("FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		b = fmt.Appendf(b, "%04X", unit)
	}
	return string(b)
}
