// Package static holds what a browser keeps: the style sheet, the script, the
// typefaces and the program's sign.
//
// Its law: a file's address changes when its bytes do, so what was fetched once
// is never asked for again, and never stale.
//
// The typefaces are Noto Sans and Noto Serif (SIL Open Font License, in
// fonts/OFL.txt), cut to Latin, Cyrillic and the letters of Kazakh, in weights
// from 400 to 700. A reader of English fetches 41 kB of them, of Kazakh 70.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed app.css meetings.css drafts.css editions.css app.js passkey.js sign.svg fonts/*.woff2
var files embed.FS

// A file is served as it lies here, and compressed if that makes it smaller.
type file struct {
	kind   string
	tag    string // the beginning of the hash of its bytes
	plain  []byte
	packed []byte // nil for what is compressed already
}

var kinds = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

var all = read()

func read() map[string]file {
	found := map[string]file{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		plain, err := files.ReadFile(name)
		sum := sha256.Sum256(plain)
		f := file{kind: kinds[path.Ext(name)], tag: hex.EncodeToString(sum[:6]), plain: plain}
		if f.kind != kinds[".woff2"] {
			f.packed = pack(plain)
		}
		found[name] = f
		return err
	})
	if err != nil {
		panic("static: " + err.Error()) // the files are in the program itself
	}
	return found
}

func pack(plain []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a valid one
	z.Write(plain)
	z.Close()
	return b.Bytes()
}

// Path is the address of a file, such as "app.css", under the Handler. A file
// that is not here gets an address where nothing is.
func Path(name string) string { return "/static/" + name + "?v=" + all[name].tag }

// Handler serves the files under "/static/".
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := all[strings.TrimPrefix(r.URL.Path, "/static/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("ETag", `"`+f.tag+`"`)
		switch {
		case r.URL.Query().Get("v") == f.tag, f.packed == nil: // a typeface's name stands for its bytes
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		default:
			h.Set("Cache-Control", "no-cache")
		}
		if r.Header.Get("If-None-Match") == `"`+f.tag+`"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		body := f.plain
		if f.packed != nil {
			h.Set("Vary", "Accept-Encoding")
			if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
				h.Set("Content-Encoding", "gzip")
				body = f.packed
			}
		}
		w.Write(body)
	})
}

// Files are the files as they lie here.
func Files() fs.FS { return files }
