package record

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Proof shows to whoever has the log's key, and nothing else, that the log
// holds an entry. As a file it is called .tlog-proof.
// https://c2sp.org/tlog-proof
type Proof struct {
	Extra  []byte // nothing vouches for it
	Index  int64  // the entry's place
	Path   tlog.RecordProof
	Signed []byte // the checkpoint, with all its signatures
}

const proofHeader = "c2sp.org/tlog-proof@v1\n"

// Prove returns the proof that the log holds the entry at seq, under the newest
// checkpoint. If that does not reach so far the error is ErrBeyond.
func Prove(tx *database.Tx, seq int64) (Proof, error) {
	signed, size, err := LatestCheckpoint(tx)
	if err == nil && (seq < 0 || seq >= size) {
		err = fmt.Errorf("%w: entry %d, checkpoint at %d", ErrBeyond, seq, size)
	}
	if err != nil {
		return Proof{}, err
	}
	path, err := ProveEntry(tx, seq, size)
	return Proof{Index: seq, Path: path, Signed: signed}, err
}

// FormatProof writes a proof.
func FormatProof(p Proof) []byte {
	var b bytes.Buffer
	b.WriteString(proofHeader)
	if len(p.Extra) > 0 {
		b.WriteString("extra " + base64.StdEncoding.EncodeToString(p.Extra) + "\n")
	}
	fmt.Fprintf(&b, "index %d\n", p.Index)
	for _, h := range p.Path {
		b.WriteString(h.String() + "\n")
	}
	b.WriteString("\n")
	b.Write(p.Signed)
	return b.Bytes()
}

var errProof = errors.New("malformed proof")

// ParseProof reads a proof without checking it. It accepts exactly what
// FormatProof writes.
func ParseProof(text []byte) (p Proof, err error) {
	head, signed, ok := bytes.Cut(text, []byte("\n\n"))
	rest, ok2 := strings.CutPrefix(string(head)+"\n", proofHeader)
	if !ok || !ok2 || len(text) > 1<<20 {
		return p, errProof
	}
	p.Signed = signed
	lines := strings.Split(strings.TrimSuffix(rest, "\n"), "\n")
	if b64, ok := strings.CutPrefix(lines[0], "extra "); ok {
		if p.Extra, err = base64.StdEncoding.DecodeString(b64); err != nil {
			return p, errProof
		}
		lines = lines[1:]
	}
	// 63 hashes reach up any tree whose size fits an int64.
	if len(lines) == 0 || len(lines) > 64 || !strings.HasPrefix(lines[0], "index ") {
		return p, errProof
	}
	if p.Index, err = strconv.ParseInt(lines[0][len("index "):], 10, 64); err != nil || p.Index < 0 {
		return p, errProof
	}
	for _, line := range lines[1:] {
		h, err := tlog.ParseHash(line)
		if err != nil {
			return p, errProof
		}
		p.Path = append(p.Path, h)
	}
	if !bytes.Equal(FormatProof(p), text) { // another spelling
		return p, errProof
	}
	return p, nil
}

// VerifyProof checks that the log whose key is verifier holds, at the returned
// proof's index, the entry with this leaf hash, and returns the checkpoint that
// vouches for it.
func VerifyProof(text []byte, leaf Hash, verifier note.Verifier) (Proof, Checkpoint, error) {
	p, err := ParseProof(text)
	if err != nil {
		return p, Checkpoint{}, err
	}
	c, err := OpenCheckpoint(p.Signed, verifier)
	if err != nil {
		return p, c, err
	}
	if err := tlog.CheckRecord(p.Path, c.Size, c.Root, p.Index, leaf); err != nil {
		return p, c, fmt.Errorf("entry %d under the checkpoint at %d: %w", p.Index, c.Size, err)
	}
	return p, c, nil
}
