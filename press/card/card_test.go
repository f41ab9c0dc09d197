package card_test

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/counterpart/press/card"
)

// TestDraw draws cards of every sort of title, in the three languages; with
// COUNTERPART_CARDS they are kept in that folder, to be looked at.
func TestDraw(t *testing.T) {
	for name, title := range map[string]string{
		"short": "Water", "en": "Two tests of the chairmanship in the human dimension", "ru": "Два испытания председательства в человеческом измерении",
		"kk": "Адами өлшемдегі төрағалықтың екі сынағы", "long": strings.Repeat("A very long title indeed ", 30), "word": strings.Repeat("x", 400), "empty": "",
	} {
		c := card.Card{Over: "Policy brief · TF.PB/1/09", Title: title, Foot: "U.S.-Kazakhstan OSCE Task Force · 1 December 2009"}
		file, err := c.Draw()
		if err != nil {
			t.Fatal(err)
		}
		again, _ := c.Draw()
		if !bytes.Equal(file, again) {
			t.Errorf("%s is drawn in two ways", name)
		}
		picture, err := png.Decode(bytes.NewReader(file))
		if err != nil || picture.Bounds().Dx() != card.Width || picture.Bounds().Dy() != card.Height {
			t.Errorf("%s: %v, %v", name, picture.Bounds(), err)
		}
		// Nothing is written into the margin.
		for y := range card.Height {
			for x := card.Width - 60; x < card.Width; x++ {
				if r, _, _, _ := picture.At(x, y).RGBA(); r>>8 < 0xf0 {
					t.Fatalf("%s runs out of the card at %d, %d", name, x, y)
				}
			}
		}
		if folder := os.Getenv("COUNTERPART_CARDS"); folder != "" {
			if err := os.WriteFile(filepath.Join(folder, name+".png"), file, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
