package record

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/note"
)

// A Key signs the checkpoints of one origin.
type Key struct {
	Signer   note.Signer
	Verifier note.Verifier
	VKey     string // the verifier key as text, to be published
}

var (
	// ErrOriginUsed is the answer to making a key for an origin that has
	// signed before. Two keys, or two histories, under one name would be a
	// fork that no witness ever forgives.
	ErrOriginUsed = errors.New("an origin is never used with a second key")

	// ErrExposed is the answer to reading a secret that others can read too.
	ErrExposed = errors.New("a secret that others can read")
)

// LoadOrMakeKey reads the key of an origin from its file in dir, or makes one.
// If the key is missing although the database holds checkpoints of the origin,
// the error is ErrOriginUsed.
func LoadOrMakeKey(ctx context.Context, db *database.DB, dir, origin string) (Key, error) {
	key, err := LoadKey(dir, origin)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	var used bool
	err = db.Read(ctx, func(tx *database.Tx) (err error) {
		used, err = OriginUsed(tx, origin)
		return err
	})
	if err != nil {
		return Key{}, err
	}
	if used {
		return Key{}, fmt.Errorf("the key of %q is not in %s, but the database holds checkpoints signed with it: "+
			"put the file back from your backup of the keys, or go on under a new origin; %w", origin, dir, ErrOriginUsed)
	}
	text, _, err := note.GenerateKey(rand.Reader, origin)
	if err == nil {
		err = writeSecret(dir, keyFile(origin), []byte(text+"\n"))
	}
	// If another instance was quicker, its key is the one.
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return Key{}, fmt.Errorf("make a key for %q: %w", origin, err)
	}
	return LoadKey(dir, origin)
}

// LoadKey reads the key of an origin from its file in dir. If there is none the
// error is fs.ErrNotExist.
func LoadKey(dir, origin string) (Key, error) {
	if err := validOrigin(origin); err != nil {
		return Key{}, err
	}
	text, err := readSecret(dir, keyFile(origin))
	if err != nil {
		return Key{}, fmt.Errorf("key of %q: %w", origin, err)
	}
	key, err := parseKey(strings.TrimSuffix(string(text), "\n"))
	if err == nil && key.Signer.Name() != origin {
		err = fmt.Errorf("it is a key of %q", key.Signer.Name())
	}
	if err != nil {
		return Key{}, fmt.Errorf("%s: %w", filepath.Join(dir, keyFile(origin)), err)
	}
	return key, nil
}

// OriginUsed reports whether checkpoints of the origin have been signed here.
func OriginUsed(tx *database.Tx, origin string) (bool, error) {
	begin := origin + "\n"
	var n int64
	err := tx.Row(`select count(*) from record_checkpoint where substr(note, 1, $1) = $2`,
		[]any{utf8.RuneCountInString(begin), begin}, &n)
	return n > 0, err
}

// keyFile is the name of an origin's file. Slashes in the origin are escaped.
func keyFile(origin string) string { return url.PathEscape(origin) + ".key" }

// validOrigin refuses what cannot name a key, or would be mistaken for several
// lines of a checkpoint.
func validOrigin(origin string) error {
	if origin == "" || len(origin) > 200 || strings.ContainsFunc(origin, func(r rune) bool {
		return r <= ' ' || r > '~' || r == '+'
	}) {
		return fmt.Errorf("%q cannot be an origin: use an address like counterpart.example/record, "+
			"in ASCII, without spaces and plus signs", origin)
	}
	return nil
}

// parseKey reads a signing key as note writes it, and derives what is public.
func parseKey(text string) (Key, error) {
	signer, err := note.NewSigner(text)
	if err != nil {
		return Key{}, err
	}
	vkey, err := publicOf(text)
	if err != nil {
		return Key{}, err
	}
	verifier, err := note.NewVerifier(vkey)
	return Key{signer, verifier, vkey}, err
}
