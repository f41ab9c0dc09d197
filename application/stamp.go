package application

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"time"

	"example.org/counterpart/act"
)

// A form that strangers may send bears a stamp: when it was drawn, something
// random, and what only this installation can have written under both. Nobody
// fills in such a form in no time, or on another day; and nobody can make one.
const (
	stampSize = 8 + 16 + 16

	// Soonest and Latest are how long after it was drawn a form may come back.
	Soonest = 3 * time.Second
	Latest  = 24 * time.Hour

	// Work is how many bits of a hash must be nothing for the work to be done:
	// a second or two of a browser's time, which nobody notices who writes why
	// they would like to be a member, and who sends thousands does.
	Work = 15
)

var spelling = base64.RawURLEncoding.Strict()

// key is what stamps and tokens are made with.
func key(secret []byte, what string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("counterpart/application/" + what + "/v1"))
	return mac.Sum(nil)
}

// Stamp makes a stamp for a form that is drawn now.
func Stamp(secret []byte, now time.Time) string {
	var b [stampSize]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli()))
	rand.Read(b[8:24])
	copy(b[24:], seal(secret, b[:24]))
	return spelling.EncodeToString(b[:])
}

func seal(secret, what []byte) []byte {
	mac := hmac.New(sha256.New, key(secret, "stamp"))
	mac.Write(what)
	return mac.Sum(nil)[:16]
}

// CheckStamp refuses a form that comes back too soon or too late, or that
// nobody was given.
func CheckStamp(secret []byte, stamp string, now time.Time) error {
	b, err := spelling.DecodeString(stamp)
	if err != nil || len(b) != stampSize || !hmac.Equal(seal(secret, b[:24]), b[24:]) {
		return act.Refuse(act.Malformed, "refuse.application.stamp")
	}
	switch age := now.Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(b[:8])))); {
	case age < Soonest:
		return act.Refuse(act.TooMany, "refuse.application.soon")
	case age > Latest:
		return act.Refuse(act.Stale, "refuse.application.late")
	}
	return nil
}

// Worked reports whether the work of a stamped form was done: a number that,
// put behind the stamp, makes their hash begin with Work empty bits.
func Worked(stamp, number string) bool {
	if number == "" || len(number) > 20 {
		return false
	}
	d := sha256.Sum256([]byte(stamp + "." + number))
	return bits.LeadingZeros32(binary.BigEndian.Uint32(d[:4])) >= Work
}

// Token is what lets an applicant follow what they sent with a stamped form.
// It is made from the stamp, so that a form sent twice leads to one place, and
// with a secret, so that the stamp leads nowhere.
func Token(secret []byte, stamp string) string {
	mac := hmac.New(sha256.New, key(secret, "token"))
	mac.Write([]byte(stamp))
	return "ca_" + spelling.EncodeToString(mac.Sum(nil))
}
