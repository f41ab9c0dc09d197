package record

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
)

// SaltSize is the size of a salt in bytes.
const SaltSize = 32

// NewSalt returns a fresh random salt. Every payload gets its own, even one
// that repeats another, or equal payloads would show as equal commitments.
func NewSalt() []byte {
	salt := make([]byte, SaltSize)
	rand.Read(salt) // never fails: the program stops instead
	return salt
}

// Commit returns the commitment that a header carries in place of its payload:
// HMAC-SHA256 under the salt. Without the salt nobody can tell, or guess and
// confirm, what was committed to. The media type (such as "application/json")
// has no line break in it.
func Commit(salt []byte, media string, payload []byte) (c Hash) {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte("counterpart/payload/v1\n" + media + "\n"))
	mac.Write(payload)
	mac.Sum(c[:0])
	return c
}
