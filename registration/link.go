package registration

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"example.org/counterpart/act"
)

// What begins a link's token.
const prefix = "cr_"

var spelling = base64.RawURLEncoding.Strict()

func seal(secret []byte, what, of string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("counterpart/registration/" + what + "/v1\n" + of))
	return spelling.EncodeToString(mac.Sum(nil)[:16])
}

// ID names what is sent with a stamped form, so that a form sent twice is one
// registration.
func ID(secret []byte, stamp string) string { return seal(secret, "id", stamp) }

// Token lets whoever holds it confirm and cancel a registration.
func Token(secret []byte, id string) string { return prefix + id + seal(secret, "token", id) }

// Opens returns the registration that a token is for.
func Opens(secret []byte, token string) (id string, err error) {
	rest, ok := strings.CutPrefix(token, prefix)
	if size := spelling.EncodedLen(16); ok && len(rest) == 2*size {
		if id = rest[:size]; hmac.Equal([]byte(seal(secret, "token", id)), []byte(rest[size:])) {
			return id, nil
		}
	}
	return "", act.Refuse(act.NotFound, "refuse.registration.unknown")
}
