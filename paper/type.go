package paper

import (
	"archive/zip"
	"bytes"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"unicode/utf8"

	"example.org/counterpart/act"
)

// MaxSize is the largest file that is taken, in bytes: a scanned report of a
// hundred pages.
const MaxSize = 10 << 20

// A Type is the media type of a file.
type Type string

// The types that are taken.
const (
	PDF  Type = "application/pdf"
	DOCX Type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	PPTX Type = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	ODT  Type = "application/vnd.oasis.opendocument.text"
	ODS  Type = "application/vnd.oasis.opendocument.spreadsheet"
	ODP  Type = "application/vnd.oasis.opendocument.presentation"
	PNG  Type = "image/png"
	JPEG Type = "image/jpeg"
	Text Type = "text/plain; charset=utf-8"
)

// endings are how files of each type end.
var endings = map[Type]string{PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx", PPTX: ".pptx", ODT: ".odt", ODS: ".ods", ODP: ".odp",
	PNG: ".png", JPEG: ".jpg", Text: ".txt"}

// Ending is how the name of a file of the type ends; "" for one that is not taken.
func (t Type) Ending() string { return endings[t] }

// typeOf finds a file's type by its content.
func typeOf(data []byte) (Type, error) {
	switch {
	case len(data) == 0:
		return "", act.RefuseField("file", "refuse.paper.file")
	case len(data) > MaxSize:
		return "", act.RefuseField("file", "refuse.paper.large", MaxSize>>20)
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return PDF, nil
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return packed(data)
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		_, err := png.DecodeConfig(bytes.NewReader(data))
		return known(PNG, err == nil)
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		_, err := jpeg.DecodeConfig(bytes.NewReader(data))
		return known(JPEG, err == nil)
	}
	return known(Text, plain(data))
}

func known(t Type, ok bool) (Type, error) {
	if !ok {
		return "", act.RefuseField("file", "refuse.paper.type")
	}
	return t, nil
}

// plain reports whether data is text that any editor shows. Markup that a
// browser might run is served as plain text, and so is none.
func plain(data []byte) bool {
	if !utf8.Valid(data) {
		return false
	}
	for _, b := range data {
		if b < ' ' && b != '\n' && b != '\r' && b != '\t' || b == 0x7f {
			return false
		}
	}
	return true
}

// mostParts is how many files an office document has at most.
const mostParts = 5000

// packed finds out which office document a ZIP archive is. One with macros is
// none that we take.
func packed(data []byte) (Type, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(z.File) > mostParts {
		return known("", false)
	}
	var found Type
	office := false
	for n, f := range z.File {
		name := strings.ToLower(f.Name)
		switch {
		case strings.HasSuffix(name, "vbaproject.bin"), strings.HasPrefix(name, "basic/"), strings.Contains(name, "activex/"):
			return "", act.RefuseField("file", "refuse.paper.macros")
		case f.Name == "[Content_Types].xml":
			office = true
		case f.Name == "word/document.xml":
			found = DOCX
		case f.Name == "xl/workbook.xml":
			found = XLSX
		case f.Name == "ppt/presentation.xml":
			found = PPTX
		case n == 0 && f.Name == "mimetype":
			found, office = openDocument(f), true
		}
	}
	return known(found, office && found != "")
}

// openDocument reads the type that an OpenDocument file begins with; "" if it is
// none that is taken.
func openDocument(f *zip.File) Type {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	said, err := io.ReadAll(io.LimitReader(r, 100))
	if t := Type(said); err == nil && (t == ODT || t == ODS || t == ODP) {
		return t
	}
	return ""
}
