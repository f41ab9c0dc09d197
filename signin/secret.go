package signin

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Each sort of secret begins with a mark of its own, so that one found in a
// file or a log can be told for what it is.
const (
	linkMark    = "cl_"
	sessionMark = "cs_"
	tokenMark   = "cp_"
	browserMark = "cb_"
	attemptMark = "ca_"
)

// secretSize is the size of a secret in random bytes.
const secretSize = 32

// spelling accepts one spelling of each secret: no padding, no line ends, no
// stray bits at the end.
var spelling = base64.RawURLEncoding.Strict()

// A digest is what is kept of a secret: SHA-256 of its text.
type digest [sha256.Size]byte

// newSecret returns a fresh secret and what to keep of it.
func newSecret(mark string) (string, digest) {
	var b [secretSize]byte
	rand.Read(b[:])
	secret := mark + spelling.EncodeToString(b[:])
	return secret, sha256.Sum256([]byte(secret))
}

// newID returns the name of a session or a token on pages: random, and of no
// use to whoever learns it.
func newID() string {
	var b [9]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// read returns the digest under which a secret may be kept; ok is false if it
// is not even formed like one, so that rubbish costs no look-up.
func read(mark, secret string) (d digest, ok bool) {
	rest, ok := strings.CutPrefix(secret, mark)
	if !ok || len(rest) != spelling.EncodedLen(secretSize) {
		return digest{}, false
	}
	// The decoder skips line ends, but then too few bytes are left.
	if b, err := spelling.DecodeString(rest); err != nil || len(b) != secretSize {
		return digest{}, false
	}
	return sha256.Sum256([]byte(secret)), true
}
