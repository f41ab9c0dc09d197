// Package distribution keeps to whom publications are sent, what is sent, and
// what became of it: subscribers, who asked for it; contacts, whom the
// secretariats know; addressees, whom recommendations address; and mailings.
//
// Its law: nobody is subscribed who did not say so from the address itself, and
// whoever leaves is gone at once, from the lists and from the logs. A mailing is
// a row for each address before it is a letter, all of them written in the
// transaction that starts it: so it starts once, whoever presses, and an address
// that stands on two lists is one row. A letter is sent under the name of its
// row, however often that takes; what is guaranteed of it is what the outbox
// guarantees of its own.
//
// None of it is in the record. That an edition was handed to an addressee is a
// fact of another sort, and an act: see publication.Transmit.
package distribution

import (
	"crypto/hmac"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/publication"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the tables of this room, or brings them up to date.
func Open(tx *database.Tx) error {
	return tx.Migrate("distribution", migrations)
}

// A List is whom a mailing may go to.
type List string

// The lists.
const (
	Subscribers List = "subscribers"
	Contacts    List = "contacts"
	Addressees  List = "addressees"
)

// Lists are all of them.
var Lists = []List{Addressees, Contacts, Subscribers}

// Key is the list's name in the catalogues.
func (l List) Key() string { return "sending.list." + string(l) }

// Languages are those in which one is written to.
var Languages = publication.Languages

// How long is kept what somebody wrote and did not confirm; and, in the log of
// a mailing, to whom it went.
const (
	KeptAsked = 3 * 24 * time.Hour
	KeptLog   = 400 * 24 * time.Hour
)

// mostBounces is after how many letters that came back an address is left out
// of mailings.
const mostBounces = 3

// Keeps reports whether somebody keeps the lists and composes mailings: the
// chairs, the rapporteurs and the secretariats.
func Keeps(s member.Standing) bool {
	return s.Group != "" && (s.Capacity == member.CoChair || s.Capacity == member.Rapporteur || s.Capacity == member.Secretariat)
}

// What begins the token of a link.
const prefix = "cd_"

var spelling = base64.RawURLEncoding.Strict()

// sealBytes is how long a seal is: 128 bits.
const sealBytes = 16

func seal(secret []byte, what, of string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("counterpart/distribution/" + what + "/v1\n" + of))
	return spelling.EncodeToString(mac.Sum(nil)[:sealBytes])
}

// Link lets whoever holds it see, confirm and end what is sent to an address:
// of a subscriber, or of a contact.
func Link(secret []byte, id string) string { return prefix + id + seal(secret, "link", id) }

// ReadLink returns whose link it is.
func ReadLink(secret []byte, token string) (id string, err error) { return read(secret, "link", token) }

// Receipt lets whoever holds it say that they have received a letter.
func Receipt(secret []byte, letter string) string {
	return prefix + letter + seal(secret, "receipt", letter)
}

// ReadReceipt returns for which letter a receipt is.
func ReadReceipt(secret []byte, token string) (letter string, err error) {
	return read(secret, "receipt", token)
}

func read(secret []byte, what, token string) (id string, err error) {
	rest, ok := strings.CutPrefix(token, prefix)
	if n := len(rest) - spelling.EncodedLen(sealBytes); ok && n > 0 {
		if id = rest[:n]; hmac.Equal([]byte(seal(secret, what, id)), []byte(rest[n:])) {
			return id, nil
		}
	}
	return "", act.Refuse(act.NotFound, "refuse.sending.link")
}

// cleanEmail checks an address as the roll does.
func cleanEmail(email string) (clean, box string, err error) {
	p, err := roll.Person{Member: "x", Name: text.Words{"en": "x"}, Email: email, Lang: "en"}.Check()
	if err == nil && p.Email == "" {
		err = act.RefuseField("email", roll.EmailMalformed)
	}
	return p.Email, roll.PostBox(p.Email), err
}

func cleanLang(lang string) error {
	if !slices.Contains(Languages, lang) {
		return act.RefuseField("lang", "refuse.lang")
	}
	return nil
}

// whose is whose address it is, if a member's.
func whose(tx *database.Tx, email string) (member.ID, error) {
	id, _, err := roll.AtEmail(tx, email)
	return id, err
}

func fault(what string, err error) error {
	if err == nil {
		return nil
	}
	if _, refused := act.Refused(err); refused {
		return err
	}
	return fmt.Errorf("distribution: %s: %w", what, err)
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
