// Package picture keeps the pictures that publications show.
//
// A picture is known by the sum of its content, is kept once, and belongs to the
// publications for which it was uploaded. Who reads one of these reads it.
//
// The law of this package: what is kept is a picture that we drew ourselves, of
// what the file showed. Nothing else of the file is kept: not where a photograph
// was taken, nor what could do something on its reader's machine.
package picture

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the tables.
func Open(tx *database.Tx) error {
	return tx.Migrate("picture", migrations)
}

// Limits of what is taken.
const (
	MaxSize   = 8 << 20    // bytes of the file
	maxPixels = 25_000_000 // in memory each is four bytes, of a picture in deep colours eight; of those half as many
	mostScans = 64         // of a JPEG: a hostile one goes over its picture without end
	maxName   = 120        // letters
)

// A Picture is one picture.
type Picture struct {
	Sum           string // SHA-256 of Data, in hexadecimal
	Type          string // image/png or image/jpeg
	Width, Height int
	Name          string // under which it was uploaded
	Data          []byte
}

// depth is how many times four bytes a pixel of a colour model takes.
func depth(m color.Model) int {
	switch m {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		return 2
	}
	return 1
}

// Read draws anew what a file shows. Vector drawings, which are programs, are
// not taken.
func Read(file []byte, name string) (p Picture, err error) {
	refuse := func(key string, args ...any) (Picture, error) {
		return Picture{}, act.RefuseField("picture", key, args...)
	}
	if len(file) == 0 {
		return refuse("refuse.picture.file")
	}
	if len(file) > MaxSize {
		return refuse("refuse.picture.large", MaxSize>>20)
	}
	is, kind, err := image.DecodeConfig(bytes.NewReader(file))
	switch {
	case err != nil || kind != "png" && kind != "jpeg" || http.DetectContentType(file) != "image/"+kind:
		return refuse("refuse.picture.kind")
	case is.Width <= 0 || is.Height <= 0 || is.Height > maxPixels/is.Width/depth(is.ColorModel):
		return refuse("refuse.picture.pixels", maxPixels/1_000_000)
	case kind == "jpeg" && bytes.Count(file, []byte{0xff, 0xda}) > mostScans:
		return refuse("refuse.picture.kind")
	}
	from, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return refuse("refuse.picture.kind")
	}
	var out bytes.Buffer
	if kind == "png" {
		err = png.Encode(&out, from)
	} else {
		err = jpeg.Encode(&out, from, &jpeg.Options{Quality: 90})
	}
	if err != nil {
		return p, fmt.Errorf("draw a picture: %w", err)
	}
	sum := sha256.Sum256(out.Bytes())
	return Picture{hex.EncodeToString(sum[:]), "image/" + kind, is.Width, is.Height, named(name), out.Bytes()}, nil
}

// named is the name of a file as a line on a form.
func named(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")), " ")
	if all := []rune(s); len(all) > maxName {
		s = string(all[:maxName])
	}
	return s
}

// Put keeps a picture for a publication.
func Put(tx *database.Tx, on act.Ref, p Picture, at time.Time) error {
	err := tx.Exec(`insert into picture_file (sum, type, width, height, data) values ($1, $2, $3, $4, $5) on conflict (sum) do nothing`,
		p.Sum, p.Type, p.Width, p.Height, p.Data)
	if err == nil {
		err = tx.Exec(`insert into picture_of (publication, sum, name, at) values ($1, $2, $3, $4) on conflict (publication, sum) do nothing`,
			string(on), p.Sum, p.Name, at.UnixMilli())
	}
	if err != nil {
		return fmt.Errorf("keep a picture: %w", err)
	}
	return nil
}

// most is how many pictures a publication offers to choose from.
const most = 200

// GetOf is Get, if the picture was uploaded to a publication: a sum alone opens
// nothing that lies with another.
func GetOf(tx *database.Tx, on act.Ref, sum string) (p Picture, err error) {
	var there int
	if err = tx.Row(`select count(*) from picture_of where publication = $1 and sum = $2`, []any{string(on), sum}, &there); err != nil {
		return p, err
	}
	if there == 0 {
		return p, act.Refuse(act.NotFound, "refuse.picture.unknown")
	}
	return Get(tx, sum)
}

// Of lists the pictures of a publication without their data, the newest first.
func Of(tx *database.Tx, on act.Ref) ([]Picture, error) {
	return database.All(tx, `select f.sum, f.type, f.width, f.height, o.name from picture_of o join picture_file f on f.sum = o.sum
		where o.publication = $1 order by o.at desc, o.sum limit $2`, []any{string(on), most}, func(scan database.Scan) (p Picture, err error) {
		err = scan(&p.Sum, &p.Type, &p.Width, &p.Height, &p.Name)
		return p, err
	})
}

// For lists the publications that a picture was uploaded for.
func For(tx *database.Tx, sum string) ([]act.Ref, error) {
	return database.All(tx, `select publication from picture_of where sum = $1 order by publication limit $2`, []any{sum, most},
		func(scan database.Scan) (ref act.Ref, err error) { err = scan(&ref); return ref, err })
}

// Get returns a picture by its sum; a refusal if it is not kept.
func Get(tx *database.Tx, sum string) (p Picture, err error) {
	p.Sum = sum
	err = tx.Row(`select type, width, height, data from picture_file where sum = $1`, []any{sum}, &p.Type, &p.Width, &p.Height, &p.Data)
	if errors.Is(err, sql.ErrNoRows) {
		err = act.Refuse(act.NotFound, "refuse.picture.unknown")
	}
	return p, err
}
