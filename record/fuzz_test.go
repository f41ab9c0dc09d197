package record

import (
	"bytes"
	"testing"
	"testing/fstest"
)

func FuzzParseProof(f *testing.F) {
	c := Checkpoint{origin, 3, Hash{3}}.String() + "\n— x hI2DJw==\n"
	f.Add(FormatProof(Proof{Extra: []byte("e"), Index: 2, Path: []Hash{{1}, {2}}, Signed: []byte(c)}))
	f.Add([]byte(proofHeader + "index 0\n\n" + c))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := ParseProof(text)
		if err == nil && !bytes.Equal(FormatProof(p), text) {
			t.Errorf("%q is also %q", text, FormatProof(p))
		}
	})
}

func FuzzVerifyProof(f *testing.F) {
	key := newKey(f, origin)
	leaf := Leaf([]byte("leaf"))
	signed, err := Checkpoint{origin, 1, leaf}.Sign(key.Signer)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(FormatProof(Proof{Signed: signed}))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, c, err := VerifyProof(text, leaf, key.Verifier)
		if err == nil && (p.Index != 0 || c.Size != 1 || len(p.Path) != 0) {
			t.Errorf("verified %q", text)
		}
		if _, _, err := VerifyProof(text, Hash{}, key.Verifier); err == nil {
			t.Errorf("verified another leaf by %q", text)
		}
	})
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add(Checkpoint{origin, 7, Hash{7}}.String())
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseCheckpoint(text); err == nil && (c.String() != text || c.Size < 0 || c.Origin == "") {
			t.Errorf("%q is also %q", text, c)
		}
	})
}

func FuzzParseTilePath(f *testing.F) {
	f.Add("tile/0/x001/234.p/5")
	f.Add("tile/entries/x001/x234/067")
	f.Fuzz(func(t *testing.T, path string) {
		p, err := ParseTilePath(path)
		if err == nil && (p.String() != path || p.Index < 0 || p.Width < 1 || p.Width > TileWidth || p.Level < -1 || p.Level > 63) {
			t.Errorf("%q is %+v", path, p)
		}
	})
}

// FuzzArchive reads any bytes as the entries of an archive. Those that pass
// for an item must come back the same when written again.
func FuzzArchive(f *testing.F) {
	f.Add([]byte(`{"seq":0,"topic":"t","kind":"k","data":"d","salt":"AA==","payload":"p"}` + "\n" + `{"seq":1,"data64":"AA=="}`))
	f.Add([]byte(`{"seq":0,"leaf":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := ReadArchive(fstest.MapFS{
			archiveVKey:         &fstest.MapFile{},
			archiveCheckpoint:   &fstest.MapFile{},
			"entries/000.jsonl": &fstest.MapFile{Data: text},
		})
		if err != nil {
			t.Fatal(err)
		}
		var read []Item
		for i, err := range a.Items(t.Context()) {
			if err != nil {
				return
			}
			if i.Seq != int64(len(read)) {
				return
			}
			read = append(read, i)
		}
		z, _ := archived(t, slice(read), "")
		for i, again := range items(t, archive(t, z)) {
			if !sameEntry(again.Entry, read[i].Entry) || again.Leaf != read[i].Leaf {
				t.Errorf("%+v came back as %+v", read[i], again)
			}
		}
	})
}
