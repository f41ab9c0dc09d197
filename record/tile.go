package record

import (
	"encoding/binary"
	"fmt"
	"strings"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/tlog"
)

// TileWidth is the number of hashes in a full tile, and of entries in a full
// bundle.
const TileWidth = 1 << tileHeight

const tileHeight = 8

// EntryBundle is the Level of a TilePath that names entries, not hashes.
const EntryBundle = -1

// A TilePath names a piece of the log as it is served, relative to the log's
// address: tile/0/x001/234.p/5, or tile/entries/x001/234.
// https://c2sp.org/tlog-tiles
type TilePath struct {
	Level int   // 0 for leaf hashes, up to 63, or EntryBundle
	Index int64 // within the level, from 0
	Width int   // TileWidth if the tile is full
}

// ours spells a path as tlog does, which also says the height.
const ours = "tile/8/"

func (p TilePath) tile() tlog.Tile {
	return tlog.Tile{H: tileHeight, L: p.Level, N: p.Index, W: p.Width}
}

// String returns the path.
func (p TilePath) String() string {
	s := strings.TrimPrefix(p.tile().Path(), ours)
	if p.Level == EntryBundle {
		s = "entries" + strings.TrimPrefix(s, "data")
	}
	return "tile/" + s
}

// ParseTilePath reads a path, which must be spelt as String spells it.
func ParseTilePath(path string) (TilePath, error) {
	rest, ok := strings.CutPrefix(path, "tile/")
	if cut, entries := strings.CutPrefix(rest, "entries/"); entries {
		rest = "data/" + cut
	}
	t, err := tlog.ParseTilePath(ours + rest)
	p := TilePath{t.L, t.N, t.W}
	// An index too large for an int64 has become another, with another path.
	if !ok || err != nil || p.Level > 63 || p.Index < 0 || p.String() != path {
		return TilePath{}, fmt.Errorf("malformed tile path %q", path)
	}
	return p, nil
}

// Tile returns the first width hashes of a tile. One that the record has not
// filled so far is ErrBeyond.
func Tile(tx *database.Tx, level int, index int64, width int) ([]byte, error) {
	p := TilePath{level, index, width}
	if level < 0 || level > 63 {
		return nil, fmt.Errorf("no tile has level %d", level)
	}
	if err := p.filled(tx, 8*level); err != nil {
		return nil, err
	}
	return tlog.ReadTileData(p.tile(), stored(tx))
}

// Bundle returns the headers of the first width entries of a bundle, each after
// its length as two bytes, high byte first.
func Bundle(tx *database.Tx, index int64, width int) ([]byte, error) {
	if err := (TilePath{EntryBundle, index, width}).filled(tx, 0); err != nil {
		return nil, err
	}
	first := index * TileWidth
	entries, err := database.All(tx, `
		select seq, topic, kind, data from record_entry
		where seq >= $1 and seq < $2 order by seq`,
		[]any{first, first + int64(width)}, scanEntry)
	if err != nil {
		return nil, err
	}
	var out []byte
	for i, e := range entries {
		if e.Seq != first+int64(i) {
			return nil, &Damage{Seq: first + int64(i), What: EntryMissing}
		}
		out = binary.BigEndian.AppendUint16(out, uint16(len(e.Data)))
		out = append(out, e.Data...)
	}
	if len(entries) != width {
		return nil, &Damage{Seq: first + int64(len(entries)), What: EntryMissing}
	}
	return out, nil
}

// filled refuses a tile that reaches beyond the record; one of its hashes
// stands for 1<<shift entries.
func (p TilePath) filled(tx *database.Tx, shift int) error {
	if p.Width < 1 || p.Width > TileWidth || p.Index < 0 {
		return fmt.Errorf("no tile has index %d and width %d", p.Index, p.Width)
	}
	size, err := Size(tx)
	if err != nil {
		return err
	}
	// Divided rather than multiplied, so that no index overflows.
	if have := size >> shift; p.Index > have/TileWidth || p.Index*TileWidth+int64(p.Width) > have {
		return fmt.Errorf("%w: %v at size %d", ErrBeyond, p, size)
	}
	return nil
}
