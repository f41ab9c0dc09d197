package roll

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // the other form in which photographs are taken
	"net/http"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"golang.org/x/image/draw"
)

// The refusals of photographs.
const (
	PhotoKind   = "roll.photo.kind"   // neither JPEG nor PNG, whatever it calls itself
	PhotoBroken = "roll.photo.broken" // begins like one, and cannot be read
	PhotoBytes  = "roll.photo.bytes"  // int: megabytes that it may have
	PhotoPixels = "roll.photo.pixels" // int: megapixels that it may have
	PhotoSmall  = "roll.photo.small"  // int: pixels that its sides must have
)

const (
	// MaxPhoto is the largest file, in bytes, that a photograph is read from.
	MaxPhoto = 8 << 20

	// maxPixels is the largest picture that is decoded. A file of a few
	// kilobytes can claim to be as large as it likes, and what it claims is
	// what decoding it takes in memory: four bytes for each.
	maxPixels = 25_000_000
	minSide   = 80

	// mostScans is how often a JPEG may go over its picture. Cameras do so once,
	// programs a dozen times; a hostile file would a hundred thousand times, in
	// a few bytes each.
	mostScans = 64
)

// Widths are the sizes in which a photograph is kept, in pixels: for a page of
// its own, and for a list. It is as high as it is wide.
var Widths = []int{480, 96}

// A Photo is a photograph as we drew it, by its width. Nothing of the file that
// it came from is in it but what the eye sees: not where it was taken, nor with
// what.
type Photo map[int][]byte

// ReadPhoto reads a photograph as somebody sent it.
func ReadPhoto(file []byte) (Photo, error) {
	refuse := func(key string, args ...any) error { return act.RefuseField("photo", key, args...) }
	if len(file) > MaxPhoto {
		return nil, refuse(PhotoBytes, MaxPhoto>>20)
	}
	if kind := http.DetectContentType(file); kind != "image/jpeg" && kind != "image/png" {
		return nil, refuse(PhotoKind)
	}
	is, kind, err := image.DecodeConfig(bytes.NewReader(file))
	switch {
	case err != nil || kind != "jpeg" && kind != "png":
		return nil, refuse(PhotoBroken)
	case is.Width <= 0 || is.Height <= 0 || is.Height > maxPixels/is.Width:
		return nil, refuse(PhotoPixels, maxPixels/1_000_000)
	case is.Width < minSide || is.Height < minSide:
		return nil, refuse(PhotoSmall, minSide)
	}
	if kind == "jpeg" && bytes.Count(file, []byte{0xff, 0xda}) > mostScans {
		return nil, refuse(PhotoBroken)
	}
	from, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, refuse(PhotoBroken)
	}
	photo := Photo{}
	for _, width := range Widths {
		if photo[width], err = drawn(from, orientation(file), width); err != nil {
			return nil, fmt.Errorf("draw a photograph: %w", err)
		}
	}
	return photo, nil
}

// drawn draws the middle of a picture as a square, upright.
func drawn(from image.Image, turned, width int) ([]byte, error) {
	to := image.NewRGBA(image.Rect(0, 0, width, width))
	draw.Draw(to, to.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src) // what shines through is white
	draw.CatmullRom.Scale(to, to.Bounds(), from, middle(from.Bounds()), draw.Over, nil)
	var file bytes.Buffer
	err := jpeg.Encode(&file, upright(to, turned), &jpeg.Options{Quality: 85})
	return file.Bytes(), err
}

// middle is the largest square in a picture; of a tall one it is nearer the top,
// where the face is.
func middle(b image.Rectangle) image.Rectangle {
	side := min(b.Dx(), b.Dy())
	left, top := (b.Dx()-side)/2, (b.Dy()-side)/4
	return image.Rect(0, 0, side, side).Add(b.Min).Add(image.Pt(left, top))
}

// upright turns a square picture as its camera said that it should be turned.
func upright(p *image.RGBA, turned int) *image.RGBA {
	if turned <= 1 || turned > 8 {
		return p
	}
	n := p.Bounds().Dx() - 1
	to := image.NewRGBA(p.Bounds())
	for y := range n + 1 {
		for x := range n + 1 {
			at := [...]image.Point{{}, {}, {n - x, y}, {n - x, n - y}, {x, n - y}, {y, x}, {y, n - x}, {n - y, n - x}, {n - y, x}}[turned]
			to.SetRGBA(x, y, p.RGBAAt(at.X, at.Y))
		}
	}
	return to
}

// orientation reads from a JPEG's EXIF how the camera was held, 1 to 8; 1 if it
// does not say. It is the one thing in there that changes what the eye sees.
func orientation(file []byte) int {
	for at := 2; at+10 < len(file) && file[at] == 0xff && file[at+1] != 0xda; {
		length := int(file[at+2])<<8 | int(file[at+3])
		if length < 2 || at+2+length > len(file) {
			return 1
		}
		if part := file[at+4 : at+2+length]; file[at+1] == 0xe1 && bytes.HasPrefix(part, []byte("Exif\x00\x00")) {
			return tiffOrientation(part[6:])
		}
		at += 2 + length
	}
	return 1
}

func tiffOrientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	number := func(at, size int) (n int) {
		for k := range size {
			shift := at + k
			if b[0] == 'I' {
				shift = at + size - 1 - k
			}
			n = n<<8 | int(b[shift])
		}
		return n
	}
	first := number(4, 4)
	if first < 8 || first+2 > len(b) {
		return 1
	}
	for k := range number(first, 2) {
		entry := first + 2 + 12*k
		if entry+12 > len(b) {
			return 1
		}
		if number(entry, 2) == 0x0112 {
			return number(entry+8, 2)
		}
	}
	return 1
}

// PutPhoto gives a person a photograph, in place of any that they had; nil
// takes it away.
func PutPhoto(tx *database.Tx, id member.ID, photo Photo) error {
	n, err := change(tx)
	if err != nil {
		return err
	}
	name := ""
	if photo != nil {
		sum := sha256.Sum256(photo[Widths[0]])
		name = hex.EncodeToString(sum[:8])
	}
	var there member.ID
	err = tx.Row(`update roll_person set photo = $2, changed = $3 where member = $1 and erased = false returning member`,
		[]any{id, name, n}, &there)
	if errors.Is(err, sql.ErrNoRows) {
		return act.Refuse(act.NotFound, Unknown)
	}
	if err != nil {
		return fmt.Errorf("put the photograph of %s: %w", id, err)
	}
	if err := tx.Exec(`delete from roll_photo where member = $1`, id); err != nil {
		return fmt.Errorf("put the photograph of %s: %w", id, err)
	}
	for width, data := range photo {
		if err := tx.Exec(`insert into roll_photo (member, width, data) values ($1, $2, $3)`, id, width, data); err != nil {
			return fmt.Errorf("put the photograph of %s: %w", id, err)
		}
	}
	return nil
}

// PhotoOf returns a person's photograph as a JPEG of a width; nil if there is
// none.
func PhotoOf(tx *database.Tx, id member.ID, width int) (data []byte, err error) {
	err = tx.Row(`select data from roll_photo where member = $1 and width = $2`, []any{id, width}, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return data, err
}

// photoOf returns a person's photograph in all its sizes.
func photoOf(tx *database.Tx, id member.ID) (Photo, error) {
	photo := Photo{}
	err := tx.Each(`select width, data from roll_photo where member = $1`, []any{id}, func(scan database.Scan) error {
		var width int
		var data []byte
		err := scan(&width, &data)
		photo[width] = data
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the photograph of %s: %w", id, err)
	}
	return photo, nil
}
