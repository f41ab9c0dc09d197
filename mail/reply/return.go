package reply

import (
	"crypto/subtle"
	"encoding/hex"
	"strings"
)

// A letter that cannot be delivered comes back to the address that its envelope
// was sent from. Ours is within the mailbox of replies and looks like the others
// there: a tag, and hidden under it the letter's name and the mark of the
// address that it was sent to. Whoever was not sent the letter cannot make it,
// so nobody else can say of a letter that it came back. The tag is shorter than
// that of a reply, since what can be had by guessing one is less: a line in a
// log, and only by asking our server once for each guess.
const (
	returnTag  = 8
	nameBytes  = 17 // rand.Text is 130 bits
	nameLetter = 26 // as it writes them
	markBytes  = 3
)

// Return returns the address to which a letter comes back, within the mailbox
// of replies. It is empty if the letter's name is not of the form that
// rand.Text gives it, or the mark not three bytes in hexadecimal.
func Return(secret []byte, box, letter, mark string) string {
	name, domain, ok := cut(box)
	plain, err := letters.DecodeString(letter + "AA")
	m, err2 := hex.DecodeString(mark)
	if !ok || len(letter) != nameLetter || err != nil || err2 != nil || len(m) != markBytes {
		return ""
	}
	plain = append(plain[:nameBytes:nameBytes], m...)
	tag := keyed(secret, "return/tag", plain)[:returnTag]
	return spell(name, domain, append(tag, veil(secret, "return/hide", tag, plain)...))
}

// ReadReturn tells which letter came back, and the mark of the address that it
// had been sent to, by an address that Return made. Any other is not ok.
func ReadReturn(secret []byte, box, address string) (letter, mark string, ok bool) {
	token, ok := within(box, address)
	if !ok || len(token) != returnTag+nameBytes+markBytes {
		return "", "", false
	}
	tag := token[:returnTag]
	plain := veil(secret, "return/hide", tag, token[returnTag:])
	if subtle.ConstantTimeCompare(tag, keyed(secret, "return/tag", plain)[:returnTag]) != 1 {
		return "", "", false
	}
	letter = letters.EncodeToString(plain[:nameBytes])[:nameLetter]
	mark = hex.EncodeToString(plain[nameBytes:])
	if !strings.EqualFold(Return(secret, box, letter, mark), bare(address)) { // one spelling, but for the case
		return "", "", false
	}
	return letter, mark, true
}
