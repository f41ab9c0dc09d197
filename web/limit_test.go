package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"example.org/counterpart/database/databasetest"
)

// TestUnhurried reads faster than anybody can.
func TestUnhurried(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.ReadRate = 0.001
	site := h.site.Handler()
	get := func(from, path string) int {
		r := httptest.NewRequest("GET", path, nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		return w.Code
	}
	if code := get("192.0.2.1:1", "/groups"); code != http.StatusOK {
		t.Fatalf("the first page: %d", code)
	}
	for _, c := range []struct {
		from, path string
		code       int
	}{
		{"192.0.2.1:2", "/groups", http.StatusTooManyRequests}, {"192.0.2.1:2", "/nowhere", http.StatusTooManyRequests},
		{"192.0.2.1:2", "/static/app.css", http.StatusOK}, {"192.0.2.2:1", "/groups", http.StatusOK},
		{"127.0.0.1:1", "/groups", http.StatusOK}, {"127.0.0.1:1", "/groups", http.StatusOK}, {"[::ffff:127.0.0.1]:1", "/groups", http.StatusOK},
		{"[2001:db8::1]:1", "/groups", http.StatusOK}, {"[2001:db8::2]:1", "/groups", http.StatusTooManyRequests},
	} {
		if code := get(c.from, c.path); code != c.code {
			t.Errorf("%s reads %s: %d, want %d", c.from, c.path, code, c.code)
		}
	}
}
