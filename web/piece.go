package web

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"io"
	"sync"
)

// A piece is a large part of a page that was drawn and packed once, and is sent
// to many readers within pages that are otherwise their own.
type piece struct {
	plain  string
	packed []byte // as it stands in a deflate stream, ending on a whole byte
}

var deflaters = sync.Pool{New: func() any { z, _ := flate.NewWriter(nil, flate.BestSpeed); return z }}

// deflate writes text as a part of a deflate stream that refers to nothing
// outside it, so that parts can follow each other (RFC 1951, 3.2.3).
func deflate(w io.Writer, text []byte, last bool) error {
	z := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(z)
	z.Reset(w)
	if _, err := z.Write(text); err != nil {
		return err
	}
	if last {
		return z.Close()
	}
	return z.Flush()
}

// newPiece packs what was drawn.
func newPiece(plain string) (*piece, error) {
	var b bytes.Buffer
	err := deflate(&b, []byte(plain), false)
	return &piece{plain, b.Bytes()}, err
}

// in finds the piece in a page; -1 if it is not there as it was drawn.
func (p *piece) in(page []byte) int {
	if p == nil || len(p.plain) == 0 {
		return -1
	}
	at := bytes.Index(page, []byte(p.plain[:min(len(p.plain), 32)])) // the rest is compared once
	if end := at + len(p.plain); at < 0 || end > len(page) || string(page[at:end]) != p.plain {
		return -1
	}
	return at
}

// around writes a page in which the piece begins at a place as a gzip file
// (RFC 1952), without packing the piece again.
func (p *piece) around(w io.Writer, page []byte, at int) error {
	if _, err := w.Write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255}); err != nil { // deflate, no name or time, fastest
		return err
	}
	if err := deflate(w, page[:at], false); err != nil {
		return err
	}
	if _, err := w.Write(p.packed); err != nil {
		return err
	}
	if err := deflate(w, page[at+len(p.plain):], true); err != nil {
		return err
	}
	sum := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(page))
	_, err := w.Write(binary.LittleEndian.AppendUint32(sum, uint32(len(page))))
	return err
}
