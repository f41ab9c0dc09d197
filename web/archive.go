package web

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"time"

	"example.org/counterpart/register"
)

// archive sends the newest archive of what is public. It is made at night, for
// it may be large; until the first night there is none.
func (s *Site) archive(w http.ResponseWriter, r *http.Request) {
	if s.Archive == "" {
		http.NotFound(w, r)
		return
	}
	f, err := os.Open(s.Archive)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="archive.zip"`)
	http.ServeContent(w, r, "archive.zip", info.ModTime(), f)
}

// OpenData returns every dataset as a CSV file, as the public reads it, by its
// name, and how all may be used.
func OpenData(ctx context.Context, all *register.Register, now time.Time) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := all.Ask(ctx, register.Public, func(q register.Questions) error {
		for _, d := range datasets {
			rows, err := d.rows(now, q)
			if err != nil {
				return err
			}
			var b bytes.Buffer
			writeCSV(&b, d.columns, rows)
			files[d.name+".csv"] = b.Bytes()
		}
		d, err := q.Description()
		if said := d.Licence.In("en", "ru", "kk"); err == nil && said != "" {
			files["LICENCE.txt"] = []byte(said + "\n")
		}
		return err
	})
	return files, err
}
