// Package badge sets the badges of a conference on sheets of A4 to be printed
// and cut.
//
// Its law: a name stands on its badge as the person wrote it, in whatever of the
// letters of Europe and Central Asia, and whole: what is too long is set
// smaller, and never cut.
package badge

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"

	"codeberg.org/go-pdf/fpdf"
)

// A Badge is what is on one.
type Badge struct {
	Name        string
	Affiliation string
	Country     string
	Event       string
}

// DejaVu Sans has the letters of Kazakh, Russian, Georgian, Armenian and of all
// European languages; its licence lies beside it.
//
//go:embed DejaVuSans.ttf.gz
var packed []byte

var unpacked = sync.OnceValues(func() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
})

// Sizes in millimetres: two columns of five of the usual 90 by 54, which leaves
// room for the marks to cut by.
const (
	width, height = 90.0, 54.0
	columns, rows = 2, 5
	left, top     = (210 - columns*width) / 2, (297 - rows*height) / 2
	inside        = 7.0
	mark          = 4.0 // how long a mark is
	gap           = 1.5 // between the mark and the badge
)

// Sheet returns the badges as a PDF, ten on a page.
func Sheet(title string, all []Badge) ([]byte, error) {
	font, err := unpacked()
	if err != nil {
		return nil, fmt.Errorf("set badges: read the font: %w", err)
	}
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes("sans", "", font)
	pdf.SetTitle(title, true)
	pdf.SetCreator("Counterpart", true)
	pdf.SetFont("sans", "", 10)
	for n, b := range all {
		at := n % (columns * rows)
		if at == 0 {
			pdf.AddPage()
			marks(pdf)
		}
		draw(pdf, b, left+float64(at%columns)*width, top+float64(at/columns)*height)
	}
	if len(all) == 0 {
		pdf.AddPage()
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("set badges: %w", err)
	}
	return out.Bytes(), nil
}

// marks are drawn in the margins, where the sheet is to be cut.
func marks(pdf *fpdf.Fpdf) {
	pdf.SetDrawColor(0, 0, 0)
	pdf.SetLineWidth(0.2)
	for k := range columns + 1 {
		x := left + float64(k)*width
		pdf.Line(x, top-gap-mark, x, top-gap)
		pdf.Line(x, top+rows*height+gap, x, top+rows*height+gap+mark)
	}
	for k := range rows + 1 {
		y := top + float64(k)*height
		pdf.Line(left-gap-mark, y, left-gap, y)
		pdf.Line(left+columns*width+gap, y, left+columns*width+gap+mark, y)
	}
}

// draw sets one badge: the event above, the name in the middle, and where the
// person is from below.
func draw(pdf *fpdf.Fpdf, b Badge, x, y float64) {
	set(pdf, b.Event, x, y+5, 9, 2, 90)
	set(pdf, b.Name, x, y+18, 22, 2, 0)
	from := b.Affiliation
	if b.Country != "" {
		from = strings.TrimPrefix(from+" · "+b.Country, " · ")
	}
	set(pdf, from, x, y+40, 11, 2, 40)
}

// set writes words in the middle of a badge, on as many lines as may be; in
// smaller letters if they would not fit.
func set(pdf *fpdf.Fpdf, words string, x, y, size float64, most int, grey int) {
	room := width - 2*inside
	var lines []string
	for ; ; size *= 0.92 {
		pdf.SetFontSize(size)
		if lines = wrap(words, func(s string) bool { return pdf.GetStringWidth(s) <= room }); len(lines) <= most || size < 4 {
			break
		}
	}
	pdf.SetTextColor(grey, grey, grey)
	step := size * 0.3528 * 1.2 // a point is 0.3528 mm
	for n, line := range lines {
		pdf.SetXY(x+inside, y+float64(n)*step)
		pdf.CellFormat(room, step, line, "", 0, "C", false, 0, "")
	}
}

// wrap cuts words into lines that fit, between words where that can be and
// within one where it cannot.
func wrap(words string, fits func(string) bool) (lines []string) {
	line := ""
	for _, word := range strings.Fields(words) {
		if longer := strings.TrimSpace(line + " " + word); fits(longer) {
			line = longer
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for line = word; !fits(line); {
			cut := 1
			letters := []rune(line)
			for cut < len(letters)-1 && fits(string(letters[:cut+1])) {
				cut++
			}
			if cut >= len(letters) {
				break
			}
			lines = append(lines, string(letters[:cut]))
			line = string(letters[cut:])
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
