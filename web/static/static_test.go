package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func get(path string, header ...string) *http.Response {
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

// TestKept checks that what is named by its bytes is kept for good, that
// another name for it is asked for again, and that nothing else is served.
func TestKept(t *testing.T) {
	for path, want := range map[string]string{
		Path("app.css"):                        "public, max-age=31536000, immutable",
		"/static/app.css":                      "no-cache",
		"/static/app.css?v=0":                  "no-cache",
		"/static/fonts/noto-serif-latin.woff2": "public, max-age=31536000, immutable",
	} {
		r := get(path)
		if r.StatusCode != 200 || r.Header.Get("Cache-Control") != want {
			t.Errorf("%s: %s, %s", path, r.Status, r.Header.Get("Cache-Control"))
		}
		if again := get(path, "If-None-Match", r.Header.Get("ETag")); again.StatusCode != 304 {
			t.Errorf("%s asked for again: %s", path, again.Status)
		}
	}
	for _, path := range []string{"/static/", "/static/static.go", "/static/../static.go", "/static/fonts", "/static/fonts/OFL.txt"} {
		if r := get(path); r.StatusCode != 404 {
			t.Errorf("%s: %s", path, r.Status)
		}
	}
}

// TestPacked checks that a file is the same whether it comes compressed or not.
func TestPacked(t *testing.T) {
	plain, err := io.ReadAll(get("/static/app.css").Body)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(get("/static/app.css", "Accept-Encoding", "br, gzip").Body)
	if err != nil {
		t.Fatal(err)
	}
	if packed, err := io.ReadAll(z); err != nil || string(packed) != string(plain) {
		t.Error("the compressed style sheet is another", err)
	}
}

// TestFound checks that the style sheet asks for no file that is not here, and
// for nothing from elsewhere.
func TestFound(t *testing.T) {
	css := string(all["app.css"].plain) + string(all["meetings.css"].plain) + string(all["drafts.css"].plain) + string(all["editions.css"].plain)
	for _, m := range regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(css, -1) {
		if _, ok := all[m[1]]; !ok {
			t.Errorf("no file %s", m[1])
		}
	}
	if strings.Contains(css, "@import") || strings.Contains(css, "//") {
		t.Error("the style sheet asks for something from elsewhere")
	}
}
