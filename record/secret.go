package record

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/note"
)

// A Secret is known to one installation only, whatever the number of its
// instances. It is not in the database, so that a copy of that reveals nothing
// that was hidden with it.
type Secret [32]byte

// Format keeps the secret out of logs, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { f.Write([]byte("(secret)")) }

// MarshalText keeps the secret out of logs that are JSON.
func (Secret) MarshalText() ([]byte, error) { return []byte("(secret)"), nil }

const secretFile = "installation.secret"

// LoadOrMakeSecret reads the installation's secret from its file in dir, or
// makes one. If it is missing although the record has entries, the error is
// ErrSecretLost: what was hidden with the old one can no longer be compared.
func LoadOrMakeSecret(ctx context.Context, db *database.DB, dir string) (Secret, error) {
	s, err := LoadSecret(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	var size int64
	if err := db.Read(ctx, func(tx *database.Tx) (err error) {
		size, err = Size(tx)
		return err
	}); err != nil {
		return Secret{}, err
	}
	if size > 0 {
		return Secret{}, fmt.Errorf("%s is missing although the record has %d entries: "+
			"put it back from your backup of the keys; %w", filepath.Join(dir, secretFile), size, ErrSecretLost)
	}
	return MakeSecret(dir)
}

// ErrSecretLost is the answer to starting on a filled record without the
// installation's secret.
var ErrSecretLost = errors.New("the installation's secret is lost")

// LoadSecret reads the installation's secret. If there is none the error is
// fs.ErrNotExist.
func LoadSecret(dir string) (s Secret, err error) {
	text, err := readSecret(dir, secretFile)
	if err != nil {
		return s, fmt.Errorf("secret of the installation: %w", err)
	}
	data, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(string(text), "\n"))
	if err != nil || len(data) != len(s) {
		return s, fmt.Errorf("%s is not a secret of %d bytes", filepath.Join(dir, secretFile), len(s))
	}
	copy(s[:], data)
	return s, nil
}

// MakeSecret makes a secret, unless there is one by now, and returns the one
// there is.
func MakeSecret(dir string) (Secret, error) {
	var s Secret
	rand.Read(s[:])
	err := writeSecret(dir, secretFile, []byte(base64.StdEncoding.EncodeToString(s[:])+"\n"))
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return Secret{}, fmt.Errorf("make the installation's secret: %w", err)
	}
	return LoadSecret(dir)
}

// readSecret reads a file that nobody but its owner may read.
func readSecret(dir, name string) ([]byte, error) {
	path := filepath.Join(dir, name)
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode(); runtime.GOOS != "windows" && mode.Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s has mode %#o: look who may have read it, then chmod 600; %w", path, mode.Perm(), ErrExposed)
	}
	data := make([]byte, 1024)
	n, err := f.Read(data)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return data[:n], nil
}

// writeSecret makes a file of mode 0600 that is whole and durable from the
// moment it has its name. It never replaces one: the error is then fs.ErrExist.
func writeSecret(dir, name string, data []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".new-*") // of mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	// A link, unlike a renaming, fails if the name is taken.
	if err := os.Link(f.Name(), filepath.Join(dir, name)); err != nil {
		return err
	}
	return syncFolder(dir)
}

// syncFolder makes the names in a folder durable.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// publicOf returns the verifier key that belongs to a signing key. The form is
// PRIVATE+KEY+name+hash+base64(algorithm, seed); that it is in order has been
// checked by note.NewSigner.
func publicOf(text string) (string, error) {
	part := strings.SplitN(text, "+", 5)
	seed, err := base64.StdEncoding.DecodeString(part[len(part)-1])
	if err != nil || len(part) != 5 || len(seed) != 1+ed25519.SeedSize {
		return "", errors.New("not an Ed25519 signing key")
	}
	public := ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey)
	return note.NewEd25519VerifierKey(part[2], public)
}
