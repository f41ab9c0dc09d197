package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestPiece packs pages around a piece, and unpacks them with a reader that
// knows nothing of pieces.
func TestPiece(t *testing.T) {
	months := strings.Repeat("<li>8 Заседание · 09:00</li>", 500)
	p, err := newPiece(months)
	if err != nil {
		t.Fatal(err)
	}
	head := "<html>" + strings.Repeat("<p>Қауымдастық</p>", 200)
	for what, page := range map[string]string{
		"in the middle": head + months + "</html>", "first": months + head, "last": head + months, "alone": months,
		"not there": head + months[:len(months)-1] + "!", "beginning only": head + months[:60],
	} {
		in := p.in([]byte(page)) >= 0
		if want := strings.Contains(page, months); in != want {
			t.Errorf("%s: found is %t", what, in)
		}
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		sendWith(w, r, []byte(page), http.StatusOK, p)
		z, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes()))
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if got, err := io.ReadAll(z); err != nil || string(got) != page {
			t.Errorf("%s: %d bytes for %d, %v", what, len(got), len(page), err)
		}
	}
}
