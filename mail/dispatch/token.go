package dispatch

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
)

// Token is what ends letters of a sort for somebody without their signing in.
// Who has it can do nothing else with it; it does not run out, since old letters
// are unsubscribed from too.
func Token(secret []byte, who member.ID, sort outbox.Sort) string {
	if sort != outbox.Bulletin {
		sort = outbox.Notice // all others end together
	}
	return string(sort) + "." + string(who) + "." + seal(secret, who, sort)
}

// ReadToken reads what Token made; ok is false if it was made up.
func ReadToken(secret []byte, token string) (who member.ID, sort outbox.Sort, ok bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || parts[1] == "" || parts[0] != string(outbox.Notice) && parts[0] != string(outbox.Bulletin) {
		return "", "", false
	}
	sort, who = outbox.Sort(parts[0]), member.ID(parts[1])
	if !hmac.Equal([]byte(seal(secret, who, sort)), []byte(parts[2])) {
		return "", "", false
	}
	return who, sort, true
}

func seal(secret []byte, who member.ID, sort outbox.Sort) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("counterpart/unsubscribe/v1\n" + string(sort) + "\n" + string(who)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}
