package roll_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/roll"
)

// picture is a red one with a blue top left quarter.
func picture(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{200, 0, 0, 255}
			if x < w/2 && y < h/2 {
				c = color.RGBA{0, 0, 200, 255}
			}
			p.SetRGBA(x, y, c)
		}
	}
	return p
}

func asJPEG(p image.Image) []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, p, nil)
	return b.Bytes()
}

func asPNG(p image.Image) []byte {
	var b bytes.Buffer
	png.Encode(&b, p)
	return b.Bytes()
}

// withExif puts an EXIF part that says how the camera was held, and where, into
// a JPEG.
func withExif(file []byte, turned uint16) []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00")
	tiff = binary.LittleEndian.AppendUint16(tiff, turned)
	tiff = append(tiff, "\x00\x00\x00\x00\x00\x00zqwhere-it-was-taken"...)
	part := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, byte((len(part)+2)>>8), byte(len(part)+2))
	return append(append(out, part...), file[2:]...)
}

// claims is a PNG of a few bytes that says it is very large.
func claims(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	head = append(binary.BigEndian.AppendUint32(head, h), 8, 6, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(head))
}

func TestReadPhoto(t *testing.T) {
	var anim bytes.Buffer
	gif.Encode(&anim, picture(100, 100), nil)
	scans := bytes.Replace(asJPEG(picture(100, 100)), []byte{0xff, 0xda}, bytes.Repeat([]byte{0xff, 0xda}, 70), 1)
	for _, c := range []struct {
		name, key string
		file      []byte
	}{
		{"nothing", roll.PhotoKind, nil},
		{"a page", roll.PhotoKind, []byte("<html><script>alert(1)</script>")},
		{"a drawing with a script", roll.PhotoKind, []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>`)},
		{"an animation", roll.PhotoKind, anim.Bytes()},
		{"a bomb", roll.PhotoPixels, claims(60_000, 60_000)},
		{"a larger bomb", roll.PhotoBroken, claims(1<<31-1, 1<<31-1)},
		{"a stripe", roll.PhotoSmall, asPNG(picture(1000, 20))},
		{"half of one", roll.PhotoBroken, asPNG(picture(300, 300))[:200]},
		{"a head only", roll.PhotoBroken, []byte("\xff\xd8\xff\xe0")},
		{"many scans", roll.PhotoBroken, scans},
		{"a large file", roll.PhotoBytes, make([]byte, roll.MaxPhoto+1)},
	} {
		_, err := roll.ReadPhoto(c.file)
		if no, ok := act.Refused(err); !ok || no.Reason.Key != c.key {
			t.Errorf("%s: %v, want %s", c.name, err, c.key)
		}
	}
	for name, file := range map[string][]byte{"jpeg": asJPEG(picture(900, 600)), "png": asPNG(picture(600, 900)), "exif": withExif(asJPEG(picture(900, 600)), 1)} {
		photo, err := roll.ReadPhoto(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, width := range roll.Widths {
			is, kind, err := image.DecodeConfig(bytes.NewReader(photo[width]))
			if err != nil || kind != "jpeg" || is.Width != width || is.Height != width {
				t.Errorf("%s: %s of %d×%d, %v", name, kind, is.Width, is.Height, err)
			}
			if bytes.Contains(photo[width], []byte("Exif")) || bytes.Contains(photo[width], []byte("zqwhere")) {
				t.Errorf("%s tells where it was taken", name)
			}
		}
	}
}

// TestUpright holds that a picture is turned as its camera says: where the blue
// quarter comes to lie.
func TestUpright(t *testing.T) {
	file := asJPEG(picture(600, 600))
	for turned, at := range map[uint16]image.Point{0: {0, 0}, 1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1}, 9: {0, 0}} {
		photo, err := roll.ReadPhoto(withExif(file, turned))
		if err != nil {
			t.Fatal(err)
		}
		p, err := jpeg.Decode(bytes.NewReader(photo[96]))
		if err != nil {
			t.Fatal(err)
		}
		for _, corner := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
			r, _, b, _ := p.At(24+48*corner.X, 24+48*corner.Y).RGBA()
			if blue := b > r; blue != (corner == at) {
				t.Errorf("held as %d, the corner %v is blue: %v", turned, corner, blue)
			}
		}
	}
}

func TestPutPhoto(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		a := aida()
		write(t, db, func(tx *database.Tx) error { return roll.Put(tx, a) })
		photo, err := roll.ReadPhoto(asPNG(picture(200, 200)))
		if err != nil {
			t.Fatal(err)
		}
		write(t, db, func(tx *database.Tx) error { return roll.PutPhoto(tx, a.Member, photo) })
		write(t, db, func(tx *database.Tx) error { return roll.Put(tx, a) }) // which leaves it
		read(t, db, func(tx *database.Tx) error {
			p, err := roll.Find(tx, a.Member)
			data, _ := roll.PhotoOf(tx, a.Member, 96)
			if p.Photo == "" || !bytes.Equal(data, photo[96]) {
				t.Errorf("the photograph is %q, of %d bytes", p.Photo, len(data))
			}
			return err
		})
		write(t, db, func(tx *database.Tx) error { return roll.PutPhoto(tx, a.Member, nil) })
		read(t, db, func(tx *database.Tx) error {
			p, err := roll.Find(tx, a.Member)
			data, _ := roll.PhotoOf(tx, a.Member, 96)
			if p.Photo != "" || data != nil {
				t.Error("it was taken away, and is there")
			}
			return err
		})
		err = db.Write(t.Context(), func(tx *database.Tx) error { return roll.PutPhoto(tx, "nobody", photo) })
		refused(t, err, roll.Unknown)
	})
}

// FuzzReadPhoto reads whatever is sent. What is read is two small JPEGs.
func FuzzReadPhoto(f *testing.F) {
	f.Add(asJPEG(picture(90, 90)))
	f.Add(asPNG(picture(90, 90)))
	f.Add(withExif(asJPEG(picture(90, 90)), 6))
	f.Add(claims(1<<30, 1<<30))
	f.Fuzz(func(t *testing.T, file []byte) {
		photo, err := roll.ReadPhoto(file)
		if _, orderly := act.Refused(err); err != nil && !orderly {
			t.Error(err)
		}
		if err == nil && len(photo) != len(roll.Widths) {
			t.Errorf("%d sizes", len(photo))
		}
	})
}
