// Package card draws the picture that stands beside a link where people share
// it: what it is, what it is called, and whose it is.
//
// Its law: the title stands on it whole, or ends with an ellipsis between two
// words; and the same card is drawn alike everywhere.
package card

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"example.org/counterpart/press/pdf"
)

// A Card is what is on one.
type Card struct {
	Over  string // above the title: what it is, and its symbol
	Title string
	Foot  string // whose it is, and the date
}

// Width and Height are those that sites ask for.
const (
	Width, Height = 1200, 630
	margin        = 80
)

var (
	paper = color.RGBA{0xfb, 0xfa, 0xf6, 0xff}
	ink   = color.RGBA{0x14, 0x18, 0x1b, 0xff}
	quiet = color.RGBA{0x4a, 0x53, 0x5a, 0xff}
	mark  = color.RGBA{0x0b, 0x4f, 0x4a, 0xff}
)

// fonts are read once: the serif for titles, the other for the rest.
var fonts = sync.OnceValues(func() (both [2]*opentype.Font, err error) {
	for n, name := range []string{"NotoSerif-Bold", "NotoSans-Regular"} {
		file, err := pdf.Font(name)
		if err != nil {
			return both, err
		}
		if both[n], err = opentype.Parse(file); err != nil {
			return both, err
		}
	}
	return both, nil
})

// sizes are those in which a title is tried, and how many lines of each there
// is room for.
var sizes = []struct {
	points float64
	lines  int
}{{68, 3}, {56, 4}, {46, 5}}

// Draw draws a card as PNG.
func (c Card) Draw() ([]byte, error) {
	both, err := fonts()
	if err != nil {
		return nil, err
	}
	canvas := image.NewRGBA(image.Rect(0, 0, Width, Height))
	draw.Draw(canvas, canvas.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	for _, y := range []int{margin - 24, margin - 18} {
		draw.Draw(canvas, image.Rect(margin, y, Width-margin, y+2), image.NewUniform(mark), image.Point{}, draw.Src)
	}
	small, err := opentype.NewFace(both[1], &opentype.FaceOptions{Size: 30, DPI: 72})
	if err != nil {
		return nil, err
	}
	defer small.Close()
	write(canvas, small, mark, margin, margin+40, first(small, c.Over))
	y := margin + 130
	for n, size := range sizes {
		face, err := opentype.NewFace(both[0], &opentype.FaceOptions{Size: size.points, DPI: 72})
		if err != nil {
			return nil, err
		}
		lines, whole := wrap(face, c.Title, size.lines)
		if !whole && n < len(sizes)-1 {
			face.Close()
			continue
		}
		for _, line := range lines {
			write(canvas, face, ink, margin, y, line)
			y += int(size.points * 1.3)
		}
		face.Close()
		break
	}
	write(canvas, small, quiet, margin, Height-margin+10, first(small, c.Foot))
	var b bytes.Buffer
	err = png.Encode(&b, canvas)
	return b.Bytes(), err
}

func write(canvas draw.Image, face font.Face, c color.Color, x, y int, words string) {
	d := font.Drawer{Dst: canvas, Src: image.NewUniform(c), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(words)
}

func fits(face font.Face, words string) bool {
	return font.MeasureString(face, words) <= fixed.I(Width-2*margin)
}

// first is as much of some words as one line has room for.
func first(face font.Face, words string) string {
	lines, _ := wrap(face, words, 1)
	return strings.Join(lines, "")
}

// wrap breaks words into lines; whole is false if some did not fit, and then the
// last line ends with an ellipsis.
func wrap(face font.Face, words string, most int) (lines []string, whole bool) {
	line := ""
	for _, word := range strings.Fields(words) {
		longer := strings.TrimSpace(line + " " + word)
		if fits(face, longer) {
			line = longer
			continue
		}
		if len(lines) == most-1 {
			for line != "" && !fits(face, line+" …") {
				line = line[:max(0, strings.LastIndexByte(line, ' '))]
			}
			return append(lines, strings.TrimSpace(line+" …")), false
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = cut(face, word)
	}
	return append(lines, line), true
}

// cut shortens a word that is longer than a line.
func cut(face font.Face, word string) string {
	letters := []rune(word)
	for len(letters) > 1 && !fits(face, string(letters)+"…") {
		letters = letters[:len(letters)-1]
	}
	if len(letters) < len([]rune(word)) {
		return string(letters) + "…"
	}
	return word
}
