package picture_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/picture"
)

func drawn(t testing.TB, encode func(*bytes.Buffer, image.Image) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, image.NewRGBA(image.Rect(0, 0, 6, 4))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRead takes what is a picture, and of it only what the eye sees.
func TestRead(t *testing.T) {
	asPNG := drawn(t, func(b *bytes.Buffer, i image.Image) error { return png.Encode(b, i) })
	asJPEG := drawn(t, func(b *bytes.Buffer, i image.Image) error { return jpeg.Encode(b, i, nil) })
	huge := bytes.Clone(asPNG)
	copy(huge[16:24], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // says that it is 65536 by 65536
	for _, c := range []struct {
		what, kind, key string
		data            []byte
	}{
		{"a PNG", "image/png", "", asPNG}, {"a JPEG", "image/jpeg", "", asJPEG},
		{"more behind it", "image/png", "", append(bytes.Clone(asPNG), "<script>Zq</script>"...)},
		{"nothing", "", "refuse.picture.file", nil}, {"a drawing", "", "refuse.picture.kind", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)},
		{"half a PNG", "", "refuse.picture.kind", asPNG[:40]}, {"a GIF", "", "refuse.picture.kind", []byte("GIF89a")},
		{"too many bytes", "", "refuse.picture.large", make([]byte, picture.MaxSize+1)},
		{"other than it says", "", "refuse.picture.kind", huge},
	} {
		p, err := picture.Read(c.data, "x")
		no, _ := act.Refused(err)
		switch {
		case c.key == "" && (err != nil || p.Type != c.kind || p.Width != 6 || bytes.Contains(p.Data, []byte("Zq"))):
			t.Errorf("%s: %+v, %v", c.what, p, err)
		case c.key != "" && (no == nil || no.Reason.Key != c.key):
			t.Errorf("%s: %v, and not %s", c.what, err, c.key)
		}
	}
}

// TestKeep keeps a picture once, for each publication that it was uploaded for.
func TestKeep(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p, err := picture.Read(drawn(t, func(b *bytes.Buffer, i image.Image) error { return png.Encode(b, i) }), "a  well\n.png")
		if err != nil || p.Name != "a well .png" {
			t.Fatalf("%q, %v", p.Name, err)
		}
		err = db.Write(t.Context(), func(tx *database.Tx) error {
			for _, do := range []func() error{func() error { return picture.Open(tx) }, func() error { return picture.Put(tx, "p-a", p, time.Now()) },
				func() error { return picture.Put(tx, "p-a", p, time.Now()) }, func() error { return picture.Put(tx, "p-b", p, time.Now()) }} {
				if err := do(); err != nil {
					return err
				}
			}
			on, _ := picture.For(tx, p.Sum)
			of, _ := picture.Of(tx, "p-a")
			got, err := picture.Get(tx, p.Sum)
			if len(on) != 2 || len(of) != 1 || !bytes.Equal(got.Data, p.Data) {
				t.Errorf("kept as %v, %v, %d bytes", on, of, len(got.Data))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
