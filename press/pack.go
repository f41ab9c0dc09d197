package press

import (
	"archive/zip"
	"bytes"
	"fmt"
	"time"
)

// A Part is one file within the file that a format makes.
type Part struct {
	Name string
	Body []byte
}

// earliest is the first time that a ZIP file can tell.
var earliest = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Pack puts parts into one ZIP file, always into the same bytes. The first is
// left unpacked and without a time, so that its name and its words stand at the
// beginning for whoever asks what kind of file it is.
func Pack(at time.Time, parts []Part) ([]byte, error) {
	if at = at.UTC(); at.Before(earliest) {
		at = earliest
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, p := range parts {
		head := &zip.FileHeader{Name: p.Name, Method: zip.Deflate, Modified: at}
		if i == 0 {
			head = &zip.FileHeader{Name: p.Name, Method: zip.Store}
		}
		w, err := z.CreateHeader(head)
		if err == nil {
			_, err = w.Write(p.Body)
		}
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", p.Name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return b.Bytes(), nil
}
