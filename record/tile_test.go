package record

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"testing"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/tlog"
)

func TestTilePath(t *testing.T) {
	for path, want := range map[string]TilePath{
		"tile/0/000":                           {0, 0, 256},
		"tile/0/x001/234.p/5":                  {0, 1234, 5},
		"tile/0/x001/x234/067":                 {0, 1234067, 256},
		"tile/63/999.p/255":                    {63, 999, 255},
		"tile/entries/000":                     {EntryBundle, 0, 256},
		"tile/entries/x001/234.p/5":            {EntryBundle, 1234, 5},
		"tile/2/x999/x999/x999/x999/x999/999":  {2, 999999999999999999, 256},
		"tile/0/x001/x000/x000/x000/x000/000":  {0, 1e15, 256},
		"tile/0/x009/x000/x000/x000/000.p/255": {0, 9e12, 255},
	} {
		if got, err := ParseTilePath(path); err != nil || got != want || got.String() != path {
			t.Errorf("%s is %+v (%v), %v", path, got, got, err)
		}
	}
	for _, bad := range []string{
		"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/-1/000", "tile/64/000",
		"tile/data/000", "tile/8/0/000", "tile/8/data/000", "tile/0/x000", "tile/0/x000/001", "tile/0/001/002", "tile/0/x001/x002",
		"tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/05", "tile/0/000.p/", "tile/0/000.p", "tile/0/000.p/1/", "tile/0/000.p/-1",
		"tile/0/x001/x000/x000/x000/x000/x000/x000/000", "tile/0/x999/x999/x999/x999/x999/x999/999", "/tile/0/000", "tile/0/000 ",
		"tile/+1/000", "tile/0/+01", "tile/entries/-01", "tile/entries/entries/000", "tile/entries/data/000", "tile/0/..", "tile/0/x../000",
	} {
		if p, err := ParseTilePath(bad); err == nil {
			t.Errorf("%q is %+v", bad, p)
		}
	}
}

// TestTiles verifies a record of 70,000 entries as a stranger would who has its
// tiles only; the specification says which there are.
func TestTiles(t *testing.T) {
	if testing.Short() {
		t.Skip("70,000 entries")
	}
	key := newKey(t, origin)
	each(t, func(t *testing.T, db *database.DB) {
		var cache Edge
		for range 70 {
			write(t, db, add(&cache, key, 1000))
		}
		read(t, db, func(tx *database.Tx) error {
			for _, tile := range []struct {
				level, full, partial int
			}{{0, 273, 112}, {1, 1, 17}, {2, 0, 1}} {
				last := int64(tile.full)
				if _, err := Tile(tx, tile.level, last, tile.partial); err != nil {
					t.Errorf("level %d: %v", tile.level, err)
				}
				if _, err := Tile(tx, tile.level, last, tile.partial+1); !errors.Is(err, ErrBeyond) {
					t.Errorf("level %d, beyond: %v", tile.level, err)
				}
				if last > 0 {
					if b, err := Tile(tx, tile.level, last-1, TileWidth); err != nil || len(b) != 8192 {
						t.Errorf("level %d, full: %v", tile.level, err)
					}
				}
			}
			for _, bad := range []TilePath{{0, -1, 1}, {0, 0, 0}, {0, 0, 257}, {64, 0, 1}, {-1, 0, 1}, {3, 0, 1}, {63, 0, 1}, {0, 1<<63 - 1, 1}, {0, 1 << 56, 256}} {
				if _, err := Tile(tx, bad.Level, bad.Index, bad.Width); err == nil {
					t.Errorf("served %+v", bad)
				}
				if _, err := Bundle(tx, bad.Index, bad.Width); err == nil && (bad.Index != 0 || bad.Width != 1) {
					t.Errorf("served the bundle %+v", bad)
				}
			}
			root, err := Root(tx, 70_000)
			if err != nil {
				return err
			}
			tiles := tlog.TileHashReader(tlog.Tree{N: 70_000, Hash: root}, tileReader{tx})
			for range 50 {
				seq := rand.Int64N(70_000)
				path, err := tlog.ProveRecord(70_000, seq, tiles)
				if err != nil {
					t.Fatal(err)
				}
				width := int(min(TileWidth, 70_000-seq/TileWidth*TileWidth))
				bundle, err := Bundle(tx, seq/TileWidth, width)
				if err != nil {
					t.Fatal(err)
				}
				for range seq % TileWidth {
					bundle = bundle[2+binary.BigEndian.Uint16(bundle):]
				}
				data := bundle[2 : 2+binary.BigEndian.Uint16(bundle)]
				if err := tlog.CheckRecord(path, 70_000, root, seq, Leaf(data)); err != nil {
					t.Fatalf("entry %d: %v", seq, err)
				}
			}
			return nil
		})
	})
}

// A tileReader is a stranger's view of the log.
type tileReader struct{ tx *database.Tx }

func (r tileReader) Height() int { return 8 }
func (r tileReader) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, t := range tiles {
		b, err := Tile(r.tx, t.L, t.N, t.W)
		if err != nil {
			return nil, err
		}
		data = append(data, b)
	}
	return data, nil
}
func (r tileReader) SaveTiles([]tlog.Tile, [][]byte) {}
