package invitation

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

var spelling = base64.RawURLEncoding.Strict()

func seal(secret []byte, what, of string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("counterpart/invitation/" + what + "/v1\n" + of))
	return mac.Sum(nil)
}

// Key is what lets whoever holds it read and answer one invitation. It says
// which, and that this installation made it.
func Key(secret []byte, id string) string {
	return id + "." + spelling.EncodeToString(seal(secret, "key", id)[:18])
}

// ReadKey reads what Key made; ok is false if it was made up. A key of an
// invitation that was taken back is read and leads to nothing.
func ReadKey(secret []byte, key string) (id string, ok bool) {
	id, _, _ = strings.Cut(key, ".")
	if id == "" || !hmac.Equal([]byte(key), []byte(Key(secret, id))) {
		return "", false
	}
	return id, true
}

// feedMark begins every token of a calendar, so that one found in a file can be
// told for what it is.
const feedMark = "cc_"

func feedToken(secret, salt []byte) string {
	return feedMark + spelling.EncodeToString(seal(secret, "feed", string(salt)))
}

func digest(token string) []byte {
	d := sha256.Sum256([]byte(token))
	return d[:]
}

// Feed returns the token of a member's calendar, and when it was made; it is
// empty if there is none.
func Feed(tx *database.Tx, secret []byte, who member.ID) (token string, made time.Time, err error) {
	var (
		salt []byte
		ms   int64
	)
	err = tx.Row(`select salt, made from invitation_feed where member = $1`, []any{who}, &salt, &ms)
	if errors.Is(err, sql.ErrNoRows) {
		return "", made, nil
	}
	return feedToken(secret, salt), time.UnixMilli(ms).UTC(), fault("read a feed", err)
}

// RenewFeed gives a member's calendar another address; the one before leads
// nowhere any more.
func RenewFeed(tx *database.Tx, secret []byte, who member.ID, now time.Time) error {
	var salt [16]byte
	rand.Read(salt[:])
	return fault("renew a feed", tx.Exec(`insert into invitation_feed (member, salt, digest, made) values ($1, $2, $3, $4)
		on conflict (member) do update set salt = excluded.salt, digest = excluded.digest, made = excluded.made`,
		who, salt[:], digest(feedToken(secret, salt[:])), now.UnixMilli()))
}

// EndFeed takes the address of a member's calendar away.
func EndFeed(tx *database.Tx, who member.ID) error {
	return fault("end a feed", tx.Exec(`delete from invitation_feed where member = $1`, who))
}

// Whose returns whose calendar a token is for; ok is false if it is for none.
func Whose(tx *database.Tx, token string) (who member.ID, ok bool, err error) {
	err = tx.Row(`select member from invitation_feed where digest = $1`, []any{digest(token)}, &who)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return who, err == nil, fault("look for a feed", err)
}
