package record

import (
	"archive/zip"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"
)

// An archive is a zip file, or a folder with the same files in it:
//
//	README.txt               how to read the rest
//	checkpoint               the signed checkpoint, as served
//	vkey                     the log's key, as its owner states it
//	entries/000000000.jsonl  a line for each of the entries 0 to 4095
//	entries/000004096.jsonl  and so on
//
// A line is a JSON object: see line. README.txt says the same for readers who
// have nothing but the archive.
const (
	archiveCheckpoint = "checkpoint"
	archiveVKey       = "vkey"
	archiveEntries    = "entries"
	archiveReadme     = "README.txt"
	perFile           = 4096
)

//go:embed archive.txt
var readme []byte

// A line is an entry in an archive: either Leaf alone, or the rest. Bytes that
// are not plain text are in the field whose name ends in 64, as base64.
type line struct {
	Seq       int64  `json:"seq"`
	Leaf      []byte `json:"leaf,omitempty"`
	Topic     string `json:"topic,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Data      string `json:"data,omitempty"`
	Data64    []byte `json:"data64,omitempty"`
	Salt      []byte `json:"salt,omitempty"`
	Payload   string `json:"payload,omitempty"`
	Payload64 []byte `json:"payload64,omitempty"`
}

// WriteArchive writes all of src to w as a zip file. The same source gives the
// same bytes. It does not verify; whoever reads the archive does.
func WriteArchive(ctx context.Context, w io.Writer, src Source, vkey string) error {
	z := zip.NewWriter(w)
	if err := AddArchive(ctx, z, src, vkey); err != nil {
		return err
	}
	return z.Close()
}

// AddArchive adds the files of an archive of src to a zip file that may hold
// others beside them.
func AddArchive(ctx context.Context, z *zip.Writer, src Source, vkey string) error {
	signed, err := src.Checkpoint(ctx)
	if err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	for _, file := range []struct {
		name string
		data []byte
	}{
		{archiveReadme, readme},
		{archiveCheckpoint, signed},
		{archiveVKey, []byte(vkey + "\n")},
	} {
		f, err := z.Create(file.name)
		if err == nil {
			_, err = f.Write(file.data)
		}
		if err != nil {
			return fmt.Errorf("write archive: %s: %w", file.name, err)
		}
	}
	if err := writeItems(ctx, z, src); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	return nil
}

func writeItems(ctx context.Context, z *zip.Writer, src Source) error {
	var f io.Writer
	var b bytes.Buffer
	next := int64(0)
	for item, err := range src.Items(ctx) {
		if err == nil && item.Seq != next {
			err = damaged(next, EntryMissing, "the next is %d", item.Seq)
		}
		if err == nil && next%perFile == 0 {
			f, err = z.Create(fmt.Sprintf("%s/%09d.jsonl", archiveEntries, next))
		}
		if err != nil {
			return err
		}
		next++
		b.Reset()
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(lineOf(item)); err != nil {
			return err
		}
		if _, err := f.Write(b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func lineOf(i Item) line {
	if i.Withheld() {
		return line{Seq: i.Seq, Leaf: i.Leaf[:]}
	}
	l := line{Seq: i.Seq, Topic: i.Topic, Kind: i.Kind, Salt: i.Salt}
	if plain(i.Data) {
		l.Data = string(i.Data)
	} else {
		l.Data64 = i.Data
	}
	if plain(i.Payload) {
		l.Payload = string(i.Payload)
	} else {
		l.Payload64 = i.Payload
	}
	return l
}

// plain reports whether b can be a JSON string, and a human can read it.
func plain(b []byte) bool {
	return utf8.Valid(b) && bytes.IndexFunc(b, func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t'
	}) < 0
}
