package record

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"strings"
)

// An Archive is a Source in files. Nothing in it is to be believed before
// Verify, and what is asked of the reader's memory is bounded whatever it holds.
type Archive struct {
	// VKey is the log's key as the archive states it. It is a convenience: an
	// auditor compares it with one from elsewhere.
	VKey   string
	signed []byte
	files  fs.FS
}

// maxLine is the longest line of an archive in bytes, and maxSmall the longest
// of its other files. The largest payload, every letter escaped, fits in a line.
const (
	maxLine  = 3*MaxPayload + 4*MaxData
	maxSmall = 64 << 10
)

// ReadArchive reads an archive from its files: a folder is os.DirFS, and a
// *zip.Reader is a zip file.
func ReadArchive(files fs.FS) (*Archive, error) {
	a := &Archive{files: files}
	vkey, err := readSmall(files, archiveVKey)
	if err == nil {
		a.signed, err = readSmall(files, archiveCheckpoint)
	}
	if err != nil {
		return nil, fmt.Errorf("read archive: %w", err)
	}
	a.VKey = strings.TrimSuffix(string(vkey), "\n")
	return a, nil
}

// OpenArchive opens the archive at a path, a zip file or a folder. The caller
// closes what is returned beside it.
func OpenArchive(path string) (*Archive, io.Closer, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("read archive: %w", err)
	}
	if info.IsDir() {
		a, err := ReadArchive(os.DirFS(path))
		return a, io.NopCloser(nil), err
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, nil, fmt.Errorf("read archive %s: %w", path, err)
	}
	a, err := ReadArchive(z)
	if err != nil {
		z.Close()
		return nil, nil, err
	}
	return a, z, nil
}

func readSmall(files fs.FS, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSmall+1))
	if err == nil && len(data) > maxSmall {
		err = fmt.Errorf("%s is longer than %d bytes", name, maxSmall)
	}
	return data, err
}

// Checkpoint returns the archive's checkpoint.
func (a *Archive) Checkpoint(context.Context) ([]byte, error) { return a.signed, nil }

// Items yields the archive's entries in the order of its files.
func (a *Archive) Items(ctx context.Context) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		names, err := fs.ReadDir(a.files, archiveEntries)
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // a record may be empty
			yield(Item{}, fmt.Errorf("read archive: %w", err))
			return
		}
		seq := int64(0)
		for _, name := range names {
			for item, err := range a.file(ctx, archiveEntries+"/"+name.Name(), seq) {
				if !yield(item, err) || err != nil {
					return
				}
				seq++
			}
		}
	}
}

// file yields the entries of one file, of which the first should be seq.
func (a *Archive) file(ctx context.Context, name string, seq int64) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		f, err := a.files.Open(name)
		if err != nil {
			yield(Item{}, fmt.Errorf("read archive: %w", err))
			return
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(make([]byte, 0, 64<<10), maxLine)
		for lines.Scan() {
			err := ctx.Err()
			var item Item
			if err == nil {
				item, err = parseLine(lines.Bytes(), seq)
			}
			if !yield(item, err) || err != nil {
				return
			}
			seq++
		}
		if err := lines.Err(); err != nil {
			yield(Item{}, fmt.Errorf("read archive: %s, at entry %d: %w", name, seq, err))
		}
	}
}

// parseLine reads the line on which the entry seq should be.
func parseLine(text []byte, seq int64) (Item, error) {
	var l line
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return Item{}, damaged(seq, EntryUnreadable, "%v", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return Item{}, damaged(seq, EntryUnreadable, "two on one line")
	}
	i := Item{Entry: Entry{Seq: l.Seq, Topic: l.Topic, Kind: l.Kind, Data: l.Data64, Salt: l.Salt, Payload: l.Payload64}}
	if l.Data != "" && l.Data64 == nil {
		i.Data = []byte(l.Data)
	}
	if l.Payload != "" && l.Payload64 == nil {
		i.Payload = []byte(l.Payload)
	}
	copy(i.Leaf[:], l.Leaf)
	entry := len(i.Data) > 0 && len(l.Leaf) == 0
	withheld := len(l.Leaf) == len(i.Leaf) && len(i.Data) == 0 && len(i.Salt) == 0 && len(i.Payload) == 0
	if !entry && !withheld || len(i.Data) > MaxData || len(i.Payload) > MaxPayload {
		return Item{}, damaged(seq, EntryUnreadable, "neither an entry nor the hash of one")
	}
	if withheld {
		i.Data = nil
	}
	return i, nil
}
