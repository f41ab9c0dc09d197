package typst

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io"
)

// Version is that of the typesetter in this folder.
const Version = "0.14.2"

// sum is the sha256 of the module as it was published, uncompressed.
const sum = "1fc968438a672366dfec39c96c842c26ed29caff4eb1bcaab19a6c60867de5fd"

//go:embed typst.wasm.gz
var packed []byte

// unpack returns the module, having made sure that it is the one that we mean.
func unpack(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack typst: %w", err)
	}
	module, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("unpack typst: %w", err)
	}
	if got := sha256.Sum256(module); hex.EncodeToString(got[:]) != sum {
		return nil, fmt.Errorf("unpack typst: its sha256 is %x, and not %s", got, sum)
	}
	return module, nil
}
